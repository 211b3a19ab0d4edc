"""What people do with incidents, and what comes of it."""

from __future__ import annotations

import msgspec

from backend.contract.work import Incident
from backend.domain.refusal import RefusedError

SYSTEM = "system"
"""Actor of what nobody did by hand."""


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """A person says that two incidents are one."""

    into: str
    """Id of the incident that goes on."""
    other: str
    who: str


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """A person says that some members are another incident; the rules then leave that one alone."""

    incident_id: str
    refs: tuple[str, ...]
    title: str
    who: str


class Join(msgspec.Struct, frozen=True, kw_only=True):
    """A person adds an alarm or a case."""

    incident_id: str
    ref: str
    who: str


class Leave(msgspec.Struct, frozen=True, kw_only=True):
    """A person takes a member out; no rule puts it back."""

    incident_id: str
    ref: str
    who: str


class Repeat(msgspec.Struct, frozen=True, kw_only=True):
    """A case was merged into another one that stands for both: of the two, that one is a member."""

    ref: str
    kept: str
    who: str


class SetLead(msgspec.Struct, frozen=True, kw_only=True):
    """A person is named as lead."""

    incident_id: str
    lead: str
    who: str


class SetUnits(msgspec.Struct, frozen=True, kw_only=True):
    """The units concerned are named."""

    incident_id: str
    units: tuple[str, ...]
    who: str


class Close(msgspec.Struct, frozen=True, kw_only=True):
    """The incident is over."""

    incident_id: str
    who: str
    reason: str


class OpenByHand(msgspec.Struct, frozen=True, kw_only=True):
    """A person opens an incident of chosen alarms and cases."""

    title: str
    refs: tuple[str, ...]
    who: str


class AttachRun(msgspec.Struct, frozen=True, kw_only=True):
    """A procedure was started for the incident."""

    incident_id: str
    run_id: str
    who: str = SYSTEM


Event = Merge | Split | Join | Leave | Repeat | SetLead | SetUnits | Close | OpenByHand | AttachRun


class IncidentChange(msgspec.Struct, frozen=True):
    """One change of one incident."""

    incident: Incident
    """As it is now."""
    kind: str
    """`incident.opened`, …; see `JOURNALLED`."""
    actor: str
    """Person's name, or `system` (the payload then names the correlation rule)."""
    payload: dict[str, object]
    procedures: tuple[str, ...] = ()
    """Ids of the procedures to start now, each once per incident."""
    cases: tuple[str, ...] = ()
    """For each of `procedures` the case whose joining starts it; empty: it is about the incident."""


class IncidentRefusedError(RefusedError):
    """A person's action that is not allowed; the message says why and what to do."""


OPENED = "incident.opened"
JOINED = "incident.joined"
LEFT = "incident.left"
MERGED = "incident.merged"
SPLIT = "incident.split"
ESCALATED = "incident.escalated"
EASED = "incident.eased"
LEAD = "incident.lead"
UNITS = "incident.units"
CLOSED = "incident.closed"
RUN_ATTACHED = "incident.run_attached"
REFRESHED = "incident.refreshed"
"""A member went normal or came back: shown, not journalled (the member's own entry says it)."""

JOURNALLED = frozenset(
    {OPENED, JOINED, LEFT, MERGED, SPLIT, ESCALATED, EASED, LEAD, UNITS, CLOSED, RUN_ATTACHED}
)
"""Kinds of change that are entries of the journal."""
