"""Cameras on a map: what each looks at, and whether there is a picture. Pure."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from backend.contract.state import Place
from widgets.logic.live_state import LiveState

CAMERA_KIND = "camera"
REACHABLE = "reachable"
"""Metric of a camera: 1 while it answers."""
CameraSight = Literal["fresh", "frozen", "lost", "unknown"]
"""Whether there is a picture; `unknown`: nobody watches over it."""

VIEW_DEG, RANGE_M = 60.0, 80.0
"""Of a camera whose attributes do not say it."""
FAR_SCALE = 3.0
"""At city zoom a cone is drawn so many times as long, else nobody would see it."""
STEP_DEG = 10.0
"""Between two points of a cone's arc."""
M_PER_DEG = 111_320.0


class View(msgspec.Struct, frozen=True):
    """What a camera looks at."""

    bearing_deg: float
    """Middle of its view, clockwise from north."""
    view_deg: float = VIEW_DEG
    range_m: float = RANGE_M


def view_of(place: Place) -> View | None:
    """Return what a camera looks at, None where nobody wrote down whereto."""
    bearing = bearing_of(place)
    if bearing is None:
        return None
    view, reach = _number(place, "view_deg"), _number(place, "range_m")
    return View(
        bearing,
        min(360.0, view) if view is not None and view > 0 else VIEW_DEG,
        reach if reach is not None and reach > 0 else RANGE_M,
    )


def bearing_of(place: Place) -> float | None:
    """Return whereto a camera looks, degrees clockwise from north, None where nobody wrote it down."""
    bearing = _number(place, "bearing_deg")
    return bearing % 360 if bearing is not None else None


def sight(state: LiveState, place_id: str, seen: Mapping[str, CameraSight], now: float) -> CameraSight:
    """Return whether a camera has a picture: what this wall sees itself, else what is known of it.

    Args:
        state: knows whether the camera answers.
        place_id: the camera.
        seen: cameras that this map plays now.
        now: s since epoch.
    """
    if place_id in seen:
        return seen[place_id]
    series_id = f"{place_id}.{REACHABLE}"
    if series_id not in state.series:
        return "unknown"
    reading, alive = state.readings.get(series_id), state.freshness_of(series_id, now)
    if reading is None or alive == "lost" or not reading.value >= 0.5:
        return "lost"
    return "frozen" if alive == "late" else "fresh"


def cones(cameras: Iterable[tuple[Place, str]]) -> dict[str, object]:
    """Return the cones of cameras as GeoJSON, each twice: at its true range, and longer for city zoom.

    Args:
        cameras: those on the map, each with its sight.
    """
    features = []
    for place, state in cameras:
        view = view_of(place)
        if view is None or place.lon is None or place.lat is None:
            continue
        for scale, size in ((1.0, "near"), (FAR_SCALE, "far")):
            properties = {"id": place.place_id, "state": state, "size": size}
            ring = _ring(place.lon, place.lat, view, scale)
            shape = {"type": "Polygon", "coordinates": [ring]}
            features.append({"type": "Feature", "properties": properties, "geometry": shape})
    return {"type": "FeatureCollection", "features": features}


def camera_name(place: Place) -> str:
    """Return a camera's name with its letters composed: the map draws one glyph per code point."""
    return unicodedata.normalize("NFC", place.name)


def _ring(lon: float, lat: float, view: View, scale: float) -> list[list[float]]:
    """Return the outline of a sector of the ground, degrees."""
    reach = view.range_m * scale / M_PER_DEG
    stretch = math.cos(math.radians(lat))
    n_steps = max(2, math.ceil(view.view_deg / STEP_DEG))
    first = view.bearing_deg - view.view_deg / 2
    angles = [math.radians(first + k * view.view_deg / n_steps) for k in range(n_steps + 1)]
    arc = [[lon + reach * math.sin(a) / stretch, lat + reach * math.cos(a)] for a in angles]
    whole = view.view_deg >= 360
    points = [*arc, arc[0]] if whole else [[lon, lat], *arc, [lon, lat]]
    return [[round(x, 6), round(y, 6)] for x, y in points]


def _number(place: Place, name: str) -> float | None:
    try:
        found = float(place.attributes.get(name, ""))
    except ValueError:
        return None
    return found if math.isfinite(found) else None
