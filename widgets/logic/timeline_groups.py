"""One message to many people makes many journal entries: those of a kind are gathered into a row. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

import msgspec

from backend.contract.messages import EntryAppended
from backend.contract.work import Message
from widgets.logic.live_state import LiveState

LEAST = 3
"""Fewer people stand in rows of their own."""
WITHIN_S = 60.0
"""Between one entry of a row and the next."""
GATHERED = frozenset(
    {
        "message.queued",
        "message.held",
        "message.sent",
        "message.delivered",
        "message.read",
        "message.fell_back",
        "message.cancelled",
    }
)
"""What is gathered. Not what failed, is unsure or was replied: each of those asks for a look of its own."""


class Gathered(msgspec.Struct, frozen=True):
    """Entries that are told as one, the newest first; mostly a single one."""

    entries: tuple[EntryAppended, ...]

    @property
    def group_id(self) -> str:
        """Name that stays while newer entries join."""
        return str(self.entries[-1].seq)


def gathered(
    newest_first: Sequence[EntryAppended],
    cause: Callable[[EntryAppended], Hashable],
    person: Callable[[EntryAppended], str],
) -> list[Gathered]:
    """Return the entries as they are told: each alone, or with those of its kind and cause near in time.

    A row of several stands where its newest entry does; what happened in between stands beside it.

    Args:
        newest_first: in that order.
        cause: what made the entry.
        person: whom the entry is about.
    """
    rows: list[list[EntryAppended]] = []
    last: dict[tuple[str, Hashable], list[EntryAppended]] = {}
    for entry in newest_first:
        if entry.kind not in GATHERED:
            continue
        key = entry.kind, cause(entry)
        row = last.get(key)
        if row is None or row[-1].at - entry.at > WITHIN_S:
            row = last[key] = []
            rows.append(row)
        row.append(entry)
    found = [Gathered(tuple(row)) for row in rows if _n_people(row, person) >= LEAST]
    told = {entry.seq for row in found for entry in row.entries}
    alone = [Gathered((entry,)) for entry in newest_first if entry.seq not in told]
    return sorted([*found, *alone], key=lambda row: -row.entries[0].seq)


def _n_people(entries: Iterable[EntryAppended], person: Callable[[EntryAppended], str]) -> int:
    return len({person(entry) for entry in entries})


def cause_of(message: Message | None, entry: EntryAppended) -> Hashable:
    """Return what a message was sent for: a procedure's step, a ladder, else its template and subject.

    Args:
        message: that the entry is about; None where it is not known: then all of an incident's are alike.
        entry: of the journal.
    """
    if message is None:
        return "", str(entry.payload.get("incident_id", ""))
    if message.step_id or message.ladder_id:
        return message.run_id, message.step_id, message.ladder_id
    return message.run_id, message.alarm_id, message.template_id, message.subject


def person_of(message: Message | None, entry: EntryAppended) -> str:
    """Return who a message is for; where nobody knows, each entry is about somebody else."""
    if message is not None:
        return message.person_id or message.to_name or message.to
    return str(entry.payload.get("to", "")) or entry.subject


def message_of(state: LiveState, entry: EntryAppended) -> Message | None:
    """Return the message that an entry is about, None where it is not known."""
    found = state.work.get(entry.subject)
    return found if isinstance(found, Message) else None


class Outcome(msgspec.Struct, frozen=True):
    """What became of the messages of one row, in people."""

    n_people: int
    n_received: int
    n_failed: int
    n_unsure: int


def outcome_of(state: LiveState, row: Gathered) -> Outcome:
    """Return how many people a row is about, and how many of them were reached; by the newest state known."""
    states: dict[str, set[str]] = {}
    for entry in row.entries:
        message = message_of(state, entry)
        states.setdefault(person_of(message, entry), set()).add(message.state if message is not None else "")
    received = {who for who, all_of in states.items() if all_of & {"delivered", "read"}}
    others = [all_of for who, all_of in states.items() if who not in received]
    n_unsure = sum("unknown" in all_of for all_of in others)
    n_failed = sum(all_of == {"failed"} for all_of in others)
    return Outcome(len(states), len(received), n_failed, n_unsure)
