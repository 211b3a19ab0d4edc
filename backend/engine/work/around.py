"""Which wards lie within a distance of a point: by their borders on the map, and by the places in them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from backend.contract.state import Place
from backend.domain.messages.nearby import Around, distance_m
from backend.procedures.known import FARTHEST_M
from backend.usecases.wards import PositionError, Wards


class NearbyWards:
    """The wards of a centre; their borders are read when they are first asked for."""

    def __init__(self, borders: Path, places: Iterable[Place]) -> None:
        """Know where the borders are kept, and which places stand in which ward."""
        self._borders = borders
        self._wards: Wards | None = None
        self._places = [
            (place.area_code, (place.lat, place.lon))
            for place in places
            if place.area_code and place.lat is not None and place.lon is not None
        ]

    def within(self, lat: float, lon: float, within_m: float) -> frozenset[str]:
        """Return the codes of the wards of which some part lies within `within_m` (m) of a point.

        Where the map does not have a ward its places stand for it.
        """
        if self._wards is None:
            try:
                self._wards = Wards.read(self._borders)
            except PositionError:  # `toancanh check` says so; the places still know their wards
                self._wards = Wards((), (), ())
        found = {code for code, at in self._places if distance_m((lat, lon), at) <= within_m}
        return frozenset(found | set(self._wards.within(lon, lat, within_m)))


def position_of(facts: Mapping[str, object]) -> tuple[float, float] | None:
    """Return the degrees north and east of what facts (`lat`, `lon`) are about; None: it is nowhere."""
    lat, lon = facts.get("lat"), facts.get("lon")
    if not isinstance(lat, float) or not isinstance(lon, float) or (lat, lon) == (0.0, 0.0):
        return None
    return lat, lon


def around_of(written: str, facts: Mapping[str, object], wards: NearbyWards) -> Around | None:
    """Return the circle in which a step tells people; None where it tells those of one ward only.

    Args:
        written: the step's `within_m`.
        facts: what the step is about, with `lat` and `lon`.
        wards: of the centre.
    """
    try:
        within_m = float(written)
    except ValueError:
        return None
    position = position_of(facts)
    if position is None or not (math.isfinite(within_m) and 0 < within_m <= FARTHEST_M):
        return None
    lat, lon = position
    codes = wards.within(lat, lon, within_m)
    return Around(lat=lat, lon=lon, within_m=within_m, area_codes=codes)
