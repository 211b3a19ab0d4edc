"""Where a case holds good: surfaces and circles as GeoJSON, wards as a list of codes."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard

import numpy as np
import shapely
from numpy.typing import NDArray

from backend.contract.state import Text
from backend.domain.incidents.ground import EARTH_RADIUS_M

MOST_POINTS = 5_000
"""Corners of one shape; a coast needs fewer."""
MOST_BYTES = 250_000
MOST_AREAS = 500
LONGEST_RADIUS_M = 2_000_000.0
CIRCLE_CORNERS = 64
"""Of a circle that is drawn: between two corners it is 0.12 % of the radius too small."""
RADIUS = "radius_m"
_SURFACES = ("Polygon", "MultiPolygon")
_CODE = re.compile(r"[0-9A-Za-z_-]{1,20}")
_DIGITS = 6
"""Digits of degrees that are kept: 0.1 m."""


class ShapeError(ValueError):
    """A text that is no shape or no list of wards; says what was found and what to write."""

    def __init__(self, vi: str, en: str) -> None:
        """Keep the words in both languages."""
        super().__init__(en)
        self.text = Text(vi, en)


def checked_shape(text: str) -> str:
    """Return a shape as it is kept: GeoJSON without blanks.

    Args:
        text: `Polygon`, `MultiPolygon`, a `Point` with `radius_m`, or a `GeometryCollection` of these;
            degrees, longitude first, WGS84.

    Raises:
        ShapeError: it is none.
    """
    if len(text) > MOST_BYTES:
        raise ShapeError(f"dài quá {MOST_BYTES} ký tự", f"longer than {MOST_BYTES} characters")
    try:
        shape = json.loads(text)
    except (ValueError, RecursionError):
        raise _unread(text) from None
    parts = [_checked_part(part) for part in _parts(shape)]
    if not parts:
        raise _unread(text)
    if sum(_n_points(part) for part in parts) > MOST_POINTS:
        raise ShapeError(f"có hơn {MOST_POINTS} đỉnh", f"more than {MOST_POINTS} corners")
    whole = parts[0] if len(parts) == 1 else {"type": "GeometryCollection", "geometries": parts}
    return json.dumps(whole, separators=(",", ":"))


def circle(lat: float, lon: float, radius_m: float) -> str:
    """Return a circle as a shape.

    Args:
        lat: degrees north of its centre.
        lon: degrees east.
        radius_m: m, above 0.

    Raises:
        ShapeError: there is no such circle.
    """
    return checked_shape(json.dumps({"type": "Point", "coordinates": [lon, lat], RADIUS: radius_m}))


def polygon(ring: Sequence[tuple[float, float]]) -> str:
    """Return a polygon as a shape; one whose border crosses itself is mended.

    Args:
        ring: (degrees north, degrees east), the last point the first.

    Raises:
        ShapeError: it has no surface, or is not on the earth.
    """
    _refuse_off_earth(np.array([(lon, lat) for lat, lon in ring], np.float64))
    found = shapely.Polygon([(lon, lat) for lat, lon in ring])
    flat = [found] if found.is_valid else list(_flat(shapely.make_valid(found)))
    parts = [json.loads(shapely.to_geojson(each)) for each in flat if each.area > 0]
    if not parts:
        raise ShapeError("vùng không có diện tích", "the shape has no surface")
    return joined([json.dumps(part) for part in parts])


def joined(shapes: Sequence[str]) -> str:
    """Return several shapes as one, empty for none.

    Raises:
        ShapeError: one is none, or together they have too many corners.
    """
    parts = [part for text in shapes for part in _parts(json.loads(text))]
    if not parts:
        return ""
    return checked_shape(json.dumps({"type": "GeometryCollection", "geometries": parts}))


def parts_of(text: str) -> list[dict[str, Any]]:
    """Return the polygons and points with `radius_m` that a checked shape is made of."""
    found: list[dict[str, Any]] = []
    for part in _parts(json.loads(text)):
        if part["type"] == "MultiPolygon":
            found += [{"type": "Polygon", "coordinates": each} for each in part["coordinates"]]
        else:
            found.append(part)
    return found


def surface(text: str) -> shapely.Geometry:
    """Return a checked shape as one surface, circles with `CIRCLE_CORNERS` corners."""
    return shapely.union_all([_surface(part) for part in parts_of(text)])


def drawn(text: str) -> bytes:
    """Return a checked shape as plain GeoJSON of polygons, which any map can draw."""
    return str(shapely.to_geojson(shapely.MultiPolygon(list(_flat(surface(text)))))).encode()


def centre(text: str) -> tuple[float, float]:
    """Return a point within a checked shape, degrees north and east: where its symbol stands."""
    parts = parts_of(text)
    if len(parts) == 1 and parts[0]["type"] == "Point":
        lon, lat = parts[0]["coordinates"][:2]
        return float(lat), float(lon)
    point = shapely.point_on_surface(surface(text))
    return round(float(point.y), _DIGITS), round(float(point.x), _DIGITS)


def checked_areas(text: str) -> str:
    """Return a list of wards as it is kept: codes divided by one blank, each once.

    Args:
        text: codes, divided by blanks or commas.

    Raises:
        ShapeError: a word cannot be a code, or there are too many.
    """
    codes = list(dict.fromkeys(text.replace(",", " ").split()))
    for code in codes:
        if not _CODE.fullmatch(code):
            raise ShapeError(f"“{code[:40]}” không phải mã phường, xã", f"{code[:40]!r} is no code of a ward")
    if len(codes) > MOST_AREAS:
        raise ShapeError(f"có hơn {MOST_AREAS} phường, xã", f"more than {MOST_AREAS} wards")
    return " ".join(codes)


def _unread(text: str) -> ShapeError:
    return ShapeError(
        f"“{text[:40]}” không phải vùng GeoJSON (Polygon, MultiPolygon, hoặc Point có radius_m)",
        f"{text[:40]!r} is no GeoJSON shape (Polygon, MultiPolygon, or Point with radius_m)",
    )


def _parts(shape: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the simple parts of a shape; what is none is yielded as it is and refused later."""
    if isinstance(shape, Mapping) and shape.get("type") == "GeometryCollection" and depth < 3:
        geometries = shape.get("geometries")
        for part in geometries if isinstance(geometries, list) else ():
            yield from _parts(part, depth + 1)
    else:
        yield shape


