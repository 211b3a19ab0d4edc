"""Places with room for so many people: how full, how far, in which order. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from backend.contract.state import Freshness, Place, Quality
from backend.contract.work import Incident
from widgets.logic.live_state import LiveState
from widgets.logic.search import folded

Order = Literal["nearest", "room", "name"]
RoomState = Literal["open", "nearly_full", "full", "closed", "unknown"]
NEARLY_FULL = 0.9
"""Share of the room from which on a place is nearly full; the packs' own rule alarms."""
EARTH_M = 6_371_008.8
_LAST: dict[RoomState, float] = {"unknown": 1.0, "full": 2.0, "closed": 3.0}


class Wanted(msgspec.Struct, frozen=True):
    """Which places, and which of their figures say how full they are."""

    kind: str
    room: str
    """Attribute of the place, or metric, with how many it has room for."""
    used: str
    """Metric with how many are there."""
    is_open: str = ""
    """Metric that is 0 while it is closed; empty: always open."""


class Shelter(msgspec.Struct, frozen=True):
    """One place with room."""

    place_id: str
    name: str
    area: str
    total: float
    """NaN where nobody has said it."""
    used: float
    """NaN where nobody has counted."""
    state: RoomState
    age: Freshness
    """Of how many are there."""
    counted_at: float | None
    distance_m: float
    """As the crow flies; NaN where there is nothing to be near to."""

    @property
    def left(self) -> float:
        """How many more it takes, never below 0; NaN where that is not known."""
        over = self.used - self.total
        return -over if over < 0 else 0.0 if over >= 0 else math.nan

    @property
    def share(self) -> float:
        """How much of the room is taken (1: all of it); NaN where that is not known."""
        return self.used / self.total if self.total > 0 else math.nan


def shelters_of(
    state: LiveState, wanted: Wanted, now: float, point: tuple[float, float] | None = None
) -> list[Shelter]:
    """Return the places with room.

    Args:
        state: the live state.
        wanted: which places and figures.
        now: s since epoch.
        point: degrees north and east that distances are from.
    """
    places = (place for place in state.places.values() if place.kind == wanted.kind)
    return [_shelter(state, wanted, place, now, point) for place in places]


def _shelter(
    state: LiveState, wanted: Wanted, place: Place, now: float, point: tuple[float, float] | None
) -> Shelter:
    series_id = f"{place.place_id}.{wanted.used}"
    reading, total = state.readings.get(series_id), _total(state, wanted, place)
    used, age = _value(state, series_id), state.freshness_of(series_id, now)
    closed = bool(wanted.is_open) and _value(state, f"{place.place_id}.{wanted.is_open}") == 0
    return Shelter(
        place_id=place.place_id,
        name=place.name,
        area=place.area_name,
        total=total,
        used=used,
        state=_state(total, used, age, closed=closed),
        age=age,
        counted_at=reading.at if reading is not None else None,
        distance_m=distance_m(point, place),
    )


def _total(state: LiveState, wanted: Wanted, place: Place) -> float:
    written = place.attributes.get(wanted.room)
    if written is None:
        return _value(state, f"{place.place_id}.{wanted.room}")
    try:
        found = float(written.replace(",", "."))
    except ValueError:
        return math.nan
    return found if found > 0 and math.isfinite(found) else math.nan


def _value(state: LiveState, series_id: str) -> float:
    reading = state.readings.get(series_id)
    if reading is None or reading.quality in (Quality.BAD, Quality.UNCERTAIN):
        return math.nan
    return reading.value


def _state(total: float, used: float, age: Freshness, *, closed: bool) -> RoomState:
    if closed:
        return "closed"
    if age == "lost" or math.isnan(total) or math.isnan(used):
        return "unknown"
    if used >= total:
        return "full"
    return "nearly_full" if used >= NEARLY_FULL * total else "open"


def distance_m(point: tuple[float, float] | None, place: Place) -> float:
    """Return how far a place is as the crow flies, m; NaN where one of both is nowhere."""
    if point is None or place.lat is None or place.lon is None:
        return math.nan
    south, north = math.radians(point[0]), math.radians(place.lat)
    east = math.radians(place.lon - point[1])
    chord = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(east / 2) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(chord)))


def middle_of(incident: Incident | None) -> tuple[float, float] | None:
    """Return the middle of an incident, degrees north and east; None where it is nowhere."""
    if incident is None or incident.extent is None:
        return None
    west, south, east, north = incident.extent
    return (south + north) / 2, (west + east) / 2


def in_order(found: Iterable[Shelter], order: Order) -> list[Shelter]:
    """Return places in order; what cannot take anybody, or is not known, comes last in each but `name`.

    `nearest` without anything to be near to is by room.
    """

    def key(one: Shelter) -> tuple[float, float, str]:
        usable = _LAST.get(one.state, 0.0)
        near = one.distance_m if order == "nearest" else math.nan
        amount = near if not math.isnan(near) else (math.inf if math.isnan(one.left) else -one.left)
        return usable, amount, folded(one.name)

    if order == "name":
        return sorted(found, key=lambda one: (folded(one.name), one.place_id))
    return sorted(found, key=key)


class Totals(msgspec.Struct, frozen=True):
    """All places together."""

    n_places: int
    n_open: int
    """Open, with room, counted in time."""
    people: float
    """There, in the places whose count is not lost."""
    left: float
    """Room in the open places."""
    n_unknown: int


def totals_of(found: Sequence[Shelter]) -> Totals:
    """Return the figures of all places together; nothing unknown is counted as empty."""
    usable = [one for one in found if one.state in ("open", "nearly_full")]
    counted = [one.used for one in found if one.age != "lost" and not math.isnan(one.used)]
    return Totals(
        len(found),
        len(usable),
        sum(counted),
        sum(one.left for one in usable),
        sum(one.state == "unknown" for one in found),
    )
