"""What waits for the next commit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from backend.contract.state import Alarm
from backend.contract.work import Case
from backend.domain.observation import Observation
from backend.engine.work.outcome import Outcome
from backend.store import Batch, EntryDraft, RefusedDraft


class Work:
    """One commit: what to write, and whom to tell after it."""

    def __init__(self) -> None:
        """Start empty."""
        self.readings: list[tuple[int, Observation]] = []
        self.cases: list[Case] = []
        self.marks: dict[str, str] = {}
        self.refused: list[RefusedDraft] = []
        self.entries: list[EntryDraft] = []
        self.alarms: dict[str, Alarm] = {}
        self.then: list[Callable[[], None]] = []
        self.out = Outcome()
        """What incidents, procedures and messages have to write."""

    def __bool__(self) -> bool:
        """Return whether there is anything to do."""
        return bool(
            self.readings
            or self.cases
            or self.marks
            or self.refused
            or self.entries
            or self.alarms
            or self.then
            or self.out
        )

    def batch(self) -> Batch:
        """Return the work as the store takes it."""
        rows = [(number, r.at, r.value, int(r.quality)) for number, r in self.readings]
        return Batch(
            readings=rows,
            entries=self.entries,
            alarms=list(self.alarms.values()),
            marks=self.marks,
            refused=self.refused,
            work=list(self.out.rows.values()),
            kept=self.out.kept,
            drawings=self.out.drawings,
            settings=self.out.settings,
        )


class Pending:
    """Collects work between two commits; lives on the daemon's loop."""

    def __init__(self, marks: dict[str, str]) -> None:
        """Start with the marks that the store has committed."""
        self.marks = marks
        self.under_way = 0
        self._work = Work()
        self._wanted = False
        self._waiter: asyncio.Future[None] | None = None
        self._drained = asyncio.Event()

    @property
    def readings(self) -> list[tuple[int, Observation]]:
        """Readings waiting, in the order in which they came."""
        return self._work.readings

    @property
    def cases(self) -> list[Case]:
        """Cases waiting, in the order in which they came."""
        return self._work.cases

    @property
    def refused(self) -> list[RefusedDraft]:
        """Refused items waiting."""
        return self._work.refused

    def note(self, source_id: str | None, mark: str | None, on_stored: Callable[[], None] | None) -> None:
        """Add a source's mark and whom to tell after commit."""
        if source_id is not None and mark is not None:
            self._work.marks[source_id] = mark
        if on_stored is not None:
            self._work.then.append(on_stored)
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
        """Return what waits and start anew."""
        work, self._work = self._work, Work()
        self._wanted = False
        self.under_way = len(work.readings)
        return work

    def committed(self, work: Work) -> None:
        """Note that `work` is in the store."""
        self.marks.update(work.marks)
        self.under_way = 0
        self._drained.set()
        self._drained.clear()

    async def below(self, most: int) -> None:
        """Wait while more than `most` readings wait or are being written."""
        while len(self._work.readings) + self.under_way > most:
            await self._drained.wait()


def _end(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
