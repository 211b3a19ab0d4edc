"""Periods of reports: whole local days, weeks, months, quarters, years. Pure."""

from __future__ import annotations

import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

PeriodKind = Literal["day", "week", "month", "quarter", "year", "on_demand"]
_ROMAN = ("I", "II", "III", "IV")


class Period(msgspec.Struct, frozen=True):
    """A stretch of time that a report is about."""

    start_at: float
    """Included, s since epoch."""
    end_at: float
    """Excluded."""


def last_whole(kind: PeriodKind, now: float, zone: ZoneInfo) -> Period:
    """Return the last period of a kind that ended at or before `now`; on demand: the month until now."""
    today = datetime.datetime.fromtimestamp(now, zone).date()
    if kind == "on_demand":
        return Period(_midnight(today.replace(day=1), zone), now)
    end = _begin(kind, today)
    return Period(_midnight(_begin(kind, end - datetime.timedelta(days=1)), zone), _midnight(end, zone))


def before(kind: PeriodKind, period: Period, zone: ZoneInfo) -> Period:
    """Return the period before, for comparison: the one of the calendar, or as long a time."""
    first = datetime.datetime.fromtimestamp(period.start_at, zone)
    if kind == "on_demand" or _midnight(_begin(kind, first.date()), zone) != period.start_at:
        return Period(2 * period.start_at - period.end_at, period.start_at)
    start = _begin(kind, first.date() - datetime.timedelta(days=1))
    return Period(_midnight(start, zone), period.start_at)


def _begin(kind: PeriodKind, day: datetime.date) -> datetime.date:
    """Return the first day of the period in which a day lies."""
    match kind:
        case "week":
            return day - datetime.timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return day.replace(month=1, day=1)
        case _:
            return day


def _midnight(day: datetime.date, zone: ZoneInfo) -> float:
    return datetime.datetime.combine(day, datetime.time(), zone).timestamp()


def due_at(period: Period, at: str, zone: ZoneInfo) -> float:
    """Return when the report on a period is due: at a local time of the first day after it.

    Args:
        period: that has to be over.
        at: `07:30`.
        zone: of the centre.
    """
    day = datetime.datetime.fromtimestamp(period.end_at, zone).date()
    return datetime.datetime.combine(day, datetime.time.fromisoformat(at), zone).timestamp()


def words(kind: PeriodKind, period: Period, zone: ZoneInfo) -> str:
    """Return a period in Vietnamese: `tháng 11 năm 2026`, `tuần 48 (từ 23/11 đến 29/11/2026)`."""
    first = datetime.datetime.fromtimestamp(period.start_at, zone)
    last = datetime.datetime.fromtimestamp(period.end_at - 1, zone)
    one_day = first.date() == last.date()
    several = f"từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}"
    other = f"ngày {first:%d/%m/%Y}" if one_day else several
    if kind == "on_demand" or last_whole(kind, period.end_at, zone) != period:
        return other
    return {
        "week": f"tuần {first.isocalendar().week} (từ {first:%d/%m} đến {last:%d/%m/%Y})",
        "month": f"tháng {first.month} năm {first.year}",
        "quarter": f"quý {_ROMAN[(first.month - 1) // 3]} năm {first.year}",
        "year": f"năm {first.year}",
    }.get(kind, other)


def file_stamp(kind: PeriodKind, period: Period, zone: ZoneInfo) -> str:
    """Return a period for a file's name: `2026-11`, `2026-W48`, `2026-11-24`."""
    first = datetime.datetime.fromtimestamp(period.start_at, zone)
    last = datetime.datetime.fromtimestamp(period.end_at - 1, zone)
    if kind != "on_demand" and last_whole(kind, period.end_at, zone) == period:
        match kind:
            case "week":
                year, week, _ = first.isocalendar()
                return f"{year}-W{week:02d}"
            case "month":
                return f"{first:%Y-%m}"
            case "quarter":
                return f"{first.year}-Q{(first.month - 1) // 3 + 1}"
            case "year":
                return f"{first.year}"
    return f"{first:%Y-%m-%d}" + ("" if first.date() == last.date() else f"_{last:%Y-%m-%d}")


def days_of(period: Period, zone: ZoneInfo) -> list[str]:
    """Return every local day of a period as `2026-11-24`."""
    first = datetime.datetime.fromtimestamp(period.start_at, zone).date()
    last = datetime.datetime.fromtimestamp(period.end_at - 1, zone).date()
    return [(first + datetime.timedelta(days=i)).isoformat() for i in range((last - first).days + 1)]
