"""Case files: everything that people or systems hand in and that a unit must settle by a deadline.

A report of a citizen, a dossier of a public service, a request to explain a figure and a request for figures
are kinds of the same thing. What statuses, fields, actions and deadlines a kind has is declared by its pack.
Instants are seconds since the Unix epoch in UTC; durations are seconds.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.state import Severity, Text

CaseGroup = Literal["waiting", "working", "paused", "done", "refused", "deleted"]
"""Where a status belongs: Chờ xử lý, Đang xử lý, Tạm dừng, Đã xử lý, Từ chối, Đã xóa."""
OPEN_GROUPS: tuple[CaseGroup, ...] = ("waiting", "working", "paused")

DueState = Literal["none", "on_time", "near", "overdue", "kept", "missed"]
"""Of an open case: no deadline, far from it, near it, past it (a paused one is never near or past);
of a finished one: settled within its deadline or after it."""


class CaseNote(msgspec.Struct, frozen=True, omit_defaults=True):
    """A remark; internal ones never leave the house."""

    at: float
    by: str
    text: str
    public: bool = False


class CaseAttachment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A photo or document kept with a case, known by the hash of its bytes."""

    digest: str
    """SHA-256, hexadecimal; empty where only an address is known."""
    name: str
    media_type: str
    n_bytes: int
    at: float
    by: str
    public: bool = False
    phase: Literal["", "before", "after"] = ""
    """Before or after the work was done."""
    url: str = ""
    """Where the other system keeps it."""


class CaseFile(msgspec.Struct, frozen=True, omit_defaults=True, tag="case_file"):
    """One case as it is now."""

    case_id: str
    """Code by which people know it: `PAHT.20261124.0025`."""
    kind: str
    """`report`, `dossier`, … as the packs declare."""
    title: str
    status: str
    """Id of a status of its kind."""
    group: CaseGroup
    severity: Severity
    opened_at: float
    changed_at: float
    text: str = ""
    """What the reporter wrote."""
    field: str = ""
    """Id of a field (category) of its kind."""
    unit_id: str = ""
    """Unit that must settle it."""
    assignee: str = ""
    """Person in that unit."""
    area_code: str = ""
    area_name: str = ""
    place: str = ""
    """Address or landmark in words."""
    lat: float | None = None
    """Degrees north, WGS84."""
    lon: float | None = None
    """Degrees east, WGS84."""
    source: str = ""
    """Channel by which it came: id of a source of its kind."""
    source_id: str = ""
    """Configured source that brought it; empty: entered here."""
    remote_id: str = ""
    """Its code in the system that it comes from, where that is another one."""
    reporter: str = ""
    """Name; personal."""
    phone: str = ""
    """Personal."""
    email: str = ""
    """Personal."""
    accept_due_at: float | None = None
    """Until when it must be accepted or refused; None: no such deadline."""
    accepted_at: float | None = None
    due_at: float | None = None
    """Until when it must be settled, pauses added; None: no deadline (yet)."""
    near_at: float | None = None
    """From when on it is near its deadline."""
    paused_at: float | None = None
    """Since when the clock stands still."""
    finished_at: float | None = None
    """When it entered `done` or `refused` for the last time."""
    parent: str = ""
    """Case of which it is a duplicate."""
    n_children: int = 0
    """Duplicates of it."""
    rating: int | None = None
    """1 (very dissatisfied) to 5 (very satisfied)."""
    rating_text: str = ""
    n_reopened: int = 0
    result: str = ""
    """What the reporter is told."""
    notes: tuple[CaseNote, ...] = ()
    attachments: tuple[CaseAttachment, ...] = ()
    run_ids: tuple[str, ...] = ()
    """Procedures started for it, in the order of their start."""
    incident_id: str = ""
    data: dict[str, str] = {}
    """The kind's own data fields: id → value as text (numbers with a point, dates ISO 8601)."""

    @property
    def open(self) -> bool:
        """Return whether it still has to be settled."""
        return self.group in OPEN_GROUPS

    def due_state(self, now: float) -> DueState:
        """Return how it stands with its deadline at `now` (s since epoch)."""
        if self.due_at is None:
            return "none"
        if not self.open:
            return "missed" if (self.finished_at or self.changed_at) > self.due_at else "kept"
        if self.group == "paused":
            return "on_time"
        if now > self.due_at:
            return "overdue"
        return "near" if self.near_at is not None and now >= self.near_at else "on_time"


