"""Numbers, durations, clocks and dates as a Vietnamese (or English) reader writes them. Pure."""

from __future__ import annotations

import math
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NO_NUMBER = "–"
MINUS = "−"
_DAYS = {
    "vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_UNITS = {
    "vi": {"s": "s", "min": "ph", "h": "giờ", "d": "ngày"},
    "en": {"s": "s", "min": "min", "h": "h", "d": "d"},
}
_NARROW = "\u00a0"
"""A number and its unit stay on one line."""


def number(value: float, decimals: int = 0, language: str = "vi", *, signed: bool = False) -> str:
    """Return a number with decimal comma and thousands point (Vietnamese) or the English way.

    Args:
        value: any float; NaN and infinities give a dash.
        decimals: digits after the comma, ≥ 0.
        language: "vi" or "en".
        signed: write a plus before positive numbers.
    """
    if not math.isfinite(value):
        return NO_NUMBER
    rounded = round(abs(value), decimals)
    words = f"{rounded:,.{decimals}f}"
    if language == "vi":
        words = words.translate(str.maketrans(",.", ".,"))
    if rounded == 0:
        return words
    return (MINUS if value < 0 else "+" if signed else "") + words


def duration(seconds: float, language: str = "vi") -> str:
    """Return a duration in its two largest units: `8 s`, `4 ph 10 s`, `2 giờ 05 ph`, `3 ngày 4 giờ`.

    Args:
        seconds: ≥ 0; negative counts as 0.
        language: "vi" or "en".
    """
    unit = _UNITS.get(language, _UNITS["en"])
    whole = max(0, int(seconds))
    minutes, rest_s = divmod(whole, 60)
    hours, rest_min = divmod(minutes, 60)
    days, rest_h = divmod(hours, 24)
    if days:
        parts = [(days, "d"), (rest_h, "h")]
    elif hours:
        parts = [(hours, "h"), (rest_min, "min")]
    elif minutes:
        parts = [(minutes, "min"), (rest_s, "s")]
    else:
        parts = [(rest_s, "s")]
    kept = [f"{count}{_NARROW}{unit[name]}" for i, (count, name) in enumerate(parts) if i == 0 or count]
    return _NARROW.join(kept)


def rough_duration(seconds: float, language: str = "vi") -> str:
    """Return a duration in its largest unit only: `41 s`, `4 ph`, `2 giờ`, `3 ngày`."""
    unit = _UNITS.get(language, _UNITS["en"])
    whole = max(0, int(seconds))
    for size_s, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if whole >= size_s:
            return f"{whole // size_s}{_NARROW}{unit[name]}"
    return f"{whole}{_NARROW}{unit['s']}"


def seconds(value_s: float, language: str = "vi") -> str:
    """Return a short duration with one decimal below ten seconds: `0,8 s`, `14 s`."""
    if value_s < 9.95:
        return f"{number(max(0.0, value_s), 1, language)}{_NARROW}s"
    return duration(value_s, language)


@lru_cache(maxsize=8)
def zone(timezone: str) -> ZoneInfo:
    """Return a time zone by name, UTC where the machine does not know it."""
    try:
        return ZoneInfo(timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def local(at: float, timezone: str) -> datetime:
    """Return an instant as local time."""
    return datetime.fromtimestamp(at, zone(timezone))


def local_instant(value: str, timezone: str, pattern: str) -> str:
    """Return a written instant in local time; what is none stays as it is.

    Args:
        value: ISO 8601; without an offset it is local time already.
        timezone: IANA name.
        pattern: of `strftime`.
    """
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    return (at.astimezone(zone(timezone)) if at.tzinfo is not None else at).strftime(pattern)


def clock(at: float, timezone: str, *, with_seconds: bool = True) -> str:
    """Return the local time of an instant on the 24-hour clock."""
    return local(at, timezone).strftime("%H:%M:%S" if with_seconds else "%H:%M")


def date(at: float, timezone: str, language: str = "vi") -> str:
    """Return the local date of an instant with its weekday: `CN 22/11/2026`, `Sun 22/11/2026`."""
    day = local(at, timezone)
    return f"{_DAYS.get(language, _DAYS['en'])[day.weekday()]} {day:%d/%m/%Y}"


def moment(at: float, now: float, timezone: str, *, with_seconds: bool = False) -> str:
    """Return an instant as its time, with the day before it where that is not today."""
    day, today = local(at, timezone), local(now, timezone)
    words = clock(at, timezone, with_seconds=with_seconds)
    if day.date() == today.date():
        return words
    return f"{words} {day:%d/%m}" if day.year == today.year else f"{words} {day:%d/%m/%Y}"
