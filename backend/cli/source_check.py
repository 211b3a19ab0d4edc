"""What the sources of a centre name in vain, for `toancanh check`: metrics, units, places, kinds of case."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import msgspec

from backend.contract.document import Fault, Lines, unknown_cure
from backend.domain.units import alike, factor
from backend.engine.centre import LoadedCentre
from backend.sources.base import MetricConfig, SourceConfig
from backend.sources.reading.case_mapping import CaseMapping
from backend.usecases.packs import Packs, read_document

_PLACES = ("place_id", "places")


class _Named(msgspec.Struct, frozen=True):
    """What centre and packs know."""

    units: Mapping[str, str]
    """Metric → the unit in which the centre keeps it."""
    places: Collection[str]


def source_faults(loaded: LoadedCentre, packs: Packs) -> list[Fault]:
    """Return the metrics, units and places that enabled sources name and nobody declares.

    What such a source sends would go into quarantine, row by row.
    """
    units = {name: metric.unit for name, metric in packs.metrics.items()}
    named = _Named(units, [place.place_id for place in loaded.places])
    return [
        fault
        for config, lines in _with_lines(loaded)
        if config.enabled
        for fault in _faults(config, "", lines, named)
    ]


def unknown_case_kinds(loaded: LoadedCentre, kinds: Collection[str]) -> list[Fault]:
    """Return the kinds of case that sources name and no pack declares: their cases have no desk.

    Args:
        loaded: the centre.
        kinds: that packs declare, in `cases/` or as live ones in `incidents/`.
    """
    return [
        lines.fault(
            f"{key}.kind",
            f"no pack declares the kind of case '{value.kind}'",
            unknown_cure(value.kind, list(kinds)),
        )
        for config, lines in _with_lines(loaded)
        if config.enabled
        for key, value in _parts(config)
        if isinstance(value, CaseMapping) and value.kind not in kinds
    ]


def _with_lines(loaded: LoadedCentre) -> Iterator[tuple[SourceConfig, Lines]]:
    """Yield each source with where its keys stand."""
    configs = {config.id: config for config in loaded.sources}
    for path in sorted((loaded.folder / "sources").glob("*.yaml")):
        read = read_document(path, [])  # it has been read without fault
        if read is not None and isinstance(read[0], dict) and read[0].get("id") in configs:
            yield configs[read[0]["id"]], read[1]


def _parts(part: msgspec.Struct) -> Iterator[tuple[str, object]]:
    """Yield what a part of a configuration holds: key → value."""
    for field in msgspec.structs.fields(part):
        yield field.encode_name, getattr(part, field.name)


def _faults(value: object, key: str, lines: Lines, named: _Named) -> Iterator[Fault]:
    if isinstance(value, MetricConfig):
        yield from _metric_faults(value, key, lines, named)
    elif isinstance(value, msgspec.Struct):
        for name, part in _parts(value):
            below = f"{key}.{name}" if key else name
            if name in _PLACES:
                yield from _place_faults(part, below, lines, named)
            else:
                yield from _faults(part, below, lines, named)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _faults(part, f"{key}.{name}", lines, named)
    elif isinstance(value, list | tuple):
        for i, part in enumerate(value):
            yield from _faults(part, f"{key}[{i}]", lines, named)


def _metric_faults(value: MetricConfig, key: str, lines: Lines, named: _Named) -> Iterator[Fault]:
    unit = named.units.get(value.metric)
    if unit is None:
        found = f"no pack declares the metric '{value.metric}'"
        yield lines.fault(f"{key}.metric", found, unknown_cure(value.metric, list(named.units)))
    elif value.unit and factor(value.unit, unit) is None:
        found = f"'{value.unit}' does not convert to '{unit}' of the metric '{value.metric}'"
        yield lines.fault(f"{key}.unit", found, unknown_cure(value.unit, alike(unit)))


def _place_faults(value: object, key: str, lines: Lines, named: _Named) -> Iterator[Fault]:
    ids = {key: value} if isinstance(value, str) else {f"{key}.{word}": each for word, each in _items(value)}
    for at, place_id in ids.items():
        if place_id and place_id not in named.places:
            found = f"there is no place '{place_id}' in places.csv"
            yield lines.fault(at, found, unknown_cure(place_id, list(named.places)))


def _items(value: object) -> list[tuple[str, str]]:
    return list(value.items()) if isinstance(value, dict) else []
