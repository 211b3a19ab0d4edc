"""ISO 8601."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.procedures.durations import Cycle, cycle, instant, seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [("PT15M", 900), ("PT1H30M", 5400), ("P3D", 259_200), ("P1W", 604_800), ("P1DT12H", 129_600), ("PT0.5S", 0.5), ("P1M", 2_592_000)],
)  # fmt: skip
def test_durations(text: str, expected: float) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "15M", "PT15", "P1DT", "PT0S", "P-1D", "PT1M1H", "pt5m", "PT5M ", "R3/PT5M"]
)
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="ISO 8601"):
        seconds(text)


@given(st.text(alphabet="PTRDHMS/0123456789.", max_size=12))
def test_texts_are_durations_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert seconds(text) > 0


def test_cycles() -> None:
    assert cycle("R3/PT30M") == Cycle(3, "PT30M")
    assert cycle("R/P1D") == Cycle(-1, "P1D")
    for text in ("PT5M", "R3", "R3/", "R3/x", "Rx/PT5M", "R3/2026-01-01/PT5M"):
        with pytest.raises(ValueError, match="expected"):
            cycle(text)


def test_dates_without_offset_are_vietnamese() -> None:
    assert (
        instant("2026-11-25T07:00:00")
        == instant("2026-11-25T00:00:00+00:00")
        == instant("2026-11-25T00:00:00Z")
    )
    with pytest.raises(ValueError, match="mai"):
        instant("mai")
