"""Spans of local hours, such as `22:00-06:00`, that come again every day."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import msgspec

_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_DAY_MIN = 24 * 60


class Span(msgspec.Struct, frozen=True):
    """From one local minute of the day until another, the latter excluded; it may pass midnight."""

    start_min: int
    """Minutes since local midnight, 0 to 1439."""
    end_min: int
    """0 to 1440; the same as the start: the whole day."""

    def holds(self, at: float, zone: ZoneInfo) -> bool:
        """Return whether `at` (s since epoch) lies inside of it."""
        minute = local_minute(at, zone)
        if self.start_min < self.end_min:
            return self.start_min <= minute < self.end_min
        return minute >= self.start_min or minute < self.end_min

    def ends_at(self, at: float, zone: ZoneInfo) -> float:
        """Return the first instant after `at` (s since epoch) at which a span of these hours ends."""
        day = dt.datetime.fromtimestamp(at, zone).date()
        for date in (day, day + dt.timedelta(days=1), day + dt.timedelta(days=2)):
            end = instant(date, self.end_min, zone)
            if end > at:
                return end
        raise AssertionError("every span ends within two days")


def span(text: str) -> Span:
    """Return the span that `22:00-06:00` means.

    Raises:
        ValueError: it is no such span.
    """
    found = _SPAN.fullmatch(text.strip())
    if found:
        start, end = (int(found[i]) * 60 + int(found[i + 1]) for i in (1, 3))
        if start < _DAY_MIN and end <= _DAY_MIN and int(found[2]) < 60 and int(found[4]) < 60:
            return Span(start, end)
    raise ValueError(f"{text!r} is no span of hours: expected e.g. 22:00-06:00")


def local_minute(at: float, zone: ZoneInfo) -> int:
    """Return the minutes since local midnight of an instant (s since epoch), 0 to 1439."""
    local = dt.datetime.fromtimestamp(at, zone)
    return local.hour * 60 + local.minute


def local_day(at: float, zone: ZoneInfo) -> dt.date:
    """Return the local date of an instant (s since epoch)."""
    return dt.datetime.fromtimestamp(at, zone).date()


def instant(day: dt.date, minute: int, zone: ZoneInfo) -> float:
    """Return the instant (s since epoch) of a local minute of a day, 0 to 1440."""
    day += dt.timedelta(days=minute // _DAY_MIN)
    clock = dt.time(minute % _DAY_MIN // 60, minute % 60)
    return dt.datetime.combine(day, clock, zone).timestamp()


def next_midnight(at: float, zone: ZoneInfo) -> float:
    """Return the local midnight that follows `at` (s since epoch)."""
    return instant(local_day(at, zone), _DAY_MIN, zone)
