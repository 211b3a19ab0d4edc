"""Days that differ from their weekday, each with its reason in words."""

from __future__ import annotations

import datetime

import msgspec

from backend.contract.state import Text
from backend.domain.calendar.hours import Span

WEEKEND = Text("Nghỉ hằng tuần", "Weekly day off")


class SpecialDay(msgspec.Struct, frozen=True):
    """A holiday, a swapped day, an extra day off or a day worked back."""

    name: Text
    """Why the day is special: `Tết Nguyên đán`, `Làm bù cho ngày 31/08/2026`."""
    works_as: int | None = None
    """Weekday (Monday is 0) whose hours hold, if the unit works then; None: `spans` are the hours."""
    spans: tuple[Span, ...] = ()
    """Hours of that day alone; empty is off."""


class Day(msgspec.Struct, frozen=True):
    """One day of a unit's calendar."""

    date: datetime.date
    spans: tuple[Span, ...]
    """Working hours, in order; empty on a day off."""
    reason: Text = Text("")
    """Why it is off, or why its hours are not those of its weekday."""

    @property
    def works(self) -> bool:
        """Whether anybody works that day."""
        return bool(self.spans)


def swapped(off: datetime.date, worked: datetime.date) -> dict[datetime.date, SpecialDay]:
    """Return the two days of a swap: `off` is free, `worked` has the hours that `off` would have had."""
    free, back = f"{off:%d/%m/%Y}", f"{worked:%d/%m/%Y}"
    off_name = Text(f"Nghỉ hoán đổi, làm bù ngày {back}", f"Day off, worked back on {back}")
    worked_name = Text(f"Làm bù cho ngày {free}", f"Worked back for {free}")
    return {off: SpecialDay(off_name), worked: SpecialDay(worked_name, works_as=off.weekday())}
