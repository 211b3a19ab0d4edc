from __future__ import annotations

import json
import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.cases.shapes import (
    MOST_POINTS,
    ShapeError,
    centre,
    checked_areas,
    checked_shape,
    circle,
    drawn,
    joined,
    parts_of,
    polygon,
    surface,
)
from backend.domain.incidents.ground import EARTH_RADIUS_M

SQUARE = [(16.0, 108.0), (16.0, 108.1), (16.1, 108.1), (16.1, 108.0), (16.0, 108.0)]
BOW = [(16.0, 108.0), (16.1, 108.1), (16.1, 108.0), (16.0, 108.1), (16.0, 108.0)]


def test_a_polygon_is_kept_with_longitude_first_and_no_blanks() -> None:
    text = polygon(SQUARE)
    assert json.loads(text)["coordinates"][0][1] == [108.1, 16.0]
    assert " " not in text
    assert checked_shape(text) == text


def test_a_circle_is_a_point_with_its_radius_and_its_middle_is_its_centre() -> None:
    text = circle(16.06, 108.2, 5000)
    assert json.loads(text) == {"type": "Point", "coordinates": [108.2, 16.06], "radius_m": 5000.0}
    assert centre(text) == (16.06, 108.2)


@given(st.floats(-60, 60), st.floats(-170, 170), st.floats(50, 50_000))
def test_a_drawn_circle_has_the_surface_of_a_circle(lat: float, lon: float, radius_m: float) -> None:
    found = shapely.from_geojson(drawn(circle(lat, lon, radius_m)))
    degrees = math.degrees(1 / EARTH_RADIUS_M)
    area_m2 = found.area / degrees**2 * math.cos(math.radians(round(lat, 6)))
    assert area_m2 == pytest.approx(math.pi * round(radius_m, 1) ** 2, rel=0.003)


def test_several_shapes_become_one_and_are_drawn_as_plain_polygons() -> None:
    text = joined([polygon(SQUARE), circle(16.5, 108.5, 1000)])
    assert [part["type"] for part in parts_of(text)] == ["Polygon", "Point"]
    found = json.loads(drawn(text))
    assert found["type"] == "MultiPolygon"
    assert len(found["coordinates"]) == 2
    assert joined([]) == ""


def test_a_border_that_crosses_itself_is_mended_where_a_stranger_sends_it() -> None:
    found = surface(polygon(BOW))
    assert found.is_valid
    assert found.area == pytest.approx(0.005)


def test_the_middle_of_a_crescent_lies_in_it() -> None:
    ring = [(0.0, 0.0), (0.0, 3.0), (3.0, 3.0), (3.0, 2.0), (1.0, 2.0), (1.0, 1.0), (3.0, 1.0), (3.0, 0.0),
            (0.0, 0.0)]  # fmt: skip
    lat, lon = centre(polygon(ring))
    assert surface(polygon(ring)).contains(shapely.Point(lon, lat))


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ("", "no GeoJSON shape"),
        ("[1, 2]", "no GeoJSON shape"),
        ('{"type": "LineString", "coordinates": [[108, 16], [109, 16]]}', "no GeoJSON shape"),
        ('{"type": "GeometryCollection", "geometries": []}', "no GeoJSON shape"),
        ('{"type": "Point", "coordinates": [108, 16]}', "the radius None"),
        ('{"type": "Point", "coordinates": [108, 16], "radius_m": 0}', "the radius 0"),
        ('{"type": "Point", "coordinates": [108, 16], "radius_m": true}', "the radius True"),
        ('{"type": "Point", "coordinates": ["a", 16], "radius_m": 5}', "no GeoJSON shape"),
        ('{"type": "Point", "coordinates": [16, 108], "radius_m": 5}', "longitude comes first"),
        ('{"type": "Polygon", "coordinates": [[[108, 16], [109, 16]]]}', "no GeoJSON shape"),
        ('{"type": "Polygon", "coordinates": []}', "no surface"),
        (
            '{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}',
            "its border crosses itself",
        ),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0], [0, 0]]]}', "crosses itself"),
        ("[" * 3000, "no GeoJSON shape"),
        (" " * 300_000, "longer than"),
    ],
)
def test_what_is_no_shape_is_refused_in_words(shape: str, said: str) -> None:
    with pytest.raises(ShapeError, match=said) as refused:
        checked_shape(shape)
    assert refused.value.text.vi != refused.value.text.en


def test_a_shape_of_too_many_corners_is_refused() -> None:
    ring = [[108 + math.cos(i / 900), 16 + math.sin(i / 900)] for i in range(MOST_POINTS)]
    with pytest.raises(ShapeError, match="more than 5000 corners"):
        checked_shape(json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]}))


def test_codes_of_wards_are_kept_once_with_one_blank_between() -> None:
    assert checked_areas(" 20194, 20200\n20194 ") == "20194 20200"
    with pytest.raises(ShapeError, match="no code of a ward"):
        checked_areas("20194 Hải Châu")
    with pytest.raises(ShapeError, match="more than 500 wards"):
        checked_areas(" ".join(str(n) for n in range(501)))
