from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.checks.neighbours import agree, nearest, stands_alone
from backend.domain.checks.spec import NeighboursCheck
from backend.domain.incidents.ground import distance_m

BOTH = NeighboursCheck(within_km=10, max_factor=4, max_difference=20, min_n=2)
FACTOR = NeighboursCheck(within_km=10, max_factor=4)
FAR = NeighboursCheck(within_km=10, max_difference=20)


@pytest.mark.parametrize(
    ("value", "other", "spec", "same"),
    [
        (100, 30, BOTH, True),  # a share of it is enough
        (100, 20, BOTH, False),
        (20, 0, BOTH, True),  # of small values a factor says nothing
        (21, 0, BOTH, False),
        (0, 60, BOTH, False),  # a clogged gauge in the storm
        (40, 10, FACTOR, True),
        (41, 10, FACTOR, False),
        (1, 0, FACTOR, False),
        (30, 10, FAR, True),
        (31, 10, FAR, False),
        (-5, 5, FAR, True),
        (-40, -1, BOTH, False),
    ],
)
def test_two_stations_that_tell_the_same(
    value: float, other: float, spec: NeighboursCheck, same: bool
) -> None:
    assert agree(value, other, spec) is same
    assert agree(other, value, spec) is same


def test_one_neighbour_that_agrees_is_enough_and_too_few_prove_nothing() -> None:
    assert stands_alone(100, (0, 0, 5), BOTH)
    assert not stands_alone(100, (0, 0, 60), BOTH)
    assert not stands_alone(100, (0,), BOTH)


POINTS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3),
    st.tuples(st.floats(15.9, 16.3), st.floats(107.9, 108.4)),
    max_size=25,
)


@given(POINTS, st.integers(1, 5))
def test_neighbours_are_the_nearest_within_reach(points: dict[str, tuple[float, float]], n: int) -> None:
    found = nearest(points, NeighboursCheck(within_km=8, n=n, min_n=1, max_factor=2))
    assert found.keys() == points.keys()
    for name, around in found.items():
        far = sorted((distance_m(points[name], at), other) for other, at in points.items() if other != name)
        assert around == [other for far_m, other in far if far_m <= 8000][:n]


def test_of_no_station_there_are_no_neighbours() -> None:
    assert nearest({}, BOTH) == {}
    assert nearest({"a": (16.0, 108.0)}, BOTH) == {"a": []}
