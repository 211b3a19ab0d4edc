"""What tests of packs may say of cases: what comes in of them, and how they are expected to stand."""

from __future__ import annotations

import datetime

import msgspec

from backend.contract.cases import CaseGroup, DueState
from backend.contract.state import Severity


class CaseAt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a source says of a case at a time; the same id again says how it is by then.

    Of a kind that no pack declares in `cases/` only what maps show of it can be said: place and severity.
    """

    at_s: float
    """After the start."""
    id: str
    """By which the test knows it; a case that is opened here gets its code besides."""
    kind: str
    """One that a pack declares: `sos`, `report`."""
    title: str = ""
    severity: Severity | None = None
    """None: of a declared kind as its field says, else high."""
    place: str = ""
    """Place of the test at which it is: gives position and ward."""
    lat: float | None = None
    lon: float | None = None
    area: str = ""
    """Code of the ward."""
    area_name: str = ""
    status: str = ""
    """`open` (if left out) or `closed`; of a declared kind the source's own word for its status."""
    opened_by: str = ""
    """Person who enters it here, by id; empty: a source brings it."""
    text: str = ""
    field: str = ""
    """Id, name or other word, as `unit` and `source`."""
    unit: str = ""
    assignee: str = ""
    source: str = ""
    reporter: str = ""
    phone: str = ""
    email: str = ""
    accepted: datetime.datetime | None = None
    due: datetime.datetime | None = None
    """Deadline as the source has it; left out: the kind's own terms hold."""
    finished: datetime.datetime | None = None
    rating: int | None = None
    rating_text: str = ""
    result: str = ""
    parent: str = ""
    """Id of the case that it repeats."""
    data: dict[str, str] = {}


class ExpectedCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case; what is not given is not compared."""

    case: str
    """Its id in the test."""
    status: str | None = None
    group: CaseGroup | None = None
    field: str | None = None
    unit: str | None = None
    assignee: str | None = None
    severity: Severity | None = None
    accept_due: datetime.datetime | None = None
    due: datetime.datetime | None = None
    no_due: bool = False
    """It has no deadline."""
    due_state: DueState | None = None
    parent: str | None = None
    """Id of the case that it repeats; "" of one that repeats none."""
    n_children: int | None = None
    rating: int | None = None
    n_reopened: int | None = None
    result: str | None = None
    """Stands in what the reporter is told."""
    note: str | None = None
    """Stands in one of its remarks."""
    data: dict[str, str] = {}
    """Data fields that are compared."""
