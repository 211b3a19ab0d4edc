"""Work in the store: cases, incidents, procedures, messages, ladders, handovers, and what belongs to them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from backend.contract.messages import EntryAppended
from backend.contract.work import Ladder, Message, Run, WorkItem, work_id
from backend.store import journal
from backend.store.database import Database
from backend.store.errors import StoreError
from backend.store.records import Drawing, KeptBytes, WorkRow
from backend.store.tables import drawing, kept, setting, work
from backend.store.tables import journal as journal_table

_decoder = msgspec.msgpack.Decoder(WorkItem)
_PUT_WORK = sa.text(
    "INSERT INTO work (work_id, kind, parent, open, changed_at, payload, state) "
    "VALUES (:work_id, :kind, :parent, :open, :changed_at, :payload, :state) "
    "ON CONFLICT (work_id) DO UPDATE SET kind = excluded.kind, parent = excluded.parent, "
    "open = excluded.open, changed_at = excluded.changed_at, payload = excluded.payload, "
    "state = excluded.state"
)
_PUT_KEPT = sa.text(
    "INSERT INTO kept (digest, name, media_type, at, data) VALUES (:digest, :name, :media_type, :at, :data) "
    "ON CONFLICT (digest) DO NOTHING"
)
_PUT_DRAWING = sa.text(
    'INSERT INTO drawing (procedure_id, version, digest, pack_id, at, "by", note, xml) '
    "VALUES (:procedure_id, :version, :digest, :pack_id, :at, :by, :note, :xml) "
    "ON CONFLICT (procedure_id, version) DO NOTHING"
)
_PUT_SETTING = sa.text(
    "INSERT INTO setting (name, value) VALUES (:name, :value) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_AT_ONCE = 500
"""Ids in one question: databases limit how many parameters one may have."""


def kind_of(item: WorkItem) -> str:
    """Return the kind of an item as the wire names it, such as `incident` or `run`."""
    return str(type(item).__struct_config__.tag)


def parent_of(item: WorkItem) -> str:
    """Return the incident that an item belongs to, empty where it has none."""
    return item.incident_id if isinstance(item, Run | Message | Ladder) else ""


def put_work(connection: Connection, rows: Sequence[WorkRow]) -> None:
    """Keep the newest state of each piece of work."""
    newest = {work_id(row.item): row for row in rows}
    if newest:
        connection.execute(
            _PUT_WORK,
            [
                {
                    "work_id": name,
                    "kind": kind_of(row.item),
                    "parent": parent_of(row.item),
                    "open": row.item.open,
                    "changed_at": row.item.changed_at,
                    "payload": msgspec.msgpack.encode(row.item),
                    "state": row.state,
                }
                for name, row in newest.items()
            ],
        )


def put_kept(connection: Connection, rows: Sequence[KeptBytes]) -> None:
    """Keep evidence and documents."""
    if rows:
        connection.execute(_PUT_KEPT, [msgspec.structs.asdict(row) for row in rows])


def put_drawings(connection: Connection, rows: Sequence[Drawing]) -> None:
    """Keep versions of drawings; a version never changes."""
    if rows:
        connection.execute(_PUT_DRAWING, [msgspec.structs.asdict(row) for row in rows])


def put_settings(connection: Connection, settings: Mapping[str, str]) -> None:
    """Keep settings that people or the daemon change while it runs; an empty one is taken away."""
    there = [{"name": name, "value": value} for name, value in settings.items() if value]
    gone = [name for name, value in settings.items() if not value]
    if there:
        connection.execute(_PUT_SETTING, there)
    for n in range(0, len(gone), _AT_ONCE):
        connection.execute(sa.delete(setting).where(setting.c.name.in_(gone[n : n + _AT_ONCE])))


class WorkItems:
    """Reads work; every method may be called from any thread."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def rows(self, since_at: float = float("inf")) -> list[WorkRow]:
        """Return what goes on, and what ended since an instant (s since epoch), oldest change first.

        Raises:
            StoreError: an item was written by a program with another notion of it.
        """
        query = sa.select(work).where(sa.or_(work.c.open, work.c.changed_at >= since_at))
        query = query.order_by(work.c.changed_at, work.c.work_id)
        with self._database.reading() as connection:
            return [WorkRow(_item(row), bytes(row.state)) for row in connection.execute(query)]

    def by_id(self, ids: Sequence[str]) -> list[WorkItem]:
        """Return the items of these ids, in their order; unknown ones are left out."""
        found: dict[str, WorkItem] = {}
        with self._database.reading() as connection:
            for start in range(0, len(ids), _AT_ONCE):
                query = sa.select(work).where(work.c.work_id.in_(list(ids[start : start + _AT_ONCE])))
                found |= {row.work_id: _item(row) for row in connection.execute(query)}
        return [found[name] for name in ids if name in found]

    def newest(
        self, kind: str = "", parent: str = "", limit: int = 100, since_at: float = 0.0
    ) -> list[WorkItem]:
        """Return the items that changed last, of a kind, of an incident, since an instant (s since epoch)."""
        query = sa.select(work).order_by(work.c.changed_at.desc(), work.c.work_id).limit(limit)
        if kind:
            query = query.where(work.c.kind == kind)
        if parent:
            query = query.where(work.c.parent == parent)
        if since_at:
            query = query.where(work.c.changed_at >= since_at)
        with self._database.reading() as connection:
            return [_item(row) for row in connection.execute(query)]

    def kept(self, digest: str) -> KeptBytes | None:
        """Return kept bytes by their hash."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(kept).where(kept.c.digest == digest)).one_or_none()
        return KeptBytes(row.digest, row.name, row.media_type, row.at, bytes(row.data)) if row else None

    def drawings(self) -> list[Drawing]:
        """Return every version of every procedure, oldest first."""
        query = sa.select(drawing).order_by(drawing.c.procedure_id, drawing.c.version)
        with self._database.reading() as connection:
            return [
                Drawing(r.procedure_id, r.version, r.digest, bytes(r.xml), r.at, r.by, r.note, r.pack_id)
                for r in connection.execute(query)
            ]

    def settings(self) -> dict[str, str]:
        """Return the settings that were changed since."""
        with self._database.reading() as connection:
            return {row.name: row.value for row in connection.execute(sa.select(setting))}

    def timeline(
        self,
        subjects: Sequence[str],
        limit: int,
        *,
        since_at: float = -math.inf,
        until_at: float = math.inf,
        kind: str = "",
    ) -> list[EntryAppended]:
        """Return the newest `limit` journal entries about any of `subjects`, oldest first.

        Args:
            subjects: what the entries are about.
            limit: how many at most.
            since_at: none before this instant, s since epoch.
            until_at: none after this instant, s since epoch.
            kind: only entries of this kind; empty: of all.
        """
        wanted: list[sa.ColumnElement[bool]] = []
        if since_at > -math.inf:
            wanted.append(journal_table.c.at >= since_at)
        if until_at < math.inf:
            wanted.append(journal_table.c.at <= until_at)
        if kind:
            wanted.append(journal_table.c.kind == kind)
        found: dict[int, EntryAppended] = {}
        with self._database.reading() as connection:
            for start in range(0, len(subjects), _AT_ONCE):
                query = (
                    sa.select(journal_table)
                    .where(journal_table.c.subject.in_(list(subjects[start : start + _AT_ONCE])), *wanted)
                    .order_by(journal_table.c.seq.desc())
                    .limit(limit)
                )
                found |= {row.seq: journal.entry_of(row) for row in connection.execute(query)}
        return [found[seq] for seq in sorted(found)[-limit:]]

    def entries_of_kind(self, kinds: Sequence[str], start_at: float, end_at: float) -> list[EntryAppended]:
        """Return the journal entries of some kinds between two instants (s since epoch), oldest first."""
        query = (
            sa.select(journal_table)
            .where(journal_table.c.kind.in_(list(kinds)), journal_table.c.at.between(start_at, end_at))
            .order_by(journal_table.c.seq)
        )
        with self._database.reading() as connection:
            return [journal.entry_of(row) for row in connection.execute(query)]

    def newest_of_kind(self, kind: str, limit: int) -> list[EntryAppended]:
        """Return the newest journal entries of a kind, newest first."""
        query = sa.select(journal_table).where(journal_table.c.kind == kind)
        query = query.order_by(journal_table.c.seq.desc()).limit(limit)
        with self._database.reading() as connection:
            return [journal.entry_of(row) for row in connection.execute(query)]


def _item(row: Row[tuple[object, ...]]) -> WorkItem:
    try:
        item: WorkItem = _decoder.decode(row.payload)
    except msgspec.DecodeError as error:
        raise StoreError(
            f"the stored state of '{row.work_id}' cannot be read ({error})",
            "it was written by another version of this program: run that version, or restore a backup",
        ) from error
    return item
