"""Work that comes of alarms: cases, incidents, running procedures, messages, escalation, handover.

Each is one `WorkItem` with an id, an `open` flag and the instant of its last change; walls keep those that
are open.
Instants are seconds since the Unix epoch in UTC; durations are seconds.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.state import Severity, Text

# ---- cases ----------------------------------------------------------------------------------------


class Case(msgspec.Struct, frozen=True, omit_defaults=True, tag="case"):
    """Something that a person reported: a call for rescue, a citizen's report, a complaint."""

    case_id: str
    """Code by which people know it: `SOS.20261124.0025`."""
    kind: str
    """`sos`, `call`, `report`, …"""
    title: Text
    severity: Severity
    opened_at: float
    changed_at: float
    open: bool = True
    status: str = ""
    """Where it stands, in the words of the system that it comes from."""
    lat: float | None = None
    """Degrees north, WGS84."""
    lon: float | None = None
    area_code: str = ""
    area_name: str = ""
    place: str = ""
    """Address or landmark in words."""
    source_id: str = ""
    field: str = ""
    """Field (category) of a case file."""


# ---- incidents ------------------------------------------------------------------------------------


class Member(msgspec.Struct, frozen=True, omit_defaults=True):
    """One alarm or case that belongs to an incident, and why."""

    ref: str
    """Alarm id or case id."""
    kind: Literal["alarm", "case"]
    title: Text
    severity: Severity
    active: bool
    """The alarm's condition holds, or the case is open."""
    began_at: float
    joined_at: float
    joined_by: str
    """Correlation rule's id, or a person's name."""
    reason: Text
    """Why it was joined: `cách trụ Mẹ Suốt 420 m, sau 3 phút`."""
    subject: str = ""
    """Place id."""
    lat: float | None = None
    lon: float | None = None
    area_code: str = ""
    first_out: bool = False
    """The first of the incident."""


IncidentState = Literal["open", "closed", "merged"]


class Incident(msgspec.Struct, frozen=True, omit_defaults=True, tag="incident"):
    """Several alarms and cases about one thing."""

    incident_id: str
    """`SC.20261124.003`."""
    title: Text
    severity: Severity
    """Worst of its members."""
    state: IncidentState
    opened_at: float
    changed_at: float
    members: tuple[Member, ...]
    rule_id: str = ""
    """Correlation rule that opened it; empty: a person did."""
    lead: str = ""
    """Person who leads."""
    units: tuple[str, ...] = ()
    """Ids of the units concerned."""
    closed_at: float | None = None
    closed_by: str = ""
    close_reason: str = ""
    merged_into: str = ""
    extent: tuple[float, float, float, float] | None = None
    """West, south, east, north of its members, degrees."""
    area_codes: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ()
    """Place ids of the nearest four cameras, nearest first."""
    run_ids: tuple[str, ...] = ()
    """Its procedures, in the order of their start."""
    scene: str = ""
    """Layout that it opens on the wall, as its rule says."""
    scene_dwell_s: float = 0.0
    """The wall keeps that layout at least so long."""

    @property
    def open(self) -> bool:
        """Return whether it goes on."""
        return self.state == "open"


# ---- procedures -----------------------------------------------------------------------------------

StepKind = Literal["user", "manual", "approval", "service", "send", "receive", "rule", "call", "wait"]
StepState = Literal["open", "acting", "done", "not_applicable", "skipped", "failed", "cancelled"]
"""`open` waits for a person, an answer or a time; `acting` is being carried out by the daemon."""
EvidenceNeed = Literal["", "any", "photo", "snapshot", "file"]


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """A photo, camera picture or file that proves a step."""

    digest: str
    """SHA-256 of its bytes, hexadecimal."""
    name: str
    media_type: str
    n_bytes: int
    kind: EvidenceNeed
    at: float
    by: str
    place_id: str = ""
    """Camera of a snapshot."""


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step of a running procedure that was reached."""

    step_id: str
    """Unique within the run and stable over restarts."""
    element_id: str
    """Id of the BPMN element."""
    name: str
    kind: StepKind
    state: StepState
    opened_at: float
    role: str = ""
    """Lane: a role or unit."""
    role_name: str = ""
    """What the drawing calls the lane; empty: the unit's name says it."""
    text: str = ""
    """What is to be done; of an automatic step: what it will do, shown before it acts."""
    confirm: bool = False
    """An automatic step that a person must confirm first."""
    due_at: float | None = None
    """When it is late; None: no deadline."""
    due_mode: Literal["elapsed", "working"] = "elapsed"
    left_working_s: float | None = None
    """Working time between `opened_at` and `due_at`."""
    late: bool = False
    supervisor: bool = False
    """Handed to the supervisor: late, or skipped."""
    closed_at: float | None = None
    closed_by: str = ""
    note: str = ""
    """Comment; why not applicable or skipped; why it failed."""
    evidence_needed: EvidenceNeed = ""
    evidence: tuple[Evidence, ...] = ()
    n_approvals: int = 0
    """People who must approve; 0: it is no approval."""
    approvals: tuple[str, ...] = ()
    """Those who did."""
    outcomes: tuple[str, ...] = ()
    """Where the next gateway asks: the answers to choose from."""
    outcome: str = ""
    places: tuple[str, ...] = ()
    """Place ids whose tiles it opens (cameras)."""


