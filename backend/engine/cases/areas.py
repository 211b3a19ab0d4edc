"""The wards of a centre: what there is, which ones a shape touches, and where they lie."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import shapely

from backend.domain.cases.shapes import surface
from backend.usecases.wards import NEAR_DEG

log = logging.getLogger(__name__)

SHARE_OF_WARD = 0.01
"""A shape touches a ward if it covers so much of it, …"""
SHARE_OF_SHAPE = 0.5
"""… or if so much of the shape lies in it: a small circle in a large ward."""


class Areas:
    """Wards by their codes."""

    def __init__(self, wards: Path | None = None, names: Mapping[str, str] | None = None) -> None:
        """Take the wards; the map is read when somebody first asks.

        Args:
            wards: layer of the centre's map, with `code` and `name` of each; there may be none.
            names: of wards that places name: code -> name.
        """
        self._wards, self._places = wards, dict(names or {})

    @functools.cached_property
    def names(self) -> dict[str, str]:
        """Names of all wards by their codes; none: nobody knows the wards, so any code is taken."""
        return self._places | {code: name for code, name, _ in self._shapes}

    def unknown(self, codes: Collection[str]) -> list[str]:
        """Return the codes that no ward has."""
        return [code for code in codes if self.names and code not in self.names]

    def touched(self, shape: str) -> tuple[str, ...]:
        """Return the codes of the wards that a checked shape touches, in the order of the map."""
        if not self._shapes:
            return ()
        whole = surface(shape)
        found = []
        for number in sorted(self._tree.query(whole, predicate="intersects").tolist()):
            code, _, ward = self._shapes[number]
            shared = shapely.intersection(whole, ward).area
            if shared >= SHARE_OF_WARD * ward.area or shared >= SHARE_OF_SHAPE * whole.area:
                found.append(code)
        return tuple(found)

    def ward_at(self, lat: float, lon: float) -> str:
        """Return the code of the ward of a position (degrees north, east); empty outside of all."""
        if not self._shapes:
            return ""
        numbers = self._tree.query_nearest(shapely.Point(lon, lat), max_distance=NEAR_DEG).tolist()
        return self._shapes[min(numbers)][0] if numbers else ""

    def middle(self, codes: Collection[str]) -> tuple[float, float] | None:
        """Return a point within these wards, degrees north and east; None where the map has none of them."""
        meant = [shape for code, _, shape in self._shapes if code in codes]
        if not meant:
            return None
        point = shapely.point_on_surface(shapely.union_all(meant))
        return round(float(point.y), 6), round(float(point.x), 6)

    @functools.cached_property
    def _shapes(self) -> list[tuple[str, str, shapely.Geometry]]:
        if self._wards is None or not self._wards.is_file():
            return []
        try:
            features = json.loads(self._wards.read_text(encoding="utf-8"))["features"]
            return [_read(feature) for feature in features]
        except (OSError, ValueError, KeyError, TypeError, shapely.errors.GEOSException) as error:
            log.warning("%s cannot be read (%s): shapes get no wards", self._wards, error)
            return []

    @functools.cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree([shape for _, _, shape in self._shapes])


def _read(feature: Mapping[str, Any]) -> tuple[str, str, shapely.Geometry]:
    found = shapely.make_valid(shapely.from_geojson(json.dumps(feature["geometry"])))
    return str(feature["properties"]["code"]), str(feature["properties"]["name"]), found
