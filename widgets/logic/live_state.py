"""Live state of the city as one wall knows it: a snapshot, and the feed applied to it. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable

import msgspec

from backend.contract import codec
from backend.contract.messages import (
    AlarmsChanged,
    CatalogueChanged,
    EntryAppended,
    FeedMessage,
    Pulse,
    RegistersChanged,
    Snapshot,
    SourcesChanged,
    Values,
    WorkChanged,
)
from backend.contract.state import (
    SEVERITIES,
    Alarm,
    Centre,
    DeskLoad,
    Freshness,
    Place,
    PlaceKindInfo,
    Quality,
    ReferenceDay,
    Series,
    Source,
    freshness,
)
from backend.contract.work import Case, Handover, Incident, Ladder, Message, Run, WorkItem, work_id

CLOSED_KEPT_S = 6 * 3600.0
"""Ended work stays in view for so long: the story of an incident is read after it."""
_PRUNE_ABOVE = 2000
_COUNTED = frozenset({"count", "1"})
"""Units that are no word: a number of things stands alone."""

__all__ = ["Change", "LiveState", "Reading", "freshness", "worst"]


class Reading(msgspec.Struct, frozen=True):
    """Newest value of a series."""

    at: float
    value: float
    """NaN where there is no number."""
    quality: Quality

    def age_s(self, now: float) -> float:
        """Return seconds since the measurement, never negative."""
        return max(0.0, now - self.at)


class Change(msgspec.Struct, frozen=True):
    """What one feed message changed."""

    series: frozenset[str] = frozenset()
    alarms: tuple[Alarm, ...] = ()
    sources: bool = False
    pulse: bool = False
    entry: EntryAppended | None = None
    work: tuple[WorkItem, ...] = ()
    registers: RegistersChanged | None = None
    stale: bool = False
    """The state no longer fits: take a new snapshot."""


def worst(states: Iterable[Freshness]) -> Freshness:
    """Return the worst of several states; fresh where there are none."""
    found = set(states)
    return "lost" if "lost" in found else "late" if "late" in found else "fresh"


class LiveState:
    """Places, series, newest readings, alarms, sources; changed only by `reset` and `apply`."""

    def __init__(self) -> None:
        """Start empty, as before the first snapshot."""
        self.centre = Centre(centre_id="", name="")
        self.places: dict[str, Place] = {}
        self.place_kinds: dict[str, PlaceKindInfo] = {}
        self.series: dict[str, Series] = {}
        self.series_of_place: dict[str, list[Series]] = {}
        self.readings: dict[str, Reading] = {}
        self.alarms: dict[str, Alarm] = {}
        self.desk = DeskLoad()
        self.sources: dict[str, Source] = {}
        self.reference_days: tuple[ReferenceDay, ...] = ()
        self.work: dict[str, WorkItem] = {}
        """What goes on, and what ended in the last hours, by id."""
        self.units: dict[str, str] = {}
        self.people: tuple[str, ...] = ()
        self.silenced_until_at: dict[str, float] = {}
        self.pulse: Pulse | None = None
        self._by_index: dict[int, str] = {}

    def reset(self, snapshot: Snapshot) -> None:
        """Replace everything by `snapshot`."""
        self.centre = snapshot.centre
        self.places = {p.place_id: p for p in snapshot.places}
        self.place_kinds = {kind.kind: kind for kind in snapshot.place_kinds}
        shown = [msgspec.structs.replace(s, unit="") if s.unit in _COUNTED else s for s in snapshot.series]
        self.series = {s.series_id: s for s in shown}
        self._by_index = {s.index: s.series_id for s in snapshot.series}
        self.series_of_place = {}
        for series in shown:
            self.series_of_place.setdefault(series.place_id, []).append(series)
        self.readings = {}
        self._take_values(snapshot.values)
        self.alarms = {a.alarm_id: a for a in snapshot.alarms}
        self.desk = snapshot.desk
        self.sources = {s.source_id: s for s in snapshot.sources}
        self.reference_days = snapshot.reference_days
        self.work = {work_id(item): item for item in snapshot.work}
        self.units, self.people = dict(snapshot.units), snapshot.people
        self.silenced_until_at = dict(snapshot.silenced_until_at)

    def incidents(self) -> list[Incident]:
        """Return the incidents in view: open ones first, the worst and newest first."""
        found = [item for item in self.work.values() if isinstance(item, Incident)]
        return sorted(found, key=lambda i: (not i.open, SEVERITIES.index(i.severity), -i.opened_at))

    def runs(self, incident_id: str | None = None) -> list[Run]:
        """Return the procedures in view, of one incident or all, by their start."""
        found = [item for item in self.work.values() if isinstance(item, Run)]
        wanted = [r for r in found if incident_id is None or r.incident_id == incident_id]
        return sorted(wanted, key=lambda run: (run.started_at, run.run_id))

    def messages(self, incident_id: str | None = None) -> list[Message]:
        """Return the messages in view, of one incident or all, oldest first."""
        found = [item for item in self.work.values() if isinstance(item, Message)]
        wanted = [m for m in found if incident_id is None or m.incident_id == incident_id]
        return sorted(wanted, key=lambda message: (message.created_at, message.message_id))

    def ladders(self, incident_id: str | None = None) -> list[Ladder]:
        """Return the escalations in view, of one incident or all, by their start."""
        found = [item for item in self.work.values() if isinstance(item, Ladder)]
        wanted = [ladder for ladder in found if incident_id is None or ladder.incident_id == incident_id]
        return sorted(wanted, key=lambda ladder: (ladder.started_at, ladder.ladder_id))

    def cases(self) -> list[Case]:
        """Return the cases in view, newest first."""
        found = [item for item in self.work.values() if isinstance(item, Case)]
        return sorted(found, key=lambda case: -case.opened_at)

    def handovers(self) -> list[Handover]:
        """Return the handovers in view, newest first."""
        found = [item for item in self.work.values() if isinstance(item, Handover)]
        return sorted(found, key=lambda handover: -handover.compiled_at)

    def apply(self, message: FeedMessage) -> Change:
        """Apply one feed message and return what it changed."""
        change = Change()
        match message:
            case Values():
                change = Change(series=self._take_values(message))
            case AlarmsChanged():
                self._take_alarms(message)
                change = Change(alarms=message.alarms)
            case SourcesChanged():
                self.sources.update((s.source_id, s) for s in message.sources)
                change = Change(sources=True)
            case Pulse():
                self.pulse = message
                change = Change(pulse=True)
            case EntryAppended():
                self._take_silence(message)
                change = Change(entry=message)
            case WorkChanged():
                self._take_work(message)
                change = Change(work=message.items)
            case RegistersChanged():
                change = Change(registers=message)
            case CatalogueChanged():
                change = Change(stale=True)
        return change

    def freshness_of(self, series_id: str, now: float) -> Freshness:
        """Return how alive the newest reading of a series is; lost where there is none."""
        series, reading = self.series.get(series_id), self.readings.get(series_id)
        if series is None:
            return "lost"
        return freshness(reading.at if reading else None, series.max_age_s, now)

    def _take_alarms(self, message: AlarmsChanged) -> None:
        for alarm in message.alarms:
            if not alarm.active and alarm.operator == "none":
                self.alarms.pop(alarm.alarm_id, None)
            else:
                self.alarms[alarm.alarm_id] = alarm
        self.desk = message.desk

    def _take_work(self, message: WorkChanged) -> None:
        for item in message.items:
            self.work[work_id(item)] = item
        if len(self.work) > _PRUNE_ABOVE and self.pulse is not None:
            oldest_at = self.pulse.at - CLOSED_KEPT_S
            self.work = {k: w for k, w in self.work.items() if w.open or w.changed_at > oldest_at}

    def _take_silence(self, entry: EntryAppended) -> None:
        if entry.kind == "desk.silenced":
            until_at = entry.payload.get("until_at")
            self.silenced_until_at[entry.subject] = until_at if isinstance(until_at, float) else 0.0

    def _take_values(self, values: Values) -> frozenset[str]:
        changed = []
        columns = zip(
            codec.integers(values.index).tolist(),
            codec.floats(values.at).tolist(),
            codec.floats(values.value).tolist(),
            codec.flags(values.quality).tolist(),
            strict=True,
        )
        for index, at, value, quality in columns:
            series_id = self._by_index.get(index)
            if series_id is None or math.isnan(at):
                continue
            self.readings[series_id] = Reading(at, value, Quality(quality))
            changed.append(series_id)
        return frozenset(changed)
