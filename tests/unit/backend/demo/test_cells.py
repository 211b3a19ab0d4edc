from __future__ import annotations

import numpy as np
import pytest
import shapely

from backend.demo import cells
from backend.demo.places import FormerCommune, Ward


def commune(name: str, west: float, south: float, *codes: str, side: float = 0.1) -> FormerCommune:
    middle = side / 2
    return FormerCommune(
        name, name, south + middle, west + middle, south, west, south + side, west + side, codes
    )


def ward(code: str, lon: float, lat: float, area_km2: float) -> Ward:
    return Ward(code, f"W{code}", "xã", lat, lon, area_km2, [("x", lat, lon)])


SQUARE_KM2 = 0.01 * cells.KM2_PER_SQUARE_DEGREE
LAND = shapely.box(107.9, 15.5, 108.3, 15.8)


@pytest.fixture
def two_wards() -> dict[str, shapely.Geometry]:
    around = [
        commune(f"{i}{j}", 107.9 + i / 10, 15.5 + j / 10)
        for i in range(4)
        for j in range(3)
        if j != 1 or i in (0, 3)
    ]
    communes = [commune("a", 108.0, 15.6, "1"), commune("b", 108.1, 15.6, "2"), *around]
    wards = [ward("1", 108.05, 15.65, SQUARE_KM2), ward("2", 108.15, 15.65, SQUARE_KM2)]
    return cells.ward_polygons(wards, communes, LAND)


def test_wards_take_about_their_communes_place_and_area(two_wards: dict[str, shapely.Geometry]) -> None:
    for code, middle in (("1", (108.05, 15.65)), ("2", (108.15, 15.65))):
        assert shapely.contains_xy(two_wards[code], *middle)
        assert cells.area_km2(two_wards[code]) == pytest.approx(SQUARE_KM2, rel=0.35)


def test_neighbours_touch_without_overlap_or_gap(two_wards: dict[str, shapely.Geometry]) -> None:
    first, second = two_wards["1"], two_wards["2"]
    assert shapely.intersection(first, second).area < 1e-9
    assert shapely.intersection(shapely.boundary(first), shapely.boundary(second)).length > 0.03


def test_the_sea_is_cut_off() -> None:
    half = shapely.box(108.0, 15.4, 108.05, 15.9)
    alone = cells.ward_polygons(
        [ward("1", 108.05, 15.65, SQUARE_KM2)],
        [commune("a", 108.0, 15.6, "1"), commune("b", 108.1, 15.6)],
        half,
    )
    assert shapely.difference(alone["1"], half).area < 1e-9


def test_a_smoothed_line_keeps_its_ends_and_cuts_its_corners() -> None:
    rough = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    points = shapely.get_coordinates(cells.smoothed_line(rough))
    assert points[0].tolist() == [0.0, 0.0]
    assert points[-1].tolist() == [1.0, 1.0]
    assert [1.0, 0.0] not in points.tolist()
