"""Where the city is: its box, and the ward of a position."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely

from backend.contract.state import Place
from backend.usecases.wards import PositionError, Wards

log = logging.getLogger(__name__)

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
MARGIN_DEG = 0.02
"""About 2 km: river mouths, and phones that are not exact."""


class CityGround:
    """Wards and places of a centre."""

    def __init__(self, wards: Path, places: Sequence[Place]) -> None:
        """Read the map of wards; where there is none, or it cannot be read, only places count."""
        try:
            self._wards = Wards.read(wards)
        except PositionError as error:
            log.warning("positions of reports get no ward: %s", error)
            self._wards = Wards((), (), ())
        self._path, self._places = wards, places

    def area_of(self, lat: float, lon: float) -> tuple[str, str]:
        """Return code and name of the ward of a position (degrees), empty outside of all."""
        (number,) = self._wards.of(np.array([lon]), np.array([lat]))
        return ("", "") if number < 0 else (self._wards.codes[number], self._wards.names[number])

    def box(self) -> Box | None:
        """Return the box around the wards, else around the places; None where there is neither."""
        if self._wards:
            found = shapely.from_geojson(self._path.read_text(encoding="utf-8")).bounds
        else:
            points = [(p.lon, p.lat) for p in self._places if p.lat is not None and p.lon is not None]
            found = shapely.multipoints(points).bounds if points else ()
        if len(found) != 4 or not np.isfinite(found).all():
            return None
        west, south, east, north = (float(edge) for edge in found)
        return west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG
