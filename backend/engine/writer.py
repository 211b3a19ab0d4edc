"""The thread that writes: one batch after the other, so that the loop never waits for a disk."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Any

from backend.store import Batch, Store, Written

_Done = asyncio.Future[Written]


class Writer:
    """Writes batches in the order in which they are given.

    An executor would do the same; its futures, locks and counters cost a third of a small commit.
    """

    def __init__(self, store: Store) -> None:
        """Start the thread."""
        self._store = store
        self._given: queue.SimpleQueue[tuple[Batch, _Done] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    async def write(self, batch: Batch) -> Written:
        """Return what the store says after it has committed `batch`.

        Raises:
            StoreError: nothing was written; the batch can be given again.
        """
        done: _Done = asyncio.get_running_loop().create_future()
        self._given.put((batch, done))
        return await done

    def close(self) -> None:
        """Write what was given and end."""
        self._given.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (given := self._given.get()) is not None:
            batch, done = given
            try:
                written = self._store.write(batch)
            except Exception as error:  # noqa: BLE001 - a thread's boundary: who waits raises it
                _answer(done, _fail, error)
            else:
                _answer(done, _succeed, written)


def _answer(done: _Done, how: Callable[[_Done, Any], None], what: object) -> None:
    """Answer who waits; a loop that has ended meanwhile asks for nothing any more."""
    with contextlib.suppress(RuntimeError):
        done.get_loop().call_soon_threadsafe(how, done, what)


def _succeed(done: _Done, written: Written) -> None:
    if not done.done():
        done.set_result(written)


def _fail(done: _Done, error: Exception) -> None:
    if not done.done():
        done.set_exception(error)
