from __future__ import annotations

import time

import pytest

from backend.domain import clock


def test_the_system_clock_is_the_machines() -> None:
    before = time.time()
    assert before <= clock.SystemClock().now() <= time.time()


def test_a_scaled_clock_starts_where_asked_and_runs_as_fast_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [50.0]
    monkeypatch.setattr(clock.time, "monotonic", lambda: now[0])
    scaled = clock.ScaledClock(1000.0, 60.0)
    assert scaled.now() == 1000.0
    now[0] += 2.0
    assert scaled.now() == 1120.0
