from __future__ import annotations

import numpy as np

from backend.domain.derived.strip import Strip


def test_each_reading_stands_for_the_time_since_the_one_before_it() -> None:
    strip = Strip(np.array([0.0, 60.0, 90.0]), np.array([9.0, 2.0, 4.0]), 90.0, n_before=1)
    at = np.array([0.0, 30.0, 60.0, 75.0, 90.0, 500.0])
    assert strip.integral(at).tolist() == [0.0, 60.0, 120.0, 180.0, 240.0, 240.0]
    assert strip.covered_s(at).tolist() == [0.0, 30.0, 60.0, 75.0, 90.0, 90.0]


def test_a_gap_and_what_does_not_count_are_covered_by_nothing() -> None:
    strip = Strip(np.array([0.0, 60.0, 90.0, 300.0]), np.array([1.0, np.nan, 4.0, 7.0]), 90.0, n_before=0)
    assert strip.covered_s(np.array([60.0, 90.0, 299.0, 400.0])).tolist() == [0.0, 30.0, 30.0, 30.0]
    assert strip.integral(np.array([400.0])).tolist() == [120.0]


def test_readings_are_counted_in_the_bucket_in_which_they_were_taken() -> None:
    strip = Strip(np.array([0.0, 60.0, 61.0, 180.0]), np.array([1.0, 2.0, np.nan, 4.0]), 200.0, n_before=1)
    bucket, value, start_at, at = strip.counted(1, 2, 60)
    assert (bucket.tolist(), value.tolist()) == ([0], [2.0])
    assert (start_at.tolist(), at.tolist()) == ([0.0], [60.0])
    assert strip.counted(1, 3, 60)[0].tolist() == [0, 2]


def test_nothing() -> None:
    strip = Strip(np.empty(0), np.empty(0), 90.0, n_before=0)
    assert strip.integral(np.array([5.0])).tolist() == [0.0]
    assert strip.covered_s(np.array([5.0])).tolist() == [0.0]
