"""What rules need to know of a series besides its readings."""

from __future__ import annotations

import msgspec


class SeriesFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One metric of one place, with what rules filter on and titles are made of."""

    series_id: str
    place_id: str
    place_name: str
    kind: str
    """Kind of the place: rain_station, river_gauge, …"""
    metric: str
    unit: str
    area_code: str = ""
    area_name: str = ""
    attributes: dict[str, str] = {}
    """Free attributes of the place."""
    max_age_s: float
    """A reading older than this is history."""
    decimals: int = 1
    """Digits after the decimal sign in texts for people."""
    lat: float | None = None
    """Degrees north of the place, WGS84."""
    lon: float | None = None
