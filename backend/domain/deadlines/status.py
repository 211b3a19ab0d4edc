"""Where a deadline stands at a moment: in working and in elapsed time, side by side."""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.domain.calendar.working import WorkingCalendar
from backend.domain.deadlines.deadline import Deadline, DeadlineError, account
from backend.domain.deadlines.due import begin_before

State = Literal["running", "paused", "near", "overdue", "done_on_time", "done_late"]
"""`overdue` comes before `paused`: a pause that began too late hides nothing."""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What people are shown of a deadline. Instants are s since epoch, amounts s."""

    state: State
    due_at: float
    """While paused: the due instant if it were resumed now."""
    near_at: float | None
    """From when it is near; None unless it runs and its spec says so."""
    left_working_s: float
    """Working time left; negative when overdue."""
    left_elapsed_s: float
    used_working_s: float
    """Working time since its clock began, without pauses."""
    used_elapsed_s: float
    pause_reason: str = ""


def status(deadline: Deadline, now: float, calendar: WorkingCalendar) -> Status:
    """Return where `deadline` stands at `now`.

    Args:
        deadline: not one that is merged; `follow` gives the one that it goes by.
        now: s since epoch, not before the last event; of a finished deadline it does not matter.
        calendar: of the unit that holds the deadline now.

    Raises:
        DeadlineError: it is merged, or `now` lies before its last event.
    """
    if deadline.merged_into:
        raise DeadlineError(f"it follows the deadline {deadline.merged_into!r}; ask for that one's status")
    done_at = deadline.done_at
    at = now if done_at is None else done_at
    if at < deadline.counted_at:
        raise DeadlineError(
            "the status was asked for a moment before the last event; apply only events until that moment"
        )
    counted = account(deadline, at, calendar)
    runs = done_at is None and counted.paused_since_at is None and at <= counted.due_at
    near_from_at = near_at(counted, calendar) if runs else None
    from_at = max(at, counted.begins_at)
    return Status(
        state=_state(counted, at, near_from_at),
        due_at=counted.due_at,
        near_at=near_from_at,
        left_working_s=calendar.working_between(from_at, counted.due_at),
        left_elapsed_s=counted.due_at - from_at,
        used_working_s=counted.used_working_s,
        used_elapsed_s=counted.used_elapsed_s,
        pause_reason=counted.pause_reason,
    )


def _state(deadline: Deadline, at: float, near_from_at: float | None) -> State:
    if deadline.done_at is not None:
        return "done_on_time" if deadline.done_at <= deadline.due_at else "done_late"
    if at > deadline.due_at:
        return "overdue"
    if deadline.paused_since_at is not None:
        return "paused"
    return "near" if near_from_at is not None and at >= near_from_at else "running"


def near_at(deadline: Deadline, calendar: WorkingCalendar) -> float | None:
    """Return from when on a deadline that runs is near (s since epoch), its due instant passed or not.

    None: nothing says what near is.
    """
    spec, due_at = deadline.spec, deadline.due_at
    found: list[float] = []
    if spec.near_left:
        found.append(begin_before(spec.near_left, due_at, spec.mode, calendar))
    if spec.near_share:
        from_at = max(deadline.counted_at, deadline.begins_at)
        if spec.mode == "working":
            allowed_s = deadline.used_working_s + calendar.working_between(from_at, due_at)
            found.append(calendar.subtract_working(due_at, spec.near_share * allowed_s))
        else:
            allowed_s = deadline.used_elapsed_s + due_at - from_at
            found.append(due_at - spec.near_share * allowed_s)
    return max(min(found), deadline.begins_at) if found else None
