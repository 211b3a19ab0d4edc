"""What goes into a kind's rules and what comes out: state, people's requests, changes."""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.cases import CaseFile
from backend.contract.state import Severity
from backend.domain.deadlines.deadline import Deadline
from backend.domain.refusal import RefusedError


class CaseRefusedError(RefusedError):
    """An action on a case that is not allowed."""


class CaseState(msgspec.Struct, frozen=True):
    """One case and its running deadlines."""

    file: CaseFile
    accept: Deadline | None = None
    finish: Deadline | None = None
    told_at: float | None = None
    """When the other system last changed it, as that system says; None: it comes from no other system."""
    told: tuple[int, ...] = ()
    """What that system last said, hashed part by part: only what it says anew changes the case."""
    opened_by: str = ""
    """Who opened it, and who changed it last: kept of kinds that ask for a second person."""
    changed_by: str = ""


class Actor(msgspec.Struct, frozen=True):
    """Who acts."""

    name: str
    role: str
    """`system` may do everything."""
    unit_id: str = ""
    """Own unit; empty: the whole centre."""


class CaseDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A case that a person or the gateway hands in here."""

    title: str
    text: str = ""
    field: str = ""
    severity: Severity | None = None
    unit_id: str = ""
    area_code: str = ""
    area_name: str = ""
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    source: str = "officer"
    source_id: str = ""
    remote_id: str = ""
    reporter: str = ""
    phone: str = ""
    email: str = ""
    incident_id: str = ""
    """Incident that it belongs to."""
    media: tuple[str, ...] = ()
    """Addresses of photos."""
    data: dict[str, str] = {}


class MessageAsk(msgspec.Struct, frozen=True):
    """Somebody is to be told of a case."""

    template_id: str
    to: tuple[str, ...]
    """`reporter`, `assignee`, `followers` (people who follow the unit), `resource` (people of the crew), or
    roles of the unit."""
    text: str = ""
    """The action's note or result, `{text}` in the template."""


ChangeKind = Literal[
    "case.opened", "case.changed", "case.closed", "case.reopened", "case.note", "case.attached",
    "case.merged", "case.deleted",
]  # fmt: skip


class CaseChange(msgspec.Struct, frozen=True):
    """What happened to one case."""

    kind: ChangeKind
    state: CaseState
    before: CaseState | None
    actor: str
    payload: dict[str, object] = {}
    """For the journal: action, statuses before and after, note, unit; no personal data."""
    procedures: tuple[str, ...] = ()
    """Procedures that start by themselves."""
    about_action: str = ""
    """Action that is done to the case that this one is about."""
    messages: tuple[MessageAsk, ...] = ()
