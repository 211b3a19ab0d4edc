from __future__ import annotations

import shapely

from backend.demo import basemap
from backend.demo.basemap import Extent

BAY = Extent(108.0, 15.9, 108.5, 16.3)


def test_the_coast_fits_places_known_by_everyone() -> None:
    land = shapely.union_all(basemap.polygons(BAY))
    on_land = {"Dragon Bridge, west end": (108.2235, 16.0611), "airport": (108.199, 16.044)}
    at_sea = {"Đà Nẵng bay": (108.19, 16.13), "off Mỹ Khê beach": (108.256, 16.06)}
    assert all(shapely.contains_xy(land, *point) for point in on_land.values())
    assert not any(shapely.contains_xy(land, *point) for point in at_sea.values())


def test_shapes_are_cut_at_the_extent() -> None:
    west, south, east, north = shapely.total_bounds(basemap.polygons(BAY))
    assert west >= BAY.west
    assert south >= BAY.south
    assert east <= BAY.east
    assert north <= BAY.north


def test_wide_rivers_are_surfaces_and_narrow_ones_lines() -> None:
    region = Extent(107.5, 15.4, 108.6, 16.2)
    assert basemap.polygons(region, kinds="2")
    courses = basemap.lines("rivers", region)
    assert len(courses) > 3
    assert all(shapely.get_dimensions(course) == 1 for course in courses)
