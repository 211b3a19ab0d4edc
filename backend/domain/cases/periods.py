"""Local days, weeks and months as instants, and the periods of figures."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal
from zoneinfo import ZoneInfo

Period = Literal["", "today", "week", "month", "quarter", "year", "7d", "30d", "90d"]

_DAYS = re.compile(r"(\d+)d")
_NAMES = {
    "today": ("trong hôm nay", "today"),
    "week": ("trong tuần này", "this week"),
    "month": ("trong tháng này", "this month"),
    "quarter": ("trong quý này", "this quarter"),
    "year": ("trong năm nay", "this year"),
}


def local_day(at: float, zone: ZoneInfo) -> dt.date:
    """Return the local day of an instant (s since epoch)."""
    return dt.datetime.fromtimestamp(at, zone).date()


def midnight(day: dt.date, zone: ZoneInfo) -> float:
    """Return the instant at which a local day begins, s since epoch."""
    return dt.datetime.combine(day, dt.time(), tzinfo=zone).timestamp()


def bounds(period: Period, now: float, zone: ZoneInfo) -> tuple[float, float] | None:
    """Return the first instant of a period and the one after its last; None: all time.

    Args:
        period: whole local days: `7d` are today and the six days before; `week` begins on Monday and ends
            with Sunday, though it may not be over.
        now: s since epoch.
        zone: local time.
    """
    if not period:
        return None
    first, after = _days(period, local_day(now, zone))
    return midnight(first, zone), midnight(after, zone)


def _days(period: Period, today: dt.date) -> tuple[dt.date, dt.date]:
    one = dt.timedelta(days=1)
    if found := _DAYS.fullmatch(period):
        return today - (int(found[1]) - 1) * one, today + one
    match period:
        case "week":
            monday = today - today.weekday() * one
            return monday, monday + 7 * one
        case "month":
            return today.replace(day=1), month_after(today, 1)
        case "quarter":
            first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
            return first, month_after(first, 3)
        case "year":
            return dt.date(today.year, 1, 1), dt.date(today.year + 1, 1, 1)
        case _:
            return today, today + one


def month_after(day: dt.date, n: int) -> dt.date:
    """Return the first day of the `n`-th month after that of `day`."""
    months = day.year * 12 + day.month - 1 + n
    return dt.date(months // 12, months % 12 + 1, 1)


def period_words(period: Period) -> tuple[str, str]:
    """Return a period in Vietnamese and English; empty where it is all time."""
    if found := _DAYS.fullmatch(period):
        return f"trong {found[1]} ngày gần nhất", f"in the last {found[1]} days"
    return _NAMES.get(period, ("", ""))
