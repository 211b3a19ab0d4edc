"""Who and what is near: crews that can be sent, places with room, cameras; by distance or by travel time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

import msgspec

from backend.contract.resources import NearPlace
from backend.contract.state import Freshness, Place, Quality
from backend.domain.incidents.ground import Point, distance_m

LAT, LON = "lat_deg", "lon_deg"
"""Metrics that say where a place of a kind that moves is, degrees north and east."""
M_PER_KM, S_PER_H = 1000.0, 3600.0
State = Literal["free", "busy", "full", "off", "lost", "unknown"]
_NOT_FREE: frozenset[State] = frozenset({"busy", "full", "off", "lost"})


class ResourceSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Places of a kind can be sent somewhere."""

    speed_km_h: float
    """Mean speed of such a crew on the way to its task, km/h. What it does at the moment is no measure of
    that: a patrol that rests would never arrive."""
    detour: float = 1.3
    """Length of the way by road or water over the distance as the crow flies, 1 or more."""
    duty_metric: str = ""
    """Metric of the kind that is 0 while the crew is off duty; empty: always on duty."""


class CapacitySpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Places of a kind have room for so many; exactly one of `metric` and `attribute` says for how many."""

    metric: str = ""
    """Metric of the kind."""
    attribute: str = ""
    """Attribute of each place, a number."""
    used_metric: str
    """Metric of the kind: how much of the room is taken."""
    open_metric: str = ""
    """Metric of the kind that is 0 while the place is closed; empty: always open."""


class Seen(NamedTuple):
    """The newest reading of one series."""

    at: float
    """Instant, s since epoch."""
    value: float
    quality: Quality
    freshness: Freshness


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One place that could be meant, and what is known of it."""

    place: Place
    moves: bool = False
    resource: ResourceSpec | None = None
    capacity: CapacitySpec | None = None
    seen: Mapping[str, Seen] = {}
    """Metric → its newest reading; what was never measured is not there."""
    case_id: str = ""
    """Open order that names it."""


class Where(NamedTuple):
    """Where a place is."""

    at: Point
    seen_at: float | None
    """Instant of the older one of the two readings that say it; None: it is where it always is."""
    lost: bool
    """It moves, and nobody knows (any more) whereto."""


def where(candidate: Candidate) -> Where | None:
    """Return where a place is; None where nothing says it.

    Of a place that moves the newest usable readings count; one that has never told its position is taken to
    be at its base, and lost.
    """
    place = candidate.place
    base = (place.lat, place.lon) if place.lat is not None and place.lon is not None else None
    if not candidate.moves:
        return Where(base, None, lost=False) if base else None
    lat, lon = _usable(candidate, LAT), _usable(candidate, LON)
    if lat is None or lon is None:
        return Where(base, None, lost=True) if base else None
    lost = "lost" in (lat.freshness, lon.freshness)
    return Where((lat.value, lon.value), min(lat.at, lon.at), lost=lost)


def state_of(candidate: Candidate) -> State:
    """Return whether a crew can be sent, or whether there is room in a place.

    An order keeps a crew busy whatever its track says; only then a lost track, then its duty count.
    """
    if candidate.capacity is not None:
        return _room_state(candidate, candidate.capacity)
    if candidate.resource is None:
        return "unknown"
    if candidate.case_id:
        return "busy"
    found = where(candidate)
    if candidate.moves and (found is None or found.lost):
        return "lost"
    return _duty(candidate, candidate.resource.duty_metric)


def room(candidate: Candidate) -> tuple[float, float] | None:
    """Return how much room of a place is taken and how much there is; None where one is not known."""
    spec = candidate.capacity
    if spec is None:
        return None
    used, total = _usable(candidate, spec.used_metric), _total(candidate, spec)
    return (used.value, total) if used is not None and total is not None else None


def travel_s(candidate: Candidate, apart_m: float) -> float | None:
    """Return the estimated time to get somewhere `apart_m` away as the crow flies, s; None: none is sent."""
    spec = candidate.resource
    if spec is None:
        return None
    return apart_m * spec.detour / (spec.speed_km_h * M_PER_KM / S_PER_H)


def nearest(
    point: Point,
    candidates: Iterable[Candidate],
    *,
    n: int,
    order: Literal["distance", "time"] = "distance",
    free_only: bool = False,
) -> tuple[NearPlace, ...]:
    """Return the `n` nearest of several places, nearest first; what has no position is left out.

    Args:
        point: degrees north and east, WGS84.
        candidates: what could be meant.
        n: at most so many.
        order: `time`: by the estimated time to get there, those that are not sent last.
        free_only: leave out what is busy, off duty, full, or whose track is lost.
    """
    found = []
    for candidate in candidates:
        here, state = where(candidate), state_of(candidate)
        if here is not None and not (free_only and state in _NOT_FREE):
            found.append(_near(candidate, here, state, distance_m(point, here.at)))
    by_time = order == "time"

    def key(near: NearPlace) -> tuple[bool, float, float, str]:
        slow = by_time and near.travel_s is None
        return slow, (near.travel_s or 0.0) if by_time else 0.0, near.distance_m, near.place_id

    return tuple(sorted(found, key=key)[:n])


def _near(candidate: Candidate, here: Where, state: State, apart_m: float) -> NearPlace:
    taken = room(candidate)
    return NearPlace(
        place_id=candidate.place.place_id,
        distance_m=apart_m,
        lat=here.at[0],
        lon=here.at[1],
        state=state,
        travel_s=travel_s(candidate, apart_m),
        seen_at=here.seen_at,
        case_id=candidate.case_id,
        note=f"{taken[0]:.0f}/{taken[1]:.0f}" if taken is not None else "",
    )


def _usable(candidate: Candidate, metric: str) -> Seen | None:
    seen = candidate.seen.get(metric)
    return seen if seen is not None and seen.quality is Quality.GOOD else None


def _duty(candidate: Candidate, metric: str) -> State:
    if not metric:
        return "free"
    seen = _usable(candidate, metric)
    if seen is None or seen.freshness == "lost":
        return "unknown"
    return "off" if seen.value == 0 else "free"


def _total(candidate: Candidate, spec: CapacitySpec) -> float | None:
    if spec.metric:
        seen = _usable(candidate, spec.metric)
        return seen.value if seen is not None else None
    try:
        return float(candidate.place.attributes.get(spec.attribute, ""))
    except ValueError:
        return None


def _room_state(candidate: Candidate, spec: CapacitySpec) -> State:
    is_open = _duty(candidate, spec.open_metric)
    if is_open == "off":
        return "off"
    used, taken = _usable(candidate, spec.used_metric), room(candidate)
    if used is not None and used.freshness == "lost":
        return "lost"
    if taken is None:
        return "unknown"
    return "full" if taken[0] >= taken[1] else "free"
