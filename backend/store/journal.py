"""The journal: entries in one order, each sealed with the hash of all before it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from backend.contract.messages import EntryAppended
from backend.store.errors import StoreError
from backend.store.records import EntryDraft, VerifyReport
from backend.store.tables import journal, journal_head

_FIRST_HASH = bytes(32)
_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(dict[str, object]).decode


def seal(prev_hash: bytes, seq: int, at: float, texts: Sequence[str], payload: str) -> bytes:
    """Return the hash of an entry: SHA-256 over the previous hash and the entry as a JSON array.

    Args:
        prev_hash: hash of the entry before, 32 zero bytes for the first one.
        seq: its number.
        at: its instant, s since epoch.
        texts: actor, kind and subject.
        payload: JSON text exactly as stored, keys sorted.
    """
    body = _encode([seq, at, *texts, msgspec.Raw(payload.encode())])
    return hashlib.sha256(prev_hash + body).digest()


def head(connection: Connection, *, lock: bool = False) -> tuple[int, bytes]:
    """Return number and hash of the newest entry; with `lock`, no other writer appends meanwhile."""
    query = sa.select(journal_head.c.seq, journal_head.c.hash)
    row = connection.execute(query.with_for_update() if lock else query).one()
    return row.seq, row.hash


def head_seq(connection: Connection) -> int:
    """Return the number of the newest entry; asked at every commit, so without SQLAlchemy's ceremony."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute("SELECT seq FROM journal_head")
        (seq,) = cursor.fetchone() or (0,)
        return int(seq)
    finally:
        cursor.close()


def append(connection: Connection, drafts: Sequence[EntryDraft]) -> tuple[EntryAppended, ...]:
    """Append `drafts` in this transaction and return them with their numbers.

    Raises:
        StoreError: a payload that JSON cannot carry.
    """
    if not drafts:
        return ()
    seq, last = head(connection, lock=True)
    rows: list[dict[str, object]] = []
    entries: list[EntryAppended] = []
    for draft in drafts:
        seq += 1
        texts = (_clean(draft.actor), _clean(draft.kind), _clean(draft.subject))
        payload = _payload(draft)
        at = float(draft.at) + 0.0  # SQLite keeps no negative zero, and the seal would not fit
        prev, last = last, seal(last, seq, at, texts, payload)
        actor, kind, subject = texts
        rows.append(
            {"seq": seq, "at": at, "actor": actor, "kind": kind, "subject": subject}
            | {"payload": payload, "prev_hash": prev, "hash": last}
        )
        entries.append(EntryAppended(seq, at, actor, kind, subject, _decode(payload)))
    connection.execute(sa.insert(journal), rows)
    connection.execute(sa.update(journal_head).values(seq=seq, hash=last))
    return tuple(entries)


def _payload(draft: EntryDraft) -> str:
    try:
        return _encode(draft.payload).decode()
    except UnicodeEncodeError:  # half a character, as broken senders cut them
        return _encode(_clean_all(msgspec.to_builtins(draft.payload))).decode()
    except (TypeError, OverflowError, ValueError) as error:
        raise StoreError(
            f"journal entry '{draft.kind}' about '{draft.subject}' has a payload that is not JSON: {error}",
            "give it text, numbers, true, false, null, lists and mappings only",
        ) from error


def _clean(text: str) -> str:
    # PostgreSQL keeps no NUL in text, and no database keeps half a character.
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _clean_all(value: object) -> object:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, dict):
        return {_clean_all(key): _clean_all(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean_all(item) for item in value]
    return value


def read(
    connection: Connection, *, after_seq: int, limit: int, subject: str, newest_first: bool
) -> tuple[EntryAppended, ...]:
    """Return at most `limit` entries after `after_seq`, of `subject` only unless it is empty."""
    query = sa.select(journal).where(journal.c.seq > after_seq).limit(limit)
    if subject:
        query = query.where(journal.c.subject == subject)
    query = query.order_by(journal.c.seq.desc() if newest_first else journal.c.seq)
    return tuple(entry_of(row) for row in connection.execute(query))


def entry_of(row: Row[tuple[object, ...]]) -> EntryAppended:
    """Return an entry as everyone reads it."""
    return EntryAppended(row.seq, row.at, row.actor, row.kind, row.subject, _decode(row.payload))


def verify(connection: Connection) -> VerifyReport:
    """Check the whole chain and return the first entry that breaks it, if any."""
    rows = connection.execution_options(yield_per=2000).execute(sa.select(journal).order_by(journal.c.seq))
    seq, last = 0, _FIRST_HASH
    for row in rows:
        reason = _fault(row, seq, last)
        if reason:
            rows.close()
            return VerifyReport(seq, seq, last.hex(), min(seq + 1, row.seq), reason)
        seq, last = row.seq, row.hash
    kept_seq, kept_hash = head(connection)
    if kept_seq > seq:
        reason = f"entries {seq + 1} to {kept_seq} were cut off the end"
        return VerifyReport(seq, seq, last.hex(), seq + 1, reason)
    if (kept_seq, kept_hash) != (seq, last):
        reason = f"the head kept apart is entry {kept_seq} with hash {kept_hash.hex()}, not this one"
        return VerifyReport(seq, seq, last.hex(), seq, reason)
    return VerifyReport(seq, seq, last.hex())


def _fault(row: Row[tuple[object, ...]], seq: int, last: bytes) -> str:
    """Return what is wrong with `row`, which should follow entry `seq` with hash `last`."""
    if row.seq != seq + 1:
        missing = f"entry {seq + 1} is" if row.seq == seq + 2 else f"entries {seq + 1} to {row.seq - 1} are"
        return f"{missing} missing" if row.seq > seq else f"its number {row.seq} is not above {seq}"
    if row.prev_hash != last:
        return f"it does not follow entry {seq}: an entry before it was exchanged"
    try:
        sealed = seal(last, row.seq, row.at, (row.actor, row.kind, row.subject), row.payload)
    except msgspec.MsgspecError as error:
        return f"its payload is no longer JSON ({error})"
    if sealed != row.hash:
        return "its content was changed after it was written"
    return ""
