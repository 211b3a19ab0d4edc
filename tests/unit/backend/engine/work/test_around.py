from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.contract.state import Place
from backend.engine.work.around import NearbyWards, around_of, position_of

FACTS: dict[str, object] = {"lat": 16.07, "lon": 108.15}


def square(code: str, west: float, south: float, east: float, north: float) -> dict[str, object]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.fixture
def borders(tmp_path: Path) -> Path:
    """Return a map of three wards: around the point, 500 m to the east, 5 km to the north."""
    features = [
        square("own", 108.14, 16.06, 108.1547, 16.08),
        square("next", 108.1547, 16.06, 108.17, 16.08),
        square("far", 108.14, 16.115, 108.17, 16.13),
    ]
    path = tmp_path / "wards.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_wards_of_which_some_part_is_near(borders: Path) -> None:
    wards = NearbyWards(borders, [])
    assert wards.within(16.07, 108.15, 100) == {"own"}
    assert wards.within(16.07, 108.15, 600) == {"own", "next"}
    assert wards.within(16.07, 108.15, 5200) == {"own", "next", "far"}


def test_without_a_map_the_places_stand_for_their_wards(tmp_path: Path) -> None:
    places = [
        Place("a", "A", "post", 16.071, 108.15, "001"),
        Place("b", "B", "post", 16.09, 108.15, "002"),
        Place("c", "C", "post", None, None, "003"),
        Place("d", "D", "post", 16.07, 108.15),
    ]
    assert NearbyWards(tmp_path / "none.geojson", places).within(16.07, 108.15, 1000) == {"001"}


def test_a_broken_map_leaves_the_places(tmp_path: Path) -> None:
    broken = tmp_path / "wards.geojson"
    broken.write_text("{", "utf-8")
    places = [Place("a", "A", "post", 16.071, 108.15, "001")]
    assert NearbyWards(broken, places).within(16.07, 108.15, 1000) == {"001"}


@pytest.mark.parametrize(
    ("written", "facts"),
    [
        ("", FACTS),
        ("gần", FACTS),
        ("0", FACTS),
        ("nan", FACTS),
        ("99999999", FACTS),
        ("500", {}),
        ("500", {"lat": 0.0, "lon": 0.0}),
    ],
)
def test_no_circle_where_it_has_no_middle_or_no_size(
    borders: Path, written: str, facts: dict[str, object]
) -> None:
    assert around_of(written, facts, NearbyWards(borders, [])) is None


def test_a_circle_with_its_wards(borders: Path) -> None:
    around = around_of("600", FACTS, NearbyWards(borders, []))
    assert around is not None
    assert (around.within_m, around.area_codes) == (600, {"own", "next"})


def test_what_stands_nowhere_has_no_position() -> None:
    assert position_of(FACTS) == (16.07, 108.15)
    assert position_of({"lat": 0.0, "lon": 0.0}) is None
    assert position_of({"lat": 16.07}) is None
    assert position_of({}) is None
