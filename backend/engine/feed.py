"""What the daemon tells its walls: values merged to ten messages a second, alarms and entries at once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from backend.contract.messages import (
    AlarmsChanged,
    FeedMessage,
    RegistersChanged,
    SourcesChanged,
    Values,
    WorkChanged,
)
from backend.contract.state import Alarm, DeskLoad, Freshness, Source, freshness
from backend.contract.work import WorkItem, work_id
from backend.domain.observation import Observation
from backend.store import Written

CLOSED_KEPT_S = 6 * 3600.0
"""Work that ended stays in snapshots for so long: the story of an incident is read after it."""
REGISTERS_PERIOD_S = 1.0
"""Changed case files and indicators are told at most so often."""
MOST_CASES_NAMED = 200
Newest = tuple[float, float, int]
"""Instant, value, quality."""


class LiveValues:
    """Newest committed reading of each series, and which of them walls have not been told."""

    def __init__(self) -> None:
        """Start empty."""
        self.newest: dict[int, Newest] = {}
        self.hidden: int | None = None
        """Number of the synthetic series, which is no value of the city."""
        self._changed: set[int] = set()

    def take(self, readings: Iterable[tuple[int, Observation]]) -> None:
        """Note committed readings; an older one than the newest changes nothing."""
        newest, changed = self.newest, self._changed
        for number, reading in readings:
            known = newest.get(number)
            if number != self.hidden and (known is None or reading.at >= known[0]):
                newest[number] = (reading.at, reading.value, int(reading.quality))
                changed.add(number)

    def restore(self, number: int, newest: Newest) -> None:
        """Note a reading that the store had."""
        self.newest[number] = newest

    def freshness(self, number: int, max_age_s: float, now: float) -> Freshness:
        """Return how alive the newest reading of a series is."""
        known = self.newest.get(number)
        return freshness(known[0] if known else None, max_age_s, now)

    def changes(self) -> Values | None:
        """Return what walls have not been told since the last call, None where nothing changed."""
        if not self._changed:
            return None
        numbers, self._changed = sorted(self._changed), set()
        return columns(numbers, [self.newest[n] for n in numbers])

    def all(self) -> Values:
        """Return the newest reading of every series."""
        numbers = sorted(self.newest)
        return columns(numbers, [self.newest[n] for n in numbers])


def columns(numbers: list[int], newest: list[Newest]) -> Values:
    """Return readings as columns; numbers: n series numbers, newest: their n readings."""
    table = np.array(newest, dtype=np.float64).reshape(len(newest), 3)
    return Values(
        index=np.array(numbers, dtype="<i4").tobytes(),
        at=table[:, 0].astype("<f8").tobytes(),
        value=table[:, 1].astype("<f8").tobytes(),
        quality=table[:, 2].astype("u1").tobytes(),
    )


class Channel(Protocol):
    """Where the feed goes: the wire server."""

    journal_seq: int

    def publish(self, message: FeedMessage) -> None:
        """Send to every wall without waiting."""
        ...


class Feed:
    """Publishes what has committed, and keeps it for snapshots."""

    def __init__(self, channel: Channel) -> None:
        """Publish through `channel`."""
        self.values = LiveValues()
        self.alarms: dict[str, Alarm] = {}
        """Committed alarms that ask for something."""
        self.desk = DeskLoad()
        self.work: dict[str, WorkItem] = {}
        """Committed work that goes on, or ended lately."""
        self._channel = channel
        self._sources: dict[str, Source] = {}
        self._versions: dict[str, int] = {}
        """Kind of case, or `indicators` → how often it has changed."""
        self._changed_kinds: set[str] = set()
        self._changed_cases: dict[str, None] = {}
        self._registers_told_at = -math.inf

    def restore(self, alarms: Iterable[Alarm], desk: DeskLoad) -> None:
        """Start from what the store had."""
        self._keep(alarms, desk)

    def committed(self, written: Written, alarms: Sequence[Alarm], desk: DeskLoad) -> None:
        """Tell what a commit changed."""
        self._channel.journal_seq = written.journal_seq
        self._keep(alarms, desk)
        if alarms:
            self._channel.publish(AlarmsChanged(tuple(alarms), desk))
        for entry in written.entries:
            self._channel.publish(entry)

    def tell_work(self, items: Sequence[WorkItem]) -> None:
        """Tell work that a commit changed."""
        self.keep_work(items)
        self._channel.publish(WorkChanged(tuple(items)))

    def keep_work(self, items: Iterable[WorkItem]) -> None:
        """Keep work for snapshots."""
        self.work.update((work_id(item), item) for item in items)

    def forget_work(self, now: float) -> None:
        """Let go of what ended hours ago; called now and then."""
        oldest_at = now - CLOSED_KEPT_S
        self.work = {k: item for k, item in self.work.items() if item.open or item.changed_at > oldest_at}

    def flush_values(self) -> None:
        """Tell the values that changed; called ten times a second."""
        changes = self.values.changes()
        if changes is not None:
            self._channel.publish(changes)

    def note_register(self, kind: str, case_ids: Iterable[str] = ()) -> None:
        """Note that cases of a kind, or `indicators`, have changed and are committed."""
        self._versions[kind] = self._versions.get(kind, 0) + 1
        self._changed_kinds.add(kind)
        self._changed_cases.update(dict.fromkeys(case_ids))

    def flush_registers(self, now: float) -> None:
        """Tell which registers changed, at most once a second; called several times a second.

        Args:
            now: of a clock that only goes forward, s.
        """
        if not self._changed_kinds or now - self._registers_told_at < REGISTERS_PERIOD_S:
            return
        kinds, cases = self._changed_kinds, tuple(self._changed_cases)
        self._changed_kinds, self._changed_cases, self._registers_told_at = set(), {}, now
        named = cases if len(cases) <= MOST_CASES_NAMED else ()
        self._channel.publish(RegistersChanged({kind: self._versions[kind] for kind in sorted(kinds)}, named))

    def tell_sources(self, sources: Iterable[Source]) -> None:
        """Tell the sources whose state or counts changed; called once a second."""
        changed = tuple(s for s in sources if self._sources.get(s.source_id) != s)
        if changed:
            self._sources.update((s.source_id, s) for s in changed)
            self._channel.publish(SourcesChanged(changed))

    def _keep(self, alarms: Iterable[Alarm], desk: DeskLoad) -> None:
        self.desk = desk
        for alarm in alarms:
            if alarm.active or alarm.operator != "none":
                self.alarms[alarm.alarm_id] = alarm
            else:
                self.alarms.pop(alarm.alarm_id, None)
