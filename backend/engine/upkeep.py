"""Housekeeping of the store between commits: roll-ups, and readings past their time."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Executor

from backend.domain.clock import Clock
from backend.engine.centre import RetentionSettings
from backend.store import Store, StoreError

log = logging.getLogger(__name__)

ROLL_UP_PERIOD_S = 15.0
RETIRE_PERIOD_S = 3600.0


async def upkeep(store: Store, writer: Executor, retention: RetentionSettings, clock: Clock) -> None:
    """Roll readings up and retire old ones until cancelled; on the writer's thread, in small slices."""
    loop = asyncio.get_running_loop()
    retire_at = loop.time() + RETIRE_PERIOD_S
    while True:
        await asyncio.sleep(ROLL_UP_PERIOD_S)
        try:
            await loop.run_in_executor(writer, store.roll_up, clock.now())
            if loop.time() >= retire_at:
                retire_at = loop.time() + RETIRE_PERIOD_S
                await loop.run_in_executor(
                    writer, store.retire, clock.now(), retention.raw_days, retention.minute_days
                )
        except StoreError as error:
            log.warning("housekeeping of the store waits: %s", error)
