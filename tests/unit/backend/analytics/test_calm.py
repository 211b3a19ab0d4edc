from __future__ import annotations

import numpy as np

from backend.analytics.calm import settled


def test_readings_after_the_delay_are_settled_but_not_the_one_that_ends_it() -> None:
    at = 60.0 * np.arange(8)
    begins = np.array([True] + [False] * 7)
    assert np.flatnonzero(settled(at, begins, 100.0, 120.0)).tolist() == [3, 4, 5, 6, 7]


def test_a_new_run_and_a_silence_begin_anew() -> None:
    at = np.array([0, 60, 120, 180, 600, 660, 720, 780, 840], float)
    begins = np.zeros(9, bool)
    begins[7] = True
    assert np.flatnonzero(settled(at, begins, 100.0, 60.0)).tolist() == [2, 3, 6]
    assert len(settled(np.empty(0), np.empty(0, bool), 1.0, 1.0)) == 0
