from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable

import pytest

from backend.engine.cases import errands as module
from backend.engine.cases.errands import Errands
from backend.store import StoreError


class Hands:
    """Holds cases, or fails to as often as it is told."""

    def __init__(self, n_failures: int = 0) -> None:
        self.held: list[list[str]] = []
        self.n_failures = n_failures

    @contextlib.asynccontextmanager
    async def __call__(self, ids: Iterable[str], *, families: bool = False) -> AsyncIterator[None]:
        if self.n_failures:
            self.n_failures -= 1
            raise StoreError("locked", "wait")
        self.held.append(list(ids))
        assert families
        yield


async def run(errands: Errands, done: list[str], n: int) -> int:
    wakes: list[int] = []
    task = asyncio.ensure_future(errands.run(lambda: wakes.append(len(done))))
    async with asyncio.timeout(5):
        while len(done) < n:
            await asyncio.sleep(0)
    task.cancel()
    return len(wakes)


def test_steps_are_done_in_their_order_when_their_cases_are_held_and_then_committed() -> None:
    async def scene() -> None:
        hands, done = Hands(), list[str]()
        errands = Errands(hands)
        for name in ("a", "b", "a"):
            errands.add(name, lambda name=name: done.append(name))  # type: ignore[misc]
        assert len(errands) == 3
        assert await run(errands, done, 3) >= 1
        assert done == ["a", "b", "a"]
        assert hands.held == [["a", "b", "a"]]
        assert len(errands) == 0

    asyncio.run(scene())


def test_what_else_a_step_needs_is_read_first_and_once() -> None:
    async def scene() -> None:
        hands, done, read = Hands(), list[str](), list[int]()
        errands = Errands(hands)

        async def numbers() -> None:
            read.append(len(done))

        for name in ("a", "b"):
            errands.add(name, lambda name=name: done.append(name), numbers)  # type: ignore[misc]
        await run(errands, done, 2)
        assert (done, read) == (["a", "b"], [0])

    asyncio.run(scene())


def test_a_store_that_cannot_be_read_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RETRY_S", 0.0)

    async def scene() -> None:
        done: list[str] = []
        errands = Errands(Hands(n_failures=3))
        errands.add("a", lambda: done.append("a"))
        await run(errands, done, 1)
        assert done == ["a"]

    asyncio.run(scene())


def test_a_step_that_fails_does_not_hold_the_next_one_up() -> None:
    async def scene() -> None:
        done: list[str] = []

        def fails() -> None:
            raise ValueError

        errands = Errands(Hands())
        errands.add("a", fails)
        errands.add("b", lambda: errands.add("c", lambda: done.append("c")))
        await run(errands, done, 1)
        assert done == ["c"]

    asyncio.run(scene())
