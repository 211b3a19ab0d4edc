"""Derived series in the daemon: rebuilt from the store, then made in the turn that judges their readings."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from backend.contract.state import Quality
from backend.domain.derived.deriver import Deriver
from backend.domain.derived.past import Floats
from backend.domain.observation import Observation
from backend.domain.series import SeriesFacts
from backend.engine.late_spans import LateSpans
from backend.store import Store
from backend.store.raw import RawColumns
from backend.usecases.derived_metrics import derived_metrics
from backend.usecases.packs import Packs

log = logging.getLogger(__name__)

Numbered = list[tuple[int, Observation]]
"""Store's number of the series, and the reading."""


class DerivedSeries:
    """Makes the derived series of a centre, numbered as the store knows them."""

    def __init__(
        self,
        deriver: Deriver,
        numbers: Mapping[str, int],
        packs: Packs,
        facts: Sequence[SeriesFacts],
        kept: Mapping[str, str],
    ) -> None:
        """Number what `deriver` makes.

        Args:
            deriver: has taken nothing yet.
            numbers: series id -> the store's number.
            packs: of the centre.
            facts: all its series.
            kept: the store's settings; what waited for its correction is among them.
        """
        self._deriver, self.numbers, self.packs, self.facts = deriver, numbers, packs, facts
        self.late = LateSpans(kept, lambda series_id: deriver.reach_s(series_id) > 0)
        """What was told before late readings came, and is not put right yet."""

    def follow(self, readings: Sequence[Observation], now: float) -> Numbered:
        """Return what comes of readings and of time.

        Args:
            readings: of any series, checked.
            now: s since epoch.
        """
        made = self._numbered(self._deriver.take(readings, now)) + self._numbered(self._deriver.tick(now))
        self.late.note(self._deriver.take_late())
        return made

    def to_keep(self) -> dict[str, str]:
        """Return the settings that the store must have with what was followed; an empty one is to go."""
        return self.late.to_keep()

    def next_due(self) -> float:
        """Return when `follow` may have something to do without readings, s since epoch; inf: never."""
        return self._deriver.next_due()

    def warm(self, store: Store, ranges: Mapping[str, tuple[float, float]], now: float) -> Numbered:
        """Rebuild every window from the store; return the figures as they stood at the newest readings.

        Args:
            store: holds the past.
            ranges: metric -> what is plausible; imported readings were never checked.
            now: s since epoch.
        """

        def load(series_id: str, since_at: float) -> tuple[Floats, Floats]:
            stored = store.raw(series_id, since_at, now)
            return counted(stored, ranges[series_id.rpartition(".")[2]])

        standing = self._numbered(self._deriver.warm(load, now))
        self._resume(store, now)
        return standing

    def _resume(self, store: Store, now: float) -> None:
        """Have windows know what was told of silent series: a late reading may have to correct it."""
        silent = self._deriver.silent(now)
        wanted = [self.numbers[each] for told in silent.values() for each in told]
        told_at = {number: at for number, at, _, _ in store.latest(wanted)} if wanted else {}
        for series_id, told in silent.items():
            found = [told_at[number] for each in told if (number := self.numbers[each]) in told_at]
            if found:
                self._deriver.resume(series_id, max(found))

    def _numbered(self, made: Iterable[Observation]) -> Numbered:
        return [(self.numbers[reading.series_id], reading) for reading in made]


def counted(stored: RawColumns, plausible: tuple[float, float]) -> tuple[Floats, Floats]:
    """Return instants and values of stored readings, NaN for those that do not count.

    Args:
        stored: of a measured series.
        plausible: lowest and highest value; imported readings were never checked.
    """
    low, high = plausible
    good = (stored.quality == Quality.GOOD) & (stored.value >= low) & (stored.value <= high)
    return stored.at, np.where(good, stored.value, math.nan)


def open_derived(
    packs: Packs, facts: Sequence[SeriesFacts], numbers: Mapping[str, int], store: Store, now: float
) -> tuple[DerivedSeries | None, Numbered]:
    """Return what makes a centre's derived series, None where there are none, and what stands already.

    Args:
        packs: of the centre.
        facts: all its series.
        numbers: series id -> the store's number.
        store: holds the past.
        now: s since epoch.
    """
    deriver = Deriver(facts, derived_metrics(packs), packs.limit_sets)
    if not deriver:
        return None, []
    without = deriver.without_share(now)
    if without:
        log.info("%d series have nothing to be a share of, the first %s: %s", len(without), *without[0])
    derived = DerivedSeries(deriver, numbers, packs, facts, store.work.settings())
    ranges = {name: metric.range for name, metric in packs.metrics.items()}
    return derived, derived.warm(store, ranges, now)