RunState = Literal["running", "finished", "cancelled", "failed"]


class Run(msgspec.Struct, frozen=True, omit_defaults=True, tag="run"):
    """One procedure that runs or ran."""

    run_id: str
    """`QT.20261124.007`."""
    procedure_id: str
    title: str
    version: int
    state: RunState
    started_at: float
    changed_at: float
    steps: tuple[Step, ...]
    """Reached so far, in the order in which they opened."""
    upcoming: tuple[str, ...] = ()
    """Names of human steps that may still come, in the order of the drawing."""
    incident_id: str = ""
    alarm_id: str = ""
    """Alarm that started it, where there is one."""
    case_id: str = ""
    """Case file that it is about, where there is one."""
    started_by: str = ""
    ended_at: float | None = None
    outcome: str = ""
    """Name of the end event, or why it failed."""
    due_at: float | None = None
    """Deadline of the whole."""

    @property
    def open(self) -> bool:
        """Return whether it goes on: a failed one waits for a person."""
        return self.state in ("running", "failed")


# ---- messages -------------------------------------------------------------------------------------

DeliveryState = Literal["queued", "held", "sent", "delivered", "read", "failed", "unknown", "cancelled"]
"""`held`: quiet hours, quota or a drill keep it; `unknown`: it may have arrived."""


class Message(msgspec.Struct, frozen=True, omit_defaults=True, tag="message"):
    """One message to one person by one channel."""

    message_id: str
    key: str
    """Duplicate key for the receiver; the same over all tries."""
    channel: str
    """Id of the channel."""
    to: str
    """Address, normalised."""
    to_name: str
    subject: str
    body: str
    state: DeliveryState
    created_at: float
    changed_at: float
    due_at: float
    """Not sent before."""
    n_tries: int = 0
    remote_id: str = ""
    reason: str = ""
    """Why it is held, failed, unknown or cancelled."""
    n_parts: int = 1
    """SMS parts that it costs."""
    template_id: str = ""
    fields: dict[str, str] = {}
    incident_id: str = ""
    run_id: str = ""
    step_id: str = ""
    alarm_id: str = ""
    ladder_id: str = ""
    person_id: str = ""
    fallback: tuple[str, ...] = ()
    """Channels to try next when this one fails, in order."""
    digest: str = ""
    """Attachment: SHA-256 of kept bytes; empty: none."""

    @property
    def open(self) -> bool:
        """Return whether it still has to leave."""
        return self.state in ("queued", "held")


RungState = Literal["waiting", "sent", "stopped"]


class Rung(msgspec.Struct, frozen=True, omit_defaults=True):
    """One rung of a running escalation ladder."""

    due_at: float
    names: tuple[str, ...]
    """Who is told."""
    channels: tuple[str, ...]
    state: RungState
    sent_at: float | None = None


class Ladder(msgspec.Struct, frozen=True, omit_defaults=True, tag="ladder"):
    """An escalation that runs until somebody takes the alarm or step."""

    ladder_id: str
    title: str
    subject: str
    """Alarm id, incident id or `<run_id>/<step_id>` that it waits for."""
    started_at: float
    changed_at: float
    rungs: tuple[Rung, ...]
    open: bool = True
    incident_id: str = ""
    stopped_at: float | None = None
    stopped_by: str = ""
    """Who took it; empty while it climbs, `end` when the last rung was reached."""


