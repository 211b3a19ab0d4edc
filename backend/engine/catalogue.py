"""Series of the centre: every metric that a pack declares for a kind of place, at every such place."""

from __future__ import annotations

from collections.abc import Mapping

from backend.contract.state import Place, Series
from backend.engine.centre import LoadedCentre
from backend.sources.base import SourceConfig
from backend.usecases.packs import Packs


def series_ids(places: tuple[Place, ...], packs: Packs) -> list[str]:
    """Return the ids of all series of these places, in a stable order."""
    return [
        f"{place.place_id}.{metric}"
        for place in places
        if place.kind in packs.place_kinds
        for metric in packs.place_kinds[place.kind].metrics
    ]


def build(loaded: LoadedCentre, packs: Packs, numbers: Mapping[str, int]) -> dict[str, Series]:
    """Return the series of the centre by id.

    Args:
        loaded: the centre.
        packs: its use cases.
        numbers: stable number of each series in the store.
    """
    found = {}
    for place in loaded.places:
        kind = packs.place_kinds.get(place.kind)
        for name in kind.metrics if kind else ():
            metric = packs.metrics[name]
            series_id = f"{place.place_id}.{name}"
            found[series_id] = Series(
                series_id=series_id,
                index=numbers[series_id],
                place_id=place.place_id,
                metric=name,
                name=metric.name,
                unit=metric.unit,
                max_age_s=metric.max_age_s,
                decimals=metric.decimals,
                limits=packs.limits_of(name, place),
            )
    return found


def unknown_kinds(loaded: LoadedCentre, packs: Packs) -> dict[str, str]:
    """Return kinds of places that no pack declares, each with one place that has it."""
    return {p.kind: p.place_id for p in loaded.places if p.kind not in packs.place_kinds}


def enabled(sources: tuple[SourceConfig, ...]) -> list[SourceConfig]:
    """Return the sources that are switched on."""
    return [s for s in sources if s.enabled]
