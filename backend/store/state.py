"""Small state that the daemon finds again after a restart: alarms, marks of sources, quarantine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from backend.contract.state import Alarm
from backend.store.errors import StoreError
from backend.store.records import RefusedDraft
from backend.store.tables import alarm, mark, refused

MOST_RAW_BYTES = 4_000
_alarm_decoder = msgspec.msgpack.Decoder(Alarm)
_PUT_ALARM = sa.text(
    "INSERT INTO alarm (alarm_id, rule_id, subject, severity, active, operator, changed_at, payload) "
    "VALUES (:alarm_id, :rule_id, :subject, :severity, :active, :operator, :changed_at, :payload) "
    "ON CONFLICT (alarm_id) DO UPDATE SET rule_id = excluded.rule_id, subject = excluded.subject, "
    "severity = excluded.severity, active = excluded.active, operator = excluded.operator, "
    "changed_at = excluded.changed_at, payload = excluded.payload"
)
_PUT_MARK = sa.text(
    "INSERT INTO mark (source_id, mark) VALUES (:source_id, :mark) "
    "ON CONFLICT (source_id) DO UPDATE SET mark = excluded.mark"
)


def put_alarms(connection: Connection, alarms: Sequence[Alarm]) -> None:
    """Keep the newest state of each alarm."""
    newest = {each.alarm_id: each for each in alarms}
    rows = [
        {
            "alarm_id": each.alarm_id,
            "rule_id": each.rule_id,
            "subject": each.subject,
            "severity": each.severity,
            "active": each.active,
            "operator": each.operator,
            "changed_at": each.changed_at,
            "payload": msgspec.msgpack.encode(each),
        }
        for each in newest.values()
    ]
    if rows:
        connection.execute(_PUT_ALARM, rows)


def open_alarms(connection: Connection) -> list[Alarm]:
    """Return the alarms that are active or ask for something, oldest change first.

    Raises:
        StoreError: one was written by a program with another notion of an alarm.
    """
    query = sa.select(alarm.c.alarm_id, alarm.c.payload).where(
        sa.or_(alarm.c.active, alarm.c.operator != "none")
    )
    found: list[Alarm] = []
    for alarm_id, payload in connection.execute(query.order_by(alarm.c.changed_at, alarm.c.alarm_id)):
        try:
            found.append(_alarm_decoder.decode(payload))
        except msgspec.DecodeError as error:
            raise StoreError(
                f"the stored state of alarm '{alarm_id}' cannot be read ({error})",
                "it was written by another version of this program: run that version, or restore a backup",
            ) from error
    return found


def put_marks(connection: Connection, marks: Mapping[str, str]) -> None:
    """Keep where each source goes on."""
    if marks:
        rows = [{"source_id": source_id, "mark": text} for source_id, text in marks.items()]
        connection.execute(_PUT_MARK, rows)


def marks(connection: Connection) -> dict[str, str]:
    """Return where each source goes on."""
    return dict(connection.execute(sa.select(mark.c.source_id, mark.c.mark)).all())


def put_refused(connection: Connection, drafts: Sequence[RefusedDraft]) -> None:
    """Put what could not be read into quarantine."""
    rows = [
        {
            "at": draft.at,
            "source_id": draft.source_id,
            "item": _storable(draft.item),
            "reason": _storable(draft.reason),
            "raw": draft.raw[:MOST_RAW_BYTES],
        }
        for draft in drafts
    ]
    if rows:
        connection.execute(sa.insert(refused), rows)


def refused_of(connection: Connection, source_id: str, limit: int) -> list[RefusedDraft]:
    """Return what was refused, newest first; of every source where `source_id` is empty."""
    query = sa.select(refused).order_by(refused.c.id.desc()).limit(limit)
    if source_id:
        query = query.where(refused.c.source_id == source_id)
    return [
        RefusedDraft(row.at, row.source_id, row.item, row.reason, bytes(row.raw))
        for row in connection.execute(query)
    ]


def _storable(text: str) -> str:
    # What cannot be read often holds what a database cannot hold either: NUL and half characters.
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