# ---- handover -------------------------------------------------------------------------------------

HandoverKind = Literal[
    "alarm",
    "incident",
    "shelved",
    "promised",
    "overdue_step",
    "failed_message",
    "dead_source",
    "camera",
    "note",
]


class HandoverItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that the next shift must know."""

    item_id: str
    kind: HandoverKind
    title: str
    detail: str
    since_at: float | None = None
    severity: Severity | None = None
    ticked_at: float | None = None
    """When the incoming officer ticked it."""


class Signature(msgspec.Struct, frozen=True):
    """Who signed a handover, when."""

    user: str
    name: str
    at: float


class Handover(msgspec.Struct, frozen=True, omit_defaults=True, tag="handover"):
    """A shift's handover: compiled, ticked item by item, signed by both."""

    handover_id: str
    shift: str
    """Name of the shift that ends."""
    compiled_at: float
    changed_at: float
    items: tuple[HandoverItem, ...]
    open: bool = True
    signed_out: Signature | None = None
    signed_in: Signature | None = None
    journal_seq: int = 0
    """Newest journal entry that it knows of."""


WorkItem = Case | Incident | Run | Message | Ladder | Handover


def work_id(item: WorkItem) -> str:
    """Return the id of an item; unique among all kinds."""
    match item:
        case Case():
            return item.case_id
        case Incident():
            return item.incident_id
        case Run():
            return item.run_id
        case Message():
            return item.message_id
        case Ladder():
            return item.ladder_id
        case Handover():
            return item.handover_id


# ---- answers about work ---------------------------------------------------------------------------


class ProcedureInfo(msgspec.Struct, frozen=True):
    """One procedure that can be started."""

    procedure_id: str
    title: str
    version: int
    """Newest version; new runs take it."""
    pack_id: str
    """Empty: published by the centre itself."""
    n_running: int
    n_on_older: int
    """Of these, on an older version."""


class Finding(msgspec.Struct, frozen=True):
    """One thing that keeps a drawn procedure from running, or that its author should know."""

    element_id: str
    element: str
    """Name and type as the author knows them."""
    level: Literal["error", "warning"]
    message: Text
    cure: Text


class TraceStep(msgspec.Struct, frozen=True):
    """One step of a dry run."""

    at_s: float
    """Since the start."""
    element_id: str
    name: str
    what: str
    """`opened`, `done`, `would send …`, `timer fired`, …"""


class MoveRow(msgspec.Struct, frozen=True):
    """What moving one run to another version would do, or did."""

    run_id: str
    version: int
    moves: bool
    reason: str
    """Why it cannot move; empty if it can."""


class LoadRow(msgspec.Struct, frozen=True):
    """Alarm load of one desk or sending unit."""

    unit_id: str
    """Empty: the whole desk."""
    name: str
    n_alarms: int
    per_hour: float
    peak_10min: int
    flood_share: float
    """Share of the time in flood, 0 to 1."""


class TopAlarm(msgspec.Struct, frozen=True):
    """One of the alarms that ring most."""

    alarm_id: str
    title: Text
    n: int
    share: float


class Measures(msgspec.Struct, frozen=True, tag="measures"):
    """How good the alarms are, after ISA-18.2."""

    start_at: float
    end_at: float
    desk: LoadRow
    units: tuple[LoadRow, ...]
    top: tuple[TopAlarm, ...]
    stale: tuple[str, ...]
    """Ids of alarms active for more than 24 h."""
    chattering: tuple[str, ...]
    mix: dict[str, float]
    """Share of each severity, 0 to 1; the aim is 80/15/5 for low+medium, high, critical."""
    per_10min: bytes
    """int32[n]: new alarms of each ten minutes from `start_at` on."""
    median_ack_s: float | None
    """From raised to acknowledged; None where nothing was."""


class FloodReport(msgspec.Struct, frozen=True):
    """What a flood of alarms was, written when it ends."""

    began_at: float
    ended_at: float
    n_alarms: int
    peak_10min: int
    first_out: str
    first_title: Text
    by_severity: dict[str, int]
    by_unit: dict[str, int]
    top: tuple[TopAlarm, ...]
