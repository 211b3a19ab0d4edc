"""What tests of packs may say of work: people, channels given; incidents, steps, messages, cases expected."""

from __future__ import annotations

import datetime
from typing import Literal

import msgspec

from backend.contract.state import Severity
from backend.contract.work import DeliveryState, IncidentState, RunState, StepState
from backend.usecases.case_tests import ExpectedCase

ChannelState = Literal["sends", "fails", "off"]
"""`sends`: the other side takes every message; `fails`: it takes none; `off`: switched off."""
CHANNEL_NAMES = ("sms", "notify", "email", "zalo", "callsheet", "webhook")
"""Channels that a test may have, each by the way that it is, the preferred first."""


class PersonGiven(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who can be told; has a telephone and an e-mail address."""

    id: str
    name: str = ""
    """Empty: the id."""
    roles: tuple[str, ...] = ()
    unit: str = ""
    place: str = ""
    """Crew, station or shelter that they are reached for."""
    areas: tuple[str, ...] = ()
    """Codes of the wards that they answer for; empty: everywhere."""
    position: tuple[float, float] | None = None
    """Degrees north and east of where they are, for messages around a point."""
    hours: tuple[str, ...] = ()
    """On duty at these local hours; empty: always."""


class ExpectedIncident(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One incident; what is not given is not compared."""

    rule: str
    """Correlation that opened it."""
    first: str = ""
    """Its first member, where several incidents of one rule are to be told apart."""
    state: IncidentState = "open"
    severity: Severity | None = None
    title: str | None = None
    """In Vietnamese."""
    members: tuple[str, ...] | None = None
    """All of them, alarms and cases, in any order."""
    reasons: dict[str, str] = {}
    """Member → words that stand in the reason why it joined."""
    areas: tuple[str, ...] | None = None
    """Codes of its wards, in any order."""
    units: tuple[str, ...] | None = None
    lead: str | None = None
    cameras: tuple[str, ...] | None = None
    """Nearest first."""


class ExpectedRun(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One procedure that runs or ran."""

    procedure: str
    state: RunState = "running"
    outcome: str | None = None
    """Name of the end event, or why it failed."""
    late: bool | None = None
    """The deadline of the whole has passed."""
    due: datetime.datetime | None = None


class ExpectedStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step that was reached."""

    procedure: str
    element: str
    """Id of the BPMN element."""
    state: StepState = "open"
    late: bool | None = None
    supervisor: bool | None = None
    """Handed to the supervisor."""
    role: str | None = None
    due: datetime.datetime | None = None
    outcome: str | None = None
    approvals: tuple[str, ...] | None = None
    """People who approved, by id, in any order."""


class ExpectedMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message; everything that is given must be true of it."""

    template: str = ""
    to: str = ""
    """A person's id, a role or a unit; `reporter`, or their name: who reported a case."""
    state: DeliveryState | None = None
    channel: str = ""
    text: str = ""
    """Stands in its subject or body."""
    reason: str = ""
    """Stands in the words why it is held, failed or cancelled."""
    n: int | None = None
    """So many; if left out: at least one."""
    never: bool = False
    """There was none until now."""


class ExpectedLadder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One escalation."""

    ladder: str
    about: str = ""
    """Alarm, or element of the step, that it waits for; empty: whatever it is."""
    state: Literal["climbing", "stopped", "ended"] = "climbing"
    """`stopped`: somebody took it; `ended`: the last rung was reached and nobody did."""
    told: tuple[str, ...] | None = None
    """People told so far, by id, in any order."""
    stopped_by: str | None = None


class WorkExpectation(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at besides alarms; a list that is left out is not looked at."""

    incidents: tuple[ExpectedIncident, ...] | None = None
    """Every open one; one that has ended may be named too."""
    procedures: tuple[ExpectedRun, ...] | None = None
    """Every one that goes on; one that has ended may be named too."""
    steps: tuple[ExpectedStep, ...] | None = None
    """Every open one of every procedure; one that is closed may be named too."""
    messages: tuple[ExpectedMessage, ...] | None = None
    """Those that are named; others may be there."""
    ladders: tuple[ExpectedLadder, ...] | None = None
    """Every one that climbs; one that has ended may be named too."""
    cases: tuple[ExpectedCase, ...] | None = None
    """Those that are named; others may be there."""
    figures: dict[str, float | None] | None = None
    """Figure → its value, rounded as it is shown; null where there is nothing to compute it from."""

    def of_work(self) -> bool:
        """Return whether it looks at work at all."""
        parts = (self.incidents, self.procedures, self.steps, self.messages, self.ladders)
        return any(part is not None for part in (*parts, self.cases, self.figures))
