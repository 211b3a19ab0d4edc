"""Case files of one test: the daemon's own register, with a memory instead of a store."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.case_requests import CountRow
from backend.contract.cases import CaseFile, CaseQuery
from backend.domain.cases.change import Actor, CaseDraft
from backend.domain.cases.dimensions import key_of
from backend.domain.cases.expiry import expires_at
from backend.domain.cases.matching import accepts
from backend.domain.cases.narrowing import judges
from backend.domain.cases.update import CaseUpdate
from backend.engine.cases.expiring import Expiring
from backend.engine.cases.figuring import Figuring
from backend.engine.cases.lateness import SETTING, Lateness
from backend.engine.cases.media import Upload
from backend.engine.cases.register import Register
from backend.engine.cases.scheduling import Scheduling
from backend.engine.work.casework import Casework
from backend.store import CaseRow

T = TypeVar("T")
LATE_S = 1.0
"""So long after a deadline it is looked at."""
_PHOTO = b"\xff\xd8\xff\xe0"
_ORDERS: dict[str, Callable[[CaseFile], tuple[Any, ...]]] = {
    "newest": lambda file: (-file.opened_at, file.case_id),
    "due": lambda file: (file.due_at is None, file.due_at, file.case_id),
}


def at_once(work: Coroutine[Any, Any, T]) -> T:
    """Return what a coroutine returns that never has to wait: nothing here reads from a disk.

    Raises:
        RuntimeError: it does wait.
    """
    try:
        work.send(None)
    except StopIteration as stopped:
        result: T = stopped.value
        return result
    work.close()
    raise RuntimeError("a test's register waits for something; nothing may, where time stands still")


class MemoryStore:
    """Case files in memory, asked as the store is asked."""

    def __init__(self, zone: ZoneInfo) -> None:
        """Start empty; days are local to `zone`."""
        self._zone = zone
        self._rows: dict[str, CaseRow] = {}

    def write(self, rows: Iterable[CaseRow]) -> None:
        """Keep case files as they are now."""
        self._rows |= {row.file.case_id: row for row in rows}

    def by_ids(self, ids: Sequence[str]) -> list[CaseRow]:
        """Return the files of these codes that there are."""
        return [self._rows[name] for name in ids if name in self._rows]

    def find(self, query: CaseQuery, order: str, offset: int, limit: int, now: float) -> list[CaseFile]:
        """Return one page of a query."""
        found = sorted(self._matching(query, now), key=_ORDERS.get(order, _oldest_first))
        return found[offset : offset + limit]

    def last_number(self, prefix: str) -> int:
        """Return the highest number at the end of the codes that begin with `prefix`, 0 for none."""
        ends = [name.removeprefix(prefix) for name in self._rows if name.startswith(prefix)]
        return max((int(end) for end in ends if end.isdecimal()), default=0)

    def count(self, query: CaseQuery, now: float) -> int:
        """Return how many cases a query has."""
        return len(self._matching(query, now))

    def count_by(self, query: CaseQuery, by: tuple[str, ...], now: float) -> list[CountRow]:
        """Return how many there are of each value of dimensions."""
        at = query.at if judges(query) and query.at is not None else now
        found = Counter(
            tuple(key_of(each, file, at, self._zone) for each in by) for file in self._matching(query, now)
        )
        return [CountRow(keys, n) for keys, n in found.items()]

    def measure(self, query: CaseQuery, what: str, now: float) -> tuple[float | None, int]:
        """Return a mean or sum over a query's cases, and over how many of them."""
        values = [
            value for file in self._matching(query, now) if (value := _measured(file, what)) is not None
        ]
        if not values:
            return None, 0
        total = sum(values)
        return (total if what.startswith("sum:") else total / len(values)), len(values)

    def _matching(self, query: CaseQuery, now: float) -> list[CaseFile]:
        return [row.file for row in self._rows.values() if accepts(query, row.file, now)]


def _oldest_first(file: CaseFile) -> tuple[Any, ...]:
    return (file.opened_at, file.case_id)


def _measured(file: CaseFile, what: str) -> float | None:
    if what == "mean_hours":
        return None if file.finished_at is None else (file.finished_at - file.opened_at) / 3600.0
    if what == "mean_rating":
        return None if file.rating is None else float(file.rating)
    text = file.data.get(what.removeprefix("sum:"), "")
    return float(text) if text else None


class _Now:
    """The loop of a test: whatever it is asked happens at once."""

    def __init__(self) -> None:
        self.at = 0.0

    async def beside(self, work: Callable[[], Any]) -> Any:
        return work()

    async def settle(self) -> int:
        return 0

    def now(self) -> float:
        return self.at


