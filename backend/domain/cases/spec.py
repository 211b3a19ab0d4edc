"""What a kind of case is, as a pack's `cases/<kind>.yaml` says it."""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.cases import CaseGroup, CaseQuery, DataType
from backend.contract.state import Severity, Text
from backend.domain.cases.schedule import ScheduleSpec

Mode = Literal["working", "elapsed"]
Effect = Literal[
    "", "accept", "assign", "transfer", "refuse", "finish", "reopen", "merge", "unmerge", "delete", "rate",
    "extend", "classify", "note",
]  # fmt: skip
"""What an action does besides moving to its status: `transfer` and `assign` keep the deadline, `merge` makes
the case a child of `parent`, `extend` sets a new deadline with its reason (each once)."""


class StatusSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One status. Entering a `paused` one stops the deadline's clock, leaving it lets it run on."""

    id: str
    name: Text
    group: CaseGroup
    words: tuple[str, ...] = ()
    """What other systems call it (codes, too)."""
    pause_reason: str = ""
    """Of a paused one: the legal reason for which the clock may stop."""
    locked: bool = False
    """What a case says cannot be corrected while it is in this status, such as what two people agreed on."""


class FieldSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One field (category)."""

    id: str
    name: Text
    group: Text = Text("")
    unit: str = ""
    """Unit that usually settles it."""
    words: tuple[str, ...] = ()
    severity: Severity | None = None
    place_kind: str = ""
    """Reports of this field are also complaints about the nearest such place (water, floods)."""
    description: Text = Text("")


class SourceSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One channel by which cases come."""

    id: str
    name: Text
    words: tuple[str, ...] = ()


class DataSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One data field of the kind."""

    id: str
    name: Text
    type: DataType = "text"
    choices: dict[str, Text] = {}
    required: bool = False
    place_kinds: tuple[str, ...] = ()
    personal: bool = False
    indexed: bool = False


class NeedSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that an action asks for."""

    need: Literal[
        "note", "result", "unit", "assignee", "field", "severity", "parent", "rating", "due", "photo", "place"
    ]
    required: bool = True


class ActionSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that people may do."""

    id: str
    name: Text
    from_: tuple[str, ...] = msgspec.field(default=(), name="from")
    """Statuses; empty: any that is not deleted."""
    to: str = ""
    """Status after it; empty: it stays."""
    effect: Effect = ""
    needs: tuple[NeedSpec, ...] = ()
    roles: tuple[str, ...] = ("duty_officer", "shift_supervisor", "unit_officer", "administrator")
    key: str = ""
    bulk: bool = True
    danger: bool = False
    second_person: bool = False
    """Somebody else than whoever opened or last changed the case must do it, signed in: four eyes."""
    public: bool = False
    """Its note is told to the reporter."""
    message: str = ""
    """Message template sent when it is done (`to` in the template says to whom)."""
    to_roles: tuple[str, ...] = ()
    """Who gets `message`: roles of the unit, or `reporter`, `assignee`, `followers`, `resource` (the people
    of the crew that the case sends)."""
    about_action: str = ""
    """Action that is done to the case that this one is about, where its kind has it and it is possible."""
    minutes: str = ""
    """Number among the kind's data into which the minutes from the opening to this action are written, the
    first time that it is done."""


class OpeningSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What opening a case sets off, whether a person opens it or a source tells of it."""

    message: str = ""
    """Message template; `{text}` is the case's text."""
    to_roles: tuple[str, ...] = ()
    """Who gets it, as of an action."""
    about_action: str = ""
    """Action that is done to the case that this one is about, as of an action."""


class ReplySpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What people who were told of a case do by answering the message."""

    words: tuple[str, ...]
    """An answer that begins with one of them does the action; the rest of it is the action's note."""
    action: str
    """One whose roles name `contact`."""


class LikenessSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When two open cases may be one: opened within `within_s`, and by one telephone or near each other."""

    phone: bool = False
    """By one telephone number, wherever."""
    within_m: float = 0.0
    """So near each other, m; 0: nearness says nothing."""
    within_s: float = 7200.0
    """Opened within so long of each other, s."""


class TermSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the deadline table; the most exact row that fits counts (field, then severity, then unit).

    Durations are written as the deadline engine reads them: `4h`, `48h`, `7d` with a mode.
    """

    field: str = "*"
    severity: str = "*"
    unit: str = "*"
    source: str = "*"
    accept: str = ""
    """Until it must be accepted or refused, from its opening; empty: no such deadline."""
    accept_mode: Mode = "working"
    finish: str = ""
    """Until it must be settled, from its acceptance (or opening: `finish_from`); empty: no deadline."""
    finish_mode: Mode = "working"
    finish_from: Literal["opened", "accepted"] = "opened"
    near: str = ""
    """So long before its deadline it is near it; empty: a fifth of the time."""
    source_text: str = ""
    """Law or decision."""
    mark: Literal["", "seen", "ck"] = ""


class TabSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One tab of the desk."""

    id: str
    name: Text
    where: CaseQuery


class ExpirySpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When cases end by themselves: a warning that is no longer in force."""

    data: str
    """Data field of type `datetime` with the instant; without an offset it is local time."""
    action: str
    """What is done then, where it is possible."""


class CapSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How cases of a kind are told to other systems as alerts of the Common Alerting Protocol."""

    statuses: tuple[str, ...]
    """Statuses in which a case is in force: told by the feed. It was issued when it was accepted."""
    cancelled: tuple[str, ...] = ()
    """Statuses that take back what was told: a Cancel, while it would still be in force."""
    replaces: str = ""
    """Data field with the code of the case that this one replaces: an Update."""
    event: str = "event"
    """Data field of what happens; these and the following name the kind's data fields."""
    category: str = "category"
    urgency: str = "urgency"
    severity: str = "severity"
    certainty: str = "certainty"
    response: str = ""
    headline: str = ""
    """Empty: the case's title."""
    description: str = ""
    """Empty: the case's text."""
    instruction: str = ""
    effective: str = ""
    """Empty: from its issue on."""
    onset: str = ""
    expires: str = "expires"
    areas: str = "areas"
    shape: str = ""
    area_text: str = ""
    """Words for where it holds good; empty: the names of its wards."""
    web: str = ""
    contact: str = ""
    other_languages: dict[str, dict[str, str]] = {}
    """Language such as `en` -> part (`event`, `headline`, `description`, `instruction`) -> data field."""


class ProcedureStart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which procedure starts by itself for which cases, on arrival or when a status is reached."""

    procedure: str
    when: Literal["opened", "classified", "status", "overdue", "rated_low", "reopened"] = "opened"
    status: str = ""
    fields: tuple[str, ...] = ()
    """Empty: all."""
    severities: tuple[Severity, ...] = ()


class CaseKindSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of case: `cases/<id>.yaml`."""

    id: str
    name: Text
    code: str = ""
    """Codes of cases opened here: `PAHT.{date}.{number}`; of those from a source: its own code."""
    statuses: tuple[StatusSpec, ...]
    """The first one is where a case begins."""
    fields: tuple[FieldSpec, ...] = ()
    other_field: str = ""
    """Field of a word that nobody knows; empty: it stays unclassified."""
    sources: tuple[SourceSpec, ...] = ()
    data: tuple[DataSpec, ...] = ()
    actions: tuple[ActionSpec, ...] = ()
    tabs: tuple[TabSpec, ...] = ()
    terms: tuple[TermSpec, ...] = ()
    procedures: tuple[ProcedureStart, ...] = ()
    severity: Severity = "medium"
    """Where neither source nor field says one."""
    default_unit: str = ""
    may_open: bool = True
    live: bool = False
    """Its open cases belong to the live state: on the map, and joined to incidents. For what is urgent."""
    live_severities: tuple[Severity, ...] = ()
    """Only these are live; empty: all (where `live`)."""
    resource: str = ""
    """Data field of type `place` that names the crew which the case sends: while it is open, that is busy."""
    about: str = ""
    """Data field that holds the code of the incident, alarm or case that it is about."""
    opening: OpeningSpec = OpeningSpec()
    replies: tuple[ReplySpec, ...] = ()
    expiry: ExpirySpec | None = None
    """When its cases end by themselves; None: never."""
    cap: CapSpec | None = None
    """How they are told as CAP alerts, where the gateway does that."""
    alike: LikenessSpec | None = None
    """When it is said of a new case that it may repeat another; None: never."""
    schedule: tuple[ScheduleSpec, ...] = ()
    """Cases that open by themselves at the beginning of each month, quarter, half-year or year."""
    columns: tuple[str, ...] = ()
    max_attachment_mb: float = 20.0
    attachment_types: tuple[str, ...] = ("image/jpeg", "image/png", "image/webp", "application/pdf")


FigureValue = Literal["count", "share", "mean_hours", "mean_rating", "sum", "ratio", "mean"]


class FigureSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One figure over cases: `figures/*.yaml`, list `figures:`."""

    id: str
    name: Text
    explained: Text = Text("")
    """One sentence; empty: made from the conditions."""
    where: CaseQuery
    """Must name the kind. Times of `period` are added."""
    per: CaseQuery | None = None
    """Of a share: the denominator; must hold all cases of `where`."""
    value: FigureValue = "count"
    """`share`: per cent of `where` in `per`; `mean_hours`: from opening to finish; `ratio`: the sum of one
    data field in per cent of the sum of another; `mean`: of one data field, over the cases that have it."""
    sum_of: str = ""
    """Of a sum, ratio or mean: the number among the kind's data fields that is added up."""
    per_sum_of: str = ""
    """Of a ratio: the number that is added up beneath the line, over the cases of `per` (or of `where`)."""
    period: Literal["", "today", "week", "month", "quarter", "year", "7d", "30d", "90d"] = ""
    """Whole local days; empty: all."""
    period_of: Literal["opened", "finished", "due"] = "opened"
    unit: str = ""
    decimals: int = 0
    good: Literal["", "high", "low"] = ""
    target: float | None = None
    red: float | None = None
    mark: Literal["", "seen", "ck"] = ""
    source: str = ""
    measured_as: str = ""
    """Metric under which it is a series of every unit (place kind `unit`) and of the centre (place kind
    `centre_register`), measured every half minute: rules, charts and limits apply to it as to any reading."""
