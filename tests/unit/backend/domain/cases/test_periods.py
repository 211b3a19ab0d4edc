from __future__ import annotations

import datetime as dt

import pytest

from backend.domain.cases.periods import Period, bounds, local_day, midnight, month_after, period_words
from tests.unit.backend.domain.cases.conftest import ZONE, instant


@pytest.mark.parametrize(
    ("period", "first", "after"),
    [
        ("today", "2026-11-25", "2026-11-26"), ("week", "2026-11-23", "2026-11-30"), ("month", "2026-11-01", "2026-12-01"),
        ("quarter", "2026-10-01", "2027-01-01"), ("year", "2026-01-01", "2027-01-01"), ("7d", "2026-11-19", "2026-11-26"),
        ("30d", "2026-10-27", "2026-11-26"), ("90d", "2026-08-28", "2026-11-26"),
    ],
)  # fmt: skip
def test_a_period_is_whole_local_days(period: Period, first: str, after: str) -> None:
    expected = tuple(midnight(dt.date.fromisoformat(day), ZONE) for day in (first, after))
    for when in ("25/11 00:00", "25/11 12:30", "25/11 23:59"):  # a Wednesday
        assert bounds(period, instant(when), ZONE) == expected


def test_all_time_has_no_bounds() -> None:
    assert bounds("", 0.0, ZONE) is None


def test_days_are_local() -> None:
    assert local_day(instant("02/11 00:30"), ZONE) == dt.date(2026, 11, 2)  # the day before in UTC
    assert midnight(dt.date(2026, 11, 2), ZONE) == instant("02/11 00:00")


def test_months_run_over_the_year() -> None:
    assert month_after(dt.date(2026, 12, 31), 1) == dt.date(2027, 1, 1)


def test_periods_have_words() -> None:
    assert period_words("30d") == ("trong 30 ngày gần nhất", "in the last 30 days")
    assert period_words("today")[0] == "trong hôm nay"
    assert period_words("") == ("", "")
