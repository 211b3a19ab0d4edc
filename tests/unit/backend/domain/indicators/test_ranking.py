from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.indicators.ranking import ranks


def test_ties_share_a_rank_and_the_next_one_is_left_out() -> None:
    assert ranks([5.0, 7.0, 7.0, None, 1.0], "higher") == [3, 1, 1, None, 4]
    assert ranks([5.0, 7.0, 7.0, None, 1.0], "lower") == [2, 3, 3, None, 1]


def test_in_a_band_the_nearest_is_best() -> None:
    assert ranks([2.0, 5.0, 3.0, 1.5], "band", (2.0, 4.0)) == [1, 4, 1, 3]
    assert ranks([2.0, 5.0], "band") == [None, None]


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=40))
def test_a_rank_is_one_more_than_how_many_are_better(values: list[float | None]) -> None:
    for value, rank in zip(values, ranks(values, "higher"), strict=True):
        better = sum(other is not None and value is not None and other > value for other in values)
        assert rank == (None if value is None else better + 1)
