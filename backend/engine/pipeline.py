"""The daemon's heart: readings in, rules, alarms, one commit, and only then the feed and the thanks.

One turn takes everything that waits, judges it, writes it in one transaction on the writer's thread and
tells the walls what has committed. While it is being written the next turn's readings gather, so that
the load itself makes the batches larger.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Protocol

from backend.contract.state import DeskLoad
from backend.contract.work import WorkItem
from backend.domain.alarms.book import AlarmBook
from backend.domain.alarms.events import JOURNALLED, AlarmChange, AlarmRefusedError, Event
from backend.domain.cases.update import CaseUpdate
from backend.domain.clock import Clock
from backend.domain.evaluator import Evaluator
from backend.domain.observation import Observation
from backend.domain.verdict import Verdict
from backend.engine import heartbeat
from backend.engine.feed import Feed
from backend.engine.pending import Pending, Work
from backend.engine.work.outcome import Outcome
from backend.engine.writer import Writer
from backend.store import Batch, CaseRow, EntryDraft, StoreError, Written

log = logging.getLogger(__name__)

LONGEST_TURN_S = 0.25
"""Holds and silences come due by the evaluator's heap; this bounds a clock that was set meanwhile."""
SPACING_S = 0.002
"""Turns begin at least so far apart: of many sources that send at once, readings share a commit."""
CASES_S = 0.1
"""So long cases of one turn are stepped; an import of tens of thousands must not hold alarms up."""
RETRY_S = 1.0
"""A store that refuses is asked again after this time; nothing is told or thanked for meanwhile."""


class Desk(Protocol):
    """What the alarms set off: `backend.engine.work.casework.Casework`."""

    out: Outcome

    def digest(self, changes: Sequence[AlarmChange], now: float) -> None:
        """Take what changed at alarms."""
        ...

    def holding(self, updates: Iterable[CaseUpdate]) -> AbstractAsyncContextManager[None]:
        """Have what `take_updates` needs of these cases read beside the loop, until the block ends."""
        ...

    def take_updates(self, updates: Iterable[CaseUpdate], now: float) -> None:
        """Take what sources say of cases."""
        ...

    def tick(self, now: float) -> None:
        """Do what time brings."""
        ...

    def next_due(self) -> float:
        """Return when `tick` is to be called next, s since epoch."""
        ...


class Derived(Protocol):
    """What makes series from others: `backend.engine.derived.DerivedSeries`."""

    def follow(self, readings: Sequence[Observation], now: float) -> list[tuple[int, Observation]]:
        """Return what comes of readings and of time, with the store's number of each series."""
        ...

    def next_due(self) -> float:
        """Return when `follow` may have something to do without readings, s since epoch; inf: never."""
        ...

    def to_keep(self) -> dict[str, str]:
        """Return the settings that the store must have with what was followed; an empty one is to go."""
        ...


