"""Builds the map layers of the demo city: approximate wards, coast, rivers, islands.

No package registry carries true ward polygons, so every ward says `approximate: true` and the map
tells it. Hoàng Sa and Trường Sa are always part of the islands' layer.
"""

from __future__ import annotations

import functools
from pathlib import Path

import msgspec
import shapely
from shapely import Geometry

from backend.demo import basemap, cells, places
from backend.demo.basemap import Extent
from backend.usecases.boundaries import label_point

Feature = dict[str, object]

AROUND = Extent(106.3, 13.9, 113.2, 18.2)
"""Of the coast's layer."""
NEAR = Extent(106.9, 14.7, 109.6, 16.7)
"""Of the rivers' layer and of the wards."""


COUNTRY = Extent(101.8, 5.8, 118.2, 23.6)
"""Of the small map of the East Sea."""
NAMES = (
    ("Biển Đông", "sea", 108.72, 15.98),
    ("Vịnh Đà Nẵng", "sea", 108.175, 16.15),
    ("Thành phố Huế", "neighbour", 107.55, 16.31),
    ("Quảng Ngãi", "neighbour", 108.72, 15.15),
    ("Quảng Ngãi", "neighbour", 107.78, 14.86),
    ("Lào", "neighbour", 107.05, 15.55),
)
"""Seas and neighbours named on the map: name, kind, degrees east, degrees north."""
HOANG_SA = Extent(110.9, 15.5, 113.1, 17.4)
TRUONG_SA = Extent(111.2, 6.8, 116.6, 12.2)


def build(folder: Path) -> None:
    """Write `wards`, `coast`, `rivers` and `islands` as GeoJSON files into `folder`.

    The result depends only on the installed packages: the same input gives the same bytes.

    Raises:
        FileNotFoundError: A package with the data is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, features in (
        ("coast", _coast()),
        ("rivers", _rivers()),
        ("islands", _islands()),
        ("wards", _wards()),
    ):
        collection = {"type": "FeatureCollection", "features": features}
        (folder / f"{name}.geojson").write_bytes(msgspec.json.encode(collection))


@functools.cache
def shores() -> list[Geometry]:
    """Return the land around the demo city, one polygon each, without the steps of its digitising."""
    found = []
    for land in basemap.polygons(AROUND):
        # 0.0007° is 75 m: the steps are about as large
        ring = shapely.get_coordinates(shapely.simplify(shapely.get_exterior_ring(land), 0.0007))
        smooth = shapely.make_valid(shapely.polygons(shapely.get_coordinates(cells.smoothed_line(ring))))
        found += [part for part in shapely.get_parts(smooth) if shapely.get_dimensions(part) == 2]
    return found


def national_land() -> Geometry:
    """Return the land near the demo city, without the land west of the country's border (degrees)."""
    land = shapely.intersection(shapely.union_all(shores()), NEAR.box())
    return shapely.difference(land, _west_of_border())


def _west_of_border() -> Geometry:
    """Return a polygon from the country's western border to the extent's western edge."""
    pieces = basemap.lines("countries", Extent(NEAR.west - 1.0, NEAR.south, NEAR.east, NEAR.north))
    border = max(pieces, key=lambda piece: piece.bounds[3] - piece.bounds[1])
    points = [tuple(point) for point in shapely.get_coordinates(border)]
    far_west = NEAR.west - 2.0
    return shapely.make_valid(
        shapely.polygons([*points, (far_west, points[-1][1]), (far_west, points[0][1])])
    )


def _wards() -> list[Feature]:
    wards = places.wards()
    shapes = cells.ward_polygons(wards, places.former_communes(), national_land())
    shapes[places.HOANG_SA_CODE] = _archipelago(HOANG_SA)
    return [
        _feature(
            shapes[ward.code],
            {
                "code": ward.code,
                "name": ward.name,
                "kind": ward.kind,
                "approximate": True,
                "label": label_point(shapes[ward.code]),
            },
            digits=5,
        )
        for ward in wards
    ]


def _coast() -> list[Feature]:
    found = [_feature(part, {"kind": "land"}, digits=5) for part in shores()]
    for name, kind, lon, lat in NAMES:
        found.append(_feature(shapely.points(lon, lat), {"kind": kind, "name": name}, digits=3))
    return found


def _rivers() -> list[Feature]:
    found = [_feature(part, {"kind": "water"}, digits=4) for part in basemap.polygons(NEAR, kinds="2")]
    land = national_land()
    courses = shapely.line_merge(shapely.union_all(basemap.lines("rivers", NEAR)))
    for course in shapely.get_parts(shapely.intersection(courses, land)):
        if course.length > 0.03:
            found.append(_feature(shapely.simplify(course, 0.0006), {"kind": "river"}, digits=4))
    return found


def _islands() -> list[Feature]:
    """Return both archipelagos, their names, and the small map of the East Sea that shows them."""
    found = []
    for name, extent in (
        ("Quần đảo Hoàng Sa (Đà Nẵng)", HOANG_SA),
        ("Quần đảo Trường Sa (Khánh Hòa)", TRUONG_SA),
    ):
        islands = _archipelago(extent)
        found.append(_feature(islands, {"kind": "archipelago", "name": name}, digits=3))
        middle = shapely.multipoints(shapely.centroid(shapely.get_parts(islands))).centroid
        found.append(_feature(middle, {"kind": "name", "name": name}, digits=3))
    for part in basemap.polygons(COUNTRY):
        if part.area > 0.02:
            found.append(_feature(shapely.simplify(part, 0.03), {"kind": "land"}, digits=2))
    return found


def _archipelago(extent: Extent) -> Geometry:
    """Return the islands within the extent, widened by about 400 m: reefs would vanish between pixels."""
    widened = [shapely.simplify(shapely.buffer(island, 0.004), 0.001) for island in basemap.polygons(extent)]
    return shapely.union_all(widened)


def _feature(shape: Geometry, properties: dict[str, object], *, digits: int) -> Feature:
    """Return a GeoJSON feature with coordinates rounded to `digits` decimals of a degree."""
    rounded = shapely.set_precision(shape, 10.0**-digits)
    geometry = msgspec.json.decode(shapely.to_geojson(rounded))
    return {"type": "Feature", "properties": properties, "geometry": geometry}
