from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.messages.hours import Span, instant, local_day, next_midnight, span

VN = ZoneInfo("Asia/Ho_Chi_Minh")
NEW_YORK = ZoneInfo("America/New_York")


def at(text: str, zone: ZoneInfo = VN) -> float:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


@pytest.mark.parametrize(
    ("hours", "inside", "outside"),
    [
        ("22:00-06:00", ["22:00", "23:59", "00:00", "05:59"], ["06:00", "21:59", "12:00"]),
        ("07:30-17:00", ["07:30", "16:59"], ["07:29", "17:00", "00:00"]),
        ("18:00-24:00", ["18:00", "23:59"], ["00:00", "17:59"]),
        ("06:00-06:00", ["06:00", "05:59"], []),
    ],
)
def test_spans_hold_their_hours(hours: str, inside: list[str], outside: list[str]) -> None:
    found = span(hours)
    assert [t for t in inside if not found.holds(at(f"2026-11-24 {t}"), VN)] == []
    assert [t for t in outside if found.holds(at(f"2026-11-24 {t}"), VN)] == []


@pytest.mark.parametrize("text", ["22-06", "22:00–06:00", "25:00-06:00", "22:00-06:60", "24:00-06:00", ""])
def test_what_is_no_span_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="expected e.g. 22:00-06:00"):
        span(text)


def test_a_night_ends_in_the_morning() -> None:
    assert span("22:00-06:00").ends_at(at("2026-11-24 23:00"), VN) == at("2026-11-25 06:00")
    assert span("22:00-06:00").ends_at(at("2026-11-25 01:00"), VN) == at("2026-11-25 06:00")
    assert span("18:00-24:00").ends_at(at("2026-11-24 19:00"), VN) == at("2026-11-25 00:00")


def test_days_are_local_and_know_the_change_of_clocks() -> None:
    assert local_day(at("2026-11-24 23:30"), VN) == dt.date(2026, 11, 24)
    assert next_midnight(at("2026-11-24 23:30"), VN) == at("2026-11-25 00:00")
    day_s = next_midnight(at("2026-11-01 12:00", NEW_YORK), NEW_YORK) - instant(
        dt.date(2026, 11, 1), 0, NEW_YORK
    )
    assert day_s == 25 * 3600


@given(st.integers(0, 1439), st.integers(0, 1440), st.floats(1.7e9, 1.9e9))
def test_a_span_has_ended_when_it_says_so(start: int, end: int, now: float) -> None:
    found = Span(start, end)
    ends_at = found.ends_at(now, VN)
    assert now < ends_at <= now + 86400
    assert found.holds(ends_at - 1, VN)
    if start % 1440 != end % 1440:
        assert not found.holds(ends_at, VN)
