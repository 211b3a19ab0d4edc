"""Housekeeping of the store between commits: roll-ups, and readings past their time."""

from __future__ import annotations

import asyncio
import logging

from backend.domain.clock import Clock
from backend.engine.centre import RetentionSettings
from backend.store import Store, StoreError

log = logging.getLogger(__name__)

CHECKPOINT_PERIOD_S = 2.0
ROLL_UP_PERIOD_S = 15.0
RETIRE_PERIOD_S = 3600.0
SLICE = 50_000
"""Readings packed in one call."""


async def upkeep(store: Store, retention: RetentionSettings, clock: Clock) -> None:
    """Write the log back, roll readings up and retire old ones until cancelled, beside the loop."""
    loop = asyncio.get_running_loop()
    roll_up_at, retire_at = loop.time() + ROLL_UP_PERIOD_S, loop.time() + RETIRE_PERIOD_S
    while True:
        await asyncio.sleep(CHECKPOINT_PERIOD_S)
        try:
            await asyncio.to_thread(store.checkpoint)
            if loop.time() >= roll_up_at:
                roll_up_at = loop.time() + ROLL_UP_PERIOD_S
                await _roll_up(store, clock)
            if loop.time() >= retire_at:
                retire_at = loop.time() + RETIRE_PERIOD_S
                await asyncio.to_thread(
                    store.retire, clock.now(), raw_days=retention.raw_days, minute_days=retention.minute_days
                )
        except StoreError as error:
            log.warning("housekeeping of the store waits: %s", error)


async def _roll_up(store: Store, clock: Clock) -> None:
    n_packed = SLICE
    while n_packed >= SLICE:
        n_packed = await asyncio.to_thread(store.roll_up, clock.now(), SLICE)
