"""The daemon's heart: readings in, rules, alarms, one commit, and only then the feed and the thanks.

One turn takes everything that waits, judges it, writes it in one transaction on the writer's thread and
tells the walls what has committed. While it is being written the next turn's readings gather, so that
the load itself makes the batches larger.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Iterable, Sequence

from backend.contract.state import DeskLoad
from backend.domain.alarms.book import AlarmBook
from backend.domain.alarms.events import JOURNALLED, AlarmChange, Event
from backend.domain.clock import Clock
from backend.domain.evaluator import Evaluator
from backend.domain.verdict import Verdict
from backend.engine import heartbeat
from backend.engine.feed import Feed
from backend.engine.pending import Pending, Work
from backend.engine.writer import Writer
from backend.store import Batch, EntryDraft, StoreError, Written

log = logging.getLogger(__name__)

LONGEST_TURN_S = 0.25
"""Holds and silences come due by the evaluator's heap; this bounds a clock that was set meanwhile."""
SPACING_S = 0.002
"""Turns begin at least so far apart: of many sources that send at once, readings share a commit."""
RETRY_S = 1.0
"""A store that refuses is asked again after this time; nothing is told or thanked for meanwhile."""


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
    ) -> None:
        """Connect the parts."""
        self.book = book
        self.journal_seq = 0
        self.n_stored = 0
        self._writer, self._evaluator = writer, evaluator
        self._beat, self._feed, self._pending, self._clock = beat, feed, pending, clock
        self._changes: list[AlarmChange] = []
        self._entries: list[EntryDraft] = []

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
        left = min(dues, default=math.inf) - self._clock.now()
        return min(LONGEST_TURN_S, max(0.0, left))

    async def turn(self) -> None:
        """Judge, write and tell everything that waits."""
        work = self._pending.take()
        now = self._clock.now()
        readings = [reading for _, reading in work.readings]
        self.judge(self._evaluator.observe(readings, now), now)
        self.judge(self._evaluator.tick(now), now)
        self._note(self.book.tick(now))
        changes, self._changes = self._changes, []
        work.entries, self._entries = self._entries + [_entry(c, now) for c in changes if _counts(c)], []
        work.alarms = {c.alarm.alarm_id: c.alarm for c in changes}
        if not work:
            return
        desk = self.book.desk()
        written = await self._write(work.batch())
        self._tell(work, written, desk)

    def judge(self, verdicts: Iterable[Verdict], now: float) -> None:
        """Apply what the rules found."""
        for verdict in verdicts:
            self.apply(verdict, now)

    def apply(self, event: Event, now: float) -> None:
        """Apply an event to the alarm book; what it changed goes with the next commit.

        Raises:
            AlarmRefusedError: the alarm book does not allow it; says why.
        """
        self._note(self.book.apply(event, now))

    def retire(self, now: float) -> None:
        """End the alarms whose rule or series was taken away since they were stored."""
        self._note(self.book.retire(self._evaluator.watched(), now))

    def _note(self, changes: Sequence[AlarmChange]) -> None:
        if changes:
            self._changes += changes
            self._pending.wake()

    async def act(self, event: Event) -> int:
        """Apply a person's action and return the journal's number after its commit.

        Raises:
            AlarmRefusedError: the alarm book does not allow it; says why.
        """
        self.apply(event, self._clock.now())
        return await self._committed()

    async def append(self, entry: EntryDraft) -> int:
        """Append a journal entry of its own and return the journal's number after its commit."""
        self._entries.append(entry)
        return await self._committed()

    async def _committed(self) -> int:
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
        self._feed.committed(written, real, desk)
        self._pending.committed(work)
        for then in work.then:
            then()


def _counts(change: AlarmChange) -> bool:
    """Return whether a change is worth an entry of the journal."""
    return change.kind in JOURNALLED and change.alarm.rule_id != heartbeat.RULE


def _entry(change: AlarmChange, now: float) -> EntryDraft:
    return EntryDraft(now, change.actor, change.kind, change.alarm.alarm_id, dict(change.payload))
