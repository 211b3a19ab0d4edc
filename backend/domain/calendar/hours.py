"""Working hours of a week, as people write them and as seconds of the day."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""In the order of `datetime.date.weekday()`."""

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


class HoursError(ValueError):
    """Working hours that cannot be read."""


class Span(NamedTuple):
    """A stretch of working time within one day, seconds of local wall time since midnight."""

    from_s: int
    to_s: int
    """At most 86,400; never before `from_s`."""


Week = tuple[tuple[Span, ...], ...]
"""Spans of the seven weekdays, Monday first; an empty day is off."""


class DatedHours(msgspec.Struct, frozen=True):
    """Weekly hours and the day from which they hold."""

    week: Week
    valid_from: datetime.date = datetime.date.min
    """They hold until the next hours begin."""


def parse_span(text: str) -> Span:
    """Return `07:30-11:30` as a span.

    Raises:
        HoursError: it is no span within one day.
    """
    cure = "write hh:mm-hh:mm within one day, e.g. 07:30-11:30 (a night is 22:00-24:00 and 00:00-06:00)"
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise HoursError(f"the hours {text!r} cannot be read; {cure}")
    hour, minute, to_hour, to_minute = (int(word) for word in found.groups())
    span = Span(hour * 3600 + minute * 60, to_hour * 3600 + to_minute * 60)
    if max(minute, to_minute) > 59 or span.to_s > 86_400 or span.from_s >= span.to_s:
        raise HoursError(f"the hours {text!r} do not lie within one day; {cure}")
    return span


def parse_spans(texts: Sequence[str]) -> tuple[Span, ...]:
    """Return the hours of one day in their order.

    Raises:
        HoursError: one cannot be read, or two overlap.
    """
    spans = sorted(parse_span(text) for text in texts)
    for before, after in itertools.pairwise(spans):
        if after.from_s < before.to_s:
            listed = ", ".join(texts)
            raise HoursError(f"the hours {listed} overlap; let each begin after the one before ends")
    return tuple(spans)


def parse_week(hours: Mapping[str, Sequence[str]]) -> Week:
    """Return the hours of a week.

    Args:
        hours: by day or range of days: `{"mon-fri": ["07:30-11:30", "13:30-17:00"], "sat": ["07:30-11:30"]}`.

    Raises:
        HoursError: a day is not known or stands twice, hours cannot be read, or nobody ever works.
    """
    week: list[tuple[Span, ...] | None] = [None] * 7
    for key, texts in hours.items():
        spans = parse_spans(texts)
        for day in _days(key):
            if week[day] is not None:
                raise HoursError(f"the day {WEEKDAYS[day]!r} stands twice; keep one of them")
            week[day] = spans
    if not any(week):
        raise HoursError("no day has working hours; write at least one, e.g. mon-fri: ['07:30-11:30']")
    return tuple(spans or () for spans in week)


def _days(key: str) -> range:
    first, _, last = key.strip().lower().partition("-")
    last = last or first
    if first not in WEEKDAYS or last not in WEEKDAYS or WEEKDAYS.index(first) > WEEKDAYS.index(last):
        raise HoursError(
            f"the day {key!r} is not known; write {', '.join(WEEKDAYS)} or a range such as mon-fri"
        )
    return range(WEEKDAYS.index(first), WEEKDAYS.index(last) + 1)
