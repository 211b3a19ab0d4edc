"""Where a place is: where it stands, or where the series of a moving one say. Pure."""

from __future__ import annotations

import math

import msgspec

from backend.contract.state import Freshness, Place, Quality, freshness
from widgets.logic.live_state import LiveState, Reading

LAT, LON, HEADING = "lat_deg", "lon_deg", "heading_deg"
"""Metrics of a kind of place that moves."""


class Position(msgspec.Struct, frozen=True):
    """Where a place is, and how sure that is."""

    lon: float
    lat: float
    state: Freshness = "fresh"
    """Of the track; a place that stands still is always where it is."""
    moves: bool = False
    heading_deg: float | None = None
    """Clockwise from north; None: not known."""
    seen_at: float | None = None
    """When it was there, s since epoch; None: it stands still, or was never seen."""


def moves(state: LiveState, place: Place) -> bool:
    """Return whether places of this kind move."""
    kind = state.place_kinds.get(place.kind)
    return kind is not None and kind.moves


def position(state: LiveState, place: Place, now: float) -> Position | None:
    """Return where a place is at `now` (s since epoch), None where nothing says it.

    One that moves and was never seen is lost, at the place where it belongs.
    """
    if not moves(state, place):
        return None if place.lat is None or place.lon is None else Position(place.lon, place.lat)
    lat, lon = _reading(state, place, LAT), _reading(state, place, LON)
    if lat is None or lon is None:
        home = place.lat is not None and place.lon is not None
        return Position(place.lon or 0.0, place.lat or 0.0, "lost", True) if home else None
    seen_at = min(lat.at, lon.at)
    heading = _reading(state, place, HEADING)
    return Position(
        lon.value,
        lat.value,
        freshness(seen_at, state.series[f"{place.place_id}.{LAT}"].max_age_s, now),
        True,
        heading.value % 360 if heading is not None else None,
        seen_at,
    )


def _reading(state: LiveState, place: Place, metric: str) -> Reading | None:
    found = state.readings.get(f"{place.place_id}.{metric}")
    if found is None or found.quality is Quality.BAD or not math.isfinite(found.value):
        return None
    return found
