import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from backend.contract.case_requests import FoundPlace, FoundPlaces
from tests.unit.widgets.case_city import DeskCity
from widgets.parts.extent_fields import AreasField, CircleField, shape_words

FOUND = FoundPlaces(
    (
        FoundPlace("place", "cam-1", "Camera Hòa Khánh", lat=16.07, lon=108.15),
        FoundPlace("area", "20194", "Hòa Khánh", lat=16.07, lon=108.15),
        FoundPlace("former", "20200", "Hòa Hiệp Bắc", "nay là Hải Vân"),
    )
)


@pytest.fixture
def above(show):
    return show(QWidget(), 600, 300)


@pytest.fixture
def areas(above, desk_city: DeskCity) -> AreasField:
    return AreasField(desk_city.live, desk_city.context().look, above)


@pytest.fixture
def circle(above, desk_city: DeskCity) -> CircleField:
    return CircleField(desk_city.live, desk_city.context().look, above)


def types(picker, words, reply=FOUND):
    """Write words and let the daemon answer."""
    picker.field.setText(words)
    picker._show(picker._read(reply))


def test_wards_become_chips_with_enter_and_leave_with_a_click(qtbot, areas):
    types(areas.picker, "hoa")
    assert list(areas.picker.strip.names) == ["Hòa Khánh", "Hòa Hiệp Bắc (nay là Hải Vân)"]
    qtbot.keyClick(areas.field, Qt.Key.Key_Return)
    types(areas.picker, "hoa hiep")
    qtbot.keyClick(areas.field, Qt.Key.Key_Down)
    qtbot.keyClick(areas.field, Qt.Key.Key_Return)
    assert areas.value() == "20194 20200"
    assert list(areas.names()) == ["Hòa Khánh", "Hòa Hiệp Bắc"]
    areas.remove("20194")
    assert areas.value() == "20200"
    qtbot.keyClick(areas.field, Qt.Key.Key_Backspace)
    assert areas.value() == ""


def test_a_ward_that_is_chosen_and_not_taken_yet_counts_and_stands_once(qtbot, areas):
    types(areas.picker, "hoa")
    assert areas.value() == "20194"
    qtbot.keyClick(areas.field, Qt.Key.Key_Return)
    types(areas.picker, "hoa")
    assert areas.value() == "20194"


def test_a_circle_is_entered_by_a_place_or_a_position(circle):
    types(circle.centre, "hoa khanh")
    circle.radius.setText("1,5 km")
    at = {"type": "Point", "coordinates": [108.15, 16.07], "radius_m": 1500.0}
    assert json.loads(circle.value()) == at
    types(circle.centre, "16.05, 108.2", FoundPlaces(()))
    assert json.loads(circle.value())["coordinates"] == [108.2, 16.05]


def test_half_a_circle_is_sent_as_it_is_so_that_it_is_refused_in_words(circle):
    assert circle.value() == ""
    circle.radius.setText("500")
    assert circle.value() == "500"


def test_a_shape_is_told_in_words(vietnamese):
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    assert shape_words(json.dumps(square), 3) == "vùng đa giác, 3 phường, xã"
    point = {"type": "Point", "coordinates": [1, 2], "radius_m": 5000}
    assert shape_words(json.dumps(point), 0) == "vòng tròn bán kính 5 km"
    whole = {"type": "GeometryCollection", "geometries": [square, square, point]}
    assert shape_words(json.dumps(whole), 0) == "2 vùng đa giác, vòng tròn bán kính 5 km"
    assert shape_words("?", 1) == "?"


def test_a_circle_that_a_case_has_stands_in_its_fields_and_another_shape_leaves_them_empty(circle):
    shape = '{"type": "Point", "coordinates": [108.2, 16.05], "radius_m": 1500}'
    circle.show_shape('{"type": "Polygon", "coordinates": []}')
    assert circle.value() == ""
    circle.show_shape(shape)
    assert (circle.centre.written(), circle.radius.text()) == ("16.05, 108.2", "1.5 km")
    assert json.loads(circle.value()) == json.loads(shape)


def test_another_radius_leaves_the_centre_where_it_is(circle):
    circle.show_shape('{"type": "Point", "coordinates": [108.214567, 16.054321], "radius_m": 1500}')
    circle.radius.setText("2 km")
    assert json.loads(circle.value()) == {
        "type": "Point",
        "coordinates": [108.214567, 16.054321],
        "radius_m": 2000.0,
    }
