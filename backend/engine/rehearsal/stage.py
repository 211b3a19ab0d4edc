"""Alarm book and casework of one test, moved through time as the daemon moves them, without a store."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeVar

from backend.channels.base import Receipt
from backend.contract.state import Place, Quality, Text, freshness
from backend.contract.work import WorkItem, work_id
from backend.domain.alarms.book import AlarmBook
from backend.domain.alarms.events import AlarmChange, AlarmRefusedError, Event
from backend.domain.cases.update import CaseUpdate
from backend.domain.checks.checker import Checker
from backend.domain.derived.deriver import Deriver
from backend.domain.evaluator import Evaluator
from backend.domain.observation import Observation
from backend.domain.quality import out_of_range
from backend.domain.resources import Seen
from backend.domain.rule import RuleSpec
from backend.domain.series import SeriesFacts
from backend.engine.rehearsal.cases import RehearsedCases
from backend.engine.resources import Resources
from backend.engine.work import outage
from backend.engine.work.casework import Casework
from backend.engine.work.outcome import Outcome
from backend.engine.work.setup import WorkSetup
from backend.usecases.derived_metrics import derived_metrics
from backend.usecases.packs import Packs
from backend.usecases.work_tests import ChannelState

T = TypeVar("T", bound=WorkItem)
_BROKEN = Receipt("failed", reason=Text("kênh hỏng trong bài thử", "the channel fails in this test"))


class AlarmStage:
    """Evaluator and alarm book of a test that speaks of alarms only."""

    def __init__(self, packs: Packs, facts: Sequence[SeriesFacts]) -> None:
        """Start with no reading and no alarm."""
        self.evaluator = Evaluator(packs.rules, facts, packs.limit_sets)
        self.checker = Checker(facts, packs.checks)
        self.deriver = Deriver(facts, derived_metrics(packs), packs.limit_sets)
        self.book = AlarmBook([*packs.rules, *self._own_rules()])
        measured = {name: metric.range for name, metric in packs.metrics.items() if metric.derived is None}
        self._ranges = {one.series_id: measured[one.metric] for one in facts if one.metric in measured}
        self.remarks: dict[str, str] = {}
        """Series → why its first implausible reading counted for nothing, in words."""

    def _own_rules(self) -> list[RuleSpec]:
        return []

    def advance(self, now: float) -> None:
        """Let everything come due that is due until `now` (s since epoch), each at its own instant."""
        while True:
            due_at = min(self._dues(), default=now)
            at = now if due_at == -math.inf else min(due_at, now)
            changes: list[AlarmChange] = []
            made = self.deriver.tick(at)
            for verdict in [*self.evaluator.observe(made, at), *self.evaluator.tick(at)]:
                changes += self.book.apply(verdict, at)
            self.settle(changes + self.book.tick(at), at)
            if at >= now:
                return

    def _dues(self) -> list[float]:
        made_at = self.deriver.next_due()
        dues = (self.evaluator.next_due(), self.book.next_due(), made_at if made_at < math.inf else None)
        return [due for due in dues if due is not None]

    def observe(self, reading: Observation) -> None:
        """Check and judge one reading, and what is computed from it."""
        changes: list[AlarmChange] = []
        checked = self._checked(reading)
        readings = (checked, *self.deriver.take((checked,), reading.at))
        for verdict in self.evaluator.observe(readings, reading.at):
            changes += self.book.apply(verdict, reading.at)
        self.settle(changes, reading.at)

    def _checked(self, reading: Observation) -> Observation:
        """Return a reading as the daemon's intake takes it: what is not plausible is uncertain."""
        low, high = self._ranges.get(reading.series_id, (-math.inf, math.inf))
        if low <= reading.value <= high or reading.quality != Quality.GOOD:
            return self.checker.look(reading)
        words = f"{reading.value:g} is outside of its range {low:g} to {high:g}"
        remark = f"{reading.series_id}: {words}: uncertain, it counts for no limit"
        self.remarks.setdefault(reading.series_id, remark)
        return out_of_range(reading)

    def apply(self, event: Event, now: float) -> None:
        """Apply what a person does with an alarm.

        Raises:
            AlarmRefusedError: not allowed; says why.
        """
        self.settle(self.book.apply(event, now), now)

    def settle(self, changes: list[AlarmChange], now: float) -> None:
        """Do what changes of alarms set off: nothing here."""


