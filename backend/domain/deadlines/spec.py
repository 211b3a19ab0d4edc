"""What a deadline allows: how much time, counted how, from when, and when people are told that it is near."""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.state import Text
from backend.domain.calendar.working import WorkingCalendar
from backend.domain.deadlines.amount import DurationError, Mode, parse_duration
from backend.domain.deadlines.due import due_after

Begin = Literal["at_once", "next_working", "next_working_day"]
"""`at_once`: from the very moment. `next_working`: what comes after hours counts from the next opening.
`next_working_day`: from the opening of the first working day after the day on which it came."""


class DeadlineSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long something may take; the limits of law are data, so this stands in packs and procedures."""

    amount: str
    """ISO 8601 duration: `PT4H`, `P3D`, `P1M`."""
    mode: Mode = "working"
    """Whether `amount` is working time (hours, working days) or elapsed time (hours, calendar days)."""
    begin: Begin = "next_working"
    on_day_off: Literal["keep", "next_working_day"] = "keep"
    """Elapsed time that would end on a day off ends then, or with the next working day."""
    near_share: float = 0.0
    """It is near when at most this share (0 to 1) of the time is left; 0 is never."""
    near_left: str = ""
    """It is near when at most this amount (`PT4H`, `P1D`) is left; empty is never."""
    pauses: dict[str, Text] = {}
    """Legal reasons that stop the clock, by code: `{"5": "Yêu cầu bổ sung giấy tờ"}`; no other stops it."""

    def __post_init__(self) -> None:
        """Refuse what can never be counted."""
        if not self._counted(self.amount):
            raise DurationError(f"the amount {self.amount!r} is no time at all; write more than zero")
        if not 0.0 <= self.near_share < 1.0:
            raise ValueError(f"near_share is {self.near_share:g}; write a share from 0 to below 1, e.g. 0.2")
        if self.near_left and not self._counted(self.near_left):
            raise DurationError(
                f"near_left is {self.near_left!r}, no time at all; leave it out or write e.g. PT4H"
            )

    def begins_at(self, accepted_at: float, calendar: WorkingCalendar) -> float:
        """Return when the clock of something that came at `accepted_at` (s since epoch) begins."""
        if self.begin == "next_working":
            return calendar.next_working(accepted_at)
        return calendar.opening_after(accepted_at) if self.begin == "next_working_day" else accepted_at

    def due_at(self, from_at: float, calendar: WorkingCalendar) -> float:
        """Return when the amount that began at `from_at` is over."""
        return self.ends_at(self.amount, from_at, calendar)

    def ends_at(self, amount: str, from_at: float, calendar: WorkingCalendar) -> float:
        """Return when another amount, counted the same way, is over."""
        at = due_after(amount, from_at, self.mode, calendar)
        rolls = self.mode == "elapsed" and self.on_day_off == "next_working_day"
        return calendar.off_to_closing(at) if rolls else at

    def _counted(self, text: str) -> bool:
        amount = parse_duration(text)
        if self.mode == "working" and amount.n_weeks:
            raise DurationError(f"{text!r} has weeks; in working time write working days, e.g. P5D")
        return bool(amount)
