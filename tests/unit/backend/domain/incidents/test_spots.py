from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.incidents.ground import distance_m
from backend.domain.incidents.spots import REBUILD_AT, Spots

LAT, LON = st.floats(15.9, 16.2), st.floats(108.0, 108.4)
STEPS = st.lists(
    st.tuples(st.integers(0, 40), st.one_of(st.none(), st.tuples(LAT, LON))), max_size=3 * REBUILD_AT
)


@given(STEPS, LAT, LON, st.floats(10.0, 20_000.0))
def test_nothing_near_is_missed_however_positions_came_and_went(
    steps: list[tuple[int, tuple[float, float] | None]], lat: float, lon: float, within_m: float
) -> None:
    spots, truth = Spots(), {}
    for number, at in steps:
        if at is None:
            spots.drop(f"s{number}")
            truth.pop(f"s{number}", None)
        else:
            spots.put(f"s{number}", at)
            truth[f"s{number}"] = at
    found = spots.around((lat, lon), within_m)
    near = {name for name, at in truth.items() if distance_m((lat, lon), at) <= within_m}
    assert near <= set(found) <= set(truth)
    assert len(found) == len(set(found))
    assert len(spots) == len(truth)


def test_far_away_is_left_out_before_and_after_the_tree_is_built() -> None:
    spots = Spots()
    for number in range(REBUILD_AT + 10):
        spots.put(f"s{number}", (16.0 + number / 100, 108.2))
        assert set(spots.around((16.0, 108.2), 300)) == {"s0"}
    spots.put("s0", (17.5, 108.2))
    assert spots.around((16.0, 108.2), 300) == []
    assert spots.around((17.5, 108.2), 300) == ["s0"]
