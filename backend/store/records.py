"""What goes into the store and what comes back besides the contract's own types."""

from __future__ import annotations

import msgspec

from backend.contract.cases import CaseFile
from backend.contract.messages import EntryAppended
from backend.contract.state import Alarm
from backend.contract.work import WorkItem
from backend.domain.indicators.figure import FigureRow, PlanRow

Reading = tuple[int, float, float, int]
"""Series number, instant (s since epoch), value, `Quality`."""


class EntryDraft(msgspec.Struct, frozen=True):
    """A journal entry that has no number yet."""

    at: float
    actor: str
    kind: str
    """`alarm.raised`, `source.lost`, …"""
    subject: str
    payload: dict[str, object] = {}
    """Anything that JSON can carry; a number that is not finite is stored as null."""


class RefusedDraft(msgspec.Struct, frozen=True):
    """What could not be read, on its way into quarantine."""

    at: float
    source_id: str
    item: str
    reason: str
    raw: bytes
    """The store keeps its first 4,000 bytes."""


class WorkRow(msgspec.Struct, frozen=True):
    """One piece of work as it is now."""

    item: WorkItem
    state: bytes = b""
    """Of a running procedure: what its engine needs to go on."""


class CaseRow(msgspec.Struct, frozen=True):
    """One case file as it is now."""

    file: CaseFile
    state: bytes = b""
    """What its deadlines need to go on."""


class KeptBytes(msgspec.Struct, frozen=True):
    """Evidence or a document, known by the hash of its bytes."""

    digest: str
    """SHA-256, hexadecimal."""
    name: str
    media_type: str
    at: float
    data: bytes


class Drawing(msgspec.Struct, frozen=True):
    """One version of a procedure's drawing."""

    procedure_id: str
    version: int
    digest: str
    """SHA-256 of `xml`, hexadecimal."""
    xml: bytes
    at: float
    by: str
    note: str = ""
    pack_id: str = ""
    """Pack that brought it; empty: published by the centre itself."""


class Batch(msgspec.Struct):
    """What one transaction writes."""

    readings: list[Reading] = []
    corrected: list[Reading] = []
    """Readings of computed series that take the place of what is stored for their instants."""
    entries: list[EntryDraft] = []
    alarms: list[Alarm] = []
    """Newest state of each alarm that changed; of two with one id the later counts."""
    marks: dict[str, str] = {}
    """Source id to the place where it goes on after a restart."""
    refused: list[RefusedDraft] = []
    work: list[WorkRow] = []
    """Newest state of each piece of work that changed; of two with one id the later counts."""
    cases: list[CaseRow] = []
    """Newest state of each case file that changed; of two with one id the later counts."""
    figures: list[FigureRow] = []
    """Versions of indicators' figures as they are now."""
    plans: list[PlanRow] = []
    kept: list[KeptBytes] = []
    """Bytes that the store has already are left as they are."""
    drawings: list[Drawing] = []
    settings: dict[str, str] = {}


class Written(msgspec.Struct, frozen=True):
    """What a transaction wrote; it is on the disk as far as the durability says."""

    entries: tuple[EntryAppended, ...]
    """The batch's journal entries with their numbers, as everyone will read them."""
    n_readings_new: int
    """Readings that the store did not have."""
    n_readings_unfit: int
    """Readings left out: value not a number (or beyond ±1e290), or instant outside the years 1 to 9999."""
    journal_seq: int
    """Newest journal entry of all."""


class VerifyReport(msgspec.Struct, frozen=True):
    """What checking the journal's chain of hashes found."""

    n_entries: int
    """Entries that are in order, from the first one on."""
    head_seq: int
    head_hash: str
    """SHA-256 of the last entry that is in order, as hexadecimal digits."""
    broken_seq: int | None = None
    """First entry that is changed, missing or out of place; None: the journal is whole."""
    reason: str = ""
    """What is wrong with it."""


class Stats(msgspec.Struct, frozen=True):
    """How much the store holds."""

    n_series: int
    n_recent_readings: int
    """Readings not yet packed."""
    n_packed_readings: int
    n_minutes: int
    n_hours: int
    n_entries: int
    n_alarms: int
    n_refused: int
    size_bytes: int
    """On the disk."""