class RehearsedCases:
    """The register of one test, its figures and what time brings."""

    def __init__(self, work: Casework) -> None:
        """Start with no case.

        Args:
            work: incidents, procedures and messages, which cases set off.
        """
        setup = work.setup
        self._loop, self._work = _Now(), work
        self._store = MemoryStore(setup.zone)
        self.register = Register(setup.kinds, self._store, self._loop, work)
        specs = {name: kind.spec for name, kind in setup.kinds.items()}
        self._figuring = Figuring(
            setup.case_kinds.figures, specs, self._store, setup.zone, lambda _kind, _by, key: key
        )
        self._lateness = Lateness(self.register, lambda: work.out, {SETTING: "-inf"}, 0.0)
        self._expiring = Expiring(self.register, setup.zone)
        self._scheduling = Scheduling(self.register, lambda: work.out, {}, setup.ground.places, setup.zone)
        self._opens_at = -math.inf if self._scheduling.opens_any() else math.inf
        """When cases may open by themselves, s since epoch."""
        self._over_at: dict[str, float] = {}
        """Case → when it ends by itself."""
        self._codes: dict[str, str] = {}
        self._late_at: dict[str, float] = {}
        """Case → when it is looked at for being late."""

    def moved(self, now: float) -> None:
        """Have it be `now` (s since epoch)."""
        self._loop.at = now
        at_once(self.register.learn_numbers())

    def committed(self, rows: Iterable[CaseRow]) -> None:
        """Keep what has changed."""
        listed = list(rows)
        self._store.write(listed)
        self.register.committed(listed)
        for row in listed:
            file = row.file
            over_at = expires_at(self.register.kinds[file.kind].spec, file, self._work.setup.zone)
            if over_at is not None:
                self._over_at[file.case_id] = over_at
            else:
                self._over_at.pop(file.case_id, None)
            if file.due_at is None or not file.open or file.group == "paused":
                self._late_at.pop(file.case_id, None)
            elif file.due_at + LATE_S > self._loop.at:
                self._late_at[file.case_id] = file.due_at + LATE_S

    def next_due(self) -> float | None:
        """Return when the next case is late, ends or opens by itself, s since epoch; None: none will."""
        opens = [self._opens_at] if math.isfinite(self._opens_at) else []
        return min((*self._late_at.values(), *self._over_at.values(), *opens), default=None)

    def tick(self, now: float) -> None:
        """Start what starts with deadlines that passed until `now`, end what is over, open what is due."""
        if self._opens_at <= now:
            self._opens_at = self._scheduling.next_day(now)
            at_once(self._scheduling.look(now))
        over = [name for name, at in self._over_at.items() if at <= now]
        if over:
            for name in over:
                del self._over_at[name]
            at_once(self._expiring.look(now))
        due = [name for name, at in self._late_at.items() if at <= now]
        if due:
            for name in due:
                del self._late_at[name]
            at_once(self._lateness.look(now))

    def take(self, update: CaseUpdate, now: float) -> None:
        """Take what a source says of a case."""
        self.moved(now)
        parent = self.code(update.parent) if update.parent else ""
        self.register.take(msgspec.structs.replace(update, parent=parent), now)

    def open(self, name: str, kind: str, draft: CaseDraft, actor: Actor) -> None:
        """Open a case here; the test calls it `name`, people call it by the code that it gets."""
        self._codes[name] = at_once(self.register.open(kind, draft, actor))

    def code(self, name: str) -> str:
        """Return the code of a case by what the test calls it."""
        return self._codes.get(name, name)

    def name(self, code: str) -> str:
        """Return what the test calls a case by its code."""
        return next((name for name, own in self._codes.items() if own == code), code)

    def file(self, name: str) -> CaseFile | None:
        """Return a case as it is now."""
        return self.register.held(self.code(name))

    def photograph(self, name: str, actor: Actor, now: float) -> None:
        """Attach a photo of after the work."""
        upload = Upload(
            name="test.jpg", media_type="image/jpeg", data=_PHOTO + repr((name, now)).encode(), phase="after"
        )
        at_once(self.register.attach(self.code(name), upload, actor))

    def figure(self, figure_id: str, now: float) -> float | None:
        """Return a figure as it is shown: rounded to its decimals."""
        cell = self._figuring.whole(figure_id, CaseQuery(), now)
        return None if cell.value is None else round(cell.value, self._figuring.figures[figure_id].decimals)
