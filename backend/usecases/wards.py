"""Which ward holds a point: the polygons of a centre's map."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NEAR_DEG = 0.005
"""A point so near a ward (500 m) belongs to it: simplified borders cut piers and river banks off."""


M_PER_DEGREE = 111_194.9
"""Of a great circle, on the sphere of mean radius 6,371,008.8 m."""


class PositionError(ValueError):
    """No position of the file can be understood; says what to write."""


class Wards:
    """Polygons of the wards: which one holds a point."""

    def __init__(
        self, codes: Sequence[str], names: Sequence[str], shapes: Sequence[shapely.Geometry]
    ) -> None:
        """Index the polygons."""
        self.codes, self.names = tuple(codes), tuple(names)
        self._tree = shapely.STRtree(list(shapes))

    @classmethod
    def read(cls, path: Path) -> Wards:
        """Return the wards of a map layer, none where there is no such file.

        Raises:
            PositionError: the file is no layer of wards.
        """
        if not path.is_file():
            return cls((), (), ())
        try:
            features = json.loads(path.read_text(encoding="utf-8"))["features"]
            codes = [str(f["properties"]["code"]) for f in features]
            names = [str(f["properties"]["name"]) for f in features]
            shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in features]
        except (OSError, ValueError, KeyError, TypeError, shapely.errors.GEOSException) as error:
            raise PositionError(
                f"{path}: no layer of wards ({error}); import the boundaries again"
            ) from error
        return cls(codes, names, shapes)

    def __bool__(self) -> bool:
        """Return whether there is any ward."""
        return bool(self.codes)

    def of(self, lon: Floats, lat: Floats) -> list[int]:
        """Return the number of each point's ward, -1 outside of all.

        Args:
            lon: degrees east, float64[n].
            lat: degrees north, float64[n].
        """
        found = [-1] * len(lon)
        if not self.codes or not len(lon):
            return found
        points = shapely.points(lon, lat)
        for point, ward in self._tree.query_nearest(points, max_distance=NEAR_DEG).T.tolist():
            if found[point] < 0:
                found[point] = ward
        return found

    def within(self, lon: float, lat: float, within_m: float) -> list[str]:
        """Return the codes of the wards of which some part lies within `within_m` (m) of a point.

        Args:
            lon: degrees east.
            lat: degrees north.
            within_m: at most some tens of kilometres: distances are measured on the plane that touches there.
        """
        if not self.codes:
            return []
        scale = np.array([M_PER_DEGREE * math.cos(math.radians(lat)), M_PER_DEGREE])
        reach = within_m / scale
        box = shapely.box(lon - reach[0], lat - reach[1], lon + reach[0], lat + reach[1])
        near = self._tree.query(box).tolist()
        centre, here = np.array([lon, lat]), shapely.Point(0, 0)
        shapes = shapely.transform(self._tree.geometries[near], lambda at: (at - centre) * scale)
        apart = shapely.distance(shapes, here).tolist()
        return [self.codes[ward] for ward, apart_m in zip(near, apart, strict=True) if apart_m <= within_m]

    def share(self, lon: Floats, lat: Floats) -> float:
        """Return the share of points inside or near a ward, 0 to 1."""
        inside = self.of(lon, lat)
        return sum(ward >= 0 for ward in inside) / len(inside) if inside else 0.0
