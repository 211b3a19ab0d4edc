"""Series of the centre: every metric that a pack declares for a kind of place, at every such place."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from backend.contract.state import Place, Series
from backend.engine.centre import LoadedCentre
from backend.sources.base import SourceConfig
from backend.usecases.packs import Packs
from backend.usecases.value_classes import value_classes

UNIT = "unit"
"""Kind of the places that stand for units, where packs measure something of each."""
CENTRE_REGISTER = "centre_register"
"""Kind and id of the place that stands for the register of case files as a whole."""


def with_register_places(loaded: LoadedCentre, packs: Packs) -> LoadedCentre:
    """Return the centre with a place for each unit and for the whole, where packs declare metrics of them.

    So figures over case files are series like any other: with limits, rules, charts and an age. A place of
    the centre that has the id of a unit stays what it is.
    """
    taken = {place.place_id for place in loaded.places}
    wanted = [Place(unit.id, unit.name, UNIT) for unit in loaded.units if _measured(packs, UNIT)]
    if _measured(packs, CENTRE_REGISTER):
        wanted.append(Place(CENTRE_REGISTER, loaded.centre.name, CENTRE_REGISTER))
    added = tuple(place for place in wanted if place.place_id not in taken)
    return msgspec.structs.replace(loaded, places=(*loaded.places, *added))


def _measured(packs: Packs, kind: str) -> bool:
    return kind in packs.place_kinds and bool(packs.place_kinds[kind].metrics)


def series_ids(places: tuple[Place, ...], packs: Packs) -> list[str]:
    """Return the ids of all series of these places, in a stable order."""
    return [
        f"{place.place_id}.{metric}"
        for place in places
        if place.kind in packs.place_kinds
        for metric in packs.place_kinds[place.kind].metrics
    ]


def build(
    loaded: LoadedCentre, packs: Packs, numbers: Mapping[str, int], at: float | None = None
) -> dict[str, Series]:
    """Return the series of the centre by id.

    Args:
        loaded: the centre.
        packs: its use cases.
        numbers: stable number of each series in the store.
        at: instant (s since epoch) whose versions of limit sets are drawn; None: the newest.
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
                limits=packs.limits_of(name, place, at),
                classes=value_classes(metric.classes),
            )
    return found


def unknown_kinds(loaded: LoadedCentre, packs: Packs) -> dict[str, str]:
    """Return kinds of places that no pack declares, each with one place that has it."""
    return {p.kind: p.place_id for p in loaded.places if p.kind not in packs.place_kinds}


def enabled(sources: tuple[SourceConfig, ...]) -> list[SourceConfig]:
    """Return the sources that are switched on."""
    return [s for s in sources if s.enabled]
