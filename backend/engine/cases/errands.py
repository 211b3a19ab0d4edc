"""Steps of cases that are not on the shelf: done as soon as they have been read, in the order of asking.

What is asked for here is known to somebody who asks again after a crash: a procedure's act that has no result
yet is handed out anew.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from backend.store import StoreError

log = logging.getLogger(__name__)

RETRY_S = 1.0
AT_ONCE = 200
"""Cases read in one go."""


First = Callable[[], Awaitable[None]] | None
"""Reads what else a step needs."""


class Holding(Protocol):
    """Brings cases onto the shelf."""

    def __call__(self, ids: Iterable[str], *, families: bool = False) -> AbstractAsyncContextManager[None]:
        """Have cases on the shelf until the block ends."""
        ...


class Errands:
    """What is to be done to cases that must be read first."""

    def __init__(self, holding: Holding) -> None:
        """Start with none."""
        self._holding = holding
        self._waiting: deque[tuple[str, Callable[[], None], First]] = deque()
        self._more = asyncio.Event()

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    def add(self, case_id: str, do: Callable[[], None], first: First = None) -> None:
        """Have `do` called when the case is held, and what `first` reads has been read."""
        self._waiting.append((case_id, do, first))
        self._more.set()

    async def run(self, wake: Callable[[], None]) -> None:
        """Do what is asked for until cancelled; `wake` asks for a commit."""
        while True:
            await self._more.wait()
            self._more.clear()
            while self._waiting:
                await self._some()
                wake()

    async def _some(self) -> None:
        first = [self._waiting[i] for i in range(min(AT_ONCE, len(self._waiting)))]
        try:
            for read in dict.fromkeys(read for _, _, read in first if read is not None):
                await read()
            async with self._holding([case_id for case_id, _, _ in first], families=True):
                for _, do, _ in first:
                    self._waiting.popleft()
                    _guarded(do)
        except StoreError as error:
            log.warning("cases cannot be read: %s; what is to be done to them waits", error)
            await asyncio.sleep(RETRY_S)


def _guarded(do: Callable[[], None]) -> None:
    try:
        do()
    except Exception:  # boundary: one step that fails must not hold the others up
        log.exception("a step of a case failed")
