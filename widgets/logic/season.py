"""Seasons to choose from, and the words of an event. Pure."""

from __future__ import annotations

import calendar
import datetime
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.season import Episode
from widgets.logic import formats


class Season(msgspec.Struct, frozen=True):
    """One season of one year."""

    year: int
    start_at: float
    end_at: float


def season_in(year: int, months: tuple[int, int], timezone: str) -> Season:
    """Return a season in local time.

    Args:
        year: in which it begins.
        months: first and last, 1 to 12; a last one before the first is of the next year.
        timezone: of the centre.
    """
    first, last = months
    zone = formats.zone(timezone)
    end_year = year + 1 if last < first else year
    start = datetime.datetime(year, first, 1, tzinfo=zone)
    days = calendar.monthrange(end_year, last)[1]
    end = _midnight_after(datetime.date(end_year, last, days), zone)
    return Season(year, start.timestamp(), end)


def _midnight_after(day: datetime.date, zone: ZoneInfo) -> float:
    following = day + datetime.timedelta(days=1)
    return datetime.datetime.combine(following, datetime.time(), zone).timestamp()


def newest_season(now: float, months: tuple[int, int], timezone: str) -> Season:
    """Return the season that runs at `now` (s since epoch), else the last one that did."""
    year = formats.local(now, timezone).year
    found = season_in(year, months, timezone)
    return found if found.start_at <= now else season_in(year - 1, months, timezone)


def season_words(season: Season, timezone: str) -> str:
    """Return `01/09/2026 – 31/12/2026`."""
    first = formats.local(season.start_at, timezone)
    last = formats.local(season.end_at - 1, timezone)
    return f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"


def span_words(event: Episode, timezone: str) -> str:
    """Return when an event was: `14/10 06:30 – 15/10 02:10`."""
    start, end = formats.local(event.start_at, timezone), formats.local(event.end_at, timezone)
    same = start.date() == end.date()
    return f"{start:%d/%m %H:%M} – {end:%H:%M}" if same else f"{start:%d/%m %H:%M} – {end:%d/%m %H:%M}"


def window_of(event: Episode) -> tuple[float, float]:
    """Return the span of the event's chart: the event with a sixth before and after, at least two hours."""
    margin = max(7200.0, (event.end_at - event.start_at) / 6)
    return event.start_at - margin, event.end_at + margin
