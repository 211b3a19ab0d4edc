"""The working calendar of one unit.

    calendar.add_working(start_at, 4 * 3600)     four working hours later
    calendar.working_between(a, b)               working seconds between two instants
    calendar.add_working_days(start_at, 3)       three working days later
    calendar.day(date).reason                    why nobody works that day

Working time is half open: 11:30 no longer belongs to 07:30-11:30. What ends exactly when a span ends is due
then (17:00) and not at the next opening, although no working time lies between the two.
"""

from __future__ import annotations

import calendar as gregorian
import datetime
import zoneinfo
from collections.abc import Mapping, Sequence

from backend.contract.state import Text
from backend.domain.calendar.days import WEEKEND, Day, SpecialDay
from backend.domain.calendar.hours import DatedHours, Span
from backend.domain.calendar.index import YEARS, CalendarRangeError, WorkIndex, YearOfWork

ZONE = "Asia/Ho_Chi_Minh"
MIN_AT, MAX_AT = (
    datetime.datetime(year, 1, 1, tzinfo=datetime.UTC).timestamp() for year in (YEARS[0], YEARS[-1] + 1)
)


class WorkingCalendar:
    """Hours, days off and days worked back of one unit, and arithmetic in its working time.

    All instants are seconds since the epoch, UTC; days and times of day are local to `zone`.
    """

    def __init__(
        self,
        hours: Sequence[DatedHours],
        special_days: Mapping[datetime.date, SpecialDay] | None = None,
        *,
        zone: str = ZONE,
        decided_until: datetime.date | None = None,
    ) -> None:
        """Make a calendar.

        Args:
            hours: weekly hours and the day from which they hold, at least one; the earliest also hold before.
            special_days: holidays, swapped and extra days.
            zone: IANA name of the local time.
            decided_until: last day whose holidays and swaps are decided; later ones may still change.
        """
        if not hours:
            raise ValueError("a working calendar needs weekly hours; give at least one DatedHours")
        self.zone = zoneinfo.ZoneInfo(zone)
        self.decided_until = decided_until
        self._hours = sorted(hours, key=lambda dated: dated.valid_from)
        self._special = dict(special_days or {})
        self._index: WorkIndex | None = None

    def day(self, date: datetime.date) -> Day:
        """Return the hours of a local day and, where they differ from its weekday's, the reason."""
        week = self._week(date)
        special = self._special.get(date)
        if special is not None and special.works_as is None:
            return Day(date, special.spans, special.name)
        if special is not None and special.works_as is not None and (spans := week[special.works_as]):
            return Day(date, spans, special.name)
        spans = week[date.weekday()]
        return Day(date, spans, Text("") if spans else WEEKEND)

    def day_of(self, at: float) -> Day:
        """Return the local day that contains `at`."""
        return self.day(self.local(at).date())

    def local(self, at: float) -> datetime.datetime:
        """Return `at` as local time.

        Raises:
            CalendarRangeError: it lies in no year of a calendar, as milliseconds taken for seconds do.
        """
        _refuse_other_years(at)
        return datetime.datetime.fromtimestamp(at, self.zone)

    def is_working(self, at: float) -> bool:
        """Return whether the unit works at `at`."""
        return self._work(at).working(at)

    def next_working(self, at: float) -> float:
        """Return `at` if the unit works then, else the next opening."""
        work = self._work(at)
        return at if work.working(at) else work.next_start_at(at)

    def working_between(self, from_at: float, to_at: float) -> float:
        """Return the working seconds between two instants; negative if `to_at` comes first."""
        return self._work(from_at).between_s(from_at, to_at)

    def add_working(self, start_at: float, working_s: float) -> float:
        """Return the earliest instant by which `working_s` working seconds have passed since `start_at`.

        Args:
            start_at: need not be working time.
            working_s: not negative; 0 gives `start_at` back.
        """
        if working_s < 0:
            raise ValueError(f"{working_s:g} s of working time cannot be added; use subtract_working")
        return self._work(start_at).shifted(start_at, working_s) if working_s else start_at

    def subtract_working(self, end_at: float, working_s: float) -> float:
        """Return the earliest instant from which `working_s` (not negative) working seconds are left."""
        if working_s < 0:
            raise ValueError(f"{working_s:g} s of working time cannot be subtracted; use add_working")
        return self._work(end_at).shifted(end_at, -working_s) if working_s else end_at

    def add_working_days(self, start_at: float, n_days: int) -> float:
        """Return the instant `n_days` working days after `start_at`, or before it if negative.

        Outside working time the count begins at the next opening. The end is the n-th working day after
        that one, at the same time of day; where nobody works at that time, the last working moment before.
        So a working day that begins at an opening ends at the closing of that same day.
        """
        if n_days == 0:
            return start_at
        begun_at = self.next_working(start_at) if n_days > 0 else start_at
        begun = self.local(begun_at)
        work = self._work(begun_at)
        date = datetime.date.fromordinal(work.day_from(begun.toordinal(), n_days))
        return work.shifted(begun.replace(year=date.year, month=date.month, day=date.day).timestamp(), 0.0)

    def opening_after(self, at: float) -> float:
        """Return the opening of the first working day after the local day of `at`."""
        work = self._work(at)
        date = datetime.date.fromordinal(work.day_from(self.local(at).toordinal(), 1))
        return self._instant(date, self.day(date).spans[0].from_s)

    def off_to_closing(self, at: float) -> float:
        """Return `at`, or the closing of the next working day where nobody works on the local day of `at`.

        Source: Civil Code 2015, article 148(5): what would end on a day off ends with the next working day.
        """
        if self.day_of(at).works:
            return at
        date = datetime.date.fromordinal(self._work(at).day_from(self.local(at).toordinal(), 1))
        return self._instant(date, self.day(date).spans[-1].to_s)

    def last_working(self, at: float) -> float:
        """Return the earliest instant after which nobody worked until `at`; in working time `at` itself."""
        return self._work(at).shifted(at, 0.0)

    def add_dates(self, at: float, *, n_months: int = 0, n_days: int = 0) -> float:
        """Return the same local time months and days later; a month without that date gives its last day."""
        if not n_months and not n_days:
            return at
        if abs(n_months) > 12 * len(YEARS) or abs(n_days) > 366 * len(YEARS):
            raise CalendarRangeError(
                f"{n_months} months and {n_days} days reach beyond a calendar; check the amount"
            )
        local = self.local(at)
        year, month0 = divmod(local.year * 12 + local.month - 1 + n_months, 12)
        day = min(local.day, gregorian.monthrange(year, month0 + 1)[1])
        moved = local.replace(year=year, month=month0 + 1, day=day) + datetime.timedelta(days=n_days)
        return moved.timestamp()

    def _week(self, date: datetime.date) -> tuple[tuple[Span, ...], ...]:
        held = [dated.week for dated in self._hours if dated.valid_from <= date]
        return held[-1] if held else self._hours[0].week

    def _instant(self, date: datetime.date, second_s: int) -> float:
        days, second_s = divmod(second_s, 86_400)
        time = datetime.time(second_s // 3600, second_s // 60 % 60, second_s % 60)
        return datetime.datetime.combine(
            date + datetime.timedelta(days=days), time, tzinfo=self.zone
        ).timestamp()

    def _work(self, at: float) -> WorkIndex:
        _refuse_other_years(at)
        if self._index is None:
            self._index = WorkIndex(self._year, self.local(at).year)
        self._index.reach(at)
        return self._index

    def _year(self, year: int) -> YearOfWork:
        starts: list[float] = []
        ends: list[float] = []
        days: list[int] = []
        first = datetime.date(year, 1, 1)
        after = datetime.date(year + 1, 1, 1)
        for ordinal in range(first.toordinal(), after.toordinal()):
            date = datetime.date.fromordinal(ordinal)
            spans = self.day(date).spans
            starts += [self._instant(date, span.from_s) for span in spans]
            ends += [self._instant(date, span.to_s) for span in spans]
            days += [ordinal] if spans else []
        return YearOfWork(self._instant(first, 0), self._instant(after, 0), starts, ends, days)


def _refuse_other_years(at: float) -> None:
    if not MIN_AT < at < MAX_AT:
        raise CalendarRangeError(
            f"the instant {at} lies in no year of a calendar; give seconds since 1970, UTC"
        )
