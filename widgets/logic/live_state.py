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
    Snapshot,
    SourcesChanged,
    Values,
)
from backend.contract.state import (
    Alarm,
    Centre,
    DeskLoad,
    Freshness,
    Place,
    Quality,
    ReferenceDay,
    Series,
    Source,
    freshness,
)

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
        self.series: dict[str, Series] = {}
        self.series_of_place: dict[str, list[Series]] = {}
        self.readings: dict[str, Reading] = {}
        self.alarms: dict[str, Alarm] = {}
        self.desk = DeskLoad()
        self.sources: dict[str, Source] = {}
        self.reference_days: tuple[ReferenceDay, ...] = ()
        self.pulse: Pulse | None = None
        self._by_index: dict[int, str] = {}

    def reset(self, snapshot: Snapshot) -> None:
        """Replace everything by `snapshot`."""
        self.centre = snapshot.centre
        self.places = {p.place_id: p for p in snapshot.places}
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

    def apply(self, message: FeedMessage) -> Change:
        """Apply one feed message and return what it changed."""
        match message:
            case Values():
                return Change(series=self._take_values(message))
            case AlarmsChanged():
                self._take_alarms(message)
                return Change(alarms=message.alarms)
            case SourcesChanged():
                self.sources.update((s.source_id, s) for s in message.sources)
                return Change(sources=True)
            case Pulse():
                self.pulse = message
                return Change(pulse=True)
            case EntryAppended():
                return Change(entry=message)
            case CatalogueChanged():
                return Change(stale=True)

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
