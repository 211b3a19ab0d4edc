"""Kinds of places in a pack: what is measured there, whether they move, can be sent or have room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from backend.contract.document import Fault, Lines, unknown_cure
from backend.contract.state import PlaceKindInfo, Text
from backend.domain.resources import LAT, LON, CapacitySpec, ResourceSpec

SPEED_RANGE_KM_H = (0.5, 900.0)
"""From a crew that wades to one that flies."""


class PlaceKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of place and what is measured there."""

    name: Text
    metrics: tuple[str, ...] = ()
    moves: bool = False
    """Its places are where their readings of `lat_deg` and `lon_deg` say."""
    resource: ResourceSpec | None = None
    """Its places can be sent somewhere."""
    capacity: CapacitySpec | None = None
    """Its places have room for so many."""


class _Problem(NamedTuple):
    key: str
    found: str
    cure: str


def kind_faults(kinds: Mapping[str, PlaceKind], lines: Lines) -> list[Fault]:
    """Return what is wrong with the kinds of places of one pack, besides metrics that no pack declares."""
    return [
        lines.fault(f"place_kinds.{name}.{problem.key}", problem.found, problem.cure)
        for name, kind in kinds.items()
        for problem in (*_moving(kind), *_sent(kind), *_room(kind))
    ]


def infos(kinds: Mapping[str, PlaceKind]) -> tuple[PlaceKindInfo, ...]:
    """Return what screens need to know of each kind."""
    return tuple(
        PlaceKindInfo(name, kind.name, kind.moves, kind.resource is not None) for name, kind in kinds.items()
    )


def merge_kinds(
    old: dict[str, PlaceKind], new: Mapping[str, PlaceKind], lines: Lines, faults: list[Fault]
) -> None:
    """Add kinds of places; several packs may measure at one kind (units, say) if they say the same of it.

    What moves, can be sent or has room may be said by one of the packs only; the others leave it out.

    Args:
        old: of the packs before, changed here.
        new: of the next pack.
        lines: of that pack's file.
        faults: takes what does not agree.
    """
    for name, kind in new.items():
        there = old.setdefault(name, kind)
        if there is kind:
            continue
        if there.name != kind.name:
            cure = "give it the same name in both, or use another kind"
            faults.append(lines.fault(f"place_kinds.{name}.name", "another pack calls it differently", cure))
            continue
        for key in ("resource", "capacity"):
            one, other = getattr(there, key), getattr(kind, key)
            if one is not None and other is not None and one != other:
                cure = "say it in one pack only, or the same in both"
                at = f"place_kinds.{name}.{key}"
                faults.append(lines.fault(at, "another pack says it differently", cure))
        old[name] = msgspec.structs.replace(
            there,
            metrics=tuple(dict.fromkeys((*there.metrics, *kind.metrics))),
            moves=there.moves or kind.moves,
            resource=there.resource or kind.resource,
            capacity=there.capacity or kind.capacity,
        )


def _moving(kind: PlaceKind) -> Iterator[_Problem]:
    missing = [metric for metric in (LAT, LON) if metric not in kind.metrics]
    if kind.moves and missing:
        cure = f"add {' and '.join(missing)} to its metrics: they say where its places are"
        yield _Problem("moves", f"it moves, but does not measure {' and '.join(missing)}", cure)


def _sent(kind: PlaceKind) -> Iterator[_Problem]:
    spec = kind.resource
    if spec is None:
        return
    low, high = SPEED_RANGE_KM_H
    if not low <= spec.speed_km_h <= high:
        yield _Problem("resource.speed_km_h", f"found {spec.speed_km_h:g}", f"km/h from {low:g} to {high:g}")
    if not spec.detour >= 1:
        cure = "1 or more: no way is shorter than the crow's flight"
        yield _Problem("resource.detour", f"found {spec.detour:g}", cure)
    if spec.duty_metric:
        yield from _own("resource.duty_metric", spec.duty_metric, kind)


def _room(kind: PlaceKind) -> Iterator[_Problem]:
    spec = kind.capacity
    if spec is None:
        return
    if bool(spec.metric) == bool(spec.attribute):
        cure = "give 'metric:' (of the kind) or 'attribute:' (of each place), one of both"
        yield _Problem("capacity", "it does not say in one way how much room there is", cure)
    for key in ("metric", "used_metric", "open_metric"):
        metric = getattr(spec, key)
        if metric:
            yield from _own(f"capacity.{key}", metric, kind)
    if kind.resource is not None:
        cure = "a kind of place is either sent or has room; make two kinds of it"
        yield _Problem("capacity", "its places can be sent, too", cure)


def _own(key: str, metric: str, kind: PlaceKind) -> Iterator[_Problem]:
    if metric not in kind.metrics:
        yield _Problem(key, f"the kind does not measure '{metric}'", unknown_cure(metric, list(kind.metrics)))
