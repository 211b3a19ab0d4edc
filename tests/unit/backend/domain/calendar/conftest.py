from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable

import pytest

from backend.contract.state import Text
from backend.domain.calendar.days import SpecialDay, swapped
from backend.domain.calendar.hours import DatedHours, parse_span, parse_week
from backend.domain.calendar.working import WorkingCalendar

VIETNAM = zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")
SPECIAL = {
    **{
        datetime.date(2026, 2, day): SpecialDay(Text("Tết Nguyên đán", "Lunar New Year"))
        for day in range(16, 21)
    },
    **swapped(datetime.date(2026, 8, 31), datetime.date(2026, 8, 22)),
    datetime.date(2026, 9, 1): SpecialDay(Text("Quốc khánh")),
    datetime.date(2026, 9, 2): SpecialDay(Text("Quốc khánh")),
    datetime.date(2026, 10, 14): SpecialDay(
        Text("Nghỉ tránh bão từ trưa"), spans=(parse_span("07:30-11:30"),)
    ),
}


@pytest.fixture(scope="session")
def office() -> WorkingCalendar:
    week = parse_week({"mon-fri": ["07:30-11:30", "13:30-17:00"]})
    return WorkingCalendar([DatedHours(week)], SPECIAL, decided_until=datetime.date(2026, 12, 31))


@pytest.fixture(scope="session")
def at() -> Callable[[str], float]:
    """Return a function that gives the instant of a local time in 2026, `16/08 07:30`."""

    def instant(text: str) -> float:
        local = datetime.datetime.strptime(f"2026 {text}", "%Y %d/%m %H:%M")  # noqa: DTZ007 - the zone follows
        return local.replace(tzinfo=VIETNAM).timestamp()

    return instant
