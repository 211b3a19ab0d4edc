"""Late readings: the derived values that were told without them are computed again and corrected.

A gauge that was off the air sends what it kept. Windows count that at once, so all that is told from then on
is right; what was told meanwhile is put right here, beside the loop and a bounded piece at a time: the source
series is read from the store, its windows are run through again, and what differs from what is stored takes
its place. Rules do not judge the past again: an alarm stands on the newest value.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping

from backend.contract.state import Quality
from backend.domain.derived.again import told_again
from backend.domain.derived.deriver import DerivedMetric, Deriver
from backend.domain.derived.follower import Span
from backend.domain.observation import Observation
from backend.engine.derived import DerivedSeries, Numbered, counted
from backend.engine.pending import Pending
from backend.store import Store, StoreError
from backend.usecases.derived_metrics import derived_metrics

log = logging.getLogger(__name__)

PERIOD_S = 5.0
"""So often what came late is looked at: a gauge sends what it kept in many messages."""
MOST_STEPS = 360
"""Steps of one series that are computed again at a time, the newest first: six hours of minutes."""
REST = 4.0
"""After each piece so many times its own time is left to others."""
SAME = 1e-9
"""Values that differ by less are the same, in proportion to them."""


class Again:
    """Computes again what was told of a source series; works on any thread, on nothing that the loop has."""

    def __init__(self, derived: DerivedSeries, store: Store) -> None:
        """Compute what `derived` makes, from the past that `store` has."""
        self._derived, self._store = derived, store
        self._facts = {each.series_id: each for each in derived.facts}
        self._metrics = derived_metrics(derived.packs)

    def step_s(self, series_id: str) -> int:
        """Return how far apart the steps of all that comes of a series are at the most, s."""
        steps = [m.spec.step_s for m in self._needed(series_id).values() if not m.spec.is_share]
        return math.gcd(*map(round, steps))

    def corrections(self, series_id: str, span: Span) -> Numbered:
        """Return what of the steps of a span differs from what is stored.

        Raises:
            StoreError: the past cannot be read.
        """
        source, needed = self._facts[series_id], self._needed(series_id)
        place = [each for each in self._derived.facts if each.place_id == source.place_id]
        deriver = Deriver(place, needed, self._derived.packs.limit_sets)
        tail_s = max(source.max_age_s, *(m.spec.gap_s(source.max_age_s) for m in needed.values()))
        begin_at = span.first_at - deriver.reach_s(series_id)
        stored = self._store.raw(series_id, begin_at, span.last_at + tail_s)
        readings = counted(stored, self._derived.packs.metrics[source.metric].range)
        made: dict[str, dict[float, Observation]] = {}
        for each in told_again(deriver, series_id, readings, span, tail_s):
            made.setdefault(each.series_id, {})[each.at] = each
        return [
            (self._derived.numbers[name], each)
            for name, told in made.items()
            for each in self._different(name, told, span)
        ]

    def _different(self, series_id: str, told: Mapping[float, Observation], span: Span) -> list[Observation]:
        stored = self._store.raw(series_id, span.first_at, span.last_at)
        columns = (stored.at.tolist(), stored.value.tolist(), stored.quality.tolist())
        known = {at: (value, quality) for at, value, quality in zip(*columns, strict=True)}
        return [each for each in told.values() if not _same(each, known.get(each.at))]

    def _needed(self, series_id: str) -> dict[str, DerivedMetric]:
        """Return the metrics that come of a series, and those that come of these."""
        found: dict[str, DerivedMetric] = {}
        from_ = {self._facts[series_id].metric}
        while more := {
            name: each
            for name, each in self._metrics.items()
            if each.spec.source in from_ and name not in found
        }:
            found |= more
            from_ |= set(more)
        return found


def _same(made: Observation, stored: tuple[float, int] | None) -> bool:
    return (
        stored is not None
        and Quality(stored[1]) is made.quality
        and math.isclose(stored[0], made.value, rel_tol=SAME, abs_tol=SAME)
    )


class LateReadings:
    """Has what was told before late readings came put right, on the daemon's loop."""

    def __init__(
        self, derived: DerivedSeries, store: Store, pending: Pending, settle: Callable[[], Awaitable[int]]
    ) -> None:
        """Correct what `derived` made.

        Args:
            derived: notes what came late.
            store: holds the past.
            pending: takes corrections on their way to it.
            settle: returns when all that waited is in the store.
        """
        self._pending, self._settle = pending, settle
        self._again, self._late = Again(derived, store), derived.late
        self._unreadable: set[str] = set()
        """Source series whose past could not be read the last time."""

    async def run(self) -> None:
        """Look for late readings until cancelled."""
        while True:
            await asyncio.sleep(PERIOD_S)
            await self.put_right()

    async def put_right(self) -> None:
        """Correct all that waits, piece by piece, with rests between them; what cannot be read waits on."""
        failed: set[str] = set()
        while (waits := self._late.next(failed)) is not None:
            await self._settle()  # the late readings themselves are in the store
            series_id, span = waits
            piece, rest = self._newest_piece(series_id, span)
            began_at = time.monotonic()
            found = await self._computed(series_id, piece)
            spent_s = time.monotonic() - began_at
            if found is None:
                failed.add(series_id)
                self._late.put_behind(series_id)
            else:
                await self._correct(series_id, found)
                self._late.done(series_id, rest)
            await asyncio.sleep(REST * spent_s)

    async def _computed(self, series_id: str, piece: Span) -> Numbered | None:
        """Return what of a piece is to be corrected; None: the past of its series cannot be read."""
        try:
            found = await asyncio.to_thread(self._again.corrections, series_id, piece)
        except StoreError as error:
            if series_id not in self._unreadable:  # told once
                self._unreadable.add(series_id)
                log.warning("the correction of late readings of %s waits: %s", series_id, error)
            return None
        self._unreadable.discard(series_id)
        return found

    async def _correct(self, series_id: str, found: Numbered) -> None:
        """Have corrections written, and wait until the store has them: before that nothing is forgotten."""
        if found:
            log.info("late readings of %s: %d values corrected", series_id, len(found))
            self._pending.correct(found)
            await self._settle()

    def _newest_piece(self, series_id: str, span: Span) -> tuple[Span, Span | None]:
        """Return the piece to compute now, and what is left."""
        step_s = self._again.step_s(series_id)
        first_at = span.last_at - (MOST_STEPS - 1) * step_s
        if first_at <= span.first_at:
            return span, None
        return Span(first_at, span.last_at), Span(span.first_at, first_at - step_s)


def late_work(
    derived: DerivedSeries | None, store: Store, pending: Pending, settle: Callable[[], Awaitable[int]]
) -> list[Coroutine[None, None, None]]:
    """Return what corrects the derived series of a centre, nothing where there are none."""
    return [] if derived is None else [LateReadings(derived, store, pending, settle).run()]
