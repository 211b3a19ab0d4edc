"""Working time as one rising line: how many working seconds lie before any instant, and the way back.

Years are worked out when they are first needed and kept; afterwards a question is a bisection.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple, Protocol

TOLERANCE_S = 1e-6
"""Below what a float of seconds since 1970 can carry; sums must not slip into the next working span by it."""
YEARS = range(1900, 2201)
"""What a calendar is asked for; beyond it an amount is a mistake."""


class CalendarRangeError(ValueError):
    """An instant or amount beyond the years that a calendar covers."""


class YearOfWork(NamedTuple):
    """The working spans of one local year."""

    from_at: float
    to_at: float
    """The instants at which the local year begins and ends."""
    starts: Sequence[float]
    ends: Sequence[float]
    days: Sequence[int]
    """Ordinals of the days with work, rising."""


class Years(Protocol):
    """Works out a year."""

    def __call__(self, year: int) -> YearOfWork:
        """Return the spans of local year `year`."""
        ...


class WorkIndex:
    """Cumulative working time over the years that were asked for."""

    def __init__(self, years: Years, first_year: int) -> None:
        """Start with `first_year`; further years come by `years`."""
        self._years = years
        self._first = self._last = first_year
        year = years(first_year)
        self._from_at, self._to_at = year.from_at, year.to_at
        self._starts, self._ends, self._days = list(year.starts), list(year.ends), list(year.days)
        self._after = _sums(year, 0.0)

    def between_s(self, from_at: float, to_at: float) -> float:
        """Return the working seconds from one instant to another; negative if they stand the other way."""
        self.reach(from_at)
        self.reach(to_at)
        return self._position_s(to_at) - self._position_s(from_at)

    def shifted(self, at: float, work_s: float) -> float:
        """Return the earliest instant that lies `work_s` working seconds (of any sign) from `at`."""
        self.reach(at)
        while self._position_s(at) + work_s > self._total_s:
            self._append()
        while self._position_s(at) + work_s < TOLERANCE_S:
            self._prepend()
        target_s = self._position_s(at) + work_s
        i = bisect_left(self._after, target_s - TOLERANCE_S)
        return self._ends[i] - max(self._after[i] - target_s, 0.0)

    def working(self, at: float) -> bool:
        """Return whether `at` is working time; the end of a span no longer is."""
        self.reach(at)
        i = bisect_right(self._starts, at) - 1
        return i >= 0 and at < self._ends[i]

    def next_start_at(self, at: float) -> float:
        """Return the first instant of work after `at`."""
        self.reach(at)
        while (i := bisect_right(self._starts, at)) == len(self._starts):
            self._append()
        return self._starts[i]

    def day_from(self, ordinal: int, n: int) -> int:
        """Return the `n`-th working day after a day, or before it if `n` is negative.

        Args:
            ordinal: the day; its year must have been reached.
            n: not 0.
        """
        while n > 0 and bisect_right(self._days, ordinal) + n > len(self._days):
            self._append()
        while n < 0 and bisect_left(self._days, ordinal) + n < 0:
            self._prepend()
        if n > 0:
            return self._days[bisect_right(self._days, ordinal) + n - 1]
        return self._days[bisect_left(self._days, ordinal) + n]

    def reach(self, at: float) -> None:
        """Work out the years up to the one of `at`."""
        while at >= self._to_at:
            self._append()
        while at < self._from_at:
            self._prepend()

    def _position_s(self, at: float) -> float:
        """Return the working seconds before `at`, from an origin that a further year may move."""
        i = bisect_right(self._starts, at) - 1
        return self._after[i] - max(self._ends[i] - at, 0.0) if i >= 0 else 0.0

    @property
    def _total_s(self) -> float:
        return self._after[-1] if self._after else 0.0

    def _append(self) -> None:
        year = self._year(self._last + 1)
        self._last += 1
        self._to_at = year.to_at
        self._after += _sums(year, self._total_s)
        self._starts += year.starts
        self._ends += year.ends
        self._days += year.days

    def _prepend(self) -> None:
        year = self._year(self._first - 1)
        self._first -= 1
        self._from_at = year.from_at
        sums = _sums(year, 0.0)
        gained_s = sums[-1] if sums else 0.0
        self._after = [*sums, *(after_s + gained_s for after_s in self._after)]
        self._starts[:0] = year.starts
        self._ends[:0] = year.ends
        self._days[:0] = year.days

    def _year(self, year: int) -> YearOfWork:
        if year not in YEARS:
            raise CalendarRangeError(
                f"a calendar covers {YEARS[0]} to {YEARS[-1]}, {year} was asked for; "
                "check the instant and the amount"
            )
        return self._years(year)


def _sums(year: YearOfWork, before_s: float) -> list[float]:
    """Return the working seconds up to the end of each span, `before_s` included."""
    lengths = (end - start for start, end in zip(year.starts, year.ends, strict=True))
    return list(accumulate(lengths, initial=before_s))[1:]