class Pipeline:
    """Owns evaluator and alarm book; everything that changes them goes through here, on the loop."""

    def __init__(  # noqa: PLR0913 - the daemon's parts meet here
        self,
        *,
        writer: Writer,
        evaluator: Evaluator,
        book: AlarmBook,
        beat: heartbeat.Heartbeat,
        feed: Feed,
        pending: Pending,
        clock: Clock,
        derived: Derived | None = None,
    ) -> None:
        """Connect the parts; without `derived` no series is made from others."""
        self.book = book
        self.journal_seq = 0
        self.n_stored = 0
        self._writer, self._evaluator = writer, evaluator
        self._beat, self._feed, self._pending, self._clock = beat, feed, pending, clock
        self._derived = derived
        self._changes: list[AlarmChange] = []
        self._entries: list[EntryDraft] = []
        self._desk: Desk | None = None
        self._told_work: Callable[[Sequence[WorkItem]], None] = lambda _items: None
        self._told_cases: Callable[[Sequence[CaseRow]], None] = lambda _rows: None
        self._also_told: list[Callable[[Sequence[CaseRow]], None]] = []

    def serve(
        self,
        desk: Desk,
        told: Callable[[Sequence[WorkItem]], None],
        told_cases: Callable[[Sequence[CaseRow]], None] = lambda _rows: None,
    ) -> None:
        """Let alarms set off work.

        Args:
            desk: takes their changes.
            told: takes work that has committed.
            told_cases: takes case files that have committed.
        """
        self._desk, self._told_work, self._told_cases = desk, told, told_cases

    def also_tell(self, told_cases: Callable[[Sequence[CaseRow]], None]) -> None:
        """Have `told_cases` take case files that have committed, too."""
        self._also_told.append(told_cases)

    def watched_counts(self) -> Counter[str]:
        """Return how many series each rule judges."""
        return Counter(rule_id for rule_id, _ in self._evaluator.watched())

    async def run(self) -> None:
        """Turn until cancelled."""
        loop = asyncio.get_running_loop()
        next_at = 0.0
        while True:
            await self._pending.wanted(self._wait_s())
            if (left_s := next_at - loop.time()) > 0.0:
                await asyncio.sleep(left_s)
            next_at = loop.time() + SPACING_S
            await self.turn()

    def _wait_s(self) -> float:
        dues = [due for due in (self._evaluator.next_due(), self.book.next_due()) if due is not None]
        if self._desk is not None:
            dues.append(self._desk.next_due())
        if self._derived is not None:
            dues.append(self._derived.next_due())
        left = min(dues, default=math.inf) - self._clock.now()
        return min(LONGEST_TURN_S, max(0.0, left))

    async def turn(self) -> None:
        """Judge, write and tell everything that waits."""
        work = self._pending.take()
        if work.cases:
            await self._step_with_cases(work)
        else:
            self._step(work)
        if not work:
            return
        desk = self.book.desk()
        written = await self._write(work.batch())
        self._tell(work, written, desk)

    async def _step_with_cases(self, work: Work) -> None:
        """Judge a turn that brings cases: what the store knows of them is read beside the loop first."""
        desk = self._desk
        while desk is not None:
            try:
                async with desk.holding(work.cases):
                    self._step(work)
                    return
            except StoreError as error:
                log.error("the cases of this turn cannot be read: %s", error)  # noqa: TRY400
                await asyncio.sleep(RETRY_S)
        self._step(work)

    def _step(self, work: Work) -> None:
        """Judge what waits, and gather what comes of it."""
        now = self._clock.now()
        readings = [reading for _, reading in work.readings]
        if self._derived is not None:
            made = self._made(self._derived, readings, now)
            work.readings += made
            work.settings |= self._derived.to_keep()
            readings += [reading for _, reading in made]
        self.judge(self._evaluator.observe(readings, now), now)
        self.judge(self._evaluator.tick(now), now)
        self._note(self.book.tick(now), now)
        if work.cases or work.behind:
            self._pending.give_back(work, self._take_cases(work.cases, now))
        out = self._work_out(now)
        changes, self._changes = self._changes, []
        entries, self._entries = self._entries, []
        work.entries = [*entries, *(_entry(c, now) for c in changes if _counts(c)), *out.entries]
        work.alarms = {c.alarm.alarm_id: c.alarm for c in changes}
        work.out = out

    def _made(
        self, derived: Derived, readings: Sequence[Observation], now: float
    ) -> list[tuple[int, Observation]]:
        """Return what is computed from readings; they are judged and stored even where that fails."""
        try:
            return derived.follow(readings, now)
        except Exception:  # boundary: as for the work, below
            log.exception("derived series could not be computed; readings and alarms go on")
            return []

    def _take_cases(self, cases: Sequence[CaseUpdate], now: float) -> int:
        """Take cases that came in, as long as a turn may be held up; return how many."""
        desk, ends_at = self._desk, time.perf_counter() + CASES_S
        if desk is None:
            return len(cases)
        for i, update in enumerate(cases, 1):
            self._guarded(partial(desk.take_updates, (update,), now))
            if time.perf_counter() > ends_at:
                return i
        return len(cases)

    def _work_out(self, now: float) -> Outcome:
        """Return what the work has to write, what time brings included."""
        desk = self._desk
        if desk is None:
            return Outcome()
        self._guarded(lambda: desk.tick(now))
        self._apply_asked(now)
        out, desk.out = desk.out, Outcome()
        return out

    def _guarded(self, do: Callable[[], None]) -> None:
        try:
            do()
        except Exception:  # boundary: work that fails must not stop readings and alarms
            log.exception("the work on alarms failed; readings and alarms go on")

    def _apply_asked(self, now: float) -> None:
        """Apply what the work asks of the alarm book; that may set off more work."""
        desk = self._desk
        while desk is not None and desk.out.alarm_events:
            asked, desk.out.alarm_events = desk.out.alarm_events, []
            for event in asked:
                try:
                    self._note(self.book.apply(event, now), now)
                except AlarmRefusedError as error:
                    log.info("the alarm changed meanwhile: %s", error)

    def judge(self, verdicts: Iterable[Verdict], now: float) -> None:
        """Apply what the rules found."""
        for verdict in verdicts:
            self.apply(verdict, now)

    def apply(self, event: Event, now: float) -> None:
        """Apply an event to the alarm book; what it changed goes with the next commit.

        Raises:
            AlarmRefusedError: the alarm book does not allow it; says why.
        """
        self._note(self.book.apply(event, now), now)

    def retire(self, now: float, unwatched: frozenset[str] = frozenset()) -> None:
        """End the alarms whose rule or series was taken away since they were stored.

        Args:
            now: s since epoch.
            unwatched: ids of rules that no series breaks: the daemon's own.
        """
        own = {(a.rule_id, a.series_id) for a in self.book.listed() if a.rule_id in unwatched}
        self._note(self.book.retire({*self._evaluator.watched(), *own}, now), now)

    def _note(self, changes: Sequence[AlarmChange], now: float) -> None:
        """Keep changes for the next commit; what they set off happens at once.

        So an acknowledgement stops its messages in the moment in which it is made, not with the next turn.
        """
        if not changes:
            return
        self._changes += changes
        self._pending.wake()
        desk = self._desk
        if desk is not None:
            real = [change for change in changes if change.alarm.rule_id != heartbeat.RULE]
            if real:
                self._guarded(lambda: desk.digest(real, now))
                self._apply_asked(now)

    def wake(self) -> None:
        """Ask for a commit soon: work has something to write."""
        self._pending.wake()

    async def act(self, event: Event) -> int:
        """Apply a person's action and return the journal's number after its commit.

        Raises:
            AlarmRefusedError: the alarm book does not allow it; says why.
        """
        self.apply(event, self._clock.now())
        return await self.settle()

    async def append(self, entry: EntryDraft) -> int:
        """Append a journal entry of its own and return the journal's number after its commit."""
        self._entries.append(entry)
        return await self.settle()

    async def settle(self) -> int:
        """Return the journal's number after everything that was done until now is committed."""
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def tell() -> None:
            if not done.done():
                done.set_result(self.journal_seq)

        self._pending.note(None, None, tell)
        return await done

    async def _write(self, batch: Batch) -> Written:
        n_tries = 0
        while True:
            try:
                return await self._writer.write(batch)
            except StoreError as error:
                if n_tries % 60 == 0:
                    log.error("the store refuses: %s; %d readings wait", error, len(batch.readings))  # noqa: TRY400
                n_tries += 1
                await asyncio.sleep(RETRY_S)

    def _tell(self, work: Work, written: Written, desk: DeskLoad) -> None:
        self.journal_seq = written.journal_seq
        self.n_stored += len(work.readings)
        if any(alarm.rule_id == heartbeat.RULE for alarm in work.alarms.values()):
            self._beat.proven(self._clock.now())
        real = [alarm for alarm in work.alarms.values() if alarm.rule_id != heartbeat.RULE]
        self._feed.values.take(work.readings)
        self._feed.values.take(work.corrected)
        self._feed.committed(written, real, desk)
        items = list(work.out.items())
        if items:
            self._feed.tell_work(items)
            self._told_work(items)
        if work.out.figures or work.out.plans:
            self._feed.note_register("indicators")
        if work.out.cases:
            rows = list(work.out.cases.values())
            for told in (self._told_cases, *self._also_told):
                told(rows)
        self._pending.committed(work)
        for then in work.then:
            then()


def _counts(change: AlarmChange) -> bool:
    """Return whether a change is worth an entry of the journal."""
    return change.kind in JOURNALLED and change.alarm.rule_id != heartbeat.RULE


def _entry(change: AlarmChange, now: float) -> EntryDraft:
    return EntryDraft(now, change.actor, change.kind, change.alarm.alarm_id, dict(change.payload))
