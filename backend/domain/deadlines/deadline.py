"""A deadline's state: made by `start`, changed only by `apply`.

Time is accounted from event to event, by the calendar of the unit that held the deadline then: running time
is used up, paused time moves the due instant, so that as much is left after a pause as there was before it.
What has expired stays expired: a pause that begins then neither moves the due instant nor hides that it has
passed.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from backend.domain.calendar.working import WorkingCalendar
from backend.domain.deadlines.events import Done, Event, Extended, Merged, Paused, Resumed, Transferred
from backend.domain.deadlines.spec import DeadlineSpec


class DeadlineError(ValueError):
    """An event that cannot happen to this deadline."""


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """One deadline and all that is known of it. Instants are s since epoch, amounts s."""

    spec: DeadlineSpec
    accepted_at: float
    begins_at: float
    """When its clock begins: the start rule applied to `accepted_at`."""
    original_due_at: float
    due_at: float
    """Moved by pauses (up to `counted_at`) and decisions."""
    counted_at: float
    """The last event; until here time is accounted."""
    unit_id: str = ""
    """Who has to do it now."""
    used_working_s: float = 0.0
    used_elapsed_s: float = 0.0
    paused_working_s: float = 0.0
    paused_elapsed_s: float = 0.0
    paused_since_at: float | None = None
    pause_reason: str = ""
    n_pauses: int = 0
    n_transfers: int = 0
    n_extensions: int = 0
    merged_into: str = ""
    """The deadline that it follows."""
    done_at: float | None = None


def start(spec: DeadlineSpec, at: float, calendar: WorkingCalendar, unit_id: str = "") -> Deadline:
    """Return the deadline of something accepted at `at` by the unit of `calendar`."""
    begins_at = spec.begins_at(at, calendar)
    return set_due(spec, at, spec.due_at(begins_at, calendar), calendar, unit_id=unit_id)


def set_due(
    spec: DeadlineSpec, at: float, due_at: float, calendar: WorkingCalendar, *, unit_id: str = ""
) -> Deadline:
    """Return a deadline whose due instant another system has set; `spec` says how it is counted.

    Raises:
        DeadlineError: it would be due before it was accepted.
    """
    if due_at < at:
        raise DeadlineError(
            f"due at {_words(due_at, calendar)}, before its acceptance at {_words(at, calendar)}; "
            "correct one of them"
        )
    return Deadline(
        spec=spec,
        accepted_at=at,
        begins_at=spec.begins_at(at, calendar),
        original_due_at=due_at,
        due_at=due_at,
        counted_at=at,
        unit_id=unit_id,
    )


def apply(deadline: Deadline, event: Event, calendar: WorkingCalendar) -> Deadline:
    """Return the deadline after `event`.

    Args:
        deadline: as it was.
        event: not before the event applied last.
        calendar: of the unit that held the deadline until the event (the one that gives it away).

    Raises:
        DeadlineError: the event cannot happen to this deadline.
    """
    _refuse(deadline, event, calendar)
    now = account(deadline, event.at, calendar)
    replace = msgspec.structs.replace
    match event:
        case Paused(at=at, reason=reason):
            return replace(now, paused_since_at=at, pause_reason=reason, n_pauses=now.n_pauses + 1)
        case Resumed():
            return replace(now, paused_since_at=None, pause_reason="")
        case Transferred(unit_id=unit_id):
            return replace(now, unit_id=unit_id, n_transfers=now.n_transfers + 1)
        case Extended():
            due_at = _extended_due_at(now, event, calendar)
            return replace(now, due_at=due_at, n_extensions=now.n_extensions + 1)
        case Merged(parent_id=parent_id):
            return replace(now, merged_into=parent_id, paused_since_at=None, pause_reason="")
        case Done(at=at):
            return replace(now, done_at=at, paused_since_at=None, pause_reason="")


def account(deadline: Deadline, at: float, calendar: WorkingCalendar) -> Deadline:
    """Return the deadline with the time until `at` counted as used, or as paused if it is."""
    from_at = max(deadline.counted_at, deadline.begins_at)
    replace = msgspec.structs.replace
    if at <= from_at:
        return replace(deadline, counted_at=max(at, deadline.counted_at))
    working_s, elapsed_s = calendar.working_between(from_at, at), at - from_at
    if deadline.paused_since_at is None or deadline.paused_since_at >= deadline.due_at:
        return replace(
            deadline,
            counted_at=at,
            used_working_s=deadline.used_working_s + working_s,
            used_elapsed_s=deadline.used_elapsed_s + elapsed_s,
        )
    by_work = deadline.spec.mode == "working"
    return replace(
        deadline,
        counted_at=at,
        due_at=calendar.add_working(deadline.due_at, working_s) if by_work else deadline.due_at + elapsed_s,
        paused_working_s=deadline.paused_working_s + working_s,
        paused_elapsed_s=deadline.paused_elapsed_s + elapsed_s,
    )


def follow(deadline_id: str, deadlines: Mapping[str, Deadline]) -> Deadline:
    """Return the deadline that `deadline_id` goes by: its own, or the one that it is merged into.

    Raises:
        DeadlineError: the parent is not among `deadlines`, or they follow one another in a circle.
    """
    passed = [deadline_id]
    while parent_id := _known(passed[-1], deadlines).merged_into:
        if parent_id in passed:
            raise DeadlineError(
                f"the deadlines {' → '.join([*passed, parent_id])} follow one another in a circle; "
                "undo one of the mergers"
            )
        passed.append(parent_id)
    return deadlines[passed[-1]]


def _known(deadline_id: str, deadlines: Mapping[str, Deadline]) -> Deadline:
    if deadline_id not in deadlines:
        raise DeadlineError(f"the deadline {deadline_id!r} is not known; load it with those that follow it")
    return deadlines[deadline_id]


def _extended_due_at(deadline: Deadline, event: Extended, calendar: WorkingCalendar) -> float:
    if bool(event.amount) == (event.until_at is not None):
        raise DeadlineError(
            f"the extension {event.decision!r} needs an amount or a new due instant; give one of the two"
        )
    if event.until_at is None:
        due_at = deadline.spec.ends_at(event.amount, deadline.due_at, calendar)
    else:
        due_at = event.until_at
    if due_at <= deadline.due_at:
        raise DeadlineError(
            f"the extension {event.decision!r} to {_words(due_at, calendar)} ends no later than now "
            f"({_words(deadline.due_at, calendar)}); give more time, or leave it out"
        )
    return due_at


def _refuse(deadline: Deadline, event: Event, calendar: WorkingCalendar) -> None:
    name = type(event).__name__.lower()
    if deadline.done_at is not None:
        done = _words(deadline.done_at, calendar)
        raise DeadlineError(f"{name}: it was done at {done} and nothing follows; start a new deadline")
    if deadline.merged_into:
        raise DeadlineError(
            f"{name}: it follows the deadline {deadline.merged_into!r}; apply the event to that one"
        )
    if event.at < deadline.counted_at:
        raise DeadlineError(
            f"{name} at {_words(event.at, calendar)} comes before the last event at "
            f"{_words(deadline.counted_at, calendar)}; apply events in the order of time"
        )
    match event:
        case Paused(reason=reason):
            _refuse_pause(deadline, reason, calendar)
        case Resumed() if deadline.paused_since_at is None:
            raise DeadlineError("resumed: it is not paused; pause it first, or leave this event out")
        case Merged(parent_id=parent_id) if not parent_id:
            raise DeadlineError("merged: no parent is named; give the id of the deadline that it follows")


def _refuse_pause(deadline: Deadline, reason: str, calendar: WorkingCalendar) -> None:
    if deadline.paused_since_at is not None:
        raise DeadlineError(
            f"paused: it already is, since {_words(deadline.paused_since_at, calendar)} for "
            f"{deadline.pause_reason!r}; resume it first"
        )
    if reason not in deadline.spec.pauses:
        allowed = ", ".join(sorted(deadline.spec.pauses)) or "none: this deadline cannot be paused"
        raise DeadlineError(f"paused: {reason!r} is no legal reason here; expected one of: {allowed}")


def _words(at: float, calendar: WorkingCalendar) -> str:
    return f"{calendar.local(at):%H:%M %d/%m/%Y}"
