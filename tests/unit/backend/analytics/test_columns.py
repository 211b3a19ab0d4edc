from __future__ import annotations

from backend.analytics.columns import readings
from backend.contract.state import Quality


def test_what_lies_between_two_instants_includes_both() -> None:
    got = readings([1, 2, 3, 4], [10, 20, 30, 40]).between(2, 3)
    assert (got.at.tolist(), got.value.tolist()) == ([2, 3], [20, 30])
    assert len(got) == 2
    assert got.picked(got.value > 25).at.tolist() == [3]


def test_a_good_value_out_of_range_is_uncertain_and_a_worse_one_stays() -> None:
    got = readings([1, 2, 3, 4], [-5, 5, 50, 50], [0, 0, 0, Quality.BAD]).plausible(0, 10)
    assert got.quality.tolist() == [Quality.UNCERTAIN, Quality.GOOD, Quality.UNCERTAIN, Quality.BAD]


def test_observations_are_plain() -> None:
    (got,) = readings([1.5], [2.5], [2]).observations("a.x")
    assert (got.series_id, got.at, got.value, got.quality) == ("a.x", 1.5, 2.5, Quality.BELOW)
    assert type(got.at) is float
