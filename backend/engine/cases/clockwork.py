"""What parts share that look at the register of cases from time to time: when to look, and all that fits."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable

from backend.contract.cases import CaseFile, CaseQuery
from backend.domain.clock import Clock
from backend.engine.cases.register import Register
from backend.engine.cases.shelf import Order
from backend.store import StoreError

log = logging.getLogger(__name__)

PAGE = 200
"""Cases that are read or held at once."""


async def look_often(
    look: Callable[[float], Awaitable[int]],
    clock: Clock,
    wake: Callable[[], None],
    *,
    period_s: float,
    trouble: str,
) -> None:
    """Look again and again until cancelled.

    Args:
        look: at an instant (s since epoch); returns how many cases it has changed.
        clock: says the instant.
        wake: asks for a commit.
        period_s: between two looks.
        trouble: what is said where the store cannot be read.
    """
    while True:
        try:
            if await look(clock.now()):
                wake()
        except StoreError as error:
            log.warning("%s: %s", trouble, error)
        await asyncio.sleep(period_s)


async def all_that_fit(
    register: Register, query: CaseQuery, order: Order, most: int = sys.maxsize
) -> list[CaseFile]:
    """Return the cases of a query, at most the first `most`, read page by page."""
    found: list[CaseFile] = []
    while True:
        n_wanted = min(PAGE, most - len(found))
        page = await register.find(query, order, len(found), n_wanted)
        found += page
        if len(page) < n_wanted or len(found) >= most:
            return found
