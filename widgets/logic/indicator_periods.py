"""Periods of statistics as people call them, in their order. Pure.

Texts are those of the contract: `2026`, `2026-H1`, `2026-9M`, `2026-Q3`, `2026-11`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable

import msgspec

from backend.contract.indicators import Period, PeriodKind

_SHAPE = re.compile(r"(\d{4})(?:-(?:H([12])|(9M)|Q([1-4])|(0[1-9]|1[0-2])))?")
_ROMAN = ("I", "II", "III", "IV")
_MONTHS: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "half": 6, "nine_months": 9, "year": 12}
MOST_STEPS = 600
"""Fifty years of months: no chart is longer."""


class Span(msgspec.Struct, frozen=True):
    """A period taken apart."""

    kind: PeriodKind
    year: int
    last_month: int
    """1 to 12."""

    @property
    def order(self) -> tuple[int, int, int]:
        """Return what periods sort by: their end, then the shorter first."""
        return self.year, self.last_month, _MONTHS[self.kind]


def span_of(period: Period) -> Span | None:
    """Return a period taken apart; None where the text names none."""
    match = _SHAPE.fullmatch(period)
    if match is None:
        return None
    year, half, nine, quarter, month = match.groups()
    if half:
        return Span("half", int(year), 6 * int(half))
    if nine:
        return Span("nine_months", int(year), 9)
    if quarter:
        return Span("quarter", int(year), 3 * int(quarter))
    return Span("month", int(year), int(month)) if month else Span("year", int(year), 12)


def kind_of(period: Period) -> PeriodKind | None:
    """Return how long a period is."""
    span = span_of(period)
    return span.kind if span is not None else None


def in_order(periods: Iterable[Period]) -> list[Period]:
    """Return periods ascending by their end; texts that name none are left out."""
    known = [(span.order, period) for period in periods if (span := span_of(period)) is not None]
    return [period for _order, period in sorted(known)]


def name(period: Period, language: str, *, cumulative: bool = False) -> str:
    """Return how people call a period; the text itself where it names none.

    Args:
        period: as the contract writes it.
        language: "vi" or "en".
        cumulative: figures count from the year's start: `2026-Q3` is `9 tháng năm 2026` then.
    """
    span = span_of(period)
    if span is None:
        return period
    whole_year = span.kind == "year" or (cumulative and span.last_month == 12)
    since_january = cumulative or span.kind == "nine_months"
    if language == "vi":
        return _vietnamese(span, whole_year=whole_year, since_january=since_january)
    return _english(span, whole_year=whole_year, since_january=since_january)


def _vietnamese(span: Span, *, whole_year: bool, since_january: bool) -> str:
    year, last = span.year, span.last_month
    if whole_year:
        return f"Năm {year}"
    if since_january:
        return f"{last} tháng năm {year}" if last > 1 else f"Tháng 1/{year}"
    if span.kind == "month":
        return f"Tháng {last}/{year}"
    if span.kind == "quarter":
        return f"Quý {_ROMAN[last // 3 - 1]}/{year}"
    return f"6 tháng {'đầu' if last == 6 else 'cuối'} năm {year}"


def _english(span: Span, *, whole_year: bool, since_january: bool) -> str:
    year, last = span.year, span.last_month
    if whole_year:
        return f"{year}"
    month = calendar.month_abbr[last]
    if since_january:
        return f"Jan–{month} {year}" if last > 1 else f"Jan {year}"
    if span.kind == "month":
        return f"{month} {year}"
    if span.kind == "quarter":
        return f"Q{last // 3} {year}"
    return f"{'First' if last == 6 else 'Second'} half of {year}"


def tick(period: Period, language: str) -> str:
    """Return the few letters of a period beneath an axis: `T3/26`, `Q3/26`, `6T/26`, `2026`."""
    span = span_of(period)
    if span is None:
        return period
    year = f"{span.year % 100:02d}"
    if span.kind == "year":
        return f"{span.year}"
    if span.kind == "month":
        month = f"T{span.last_month}" if language == "vi" else calendar.month_abbr[span.last_month]
        return f"{month}/{year}"
    if span.kind == "quarter":
        return f"Q{span.last_month // 3}/{year}"
    letter = "T" if language == "vi" else "M"
    return f"{6 if span.kind == 'half' else 9}{letter}/{year}"


def following(period: Period) -> Period:
    """Return the next period of the same kind; the text itself where it names none."""
    span = span_of(period)
    if span is None:
        return period
    if span.kind in ("year", "nine_months"):
        return f"{span.year + 1:04d}{period[4:]}"
    n = _MONTHS[span.kind]
    last = span.last_month + n
    year, last = (span.year + 1, n) if last > 12 else (span.year, last)
    if span.kind == "month":
        return f"{year:04d}-{last:02d}"
    return f"{year:04d}-{'Q' if n == 3 else 'H'}{last // n}"


def without_holes(periods: Iterable[Period], kind: PeriodKind) -> list[Period]:
    """Return every period of a kind from the first to the last of `periods`, those that are missing too."""
    known = [period for period in in_order(periods) if kind_of(period) == kind]
    if not known:
        return []
    found = [known[0]]
    while found[-1] != known[-1] and len(found) < MOST_STEPS:
        found.append(following(found[-1]))
    return found
