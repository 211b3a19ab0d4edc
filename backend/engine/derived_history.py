"""The past of derived series that the store does not have: imported readings, or a metric that is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backend.analytics.columns import Readings, readings
from backend.domain.derived.deriver import DerivedMetric, Deriver
from backend.domain.observation import Observation
from backend.domain.series import SeriesFacts
from backend.store import Store
from backend.usecases.derived_metrics import computed, derived_metrics
from backend.usecases.packs import Packs


class DerivedHistory:
    """Computes derived series from what the store holds of the series that they come from."""

    def __init__(self, packs: Packs, facts: Iterable[SeriesFacts], store: Store) -> None:
        """Compute what `packs` derive at the places of `facts` from `store`."""
        self._packs, self._store = packs, store
        self._metrics, self._from = derived_metrics(packs), computed(packs)
        self._facts = {each.series_id: each for each in facts}

    def source_of(self, facts: SeriesFacts) -> SeriesFacts | None:
        """Return the measured series that a derived one comes from, None for one that is measured."""
        metric = facts.metric
        while metric in self._from:
            metric = self._from[metric]
        return None if metric == facts.metric else self._facts.get(f"{facts.place_id}.{metric}")

    def read(self, facts: SeriesFacts, start_at: float, end_at: float) -> Readings:
        """Return a derived series as it would have been told, had its readings come in time.

        Args:
            facts: of the series.
            start_at: first instant, s since epoch.
            end_at: last instant.
        """
        source = self.source_of(facts)
        if source is None:
            return readings([], [])
        needed = dict(self._needed(facts.metric))
        reach_s = max(metric.spec.window_s + metric.spec.step_s for metric in needed.values())
        gap_s = max(metric.spec.gap_s(source.max_age_s) for metric in needed.values())
        # the last steps are told by what comes after them
        begin_at, stop_at = start_at - reach_s - gap_s, end_at + max(gap_s, source.max_age_s)
        stored = Readings(*self._store.raw(source.series_id, begin_at, stop_at))
        good = stored.plausible(*self._packs.metrics[source.metric].range)
        of_place = [each for each in self._facts.values() if each.place_id == facts.place_id]
        deriver = Deriver(of_place, needed, self._packs.limit_sets)
        told = [
            each
            for each in _told(deriver, good.observations(source.series_id))
            if each.series_id == facts.series_id and start_at <= each.at <= end_at
        ]
        return readings([r.at for r in told], [r.value for r in told], [int(r.quality) for r in told])

    def _needed(self, metric: str) -> Iterator[tuple[str, DerivedMetric]]:
        """Yield the derived metrics that one comes from, and the one that tells its coverage."""
        for name, each in self._metrics.items():
            if each.spec.coverage_as == metric:
                yield name, each
        while metric in self._metrics:
            yield metric, self._metrics[metric]
            metric = self._metrics[metric].spec.source


def _told(deriver: Deriver, stored: Iterable[Observation]) -> Iterator[Observation]:
    """Yield what is told of readings that come in time, with the clock's ticks between them."""
    for reading in stored:
        while (due_at := deriver.next_due()) < reading.at:
            yield from deriver.tick(due_at)
        yield from deriver.take((reading,), reading.at)
