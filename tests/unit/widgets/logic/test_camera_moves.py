from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.logic.camera_moves import FAST, SLOW, STILL, Way, axes_of_drag, axes_of_ways, is_drag

WAYS = st.sets(st.sampled_from(["left", "right", "up", "down", "in", "out"]))
FAR = st.floats(-4000, 4000)


@pytest.mark.parametrize(
    ("ways", "fast", "axes"),
    [
        ({"left"}, False, (-SLOW, 0, 0)),
        ({"right", "up"}, True, (FAST, FAST, 0)),
        ({"left", "right"}, True, STILL),
        ({"in"}, False, (0, 0, SLOW)),
        (set(), True, STILL),
    ],
)
def test_keys_turn_the_way_they_point(ways: set[Way], fast: bool, axes: tuple[float, float, float]) -> None:
    assert axes_of_ways(ways, fast=fast) == axes


@given(WAYS, st.booleans())
def test_keys_never_ask_for_more_than_the_fastest(ways: set[Way], fast: bool) -> None:
    assert all(-1 <= one <= 1 for one in axes_of_ways(ways, fast=fast))


@given(FAR, FAR, st.floats(0, 3000))
def test_a_drag_is_bounded_and_turns_where_it_points(dx: float, dy: float, height: float) -> None:
    pan, tilt, zoom = axes_of_drag(dx, dy, height)
    assert -1 <= pan <= 1
    assert -1 <= tilt <= 1
    assert zoom == 0
    assert pan * dx >= 0
    assert tilt * dy <= 0
    if pan or tilt:
        assert is_drag(dx, dy, height)


def test_the_farther_the_faster_and_a_click_is_no_drag() -> None:
    near, far = axes_of_drag(100, 0, 1000), axes_of_drag(300, 0, 1000)
    assert 0 < near[0] < far[0] < 1
    assert axes_of_drag(600, -600, 1000) == (1, 1, 0)
    assert not is_drag(4, 4, 1000)
    assert axes_of_drag(4, 4, 1000) == STILL
