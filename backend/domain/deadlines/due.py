"""When an amount of time is over, in working or elapsed time.

| part          | elapsed                            | working                                             |
|---------------|------------------------------------|-----------------------------------------------------|
| months        | same local date and time           | the same; a day off gives way to the closing of the |
|               | that many months later             | next working day                                    |
| weeks         | seven calendar days                | refused: five or seven days?                        |
| days          | same local time n days later       | n-th next working day, same time within its hours   |
| hours, m, s   | by the clock                       | working seconds                                     |
"""

from __future__ import annotations

from backend.domain.calendar.working import WorkingCalendar
from backend.domain.deadlines.amount import Amount, DurationError, Mode, parse_duration


def due_after(text: str | Amount, start_at: float, mode: Mode, calendar: WorkingCalendar) -> float:
    """Return the instant at which an amount that began at `start_at` is over.

    Args:
        text: ISO 8601 duration, or an amount.
        start_at: s since epoch; need not be working time.
        mode: "working" counts by the hours of `calendar`, "elapsed" by the clock and local dates.
        calendar: of the unit that has to do it.

    Raises:
        DurationError: the text is no duration, or it has weeks and working time is asked for.
        CalendarRangeError: it would end beyond the calendar's years.
    """
    amount = parse_duration(text) if isinstance(text, str) else text
    if mode == "elapsed":
        n_days = 7 * amount.n_weeks + amount.n_days
        return calendar.add_dates(start_at, n_months=amount.n_months, n_days=n_days) + amount.time_s
    _refuse_weeks(amount)
    at = start_at
    if amount.n_months:
        moved_at = calendar.add_dates(at, n_months=amount.n_months)
        at = calendar.last_working(calendar.off_to_closing(moved_at))
    return calendar.add_working(calendar.add_working_days(at, amount.n_days), amount.time_s)


def begin_before(text: str | Amount, end_at: float, mode: Mode, calendar: WorkingCalendar) -> float:
    """Return the instant from which an amount is left until `end_at`; arguments and errors as `due_after`."""
    amount = parse_duration(text) if isinstance(text, str) else text
    if mode == "elapsed":
        n_days = 7 * amount.n_weeks + amount.n_days
        return calendar.add_dates(end_at - amount.time_s, n_months=-amount.n_months, n_days=-n_days)
    _refuse_weeks(amount)
    at = calendar.subtract_working(end_at, amount.time_s)
    at = calendar.add_working_days(at, -amount.n_days)
    return calendar.add_dates(at, n_months=-amount.n_months)


def _refuse_weeks(amount: Amount) -> None:
    if amount.n_weeks:
        raise DurationError(
            f"P{amount.n_weeks}W in working time may mean five or seven days a week; "
            "write working days (P5D), or count it in elapsed time"
        )
