"""Instants as sources write them, read into seconds since the Unix epoch."""

from __future__ import annotations

import datetime as dt
import functools
import math
import re
import unicodedata
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backend.sources.reading.numbers import UnreadableError

EXCEL_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's serial number has no zone
"""Serial 0 of spreadsheets; right for every date after 28 February 1900 (the sheets' false leap day)."""

NAMED_FORMATS = ("auto", "iso", "epoch_s", "epoch_ms", "excel")
_DAY_FIRST = re.compile(
    r"(?:(?P<h1>\d{1,2})[:h](?P<m1>\d{2})(?::(?P<s1>\d{2}(?:\.\d+)?))?(?:,?\s+(?:ngày\s+)?))?"
    r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"
    r"(?:[,T]?\s*(?P<h2>\d{1,2})(?:[:h](?P<m2>\d{2})?(?::(?P<s2>\d{2}(?:\.\d+)?))?)\s*(?P<half>am|pm|sa|ch)?)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
EARLIEST_MS = 1e11
"""Larger numbers are milliseconds: as seconds they would be after the year 5138."""


@functools.lru_cache(maxsize=64)
def zone_of(name: str) -> dt.tzinfo:
    """Return the time zone of an IANA name.

    Raises:
        UnreadableError: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnreadableError(
            f"unknown time zone {name!r}, expected a name such as Asia/Ho_Chi_Minh"
        ) from None


def check_format(fmt: str) -> None:
    """Check a setting `time_format`.

    Raises:
        UnreadableError: neither a named format nor a strptime pattern.
    """
    if fmt not in NAMED_FORMATS and "%" not in fmt:
        raise UnreadableError(
            f"time_format {fmt!r}: expected one of {', '.join(NAMED_FORMATS)} "
            "or a pattern such as %d/%m/%Y %H:%M"
        )


class TimeReader:
    """Reads instants of one format; texts without a zone are in the zone given."""

    def __init__(self, fmt: str = "auto", zone: str = "Asia/Ho_Chi_Minh") -> None:
        """Take a named format or a strptime pattern, and an IANA zone.

        Raises:
            UnreadableError: the format or the zone is unknown.
        """
        check_format(fmt)
        self._fmt, self._zone = fmt, zone_of(zone)

    def read(self, raw: object) -> float:
        """Return seconds since the epoch.

        Raises:
            UnreadableError: no time, or not of the format.
        """
        try:
            at = self._read(raw)
        except (ValueError, OverflowError, OSError) as error:
            if isinstance(error, UnreadableError):
                raise
            raise UnreadableError(f"time {_shown(raw)} does not exist ({error})") from None
        if not math.isfinite(at):
            raise UnreadableError("the time is not a finite number")
        return at

    def _read(self, raw: object) -> float:
        if isinstance(raw, str):
            return self._text(raw)
        if isinstance(raw, dt.datetime):
            return self._instant(raw)
        if isinstance(raw, dt.date):
            return self._instant(dt.datetime(raw.year, raw.month, raw.day))  # noqa: DTZ001 - zone follows
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return self._number(float(raw), raw)
        if isinstance(raw, Decimal) and raw.is_finite():
            return self._number(float(raw), raw)
        if raw is None:
            raise UnreadableError("the time is missing")
        raise UnreadableError(f"found {_shown(raw)}, expected a time")

    def _number(self, number: float, raw: object) -> float:
        if self._fmt == "epoch_ms" or (self._fmt == "auto" and abs(number) > EARLIEST_MS):
            return number / 1000
        if self._fmt == "excel":
            # Serials carry rounding noise of some 10 µs; sheets show whole milliseconds at most.
            return self._instant(EXCEL_EPOCH + dt.timedelta(milliseconds=round(number * 86_400_000)))
        if self._fmt in {"auto", "epoch_s"}:
            return number
        raise UnreadableError(f"found the number {_shown(raw)}, expected a time of format {self._fmt}")

    def _text(self, raw: str) -> float:
        if self._fmt == "iso":
            return self._instant(dt.datetime.fromisoformat(raw))
        text = unicodedata.normalize("NFC", raw[:100]).strip()
        if not text:
            raise UnreadableError("the time is missing")
        if "%" in self._fmt:
            return self._instant(dt.datetime.strptime(text, self._fmt))  # noqa: DTZ007 - zone follows
        if _NUMBER.fullmatch(text):
            if self._fmt != "auto" or len(text.partition(".")[0]) >= 9:
                return self._number(float(text), raw)
            raise UnreadableError(f"found the number {_shown(raw)}, expected a time")
        if self._fmt != "auto":
            raise UnreadableError(f"found {_shown(raw)}, expected a time of format {self._fmt}")
        if match := _DAY_FIRST.fullmatch(text):
            return self._instant(_day_first(match))
        return self._instant(dt.datetime.fromisoformat(text))

    def _instant(self, moment: dt.datetime) -> float:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self._zone)
        return moment.timestamp()


def _day_first(match: re.Match[str]) -> dt.datetime:
    hour, minute, second = (match[f"{part}2"] or match[f"{part}1"] or "0" for part in "hms")
    half = (match["half"] or "").lower()
    hours = int(hour)
    if half:
        # "SA" (sáng) and "CH" (chiều) are what Vietnamese Windows writes for AM and PM.
        hours = hours % 12 + (12 if half in {"pm", "ch"} else 0)
    whole, _, fraction = second.partition(".")
    day = dt.datetime(  # noqa: DTZ001 - the reader adds the zone
        int(match["year"]), int(match["month"]), int(match["day"]), hours, int(minute), int(whole)
    )
    return day + dt.timedelta(seconds=float(f"0.{fraction}" if fraction else 0))


def _shown(raw: object) -> str:
    words = repr(raw) if isinstance(raw, str | int | float) else f"a {type(raw).__name__}"
    return words if len(words) <= 60 else words[:57] + "…"
