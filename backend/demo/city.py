"""The demo city's network: rain stations, street-flood posts, gauges, cameras, hotline areas.

Street and ward names are real; positions are near the named places, but the network itself is
made for the demo. Alarm levels of Ái Nghĩa, Giao Thủy, Câu Lâu and Cẩm Lệ are those of Decision
05/2020/QĐ-TTg; all others are the model's own and say so in their `limit_source`.
"""

from __future__ import annotations

import csv
import functools
from pathlib import Path
from typing import TypeVar

import msgspec

from backend.demo.places import wards

T = TypeVar("T")
DATA = Path(__file__).parent / "data"
CITY_HOTLINE_ID = "tong-dai-1022"
CITY_CENTRE = (16.0600, 108.2150)
"""Degrees north and east of the hotline's building: what belongs to the whole city is drawn there."""


class Site(msgspec.Struct, frozen=True):
    """Where something stands."""

    place_id: str
    name: str
    lat: float
    """Degrees north, WGS84."""
    lon: float
    """Degrees east, WGS84."""
    area_name: str
    """Ward or commune of today."""


class Station(Site, frozen=True):
    """One rain station."""


class Post(Site, frozen=True):
    """One street-flood post with the drainage of its street."""

    drain_mm_h: float
    """What the drains take away at most, as depth over the street's catchment."""
    gain_cm_per_mm: float
    """Depth at the post per millimetre standing in the catchment (the post is its lowest point)."""
    spill_cm: float
    """Above this depth the water runs off into the next street."""


class Gauge(Site, frozen=True):
    """One river gauge or flood-warning tower."""

    kind: str
    """river_gauge or flood_tower."""
    river: str
    bd1: float
    """Alarm level I, m at the gauge; bd2 and bd3 likewise."""
    bd2: float
    bd3: float
    limit_source: str
    base_m: float
    """Level at low flow."""
    rise_m: float
    """Rise above `base_m` at the reference runoff."""
    lag_h: float
    """From rain over the catchment to the gauge."""
    catchment: str


class Camera(Site, frozen=True):
    """One camera."""

    near: str
    """Place that it looks at; empty if none."""
    bearing_deg: float
    scene: str
    """Which generated scene it plays where there is no footage for it."""


class City(msgspec.Struct, frozen=True):
    """Everything that the demo city measures or sees."""

    stations: tuple[Station, ...]
    posts: tuple[Post, ...]
    gauges: tuple[Gauge, ...]
    cameras: tuple[Camera, ...]
    area_codes: dict[str, str]
    """Official code of each ward or commune by its name."""

    def hotline_areas(self) -> list[str]:
        """Return the names of the wards from which flood calls come, in a fixed order."""
        return list(dict.fromkeys(post.area_name for post in self.posts))


CATCHMENTS: dict[str, tuple[tuple[float, float], ...]] = {
    "vu-gia": ((15.76, 107.83), (15.87, 107.66), (15.95, 107.78), (15.60, 107.70), (15.85, 107.93)),
    "thu-bon": ((15.34, 108.17), (15.45, 108.02), (15.58, 108.08), (15.70, 108.04), (15.25, 108.10)),
    "tuy-loan": ((16.00, 107.99), (15.95, 108.04), (16.01, 108.10), (15.99, 108.16)),
    "cu-de": ((16.13, 107.99), (16.11, 108.06), (16.10, 107.93)),
    "phu-loc": ((16.07, 108.17), (16.06, 108.19), (16.05, 108.16)),
    "tam-ky": ((15.47, 108.42), (15.44, 108.50), (15.53, 108.40)),
}
"""Points (degrees north, east) whose mean rain feeds each river."""


@functools.cache
def load() -> City:
    """Return the network.

    Raises:
        ValueError: A table of this package names a ward that the city does not have.
        FileNotFoundError: The package `vietnamadminunits` is not installed.
    """
    codes = {ward.name: ward.code for ward in wards()}
    city = City(
        _table("rain_stations", Station),
        _table("flood_posts", Post),
        _table("gauges", Gauge),
        _table("cameras", Camera),
        codes,
    )
    sites: tuple[Site, ...] = (*city.stations, *city.posts, *city.gauges, *city.cameras)
    for place in sites:
        if place.area_name not in codes:
            raise ValueError(
                f"{place.place_id}: no ward named {place.area_name!r}; name one of backend.demo.places"
            )
    return city


def _table(name: str, kind: type[T]) -> tuple[T, ...]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(msgspec.convert(row, kind, strict=False) for row in csv.DictReader(file))
