"""The writer's thread: in order, whatever happens to one batch."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.engine.writer import Writer
from backend.store import Batch, EntryDraft, Store, StoreError


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path}/t.db")
    opened.migrate()
    yield opened
    opened.close()


def entry(number: int, payload: object = None) -> Batch:
    return Batch(entries=[EntryDraft(float(number), "test", "test", str(number), {"is": payload})])


@contextlib.contextmanager
def store_held(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the next write wait until the block ends."""
    go_on, write = threading.Event(), store.write

    def held(batch: Batch) -> object:
        go_on.wait(20)
        return write(batch)

    monkeypatch.setattr(store, "write", held)
    try:
        yield
    finally:
        go_on.set()


def test_batches_are_committed_in_the_order_given(store: Store) -> None:
    async def scene() -> list[int]:
        writer = Writer(store)
        written = await asyncio.gather(*[writer.write(entry(i)) for i in range(20)])
        writer.close()
        return [one.journal_seq for one in written]

    assert asyncio.run(scene()) == list(range(1, 21))
    assert [e.subject for e in store.journal()] == [str(i) for i in range(20)]


def test_a_batch_that_the_store_refuses_is_told_to_who_gave_it_and_the_next_is_written(store: Store) -> None:
    async def scene() -> int:
        writer = Writer(store)
        with pytest.raises(StoreError, match="not JSON"):
            await writer.write(entry(0, object()))
        written = await writer.write(entry(1))
        writer.close()
        return written.journal_seq

    assert asyncio.run(scene()) == 1


def test_what_nobody_waits_for_any_more_is_written_all_the_same(store: Store) -> None:
    async def scene() -> None:
        writer = Writer(store)
        waiting = asyncio.ensure_future(writer.write(entry(0)))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.sleep(0)
        writer.close()

    asyncio.run(scene())
    assert len(store.journal()) == 1


def test_it_writes_on_after_the_loop_of_a_waiting_one_has_ended(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, loop = Writer(store), asyncio.new_event_loop()
    giving = loop.create_task(writer.write(entry(0)))
    with store_held(store, monkeypatch):  # the batch is given, and the loop ends while it is being written
        loop.run_until_complete(asyncio.wait([giving], timeout=0.05))
        giving.cancel()
        loop.run_until_complete(asyncio.wait([giving]))
        loop.close()

    async def scene() -> int:
        async with asyncio.timeout(20):
            return (await writer.write(entry(1))).journal_seq

    assert asyncio.run(scene()) == 2
    writer.close()
