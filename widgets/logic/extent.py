"""Where a case holds good, for people: a circle as it is typed, a shape in words. No Qt."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

_PAIR = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(km|m)?\s*", re.IGNORECASE)
M_PER_KM = 1000.0


class ShapeParts(NamedTuple):
    """What a shape is made of."""

    n_polygons: int
    radii_m: tuple[float, ...]
    """Of its circles."""


def position_of(text: str) -> tuple[float, float] | None:
    """Return degrees north and east as people type them: `16.05, 108.2`; None where it is no position."""
    found = _PAIR.fullmatch(text)
    if found is None:
        return None
    lat, lon = float(found[1]), float(found[2])
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def radius_of(text: str) -> float | None:
    """Return a radius, m: `1500`, `1500 m`, `1,5 km`; None where it is none above 0."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    metres = float(found[1].replace(",", ".")) * (M_PER_KM if (found[2] or "m").lower() == "km" else 1.0)
    return metres if metres > 0 else None


def circle_shape(lat: float, lon: float, radius_m: float) -> str:
    """Return a circle as GeoJSON: a point with its radius."""
    return json.dumps({"type": "Point", "coordinates": [lon, lat], "radius_m": radius_m})


def circle_of(text: str) -> tuple[float, float, float] | None:
    """Return degrees north and east and the radius (m) of a shape that is one circle; None of any other."""
    try:
        shape = json.loads(text)
        if shape["type"] != "Point":
            return None
        lon, lat = shape["coordinates"]
        return float(lat), float(lon), float(shape["radius_m"])
    except (ValueError, KeyError, TypeError):
        return None


def shape_parts(text: str) -> ShapeParts | None:
    """Return what a shape is made of; None where it cannot be read."""
    try:
        return _parts(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _parts(shape: dict[str, Any]) -> ShapeParts:
    match shape["type"]:
        case "Polygon":
            return ShapeParts(1, ())
        case "MultiPolygon":
            return ShapeParts(len(shape["coordinates"]), ())
        case "Point":
            return ShapeParts(0, (float(shape["radius_m"]),))
        case "GeometryCollection":
            parts = [_parts(each) for each in shape["geometries"]]
            return ShapeParts(sum(p.n_polygons for p in parts), tuple(r for p in parts for r in p.radii_m))
    raise ValueError(shape["type"])
