from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.demo.camera_head import HIGH, LOW, PAN_PER_S, Head

SPEED = st.floats(-1, 1)


def test_it_turns_by_speed_times_time_and_stops_at_the_timeout() -> None:
    head = Head(100.0)
    head.move((1, 0, 0), 1.0, 100.0)
    assert head.look(100.5)[0] == pytest.approx(0.5 * PAN_PER_S)
    assert head.moving(100.5)
    assert head.look(105.0)[0] == pytest.approx(PAN_PER_S)
    assert not head.moving(105.0)


def test_a_stop_stops() -> None:
    head = Head(0.0)
    head.move((0, -1, 1), 10.0, 0.0)
    head.stop(1.0)
    assert head.look(1.0) == head.look(9.0)
    assert head.look(9.0)[1] < 0 < head.look(9.0)[2]


def test_it_goes_to_a_remembered_position_in_its_time() -> None:
    head = Head(0.0, (0.5, -0.5, 0.2))
    token = head.save("Cống", "", 0.0)
    head.move((-1, 1, 1), 2.0, 0.0)
    head.go_to(token, 2.0)
    assert head.moving(2.1)
    assert head.look(60.0) == (0.5, -0.5, 0.2)
    assert not head.moving(60.0)
    assert head.save("Khác", "", 60.0) == "2"
    assert head.save("Cống mới", token, 60.0) == token
    with pytest.raises(KeyError):
        head.go_to("9", 61.0)


@given(st.lists(st.tuples(SPEED, SPEED, SPEED, st.floats(0, 5)), max_size=12))
def test_it_never_leaves_its_limits(moves: list[tuple[float, float, float, float]]) -> None:
    head, now = Head(0.0), 0.0
    for pan, tilt, zoom, passed in moves:
        head.move((pan, tilt, zoom), 3.0, now)
        now += passed
        assert all(low <= one <= high for one, low, high in zip(head.look(now), LOW, HIGH, strict=True))
