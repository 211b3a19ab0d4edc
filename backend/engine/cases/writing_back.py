"""Sends what became of a case back to the system that it came from: one message to a webhook for each turn.

The message goes into the same transaction as the case's change and then through the outbox: it is tried again
until the other side has it, each time with the same key, by which the other side knows a repetition.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from backend.contract.cases import CaseFile
from backend.contract.document import Fault, unknown_cure
from backend.contract.work import Message
from backend.domain.cases.change import CaseChange
from backend.domain.messages.drafting import RESULT
from backend.sources.base import SourceConfig, Turn

if TYPE_CHECKING:
    from backend.engine.work.casework import Casework

WEBHOOK = "webhook"


class WayBack(msgspec.Struct, frozen=True):
    """How one source is told."""

    source_id: str
    name: str
    channel: str
    turns: frozenset[Turn]
    prefix: str
    """Put before the other side's codes; taken away again."""


WaysBack = Mapping[str, WayBack]
"""By the source's id."""


def ways_back(sources: Iterable[SourceConfig]) -> dict[str, WayBack]:
    """Return the sources that are told what becomes of their cases."""
    found = {}
    for config in sources:
        if config.write_back is not None:
            wanted = config.write_back
            turns = frozenset(wanted.when)
            found[config.id] = WayBack(config.id, config.name, wanted.channel, turns, _prefix(config))
    return found


def _prefix(config: SourceConfig) -> str:
    """Return what stands before the source's own codes, wherever its kind keeps it."""
    own = getattr(config, "id_prefix", "")
    return str(own or getattr(getattr(config, "cases", None), "id_prefix", ""))


def way_back_faults(ways: WaysBack, channels: Mapping[str, str], folder: Path) -> list[Fault]:
    """Return the sources that name a channel that is not there, or is no webhook.

    Args:
        ways: of the centre's sources.
        channels: id → kind.
        folder: of the sources' files.
    """
    webhooks = [channel for channel, kind in channels.items() if kind == WEBHOOK]
    found = []
    for way in ways.values():
        if way.channel not in webhooks:
            what = "is no webhook" if way.channel in channels else "is not among the centre's channels"
            cure = unknown_cure(way.channel, webhooks) if webhooks else "add a channel of kind 'webhook'"
            file = str(folder / f"{way.source_id}.yaml")
            found.append(Fault(file, 0, "write_back.channel", f"'{way.channel}' {what}", cure))
    return found


def write_back(change: CaseChange, work: Casework, now: float) -> None:
    """Post what became of a case to the system that it came from, where that is wanted.

    What that system itself has said is no news to it.
    """
    file = change.state.file
    way = work.setup.ways_back.get(file.source_id)
    if way is None or change.actor == file.source_id:
        return
    turn = turn_of(change)
    if turn is None or not ({turn, "status"} & way.turns):
        return
    # one for each turn: the same instant and turn again is the same message
    cause = "\x1f".join((file.case_id, turn, repr(file.changed_at), file.status))
    key = hashlib.sha256(cause.encode()).hexdigest()[:32]
    message = Message(
        message_id=f"KQ{key[:20]}.{way.channel}",
        key=key,
        channel=way.channel,
        to=file.case_id.removeprefix(way.prefix),
        to_name=way.name,
        subject=f"{file.case_id}: {file.title}",
        body=file.result,
        state="queued",
        created_at=now,
        changed_at=now,
        due_at=now,
        template_id=RESULT,
        fields=fields_of(file, turn, way, work),
        incident_id=file.incident_id,
    )
    work.post(message, now)
    work.out.note(now, "system", "case.written_back", file.case_id, {"to": way.source_id, "turn": turn})


def turn_of(change: CaseChange) -> Turn | None:
    """Return what a change means for the system that the case came from; None: nothing."""
    file, before = change.state.file, change.before
    if before is None or before.file.status == file.status:
        return None
    if file.group == "done":
        return "settled"
    if file.group == "refused":
        return "refused"
    if not before.file.open and file.open:
        return "reopened"
    return "status" if file.open else None


def fields_of(file: CaseFile, turn: Turn, way: WayBack, work: Casework) -> dict[str, str]:
    """Return what the other system is told: nothing personal, and no remark that is not public."""
    kind = work.setup.kinds.get(file.kind)
    names = kind.statuses if kind is not None else {}
    name = names.get(file.status)
    found = {
        "code": file.case_id.removeprefix(way.prefix),
        "case_id": file.case_id,
        "remote_id": file.remote_id,
        "kind": file.kind,
        "field": file.field,
        "turn": turn,
        "status": file.status,
        "status_name": name.vi if name is not None else file.status,
        "group": file.group,
        "result": file.result,
        "unit": file.unit_id,
        "unit_name": work.setup.unit_names.get(file.unit_id, ""),
        "finished_at": _instant(file.finished_at, work),
        "changed_at": _instant(file.changed_at, work),
    }
    return {key: value for key, value in found.items() if value}


def _instant(at: float | None, work: Casework) -> str:
    return "" if at is None else dt.datetime.fromtimestamp(at, work.setup.zone).isoformat(timespec="seconds")
