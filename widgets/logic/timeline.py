"""The timeline of an incident: journal entries about it and all that belongs to it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from backend.contract.messages import EntryAppended
from backend.contract.work import Incident
from widgets.logic.live_state import LiveState

KEPT = 1000
"""Newest entries that a tile keeps."""


def subjects(state: LiveState, incident: Incident) -> frozenset[str]:
    """Return the ids that a journal entry about an incident may name as its subject."""
    incident_id = incident.incident_id
    found = {incident_id, *(member.ref for member in incident.members), *incident.run_ids}
    found |= {run.run_id for run in state.runs(incident_id)}
    found |= {message.message_id for message in state.messages(incident_id)}
    found |= {ladder.ladder_id for ladder in state.ladders(incident_id)}
    found |= {other.incident_id for other in state.incidents() if other.merged_into == incident_id}
    return frozenset(found)


def concerns(entry: EntryAppended, wanted: frozenset[str]) -> bool:
    """Return whether an entry is about one of the ids `wanted`, by its subject or by what it names."""
    if entry.subject in wanted or entry.subject.partition("/")[0] in wanted:
        return True
    named = (entry.payload.get(key) for key in ("incident_id", "into", "run_id", "from_incident"))
    return any(isinstance(value, str) and value in wanted for value in named)


class Timeline:
    """Entries by their number, each once, the newest first."""

    def __init__(self) -> None:
        """Start empty."""
        self._entries: dict[int, EntryAppended] = {}

    def clear(self) -> None:
        """Forget everything: another incident is looked at."""
        self._entries.clear()

    def take(self, entries: Iterable[EntryAppended]) -> bool:
        """Add entries, known ones once; return whether there was a new one."""
        n_before = len(self._entries)
        new = {entry.seq: entry for entry in entries if entry.seq not in self._entries}
        self._entries |= new
        if len(self._entries) > KEPT:
            for seq in sorted(self._entries)[: len(self._entries) - KEPT]:
                del self._entries[seq]
        return bool(new) and (n_before < KEPT or bool(new.keys() & self._entries.keys()))

    def newest_first(self) -> list[EntryAppended]:
        """Return the entries, the newest first."""
        return [self._entries[seq] for seq in sorted(self._entries, reverse=True)]
