"""A slow, plain judge of deadlines: every minute of five years is marked working or not, and minutes are counted.

It shares nothing with the product: holidays and swaps are written out here, local time is UTC+7, and a deadline is
a budget of minutes that is eaten up minute by minute while nothing pauses it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FIRST = datetime.date(2023, 11, 1)
LAST = datetime.date(2028, 12, 31)
ORIGIN_S = 1_698_771_600  # 2023-11-01T00:00+07:00
DAY = 1440
OFF = [
    "2024-01-01",
    "2024-02-08",
    "2024-02-09",
    "2024-02-12",
    "2024-02-13",
    "2024-02-14",
    "2024-04-18",
    "2024-04-29",
    "2024-04-30",
    "2024-05-01",
    "2024-09-02",
    "2024-09-03",
    "2025-01-01",
    "2025-01-27",
    "2025-01-28",
    "2025-01-29",
    "2025-01-30",
    "2025-01-31",
    "2025-04-07",
    "2025-04-30",
    "2025-05-01",
    "2025-05-02",
    "2025-09-01",
    "2025-09-02",
    "2026-01-01",
    "2026-01-02",
    "2026-02-16",
    "2026-02-17",
    "2026-02-18",
    "2026-02-19",
    "2026-02-20",
    "2026-04-27",
    "2026-04-30",
    "2026-05-01",
    "2026-08-31",
    "2026-09-01",
    "2026-09-02",
    "2026-11-24",
    "2027-01-01",
    "2027-02-04",
    "2027-02-05",
    "2027-02-08",
    "2027-02-09",
    "2027-02-10",
    "2027-04-16",
    "2027-04-30",
    "2027-05-03",
    "2027-09-02",
    "2027-09-03",
    "2027-11-24",
    "2028-01-03",
    "2028-01-24",
    "2028-01-25",
    "2028-01-26",
    "2028-01-27",
    "2028-01-28",
    "2028-04-04",
    "2028-05-01",
    "2028-05-02",
    "2028-09-01",
    "2028-09-04",
    "2028-11-24",
    "2024-02-10",
    "2025-02-01",
    "2027-02-06",
    "2027-05-01",
    "2028-01-01",
    "2028-01-29",
    "2028-09-02",
]
"""Days off of all offices that are no Sundays; the Saturdays in the last line matter where Saturdays are worked."""
WORKED_SATURDAYS = ["2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"]
PROVINCE_OFF = "2026-10-14"

Spans = Sequence[tuple[int, int]]
MORNING, AFTERNOON = (450, 690), (810, 1020)


def office(date: datetime.date) -> Spans:
    """Return the working minutes of a plain office, Monday to Friday."""
    day = date.isoformat()
    if day in OFF or day == PROVINCE_OFF:
        return []
    return [MORNING, AFTERNOON] if date.weekday() < 5 or day in WORKED_SATURDAYS else []


def one_stop(date: datetime.date) -> Spans:
    """Return those of an office that is open on Saturday mornings too and had its summer hours in 2025."""
    summer = datetime.date(2025, 4, 16) <= date < datetime.date(2025, 10, 16)
    morning, afternoon = ((420, 690), (810, 1020)) if summer else (MORNING, AFTERNOON)
    day = date.isoformat()
    if day in OFF or day == PROVINCE_OFF or date.weekday() == 6:
        return []
    return [morning] if date.weekday() == 5 and day not in WORKED_SATURDAYS else [morning, afternoon]


def duty(date: datetime.date) -> Spans:
    """Return those of a centre on duty day and night."""
    return [(0, DAY)]


CENTRE_CALENDAR = """
days_off: [{date: 2026-10-14, name: {vi: Nghỉ tránh bão, en: Typhoon}, source: trial}]
units:
  - id: one-stop
    hours:
      - week: {mon-fri: ["07:30-11:30", "13:30-17:00"], sat: ["07:30-11:30"]}
      - {valid_from: 2025-04-16, week: {mon-fri: ["07:00-11:30", "13:30-17:00"], sat: ["07:00-11:30"]}}
      - {valid_from: 2025-10-16, week: {mon-fri: ["07:30-11:30", "13:30-17:00"], sat: ["07:30-11:30"]}}
  - {id: duty, holidays: false, hours: [{week: {mon-sun: ["00:00-24:00"]}}]}