class CaseQuery(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Which cases: all that is given must hold; an empty condition holds always.

    Deleted cases are found only where `groups` names them. The same words serve in packs (`where:`), in
    requests and behind every figure, so a number and the list behind it are one query.
    """

    kind: str = ""
    groups: tuple[CaseGroup, ...] = ()
    statuses: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    """`""` means cases that no unit has yet."""
    areas: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    due: tuple[DueState, ...] = ()
    """Judged at `at`."""
    unaccepted: bool = False
    """Waiting past `accept_due_at`, judged at `at`."""
    text: str = ""
    """Words that all must begin a word of code, title, text, place, area or reporter; diacritics and case do
    not count."""
    case_ids: tuple[str, ...] = ()
    assignee: str = ""
    opened_from: float | None = None
    """Included."""
    opened_to: float | None = None
    """Excluded, as all ends."""
    finished_from: float | None = None
    finished_to: float | None = None
    due_from: float | None = None
    due_to: float | None = None
    parent: str | None = None
    """Duplicates of that case; `""`: only cases that are no duplicate."""
    ratings: tuple[int, ...] = ()
    reopened: bool | None = None
    box: tuple[float, float, float, float] | None = None
    """West, south, east, north, degrees."""
    data: dict[str, str] = {}
    """The kind's data fields that it lists as `indexed`: id → value, equal."""
    at: float | None = None
    """Instant at which deadlines are judged; None: now."""


CaseDim = str
"""What cases are counted by: `status`, `group`, `field`, `unit`, `area`, `source`, `severity`, `due`,
`rating`, `assignee`, `day`, `week` (its Monday), `month` of opening, `finished_day`, `finished_month`,
`age` (whole days since opening, 0 to 7, then 15, 30, 60, 90: the bucket's lower edge), or `data.<id>` of an
indexed data field. Keys are texts; days `2026-11-24`, months `2026-11`; what has none is ""."""


# ---- what a kind is --------------------------------------------------------------------------------


class StatusInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """One status of a kind."""

    status: str
    name: Text
    group: CaseGroup


class CaseFieldInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """One field (category) of a kind."""

    field: str
    name: Text
    unit_id: str = ""
    """Unit that usually settles it."""
    group: Text = Text("")
    """Heading under which it is offered."""


DataType = Literal["text", "long_text", "number", "date", "datetime", "choice", "place", "areas", "shape"]
"""Of a data field. `place`: id of a place (of the field's kinds of place); `areas`: codes of wards, divided
by spaces; `shape`: a GeoJSON geometry (polygons, or a point with `radius_m`), longitude first."""


class DataFieldInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """One data field of a kind."""

    data_id: str
    name: Text
    type: DataType = "text"
    choices: dict[str, Text] = {}
    required: bool = False
    place_kinds: tuple[str, ...] = ()
    """Of a `place`: kinds that may be named; empty: any."""
    personal: bool = False
    indexed: bool = False
    """May be filtered and counted by."""


class CaseNeed(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that an action asks of the person."""

    need: Literal[
        "note", "result", "unit", "assignee", "field", "severity", "parent", "rating", "due", "photo", "place"
    ]
    required: bool = True


class CaseActionInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that people may do with cases of a kind."""

    action: str
    name: Text
    statuses: tuple[str, ...]
    """From which statuses; empty: from any."""
    needs: tuple[CaseNeed, ...] = ()
    key: str = ""
    """Key on the desk."""
    bulk: bool = True
    """May be done to many at once."""
    danger: bool = False
    """Asks once more."""
    offered: bool = True
    """The signed-in person's role may do it."""
    second_person: bool = False
    """Somebody else than whoever opened or last changed the case must do it: four eyes."""


class CaseTab(msgspec.Struct, frozen=True, omit_defaults=True):
    """One tab of the desk: a named query with its counter."""

    tab: str
    name: Text
    where: CaseQuery


class CaseKindInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """What screens need to know of a kind of case."""

    kind: str
    name: Text
    pack_id: str
    statuses: tuple[StatusInfo, ...]
    actions: tuple[CaseActionInfo, ...]
    tabs: tuple[CaseTab, ...]
    fields: tuple[CaseFieldInfo, ...] = ()
    sources: dict[str, Text] = {}
    data: tuple[DataFieldInfo, ...] = ()
    may_open: bool = True
    """An officer may enter one here."""
    columns: tuple[str, ...] = ()
    """Columns of the desk's list, in order: names of `CaseFile` fields or `data.<id>`; empty: the usual."""
    resource: str = ""
    """Data field that names the crew which such a case sends; empty: it sends none."""
    about: str = ""
    """Data field that holds the code of the incident, alarm or case that it is about."""


class UnitInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """One unit of the province: department, ward or office, with the time in which it exists."""

    unit_id: str
    name: str
    level: Literal["province", "department", "ward", "office", "district", "commune"] = "department"
    """`district` and the former `commune` live on as history only."""
    parent: str = ""
    area_code: str = ""
    valid_from: str = ""
    """ISO date; empty: always."""
    valid_to: str = ""
    """ISO date, the first day on which it no longer exists; empty: it exists."""
    successors: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    """Former and spoken names, searchable."""
