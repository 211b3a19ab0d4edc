"""Cases received and settled by day, week or month, and what stays open. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import msgspec

from backend.contract.case_requests import CaseCounts

Step = Literal["day", "week", "month"]


class Span(msgspec.Struct, frozen=True):
    """One day, week or month of a trend."""

    first: date
    end: date
    """The first day after it."""
    received: int | None
    """None: before the first case that is known, nothing can be said."""
    settled: int | None
    backlog: int | None = None
    """Open at its end."""
    running: bool = False
    """It has not ended yet."""


class Flow(msgspec.Struct, frozen=True):
    """What was counted for a trend."""

    received: dict[str, int]
    """Cases by the day they were opened (ISO date), within the spans."""
    settled: dict[str, int]
    """Cases by the day they were settled, within the spans."""
    n_before: int
    """Cases opened before the first span; 0: the data begin within the spans, and the days before their
    first case are gaps, not zeros."""
    n_open: int
    """Cases open now: the backlog is reckoned backwards from it."""


def first_day(today: date, step: Step, n: int) -> date:
    """Return the first day of the first of `n` ≥ 1 spans of which the last one holds `today`."""
    start = _start(today, step)
    for _ in range(n - 1):
        start = _start(start - timedelta(days=1), step)
    return start


def _start(day: date, step: Step) -> date:
    if step == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == "month" else day


def _next(start: date, step: Step) -> date:
    if step == "month":
        return date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return start + timedelta(days=7 if step == "week" else 1)


def by_key(counts: CaseCounts) -> dict[str, int]:
    """Return the numbers of a count by one dimension."""
    return {row.keys[0]: row.n for row in counts.rows}


def spans(flow: Flow, today: date, step: Step, n: int) -> list[Span]:
    """Return the last `n` ≥ 1 spans up to the local date `today`, oldest first."""
    received, settled, n_before, n_open = flow.received, flow.settled, flow.n_before, flow.n_open
    start = first_day(today, step, n)
    known = [day for day, count in {**received, **settled}.items() if count]
    begins = start if n_before else date.fromisoformat(min(known)) if known else today
    found: list[Span] = []
    while start <= today:
        end = _next(start, step)
        days = [start + timedelta(days=k) for k in range((end - start).days)]
        if end <= begins:
            found.append(Span(start, end, None, None))
        else:
            n_received, n_settled = (
                sum(counts.get(f"{day}", 0) for day in days) for counts in (received, settled)
            )
            found.append(Span(start, end, n_received, n_settled, running=end > today))
        start = end
    return _with_backlog(found, n_open)


def _with_backlog(found: list[Span], n_open: int) -> list[Span]:
    """What was open at the end of a span: what is open after the next one, less what that one brought."""
    backlog, done = n_open, []
    for span in reversed(found):
        if span.received is None or span.settled is None:
            done.append(span)
            continue
        done.append(msgspec.structs.replace(span, backlog=backlog))
        backlog -= span.received - span.settled
    return done[::-1]
