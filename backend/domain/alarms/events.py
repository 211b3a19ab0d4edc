"""What happens to alarms, and what comes of it."""

from __future__ import annotations

import msgspec

from backend.contract.state import Alarm, Freshness
from backend.domain.refusal import RefusedError
from backend.domain.verdict import Verdict

SYSTEM = "system"
"""Actor of what nobody did by hand."""


class Acknowledge(msgspec.Struct, frozen=True, kw_only=True):
    """A person takes the alarm."""

    alarm_id: str
    owner: str
    """Who takes it, and who is named as actor."""
    comment: str = ""
    until_at: float | None = None
    """"I will look until": re-opens then if it is still active."""


class Shelve(msgspec.Struct, frozen=True, kw_only=True):
    """A person puts the alarm aside."""

    alarm_id: str
    who: str
    reason: str
    until_at: float
    approved_by: str = ""
    """Supervisor, needed above the limit of the alarm's severity."""


class Unshelve(msgspec.Struct, frozen=True, kw_only=True):
    """A person takes a shelved alarm back."""

    alarm_id: str
    who: str


class SetService(msgspec.Struct, frozen=True, kw_only=True):
    """A person takes an alarm out of service, or back."""

    alarm_id: str
    out: bool
    who: str
    reason: str


class Assign(msgspec.Struct, frozen=True, kw_only=True):
    """A person gives the alarm to somebody, who is asked to take it."""

    alarm_id: str
    to: str
    """Person's or unit's name."""
    who: str
    comment: str = ""


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A person writes a remark."""

    alarm_id: str
    who: str
    text: str


class Bind(msgspec.Struct, frozen=True, kw_only=True):
    """The alarm joins an incident, or leaves it: until that is closed the alarm stays in the list."""

    alarm_id: str
    incident_id: str
    """Empty: it leaves its incident."""


class Close(msgspec.Struct, frozen=True, kw_only=True):
    """The work about the alarm is done: it ends, or, while its condition holds, ends when that clears."""

    alarm_id: str
    who: str
    """Person, or the procedure's name."""
    reason: str


class SignalChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The data behind a series became live, late or lost."""

    series_id: str
    signal: Freshness


Event = (
    Verdict | Acknowledge | Shelve | Unshelve | SetService | SignalChanged | Assign | Comment | Bind | Close
)


class AlarmChange(msgspec.Struct, frozen=True):
    """One change of one alarm."""

    alarm: Alarm
    """As it is now."""
    kind: str
    """`alarm.raised`, `alarm.escalated`, …; see `JOURNALLED` and `REFRESHED`."""
    actor: str
    """Person's name, or `system`."""
    payload: dict[str, object]


class AlarmRefusedError(RefusedError):
    """An operator's action that is not allowed; the message says why and what to do."""


RAISED = "alarm.raised"
ESCALATED = "alarm.escalated"
EASED = "alarm.eased"
CLEARED = "alarm.cleared"
ACKNOWLEDGED = "alarm.acknowledged"
REOPENED = "alarm.reopened"
SHELVED = "alarm.shelved"
UNSHELVED = "alarm.unshelved"
SUPPRESSED = "alarm.suppressed"
RELEASED = "alarm.released"
FLAPPING = "alarm.flapping"
STEADIED = "alarm.steadied"
OUT_OF_SERVICE = "alarm.out_of_service"
IN_SERVICE = "alarm.in_service"
ASSIGNED = "alarm.assigned"
COMMENTED = "alarm.commented"
BOUND = "alarm.bound"
UNBOUND = "alarm.unbound"
CLOSED = "alarm.closed"
SIGNAL = "alarm.signal"
FLOOD_BEGAN = "desk.flood_began"
FLOOD_ENDED = "desk.flood_ended"
REFRESHED = "alarm.refreshed"
"""Only value, title or switching within a flapping alarm: shown, not journalled."""

JOURNALLED = frozenset(
    {
        RAISED,
        ESCALATED,
        EASED,
        CLEARED,
        ACKNOWLEDGED,
        REOPENED,
        SHELVED,
        UNSHELVED,
        SUPPRESSED,
        RELEASED,
        FLAPPING,
        STEADIED,
        OUT_OF_SERVICE,
        IN_SERVICE,
        ASSIGNED,
        COMMENTED,
        BOUND,
        UNBOUND,
        CLOSED,
        SIGNAL,
        FLOOD_BEGAN,
        FLOOD_ENDED,
    }
)
"""Kinds of change that are entries of the journal."""
