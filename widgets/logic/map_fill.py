"""Which colour each ward gets from a metric measured in it or near it. Pure."""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal

import msgspec

from widgets.logic.live_state import LiveState

UNKNOWN = -2
"""Step of a ward that no living station speaks for."""
KM_PER_DEGREE = 111.2
_NEIGHBOURS = 3
_TABLES = 8
"""Tables of neighbours that are kept: stations stand still, and a wall has few maps."""

Point = tuple[float, float]
"""Longitude, latitude in degrees."""


class WardFill(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How wards are coloured."""

    metric: str
    """Metric whose newest values colour the wards."""
    steps: tuple[float, ...]
    """One to four ascending bounds, in the metric's unit; below the first: the lightest colour."""
    title: str = ""
    """Words in the legend; empty: the metric's name."""
    unit: str = ""
    """In the legend; empty: the metric's."""
    combine: Literal["max", "mean"] = "max"
    """Of several stations in one ward."""
    reach_km: float = 12.0
    """A ward without a station takes the distance-weighted mean of up to three stations this near."""

    def __post_init__(self) -> None:
        """Refuse bounds that no scale can be drawn from."""
        if not 1 <= len(self.steps) <= 4 or list(self.steps) != sorted(set(self.steps)):
            raise ValueError(f"steps: {list(self.steps)} found, expected one to four ascending numbers")


class _Station(msgspec.Struct, frozen=True):
    lon: float
    lat: float
    ward: str
    value: float


class Wards(msgspec.Struct, frozen=True):
    """What the wall itself needs of a `wards` layer."""

    points: dict[str, Point]
    """A point inside each ward, by its code."""
    names: bytes
    """GeoJSON: the wards' names at these points; `rank` orders who gives way on the map."""


def read_wards(geojson: bytes) -> Wards:
    """Return points and names of a `wards` layer; a ward without `label` has neither, and stays a border.

    Raises:
        msgspec.MsgspecError: `geojson` is no FeatureCollection whose features have `code` and `name`.
    """
    layer = msgspec.json.decode(geojson, type=_Layer)
    placed = [(each.properties, each.properties.point) for each in layer.features]
    wards = [(ward, point) for ward, point in placed if point is not None]
    names = [
        {
            "type": "Feature",
            "properties": {
                "name": unicodedata.normalize("NFC", ward.name),
                "rank": 0 if ward.kind == "phường" else 1,
            },
            "geometry": {"type": "Point", "coordinates": point},
        }
        for ward, point in wards
    ]
    collection = {"type": "FeatureCollection", "features": names}
    return Wards({ward.code: point for ward, point in wards}, msgspec.json.encode(collection))


def fill_steps(state: LiveState, fill: WardFill, wards: Mapping[str, Point], now: float) -> dict[str, int]:
    """Return the step of each ward: 0 to len(steps), or UNKNOWN."""
    stations = _stations(state, fill.metric, now)
    inside: dict[str, list[float]] = {}
    for station in stations:
        inside.setdefault(station.ward, []).append(station.value)
    found = {}
    table = _neighbours(tuple(wards.values()), tuple((s.lon, s.lat) for s in stations), fill.reach_km)
    for code, near in zip(wards, table, strict=True):
        values = inside.get(code)
        if values:
            value: float | None = max(values) if fill.combine == "max" else sum(values) / len(values)
        else:
            value = _nearby(stations, near)
        found[code] = UNKNOWN if value is None else bisect_right(fill.steps, value)
    return found


def distance_km(a: Point, b: Point) -> float:
    """Return the distance of two points a few hundred km apart at most (flat, within 1 %)."""
    east = (a[0] - b[0]) * math.cos(math.radians(0.5 * (a[1] + b[1])))
    return KM_PER_DEGREE * math.hypot(east, a[1] - b[1])


def _stations(state: LiveState, metric: str, now: float) -> list[_Station]:
    """Return the stations with a living, numeric value of `metric`."""
    found = []
    for series in state.series.values():
        if series.metric != metric or state.freshness_of(series.series_id, now) == "lost":
            continue
        place, reading = state.places.get(series.place_id), state.readings.get(series.series_id)
        if place is None or place.lon is None or place.lat is None or reading is None:
            continue
        if not math.isnan(reading.value):
            found.append(_Station(place.lon, place.lat, place.area_code, reading.value))
    return found


@lru_cache(maxsize=_TABLES)
def _neighbours(
    points: tuple[Point, ...], stations: tuple[Point, ...], reach_km: float
) -> tuple[tuple[tuple[float, int], ...], ...]:
    """Return for each point its nearest stations within reach: distance (km) and index, nearest first."""
    found = []
    for point in points:
        near = sorted((distance_km(point, station), k) for k, station in enumerate(stations))
        found.append(tuple((away, k) for away, k in near[:_NEIGHBOURS] if away <= reach_km))
    return tuple(found)


def _nearby(stations: Sequence[_Station], near: tuple[tuple[float, int], ...]) -> float | None:
    """Return the inverse-distance-weighted mean of the nearest stations, None where there is none."""
    weighted = [(1.0 / max(away, 0.1) ** 2, stations[k].value) for away, k in near]
    if not weighted:
        return None
    return sum(weight * value for weight, value in weighted) / sum(weight for weight, _ in weighted)


class _Properties(msgspec.Struct):
    code: str
    name: str
    label: object = None
    kind: str = ""

    @property
    def point(self) -> Point | None:
        """Where the name goes; None: the file does not say it, or not so that it can be read."""
        try:
            found: Point = msgspec.convert(self.label, Point)
        except msgspec.ValidationError:
            return None
        return found


class _Feature(msgspec.Struct):
    properties: _Properties


class _Layer(msgspec.Struct):
    features: list[_Feature]
