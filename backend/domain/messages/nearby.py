"""Who is near: people by where they are, or by the wards that they answer for. Pure."""

from __future__ import annotations

import math

import msgspec

FARTHEST_M = 50_000
"""Farthest from a point that somebody is told of what happens there."""
EARTH_M = 6_371_008.8
"""Mean radius. Source: IUGG 1980."""


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """A circle around what a message is about."""

    lat: float
    """Degrees north, WGS84."""
    lon: float
    """Degrees east, WGS84."""
    within_m: float
    area_codes: frozenset[str] = frozenset()
    """Wards of which some part lies inside."""

    def reaches(self, position: tuple[float, float] | None, area_codes: tuple[str, ...]) -> bool:
        """Return whether somebody is near.

        Args:
            position: degrees north and east of where they are; None: only their wards say it.
            area_codes: wards that they answer for.
        """
        if position is not None:
            return distance_m((self.lat, self.lon), position) <= self.within_m
        return not self.area_codes.isdisjoint(area_codes)


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance between two points (degrees north, east), m.

    Source: haversine formula on a sphere.
    """
    south, north = math.radians(a[0]), math.radians(b[0])
    east = math.radians(b[1] - a[1])
    chord = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(east / 2) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(chord)))
