"""Makes reports when they are due: each once, also after a restart."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

from backend.domain.refusal import RefusedError
from backend.engine.reporting.ground import Ground
from backend.engine.reporting.making import Maker, Order
from backend.engine.reporting.press import PressError
from backend.procedures.expressions import ExpressionError
from backend.reports import periods
from backend.store import StoreError

log = logging.getLogger(__name__)

LOOK_S = 30.0
"""Between two looks at what is due."""
AGAIN_S = 900.0
"""A document that failed is tried again after so long."""
SYSTEM = "system"


class Timetable:
    """Knows what is due."""

    def __init__(self, ground: Ground, maker: Maker, since_at: float) -> None:
        """Make what is due.

        Args:
            ground: the parts.
            maker: makes, and knows what was made.
            since_at: periods that ended before are nobody's (the centre did not run yet), s since epoch.
        """
        self._ground, self._maker, self._since_at = ground, maker, since_at
        self._failed: dict[tuple[str, str, str, float], float] = {}

    def due(self, now: float) -> Iterator[Order]:
        """Yield the documents that are due at `now` (s since epoch) and were not made."""
        zone = self._ground.zone
        for spec in self._ground.reports.specs.values():
            if spec.schedule is None:
                continue
            period = periods.last_whole(spec.period, now, zone)
            if now < periods.due_at(period, spec.schedule.at, zone):
                period = periods.before(spec.period, period, zone)
            if period.end_at <= self._since_at:
                continue
            for unit_id in spec.schedule.units or ("",):
                for format_ in spec.schedule.formats:
                    order = Order(spec=spec, period=period, format=format_, unit_id=unit_id)
                    if order.key not in self._maker.made and now >= self._failed.get(order.key, now):
                        yield order

    async def run(self) -> None:
        """Make what is due until cancelled."""
        while True:
            await self.make_due()
            await asyncio.sleep(LOOK_S)

    async def make_due(self) -> None:
        """Make everything that is due now."""
        for order in list(self.due(self._ground.bench.clock.now())):
            try:
                document = await self._maker.make(order, SYSTEM, scheduled=True)
            except (RefusedError, PressError, ExpressionError, StoreError, OSError) as error:
                log.error("the report %s was not made: %s", order.spec.id, error)  # noqa: TRY400 - said in words
                self._note_failure(order, str(error))
            else:
                self._failed.pop(order.key, None)
                log.info("report %s made: %s", order.spec.id, document.name)

    def _note_failure(self, order: Order, reason: str) -> None:
        """Try again later; the journal hears of it once."""
        now = self._ground.bench.clock.now()
        if order.key not in self._failed:
            payload: dict[str, object] = {
                "format": order.format,
                "about": order.subject,
                "reason": reason[:500],
            }
            self._ground.bench.casework.out.note(now, SYSTEM, "report.failed", order.spec.id, payload)
            self._ground.bench.pipeline.wake()
        self._failed[order.key] = now + AGAIN_S
