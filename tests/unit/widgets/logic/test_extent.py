import json

import pytest

from backend.domain.cases.shapes import checked_shape
from widgets.logic.extent import ShapeParts, circle_of, circle_shape, position_of, radius_of, shape_parts


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("16.06, 108.2", (16.06, 108.2)),
        (" 16.06;108.2 ", (16.06, 108.2)),
        ("-16 -73.5", (-16.0, -73.5)),
        ("108.2, 16.06", None),
        ("Cầu Rồng", None),
        ("16.06", None),
    ],
)
def test_a_position_is_read_as_people_type_it(text, position):
    assert position_of(text) == position


@pytest.mark.parametrize(
    ("text", "metres"),
    [("500", 500.0), ("1,5 km", 1500.0), ("1.5KM", 1500.0), ("800 m", 800.0), ("0", None), ("xa", None)],
)
def test_a_radius_is_read_with_its_unit(text, metres):
    assert radius_of(text) == metres


def test_a_typed_circle_is_one_that_the_register_takes():
    text = circle_shape(16.06, 108.2, 1500.0)
    assert json.loads(checked_shape(text)) == json.loads(text)
    assert shape_parts(text) == ShapeParts(0, (1500.0,))


def test_a_shape_is_counted_by_its_parts():
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    many = {"type": "MultiPolygon", "coordinates": [square["coordinates"]] * 2}
    whole = {"type": "GeometryCollection", "geometries": [square, many, json.loads(circle_shape(1, 2, 3))]}
    assert shape_parts(json.dumps(whole)) == ShapeParts(3, (3.0,))
    assert shape_parts("{}") is None
    assert shape_parts("vùng") is None


@pytest.mark.parametrize(
    ("text", "circle"),
    [
        (circle_shape(16.05, 108.2, 1500.0), (16.05, 108.2, 1500.0)),
        ('{"type": "Polygon", "coordinates": []}', None),
        ('{"type": "Point", "coordinates": [108.2, 16.05]}', None),
        ("", None),
        ("[]", None),
    ],
)
def test_a_shape_that_is_one_circle_is_read_back(text, circle):
    assert circle_of(text) == circle
