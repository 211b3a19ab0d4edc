from __future__ import annotations

from backend.demo.places import wards
from backend.demo.water_places import ATTRIBUTES, place_rows, points, water_places


def test_each_place_stands_in_a_ward_of_the_city_and_belongs_to_a_system_that_is_there() -> None:
    names = {ward.name for ward in wards()}
    known = {place.place_id for place in water_places()}
    for place in water_places():
        assert place.area_name in names, place.name
        assert not place.system or place.system in known
        assert not place.plant or place.plant in known
    assert len(known) == len(water_places())


def test_points_say_what_limits_ask_of_them() -> None:
    for point in points():
        assert point.point_type in ("raw", "filter", "clearwell", "network", "tap")
        assert point.source_water in ("surface", "ground")
        assert bool(point.regulation) == (point.point_type in ("clearwell", "network", "tap"))
    assert {"chlorine", "chlorine_dioxide"} <= {point.disinfectant for point in points()}


def test_rows_have_every_attribute() -> None:
    rows = list(place_rows())
    assert len(rows) == len(water_places())
    assert set(ATTRIBUTES) <= rows[0].keys()
