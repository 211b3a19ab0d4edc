from __future__ import annotations

import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Place, Text
from backend.domain.incidents.ground import Ground, distance_m

WGS84 = pyproj.Geod(ellps="WGS84")
CAMERAS = [Place(f"cam-{i}", f"Camera {i}", "camera", 16.0 + i / 100, 108.2) for i in range(8)]


@given(st.floats(8.0, 24.0), st.floats(102.0, 110.0), st.floats(-0.12, 0.12), st.floats(-0.12, 0.12))
def test_distances_in_viet_nam_are_close_to_the_geodesic(
    lat: float, lon: float, north: float, east: float
) -> None:
    true_m = WGS84.inv(lon, lat, lon + east, lat + north)[2]
    assert distance_m((lat, lon), (lat + north, lon + east)) == pytest.approx(true_m, rel=0.006, abs=0.01)


def test_the_nearest_cameras_come_first() -> None:
    ground = Ground(
        [*CAMERAS, Place("cam-x", "lost", "camera"), Place("post", "P", "flood_post", 16.0, 108.2)]
    )
    assert ground.cameras_near([(16.031, 108.2)]) == ("cam-3", "cam-4", "cam-2", "cam-5")
    assert ground.cameras_near([(16.0, 108.2), (16.07, 108.2)], n=2) == ("cam-0", "cam-7")
    assert ground.cameras_near([]) == ()
    assert Ground().cameras_near([(16.0, 108.2)]) == ()


def test_cameras_are_as_near_as_their_distance_says() -> None:
    ground = Ground(CAMERAS)
    point = (16.0449, 108.31)
    order = sorted(CAMERAS, key=lambda one: distance_m(point, (one.lat or 0.0, one.lon or 0.0)))
    assert ground.cameras_near([point]) == tuple(one.place_id for one in order[:4])


def test_places_and_wards_have_the_words_that_people_use() -> None:
    kinds = {"flood_post": Text("Trụ ngập", "Flood post"), "gps": Text("GPS xe", "GPS of a car")}
    places = [
        Place("a", "Mẹ Suốt", "flood_post"),
        Place("b", "43A-1", "gps"),
        Place("c", "Hầm chui", "tunnel"),
    ]
    ground = Ground(places, kinds, {"20200": "phường"})
    assert ground.called("a") == Text("trụ ngập Mẹ Suốt", "flood post Mẹ Suốt")
    assert ground.called("b").vi == "GPS xe 43A-1"
    assert ground.called("c") == Text("Hầm chui", "Hầm chui")
    assert ground.called("gone") == Text("gone")
    assert ground.area_called("20200", "Hòa Khánh") == "phường Hòa Khánh"
    assert ground.area_called("1", "") == "địa bàn 1"
    assert ground.place("a") == places[0]
    assert ground.place("gone") is None