"""
"""The same three calendars, as a centre writes them."""
RULES = {"office": office, "one-stop": one_stop, "duty": duty}


class Minutes:
    """One calendar as a table of minutes; minute 0 is local midnight of `FIRST`."""

    def __init__(self, unit_id: str) -> None:
        rows: dict[tuple[tuple[int, int], ...], NDArray[np.bool_]] = {}
        days = []
        for ordinal in range(FIRST.toordinal(), LAST.toordinal() + 1):
            spans = tuple(RULES[unit_id](datetime.date.fromordinal(ordinal)))
            if spans not in rows:
                rows[spans] = np.array([any(a <= minute < b for a, b in spans) for minute in range(DAY)])
            days.append(rows[spans])
        self.works = np.concatenate(days)
        self.steps = self.works.tobytes()
        """The same, quicker to walk along."""

    def next_working(self, minute: int) -> int:
        while not self.steps[minute]:
            minute += 1
        return minute

    def between(self, a: int, b: int) -> int:
        return int(np.count_nonzero(self.works[a:b])) if a <= b else -self.between(b, a)

    def add(self, minute: int, amount: int) -> int:
        return self.eat(minute, amount, [], working=True) if amount else minute

    def opening_after(self, minute: int) -> int:
        return self.next_working((minute // DAY + 1) * DAY)

    def settle(self, minute: int) -> int:
        while not self.steps[minute - 1]:
            minute -= 1
        return minute

    def works_on(self, day: int) -> bool:
        return bool(self.works[day * DAY : (day + 1) * DAY].any())

    def add_days(self, minute: int, n: int) -> int:
        minute = self.next_working(minute)
        day = minute // DAY
        for _ in range(n):
            day += 1
            while not self.works_on(day):
                day += 1
        return self.settle(day * DAY + minute % DAY)

    def off_to_closing(self, minute: int) -> int:
        day = minute // DAY
        if self.works_on(day):
            return minute
        while not self.works_on(day):
            day += 1
        return self.settle((day + 1) * DAY)

    def eat(self, begin: int, budget: int, pauses: Sequence[tuple[int, int]], *, working: bool) -> int:
        """Return when `budget` minutes from `begin` are eaten up, pauses left out."""
        if budget <= 0:
            return begin
        width = 2 * budget + 4 * DAY + sum(b - a for a, b in pauses)
        while True:
            counts = (
                self.works[begin : begin + width].copy()
                if working
                else np.ones(min(width, len(self.works) - begin), bool)
            )
            for a, b in pauses:
                counts[max(a - begin, 0) : max(b - begin, 0)] = False
            found = np.flatnonzero(counts)
            if len(found) >= budget:
                return begin + int(found[budget - 1]) + 1
            width *= 2


def add_months(minute: int, n: int) -> int:
    """Return the same date and time `n` months later, the month's last day where it has no such date."""
    date = FIRST + datetime.timedelta(days=minute // DAY)
    first = datetime.date(date.year + (date.month - 1 + n) // 12, (date.month - 1 + n) % 12 + 1, 1)
    day = first
    while day.day < date.day and (day + datetime.timedelta(days=1)).month == first.month:
        day += datetime.timedelta(days=1)
    return (day - FIRST).days * DAY + minute % DAY


@dataclass
class Judged:
    """One deadline as the judge follows it; everything in minutes."""

    minutes: Minutes
    working: bool
    """Its budget is eaten by working minutes only."""
    begin: int
    budget: int
    pauses: list[tuple[int, int]] = field(default_factory=list)
    """Those that began before the due minute of their time; others have no effect."""
    open_pause: int | None = None
    taken_over: int | None = None
    """Due minute at the last transfer; from then on pauses push it forward by the new unit's minutes."""
    used_before: tuple[int, int] = (0, 0)
    """Working and elapsed minutes used by former units."""

    @property
    def due(self) -> int:
        if self.taken_over is None:
            return self.minutes.eat(self.begin, self.budget, self.pauses, working=self.working)
        paused = sum(self._count(max(a, self.begin), b, self.working) for a, b in self.pauses)
        return self.minutes.add(self.taken_over, paused) if self.working else self.taken_over + paused

    def pause(self, at: int) -> None:
        self.open_pause = at if at < self.due else None

    def resume(self, at: int) -> None:
        if self.open_pause is not None:
            self.pauses.append((self.open_pause, at))
        self.open_pause = None

    def extend(self, amount: int) -> None:
        if self.taken_over is None:
            self.budget += amount
        else:
            self.taken_over = (
                self.minutes.add(self.taken_over, amount) if self.working else self.taken_over + amount
            )

    def transfer(self, at: int, minutes: Minutes) -> None:
        stopped = self.open_pause is not None
        self.resume(at)
        due = self.due
        self.used_before = (self.used(at, working=True), self.used(at, working=False))
        self.minutes, self.begin, self.taken_over, self.pauses = minutes, max(self.begin, at), due, []
        self.open_pause = at if stopped else None

    def used(self, now: int, *, working: bool) -> int:
        """Return the minutes from the beginning until `now` outside of pauses."""
        total = self._count(self.begin, now, working)
        paused = sum(self._count(max(a, self.begin), min(b, now), working) for a, b in self.pauses)
        return self.used_before[0 if working else 1] + total - paused

    def left(self, now: int, *, working: bool) -> int:
        a, b = max(now, self.begin), self.due
        return self.minutes.between(a, b) if working else b - a

    def _count(self, a: int, b: int, working: bool) -> int:
        if a >= b:
            return 0
        return self.minutes.between(a, b) if working else b - a
