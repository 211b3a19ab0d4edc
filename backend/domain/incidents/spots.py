"""Who stands near a point: a tree over positions that change one by one."""

from __future__ import annotations

import math

import shapely

from backend.domain.incidents.ground import EARTH_RADIUS_M, Point

REBUILD_AT = 64
"""The tree is built anew when so many positions came or went since."""


class Spots:
    """Named positions; a query returns everything in a box around a point, and perhaps a little more.

    shapely's tree cannot be changed. What came since it was built is looked through one by one, what
    went is left out, and after `REBUILD_AT` changes a new tree takes over.
    """

    def __init__(self) -> None:
        """Start empty."""
        self._at: dict[str, Point] = {}
        self._in_tree: list[str] = []
        self._tree = shapely.STRtree([])
        self._recent: dict[str, Point] = {}
        self._n_changes = 0

    def __len__(self) -> int:
        """Return the number of positions."""
        return len(self._at)

    def put(self, name: str, at: Point) -> None:
        """Set the position of `name` (degrees north, degrees east)."""
        if self._at.get(name) == at:
            return
        self._at[name] = self._recent[name] = at
        self._changed()

    def drop(self, name: str) -> None:
        """Forget `name`; unknown names are fine."""
        if self._at.pop(name, None) is not None:
            self._recent.pop(name, None)
            self._changed()

    def around(self, at: Point, within_m: float) -> list[str]:
        """Return the names in the box that reaches `within_m` to each side of `at`."""
        north = math.degrees(within_m / EARTH_RADIUS_M) * 1.01
        east = north / max(math.cos(math.radians(at[0])), 0.01)
        low, high = (at[0] - north, at[1] - east), (at[0] + north, at[1] + east)
        found = [
            name
            for name, (lat, lon) in self._recent.items()
            if low[0] <= lat <= high[0] and low[1] <= lon <= high[1]
        ]
        for index in self._tree.query(shapely.box(low[1], low[0], high[1], high[0])):
            name = self._in_tree[index]
            if name in self._at and name not in self._recent:
                found.append(name)
        return found

    def _changed(self) -> None:
        self._n_changes += 1
        if self._n_changes < REBUILD_AT:
            return
        self._in_tree = list(self._at)
        self._tree = shapely.STRtree(shapely.points([(lon, lat) for lat, lon in self._at.values()]))
        self._recent.clear()
        self._n_changes = 0
