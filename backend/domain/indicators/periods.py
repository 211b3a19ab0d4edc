"""Periods of statistics: `2026`, `2026-H1`, `2026-9M`, `2026-Q3`, `2026-11`; they sort by their end."""

from __future__ import annotations

import calendar
import datetime
import functools
import re

import msgspec

from backend.contract.indicators import PeriodKind
from backend.contract.state import Text
from backend.domain.refusal import RefusedError

_SHAPE = re.compile(r"(\d{4})(?:-(?:H([12])|(9M)|Q([1-4])|(0[1-9]|1[0-2])))?")
_ROMAN = ("I", "II", "III", "IV")
_N_MONTHS: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "half": 6, "nine_months": 9, "year": 12}


class PeriodError(RefusedError):
    """A text that names no period."""


class Period(msgspec.Struct, frozen=True):
    """One period: whole calendar months of one year."""

    text: str
    kind: PeriodKind
    year: int
    first_month: int
    """1 to 12."""
    last_month: int
    """1 to 12, included."""

    @property
    def first_day(self) -> datetime.date:
        """Return its first day."""
        return datetime.date(self.year, self.first_month, 1)

    @property
    def last_day(self) -> datetime.date:
        """Return its last day."""
        return datetime.date(self.year, self.last_month, calendar.monthrange(self.year, self.last_month)[1])

    @property
    def order(self) -> tuple[int, int, int]:
        """Return what periods sort by: their end, then the shorter first."""
        return self.year, self.last_month, self.last_month - self.first_month

    @property
    def year_share(self) -> float:
        """Return the share of the year that is over at its end, above 0 and at most 1."""
        return self.last_month / 12.0


@functools.lru_cache(maxsize=4096)
def parse(text: str) -> Period:
    """Return the period that a text names.

    Raises:
        PeriodError: it names none.
    """
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise PeriodError(
            f"“{text}” không phải một kỳ. Hãy viết 2026, 2026-H1, 2026-9M, 2026-Q3 hoặc 2026-11.",
            f"{text!r} is no period; write 2026, 2026-H1, 2026-9M, 2026-Q3 or 2026-11",
        )
    year, half, nine, quarter, month = match.groups()
    if half:
        last = 6 * int(half)
        return Period(text, "half", int(year), last - 5, last)
    if nine:
        return Period(text, "nine_months", int(year), 1, 9)
    if quarter:
        last = 3 * int(quarter)
        return Period(text, "quarter", int(year), last - 2, last)
    if month:
        return Period(text, "month", int(year), int(month), int(month))
    return Period(text, "year", int(year), 1, 12)


def order(text: str) -> tuple[int, int, int]:
    """Return what period texts sort by."""
    return parse(text).order


def previous(text: str) -> str:
    """Return the period of the same kind just before; of nine months, those of the year before."""
    period = parse(text)
    if period.kind in ("year", "nine_months") or period.first_month == 1:
        year, last = period.year - 1, 9 if period.kind == "nine_months" else 12
    else:
        year, last = period.year, period.first_month - 1
    return _ending(period.kind, year, last)


def year_before(text: str) -> str:
    """Return the same period of the year before."""
    return f"{parse(text).year - 1:04d}{text[4:]}"


def year_of(text: str) -> str:
    """Return the whole year in which a period lies."""
    return text[:4]


def containing(kind: PeriodKind, day: datetime.date) -> str:
    """Return the period of a kind in which a day lies; after September nine months are still this year's."""
    if kind == "nine_months":
        return _ending(kind, day.year, 9)
    n = _N_MONTHS[kind]
    return _ending(kind, day.year, (day.month - 1) // n * n + n)


def newest_ended(kind: PeriodKind, day: datetime.date) -> str:
    """Return the newest period of a kind that was over before a day."""
    period = containing(kind, day)
    return period if parse(period).last_day < day else previous(period)


def _ending(kind: PeriodKind, year: int, last: int) -> str:
    match kind:
        case "year":
            return f"{year:04d}"
        case "half":
            return f"{year:04d}-H{last // 6}"
        case "nine_months":
            return f"{year:04d}-9M"
        case "quarter":
            return f"{year:04d}-Q{last // 3}"
        case "month":
            return f"{year:04d}-{last:02d}"


def name(text: str, *, cumulative: bool = False) -> Text:
    """Return how people call a period.

    Args:
        text: the period.
        cumulative: figures count from the year's start: `2026-Q3` is `9 tháng năm 2026` then.
    """
    period = parse(text)
    year, last = period.year, period.last_month
    if period.kind == "year" or (cumulative and last == 12):
        return Text(f"Năm {year}", f"{year}")
    if cumulative or period.kind == "nine_months":
        return Text(f"{last} tháng năm {year}", f"{year} to the end of {calendar.month_abbr[last]}")
    if period.kind == "month":
        return Text(f"Tháng {last}/{year}", f"{calendar.month_abbr[last]} {year}")
    if period.kind == "quarter":
        return Text(f"Quý {_ROMAN[last // 3 - 1]}/{year}", f"Q{last // 3}/{year}")
    side = ("đầu", "first") if last == 6 else ("cuối", "second")
    return Text(f"6 tháng {side[0]} năm {year}", f"{side[1]} half of {year}")


def expanded(key: str) -> tuple[str, ...]:
    """Return the periods that a key of a plan names: one, or all from one year to another (`2021..2025`).

    Raises:
        PeriodError: it names none.
    """
    first, dots, last = key.partition("..")
    if not dots:
        return (parse(key).text,)
    start, end = parse(first), parse(last)
    if start.kind != "year" or end.kind != "year" or start.year > end.year:
        raise PeriodError(
            f"“{key}” không phải khoảng năm. Hãy viết như 2021..2025.",
            f"{key!r} is no span of years; write 2021..2025",
        )
    return tuple(str(year) for year in range(start.year, end.year + 1))
