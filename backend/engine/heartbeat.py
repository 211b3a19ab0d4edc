"""The proof that the alert chain lives: a synthetic reading that goes the way of every other.

It enters at the sources' end, is judged by a real rule in the real evaluator, changes an alarm in the real
alarm book, is committed with everything else, and comes out at the feed as the pulse's `chain_at`. It asks
nobody to act, so it is never listed, counted or journaled.
"""

from __future__ import annotations

import asyncio

from backend.contract.state import Text
from backend.domain.clock import Clock
from backend.domain.observation import Observation
from backend.domain.rule import RuleSpec
from backend.domain.rules import threshold
from backend.domain.series import SeriesFacts
from backend.engine.intake import SourceIntake

PLACE = "toancanh"
METRIC = "heartbeat"
SERIES = f"{PLACE}.{METRIC}"
RULE = "toancanh-heartbeat"
PERIOD_S = 1.0


def series_facts() -> SeriesFacts:
    """Return the synthetic series."""
    return SeriesFacts(
        series_id=SERIES,
        place_id=PLACE,
        place_name=PLACE,
        kind="synthetic",
        metric=METRIC,
        unit="1",
        max_age_s=3.0,
    )


def rule() -> RuleSpec:
    """Return the rule that every second reading breaks."""
    return threshold.Spec(
        id=RULE,
        kind="threshold",
        title=Text("Nhịp chuỗi cảnh báo", "Alert chain heartbeat"),
        metric=METRIC,
        severity="low",
        limit=0.5,
        consequence=Text("Không ai được báo", "Nobody is alerted"),
        response=Text("Không cần làm gì", "Nothing to do"),
        respond_within_s=1.0,
        unit_id=PLACE,
        procedure="none",
    )


class Heartbeat:
    """Sends the synthetic reading and notes when its alarm has been committed."""

    def __init__(self) -> None:
        """Start unproven."""
        self.chain_at: float | None = None
        """When the chain was last proven, s since epoch."""
        self.chain_latency_s: float | None = None
        """How long the synthetic reading took from the source's end to its stored alarm."""
        self._sent_at = 0.0
        self._n = 0

    async def run(self, sink: SourceIntake, clock: Clock) -> None:
        """Send a reading a second until cancelled: 1, 0, 1, 0, …; each changes the alarm."""
        while True:
            self._n += 1
            self._sent_at = clock.now()
            sink.accept([Observation(SERIES, self._sent_at, float(self._n % 2))])
            await asyncio.sleep(PERIOD_S)

    def proven(self, now: float) -> None:
        """Note that the synthetic alarm's change is in the store and about to be told."""
        self.chain_at, self.chain_latency_s = now, now - self._sent_at
