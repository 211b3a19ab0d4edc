from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from backend.engine import upkeep
from backend.engine.centre import RetentionSettings
from backend.store import Batch, Store, StoreError


class Clock:
    at = 1_700_000_000.0

    def now(self) -> float:
        return self.at


def test_readings_are_rolled_up_while_the_daemon_runs_and_a_refusing_store_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "CHECKPOINT_PERIOD_S", 0.01)
    monkeypatch.setattr(upkeep, "ROLL_UP_PERIOD_S", 0.01)
    store = Store.open(f"sqlite:///{tmp_path}/t.db")
    store.migrate()
    number = store.register_series(["p.m"])["p.m"]
    start = Clock.at - 86400
    store.write(Batch(readings=[(number, start + 10 * i, float(i), 0) for i in range(600)]))
    real, moods = store.roll_up, [StoreError("locked", "wait")]

    def moody(now: float, n: int) -> int:
        if moods:
            raise moods.pop()
        return real(now, n)

    monkeypatch.setattr(store, "roll_up", moody)

    async def scene() -> None:
        task = asyncio.ensure_future(upkeep.upkeep(store, RetentionSettings(), Clock()))
        async with asyncio.timeout(20):
            while store.stats().n_minutes < 100:
                await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(scene())
    assert moods == []
    store.close()
