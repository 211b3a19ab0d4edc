"""Case files in hand: read beside the loop, changed on it, and never older than what was decided last.

A file that somebody holds, or that a commit still has to write, stays; of the others the one that was used
longest ago goes first. So between the end of a reading and the step that it was for nothing can fall back
to an older state: what is on the shelf counts, and what the store says only fills gaps.
"""

from __future__ import annotations

import contextlib
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from typing import Literal, Protocol

from backend.contract.cases import CaseFile, CaseGroup, CaseQuery
from backend.domain.cases.change import CaseState
from backend.domain.cases.keeping import encode_deadlines, state_of
from backend.store import CaseRow

Order = Literal["newest", "oldest", "due", "severity", "changed", "code"]
MOST_FILES = 20_000
MOST_CHILDREN = 1000
EVERY_GROUP: tuple[CaseGroup, ...] = ("waiting", "working", "paused", "done", "refused", "deleted")


class CaseReader(Protocol):
    """What the store knows: `backend.store.case_files.CaseFiles`. Blocks; called beside the loop."""

    def by_ids(self, ids: Sequence[str]) -> list[CaseRow]:
        """Return the files of these codes that there are."""
        ...

    def find(self, query: CaseQuery, order: Order, offset: int, limit: int, now: float) -> list[CaseFile]:
        """Return one page of a query."""
        ...

    def last_number(self, prefix: str) -> int:
        """Return the highest number at the end of the codes that begin with `prefix`, 0 for none."""
        ...


Beside = Callable[[Callable[[], list[CaseState]]], Awaitable[list[CaseState]]]
"""Runs reading beside the loop."""


class Shelf:
    """Case files by their codes."""

    def __init__(self, reader: CaseReader, beside: Beside, most: int = MOST_FILES) -> None:
        """Start empty.

        Args:
            reader: the store's case files.
            beside: runs what blocks beside the loop.
            most: files kept besides those that must stay.
        """
        self._reader, self._beside, self._most = reader, beside, most
        self._states: OrderedDict[str, CaseState] = OrderedDict()
        self._children: dict[str, set[str]] = {}
        self._held: Counter[str] = Counter()
        self._unwritten: dict[str, CaseFile] = {}

    def __len__(self) -> int:
        """Return how many files are on the shelf."""
        return len(self._states)

    def get(self, case_id: str) -> CaseState | None:
        """Return a case as it is now, None where it is not on the shelf (or is none, while it is held)."""
        state = self._states.get(case_id)
        if state is not None:
            self._states.move_to_end(case_id)
        return state

    def put(self, state: CaseState) -> CaseRow:
        """Keep a changed case; return its row, which the next commit must write."""
        self._shelve(state)
        self._unwritten[state.file.case_id] = state.file
        return CaseRow(state.file, encode_deadlines(state))

    def committed(self, rows: Iterable[CaseRow]) -> None:
        """Note rows that the store has."""
        for row in rows:
            if self._unwritten.get(row.file.case_id) is row.file:
                del self._unwritten[row.file.case_id]
        self._tidy()

    def children(self, case_id: str) -> list[CaseState]:
        """Return the duplicates of a case that are on the shelf, oldest first."""
        found = [self._states[name] for name in self._children.get(case_id, ())]
        return sorted(found, key=lambda state: (state.file.opened_at, state.file.case_id))

    @contextlib.asynccontextmanager
    async def holding(self, ids: Iterable[str], *, families: bool = False) -> AsyncIterator[None]:
        """Have the cases of these codes on the shelf until the block ends.

        Args:
            ids: codes; a code that nobody has is simply not there.
            families: their parents and duplicates, too.
        """
        held = _names(ids)
        self._hold(held)
        try:
            await self._read(held)
            if families:
                more = _names(await self._relatives(held))
                self._hold(more)
                held += more
                await self._read(more)
            yield
        finally:
            self._release(held)

    # ---- inside -----------------------------------------------------------------------------------

    async def _read(self, ids: Sequence[str]) -> None:
        missing = [name for name in ids if name not in self._states]
        if not missing:
            return

        def read() -> list[CaseState]:
            return [state_of(row.file, row.state) for row in self._reader.by_ids(missing)]

        for state in await self._beside(read):
            if state.file.case_id not in self._states:  # else it has changed while it was being read
                self._shelve(state)

    async def _relatives(self, ids: Sequence[str]) -> list[str]:
        """Return the codes of parents and duplicates of cases that are held."""
        states = [state for name in ids if (state := self._states.get(name)) is not None]
        parents = [state.file.parent for state in states if state.file.parent]
        with_children = [state.file.case_id for state in states if state.file.n_children]
        if not with_children:
            return parents

        def read() -> list[CaseState]:
            return [CaseState(file) for parent in with_children for file in self._find_children(parent)]

        return parents + [state.file.case_id for state in await self._beside(read)]

    def _find_children(self, parent: str) -> list[CaseFile]:
        query = CaseQuery(groups=EVERY_GROUP, parent=parent)
        return self._reader.find(query, "oldest", 0, MOST_CHILDREN, 0.0)

    def _shelve(self, state: CaseState) -> None:
        name, parent = state.file.case_id, state.file.parent
        before = self._states.get(name)
        if before is not None and before.file.parent and before.file.parent != parent:
            self._leave(before)
        if parent:
            self._children.setdefault(parent, set()).add(name)
        self._states[name] = state
        self._states.move_to_end(name)

    def _leave(self, state: CaseState) -> None:
        """Forget of whom a case is a duplicate."""
        siblings = self._children.get(state.file.parent)
        if siblings is not None:
            siblings.discard(state.file.case_id)
            if not siblings:
                del self._children[state.file.parent]

    def _hold(self, ids: Sequence[str]) -> None:
        self._held.update(ids)

    def _release(self, ids: Sequence[str]) -> None:
        for name in ids:
            self._held[name] -= 1
            if self._held[name] <= 0:
                del self._held[name]
        self._tidy()

    def _tidy(self) -> None:
        """Let go of what was used longest ago, as far as there is too much."""
        too_many = len(self._states) - self._most
        if too_many <= 0:
            return
        free = (n for n in self._states if n not in self._held and n not in self._unwritten)
        for name in list(_first(free, too_many)):
            self._leave(self._states.pop(name))


def _names(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in ids if name))


def _first(names: Iterator[str], n: int) -> Iterator[str]:
    for _, name in zip(range(n), names, strict=False):
        yield name
