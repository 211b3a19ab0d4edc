from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.engine.cameras.holds import CameraRefusedError, Hold, Holds

HA, BINH = Hold("ha", "Hà", 0), Hold("binh", "Bình", 0)


def test_one_person_holds_a_camera_until_they_rest() -> None:
    holds = Holds(30)
    assert holds.take("c", HA, 100) is None
    with pytest.raises(CameraRefusedError, match="wait 10 s"):
        holds.take("c", BINH, 120)
    assert holds.take("c", HA, 125) is not None
    assert holds.of("c", 154.9) == Hold("ha", "Hà", 155)
    assert holds.of("c", 155) is None
    assert holds.take("c", BINH, 155) is None


def test_a_supervisor_takes_it_over_and_only_the_holder_lets_it_go() -> None:
    holds = Holds(30)
    holds.take("c", HA, 100)
    assert holds.take("c", BINH, 101, take_over=True) == Hold("ha", "Hà", 130)
    assert not holds.release("c", "ha", 102)
    assert holds.release("c", "binh", 102)
    assert holds.of("c", 102) is None


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 20)), max_size=30))
def test_never_do_two_hold_a_camera(acts: list[tuple[str, float]]) -> None:
    holds, now = Holds(10), 0.0
    for user, passed in acts:
        now += passed
        before = holds.of("c", now)
        try:
            holds.take("c", Hold(user, user, 0), now)
        except CameraRefusedError:
            assert before is not None
            assert before.user != user
        else:
            assert before is None or before.user == user