class WorkStage(AlarmStage):
    """A test's alarms with incidents, procedures, messages, ladders and cases."""

    def __init__(
        self,
        packs: Packs,
        facts: Sequence[SeriesFacts],
        setup: WorkSetup,
        channels: Mapping[str, ChannelState],
        places: Sequence[Place] = (),
    ) -> None:
        """Start with no work.

        Args:
            packs: whose rules judge.
            facts: of the series.
            setup: what the work is done with.
            channels: how each channel is.
            places: of the test.
        """
        super().__init__(packs, facts)
        self.work = Casework(setup, self.book.get)
        self.cases = RehearsedCases(self.work)
        self._seen: dict[str, Observation] = {}
        self._ages = {one.series_id: one.max_age_s for one in facts}
        self.work.resources = Resources(
            places, packs.place_kinds, self._look, self.cases.register.engaged.busy
        )
        self._channels = dict(channels)
        self._items: dict[str, WorkItem] = {}
        self._settled_at = -math.inf

    def _own_rules(self) -> list[RuleSpec]:
        return [outage.rule()]

    def _dues(self) -> list[float]:
        # what was due at an instant that has settled cannot go on before something else happens
        work_due = self.work.next_due()
        late_at = self.cases.next_due()
        return [
            *super()._dues(),
            *([work_due] if self._settled_at < work_due < math.inf else []),
            *([] if late_at is None else [late_at]),
        ]

    def _checked(self, reading: Observation) -> Observation:
        """Keep a reading as it was taken: crews are looked for by it."""
        checked = self._seen[reading.series_id] = super()._checked(reading)
        return checked

    def _look(self, place_id: str, metric: str, now: float) -> Seen | None:
        series_id = f"{place_id}.{metric}"
        known = self._seen.get(series_id)
        if known is None:
            return None
        fresh = freshness(known.at, self._ages[series_id], now)
        return Seen(known.at, known.value, known.quality, fresh)

    def items(self, kind: type[T]) -> list[T]:
        """Return the newest state of all work of a kind, in the order in which it came up."""
        return [item for item in self._items.values() if isinstance(item, kind)]

    def take_case(self, update: CaseUpdate, now: float) -> None:
        """Take what a source says of a case."""
        if update.case.kind in self.work.setup.kinds:
            self.cases.take(update, now)
        else:
            self.work.take_cases([update.case], now)
        self.settle([], now)

    def switch(self, channel: str, state: ChannelState, now: float) -> None:
        """Have a channel send, fail or be off from now on."""
        self._channels[channel] = state
        self.work.switch_channel(channel, state != "off", now)
        self.settle([], now)

    def settle(self, changes: list[AlarmChange], now: float) -> None:
        """Do everything that changes of alarms, work and messages set off at one instant."""
        self.cases.moved(now)
        while True:
            self.cases.tick(now)
            self.work.digest(changes, now)
            self.work.tick(now)
            self._deliver(now)
            changes = self._apply_asked(now)
            kept, self.work.out = self.work.out, Outcome()
            self._items.update((work_id(item), item) for item in kept.items())
            self.cases.committed(kept.cases.values())
            if not changes and not kept:
                break
        self._settled_at = now

    def _apply_asked(self, now: float) -> list[AlarmChange]:
        asked, self.work.out.alarm_events = self.work.out.alarm_events, []
        changes: list[AlarmChange] = []
        for event in asked:
            try:
                changes += self.book.apply(event, now)
            except AlarmRefusedError:
                continue  # the alarm changed meanwhile; the daemon goes on, too
        return changes

    def _deliver(self, now: float) -> None:
        """Let everything leave that may."""
        for message in self.work.messages.due(now):
            taken = self.work.taken(message.message_id, now)
            if taken is not None:
                sends = self._channels.get(taken.channel) == "sends"
                self.work.receipt(taken.message_id, Receipt("sent") if sends else _BROKEN, now)
