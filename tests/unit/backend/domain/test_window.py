from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.window import Window


def test_a_rate_integrates_to_an_amount() -> None:
    window = Window()
    for minute in range(61):
        window.add(minute * 60.0, 30.0, 120.0)
    window.slide(0.0)
    assert window.integral(0.0) / 3600 == pytest.approx(30.0)
    assert window.covered_s(0.0) == pytest.approx(3600.0)


def test_a_gap_stays_uncovered() -> None:
    window = Window()
    for at in (0.0, 60.0, 600.0, 660.0):
        window.add(at, 60.0, 120.0)
    assert window.covered_s(-math.inf) == 120.0
    assert window.integral(-math.inf) == pytest.approx(7200.0)


def test_a_sample_across_the_edge_counts_in_part() -> None:
    window = Window()
    window.add(0.0, 1.0, 100.0)
    window.add(100.0, 1.0, 100.0)
    window.slide(40.0)
    assert window.covered_s(40.0) == pytest.approx(60.0)
    assert window.integral(40.0) == pytest.approx(60.0)


def test_rate_is_per_hour() -> None:
    window = Window()
    assert math.isnan(window.rate)
    window.add(0.0, 1.0, 900.0)
    window.add(900.0, 1.5, 900.0)
    assert window.rate == pytest.approx(2.0)


def test_empty() -> None:
    window = Window()
    assert (window.covered_s(0.0), window.integral(0.0), window.oldest_at) == (0.0, 0.0, math.inf)
    assert math.isnan(window.highest)
    assert math.isnan(window.lowest)


@given(st.lists(st.tuples(st.integers(1, 50), st.floats(-100, 100)), max_size=80), st.integers(1, 200))
def test_agrees_with_the_plain_computation(steps: list[tuple[int, float]], width: int) -> None:
    window, samples, at, last = Window(), [], 0.0, math.nan
    for gap, value in steps:
        at += gap
        window.add(at, value, 30.0)
        covers = at - last if at - last <= 30.0 else 0.0
        last = at
        samples.append((at, covers, value))
        start = at - width
        window.slide(start)
        kept = [s for s in samples if s[0] > start]
        assert len(window) == len(kept)
        assert window.amount == pytest.approx(sum(s[2] for s in kept), abs=1e-6)
        assert window.highest == max(s[2] for s in kept)
        assert window.lowest == min(s[2] for s in kept)
        inside = [(min(c, t - start), v) for t, c, v in kept]
        assert window.covered_s(start) == pytest.approx(sum(c for c, _ in inside), abs=1e-6)
        assert window.integral(start) == pytest.approx(sum(c * v for c, v in inside), abs=1e-6)


def test_long_runs_do_not_drift() -> None:
    window = Window()
    for i in range(5000):
        window.add(float(i), 0.1 + (i % 7) * 1e-9, 10.0)
        window.slide(i - 100.0)
    assert window.amount == pytest.approx(10.0, abs=1e-5)
