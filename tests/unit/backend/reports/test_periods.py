from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.reports import periods
from backend.reports.periods import Period

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
KINDS: tuple[periods.PeriodKind, ...] = ("day", "week", "month", "quarter", "year")


def at(text: str) -> float:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp()


NOW = at("2026-11-24T09:10")


@pytest.mark.parametrize(
    ("kind", "start", "end", "words", "stamp"),
    [
        ("day", "2026-11-23", "2026-11-24", "ngày 23/11/2026", "2026-11-23"),
        ("week", "2026-11-16", "2026-11-23", "tuần 47 (từ 16/11 đến 22/11/2026)", "2026-W47"),
        ("month", "2026-10-01", "2026-11-01", "tháng 10 năm 2026", "2026-10"),
        ("quarter", "2026-07-01", "2026-10-01", "quý III năm 2026", "2026-Q3"),
        ("year", "2025-01-01", "2026-01-01", "năm 2025", "2025"),
        (
            "on_demand",
            "2026-11-01",
            "2026-11-24T09:10",
            "từ ngày 01/11/2026 đến ngày 24/11/2026",
            "2026-11-01_2026-11-24",
        ),
    ],
)
def test_the_last_whole_period_and_its_names(
    kind: periods.PeriodKind, start: str, end: str, words: str, stamp: str
) -> None:
    period = periods.last_whole(kind, NOW, ZONE)
    assert period == Period(at(start), at(end))
    assert periods.words(kind, period, ZONE) == words
    assert periods.file_stamp(kind, period, ZONE) == stamp


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("day", "2026-11-22"),
        ("week", "2026-11-09"),
        ("month", "2026-09-01"),
        ("quarter", "2026-04-01"),
        ("year", "2024-01-01"),
    ],
)
def test_the_period_before_is_the_calendars(kind: periods.PeriodKind, start: str) -> None:
    period = periods.last_whole(kind, NOW, ZONE)
    assert periods.before(kind, period, ZONE) == Period(at(start), period.start_at)


def test_the_period_before_a_chosen_one_is_as_long() -> None:
    chosen = Period(at("2026-11-03"), at("2026-11-10"))
    assert periods.before("month", chosen, ZONE) == Period(at("2026-10-27"), at("2026-11-03"))
    assert periods.words("month", chosen, ZONE) == "từ ngày 03/11/2026 đến ngày 09/11/2026"
    assert periods.words("month", Period(at("2026-11-03"), at("2026-11-04")), ZONE) == "ngày 03/11/2026"


def test_it_is_due_on_the_first_day_after_it() -> None:
    assert periods.due_at(Period(at("2026-10-01"), at("2026-11-01")), "07:30", ZONE) == at("2026-11-01T07:30")


def test_days_are_all_local_days() -> None:
    days = periods.days_of(periods.last_whole("month", NOW, ZONE), ZONE)
    assert (days[0], days[-1], len(days)) == ("2026-10-01", "2026-10-31", 31)


@given(st.floats(0, 4e9), st.sampled_from(KINDS))
def test_periods_follow_one_another_without_gap(now: float, kind: periods.PeriodKind) -> None:
    period = periods.last_whole(kind, now, ZONE)
    assert period.start_at < period.end_at <= now
    assert periods.last_whole(kind, period.end_at, ZONE) == period
    assert periods.last_whole(kind, period.start_at, ZONE) == periods.before(kind, period, ZONE)