def _checked_part(part: Any) -> dict[str, Any]:
    kind = part.get("type") if isinstance(part, Mapping) else None
    if kind == "Point":
        return _checked_circle(part)
    if kind not in _SURFACES:
        raise _unread(json.dumps(part))
    try:
        found = shapely.from_geojson(json.dumps({"type": kind, "coordinates": part.get("coordinates")}))
    except (shapely.errors.GEOSException, ValueError, TypeError):
        raise _unread(json.dumps(part)) from None
    if not found.is_valid:
        why = shapely.is_valid_reason(found)
        raise ShapeError(f"đường biên của vùng tự cắt nhau ({why})", f"its border crosses itself ({why})")
    if found.is_empty or found.area <= 0.0:
        raise ShapeError("vùng không có diện tích", "the shape has no surface")
    _refuse_off_earth(shapely.get_coordinates(found))
    if found.has_z:
        found = shapely.force_2d(found)
    plain: dict[str, Any] = json.loads(shapely.to_geojson(found))
    return {"type": kind, "coordinates": _rounded(plain["coordinates"])}


def _checked_circle(part: Mapping[str, Any]) -> dict[str, Any]:
    radius, at = part.get(RADIUS), part.get("coordinates")
    if not _is_number(radius) or not 0 < radius <= LONGEST_RADIUS_M:
        raise ShapeError(
            f"bán kính “{radius}” không dùng được; ghi số mét lớn hơn 0",
            f"the radius {radius!r} cannot be used; write `{RADIUS}` in metres above 0",
        )
    if not isinstance(at, list) or len(at) < 2 or not all(_is_number(each) for each in at[:2]):
        raise _unread(json.dumps(dict(part)))
    _refuse_off_earth(np.array([at[:2]], np.float64))
    return {"type": "Point", "coordinates": _rounded(at[:2]), RADIUS: round(float(radius), 1)}


def _is_number(found: object) -> TypeGuard[float]:
    return isinstance(found, int | float) and not isinstance(found, bool) and math.isfinite(found)


def _refuse_off_earth(points: NDArray[np.float64]) -> None:
    """Refuse points that are not on the earth, or have latitude and longitude the wrong way round.

    Args:
        points: degrees east and north, float64[n, 2].
    """
    for lon, lat in points.tolist():
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ShapeError(
                f"điểm {lon:g}, {lat:g} không có trên trái đất; ghi kinh độ trước, vĩ độ sau",
                f"the point {lon:g}, {lat:g} is not on the earth; longitude comes first",
            )


def _rounded(found: Any) -> Any:
    return [_rounded(each) for each in found] if isinstance(found, list) else round(float(found), _DIGITS)


def _n_points(part: Mapping[str, Any]) -> int:
    def count(found: Any) -> int:
        return sum(count(e) for e in found) if found and isinstance(found[0], list) else 1

    return count(part["coordinates"])


def _surface(part: Mapping[str, Any]) -> shapely.Geometry:
    if part["type"] != "Point":
        return shapely.from_geojson(json.dumps(part))
    lon, lat = part["coordinates"][:2]
    return shapely.polygons(_ring(float(lat), float(lon), float(part[RADIUS])))


def _ring(lat: float, lon: float, radius_m: float) -> NDArray[np.float64]:
    """Return the corners of a circle, degrees east and north, float64[CIRCLE_CORNERS + 1, 2]."""
    turns = np.linspace(0.0, 2 * math.pi, CIRCLE_CORNERS + 1)
    reach = math.degrees(radius_m / EARTH_RADIUS_M)
    east = reach / max(math.cos(math.radians(lat)), 0.01)  # a circle over a pole is no city's
    return np.column_stack((lon + east * np.sin(turns), np.clip(lat + reach * np.cos(turns), -90, 90)))


def _flat(found: shapely.Geometry) -> Iterator[shapely.Geometry]:
    if found.geom_type == "Polygon":
        yield found
        return
    for part in getattr(found, "geoms", ()):
        yield from _flat(part)
