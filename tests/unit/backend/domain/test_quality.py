from __future__ import annotations

import math

import pytest

from backend.contract.state import Quality
from backend.domain.quality import from_future, is_number, late, plausible


def test_out_of_range_becomes_uncertain_but_never_better() -> None:
    assert plausible(5.0, 0.0, 10.0, Quality.GOOD) is Quality.GOOD
    assert plausible(10.0, 0.0, 10.0, Quality.GOOD) is Quality.GOOD
    assert plausible(10.1, 0.0, 10.0, Quality.GOOD) is Quality.UNCERTAIN
    assert plausible(-0.1, 0.0, 10.0, Quality.GOOD) is Quality.UNCERTAIN
    assert plausible(99.0, 0.0, 10.0, Quality.BAD) is Quality.BAD
    assert plausible(99.0, 0.0, 10.0, Quality.ABOVE) is Quality.ABOVE


@pytest.mark.parametrize(("value", "expected"), [(1.0, True), (math.nan, False), (math.inf, False)])
def test_only_finite_values_are_numbers(value: float, expected: bool) -> None:
    assert is_number(value) is expected


def test_clocks_may_differ_by_the_tolerance() -> None:
    assert not from_future(1060.0, 1000.0)
    assert from_future(1060.1, 1000.0)
    assert from_future(1000.2, 1000.0, tolerance_s=0.1)


def test_late_means_older_than_the_maximum_age() -> None:
    assert not late(940.0, 1000.0, 60.0)
    assert late(939.9, 1000.0, 60.0)
