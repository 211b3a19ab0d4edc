"""What waits for the next commit."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable

import msgspec

from backend.contract.state import Alarm
from backend.domain.cases.update import CaseUpdate
from backend.domain.observation import Observation
from backend.engine.work.outcome import Outcome
from backend.store import Batch, EntryDraft, Reading, RefusedDraft

MOST_CASES = 200
"""Cases that are taken at once. How many of them a commit holds is a matter of time: see `give_back`."""


class NoteGiven(msgspec.Struct, frozen=True):
    """A mark or thanks that may not be committed before the cases that stand in front of it."""

    source_id: str
    mark: str | None
    on_stored: Callable[[], None] | None


class Work:
    """One commit: what to write, and whom to tell after it."""

    def __init__(self) -> None:
        """Start empty."""
        self.readings: list[tuple[int, Observation]] = []
        self.corrected: list[tuple[int, Observation]] = []
        """Computed readings that take the place of stored ones; no rule judges them."""
        self.cases: list[CaseUpdate] = []
        self.sources: list[str] = []
        """Source of each case."""
        self.behind: list[tuple[int, NoteGiven]] = []
        """Marks and thanks that wait for the first so many of the cases."""
        self.marks: dict[str, str] = {}
        self.settings: dict[str, str] = {}
        """What derived series have to remember; an empty one is taken away."""
        self.refused: list[RefusedDraft] = []
        self.entries: list[EntryDraft] = []
        self.alarms: dict[str, Alarm] = {}
        self.then: list[Callable[[], None]] = []
        self.out = Outcome()
        """What incidents, procedures, messages and case files have to write."""

    def __bool__(self) -> bool:
        """Return whether there is anything to do."""
        return bool(
            self.readings
            or self.corrected
            or self.cases
            or self.marks
            or self.settings
            or self.refused
            or self.entries
            or self.alarms
            or self.then
            or self.out
        )

    def note(self, source_id: str | None, mark: str | None, on_stored: Callable[[], None] | None) -> None:
        """Add a source's mark and whom to tell after the commit."""
        if source_id is not None and mark is not None:
            self.marks[source_id] = mark
        if on_stored is not None:
            self.then.append(on_stored)

    def batch(self) -> Batch:
        """Return the work as the store takes it."""
        out = self.out
        return Batch(
            readings=_rows(self.readings),
            corrected=_rows(self.corrected),
            entries=self.entries,
            alarms=list(self.alarms.values()),
            marks=self.marks,
            refused=[*self.refused, *out.refused] if out.refused else self.refused,
            work=list(out.rows.values()),
            cases=list(out.cases.values()),
            figures=out.figures,
            plans=out.plans,
            kept=out.kept,
            drawings=out.drawings,
            settings=out.settings | self.settings,
        )


def _rows(readings: Iterable[tuple[int, Observation]]) -> list[Reading]:
    return [(number, r.at, r.value, int(r.quality)) for number, r in readings]


class _CaseGiven(msgspec.Struct, frozen=True):
    source_id: str
    update: CaseUpdate


class Pending:
    """Collects work between two commits; lives on the daemon's loop."""

    def __init__(self, marks: dict[str, str]) -> None:
        """Start with the marks that the store has committed."""
        self.marks = marks
        self.under_way = 0
        self._work = Work()
        self._queue: deque[_CaseGiven | NoteGiven] = deque()
        self._queued: Counter[str] = Counter()
        """How much of each source stands in the queue."""
        self._wanted = False
        self._waiter: asyncio.Future[None] | None = None
        self._drained = asyncio.Event()

    @property
    def readings(self) -> list[tuple[int, Observation]]:
        """Readings waiting, in the order in which they came."""
        return self._work.readings

    @property
    def n_cases(self) -> int:
        """How many cases (and marks behind them) wait."""
        return len(self._queue)

    @property
    def refused(self) -> list[RefusedDraft]:
        """Refused items waiting."""
        return self._work.refused

    def correct(self, readings: Iterable[tuple[int, Observation]]) -> None:
        """Have computed readings take the place of stored ones."""
        self._work.corrected += readings
        self.wake()

    def add_cases(self, source_id: str, updates: Iterable[CaseUpdate]) -> None:
        """Add cases of a source; they are committed in their order, a bounded number at a time."""
        for update in updates:
            self._queue.append(_CaseGiven(source_id, update))
            self._queued[source_id] += 1
        self.wake()

    def note(self, source_id: str | None, mark: str | None, on_stored: Callable[[], None] | None) -> None:
        """Add a source's mark and whom to tell after commit; both wait for cases that the source gave before.

        A source without `source_id` has given none.
        """
        if source_id is not None and self._queued.get(source_id):
            if mark is not None or on_stored is not None:
                self._queue.append(NoteGiven(source_id, mark, on_stored))
                self._queued[source_id] += 1
        else:
            self._work.note(source_id, mark, on_stored)
        self.wake()

    def wake(self) -> None:
        """Ask for a commit soon."""
        self._wanted = True
        if self._waiter is not None:
            _end(self._waiter)

    async def wanted(self, timeout_s: float) -> None:
        """Wait until there is work, at most `timeout_s`."""
        if self._wanted:
            return
        # An event inside of a timeout does the same at three times the cost, hundreds of times a second.
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        timer = loop.call_later(timeout_s, _end, self._waiter)
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._waiter = None

    def take(self) -> Work:
        """Return what waits, of cases as many as one commit should hold, and start anew."""
        work, self._work = self._work, Work()
        if self._queue:
            self._take_cases(work)
        self._wanted = bool(self._queue)
        self.under_way = len(work.readings) + len(work.cases)
        return work

    def _take_cases(self, work: Work) -> None:
        while self._queue:
            first = self._queue[0]
            if isinstance(first, _CaseGiven):
                if len(work.cases) >= MOST_CASES:
                    return
                work.cases.append(first.update)
                work.sources.append(first.source_id)
            else:
                work.behind.append((len(work.cases), first))
            self._queue.popleft()
            self._queued[first.source_id] -= 1

    def give_back(self, work: Work, n_done: int) -> None:
        """Keep the first `n_done` cases of `work`; the others are the first of the next commit.

        What may not be committed before a case goes with it: the marks and thanks behind it.
        """
        kept = list[_CaseGiven | NoteGiven]()
        behind, work.behind = work.behind, []
        cases, sources = work.cases[n_done:], work.sources[n_done:]
        work.cases, work.sources = work.cases[:n_done], work.sources[:n_done]
        waiting = set(sources)
        later: dict[int, list[NoteGiven]] = {}
        for n_before, note in behind:
            if note.source_id in waiting and n_before > n_done:
                later.setdefault(n_before - n_done, []).append(note)
            else:
                work.note(note.source_id, note.mark, note.on_stored)
        for i, (source_id, update) in enumerate(zip(sources, cases, strict=True), 1):
            kept.append(_CaseGiven(source_id, update))
            kept += later.get(i, [])
        self._queue.extendleft(reversed(kept))
        self._queued.update(item.source_id for item in kept)
        if kept:
            self.wake()

    def committed(self, work: Work) -> None:
        """Note that `work` is in the store."""
        self.marks.update(work.marks)
        self.under_way = 0
        self._drained.set()
        self._drained.clear()

    async def below(self, most: int) -> None:
        """Wait while more than `most` readings and cases wait or are being written."""
        while len(self._work.readings) + len(self._queue) + self.under_way > most:
            await self._drained.wait()


def _end(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
