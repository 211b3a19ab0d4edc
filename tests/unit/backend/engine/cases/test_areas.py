from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from backend.domain.cases.shapes import circle, polygon
from backend.engine.cases.areas import Areas


def square(code: str, name: str, west: float) -> dict[str, object]:
    ring = [[west, 16.0], [west + 0.1, 16.0], [west + 0.1, 16.1], [west, 16.1], [west, 16.0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": geometry}


@pytest.fixture
def areas(tmp_path: Path) -> Areas:
    features = [square("1", "Một", 108.0), square("2", "Hai", 108.1), square("3", "Ba", 108.2)]
    path = tmp_path / "wards.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return Areas(path, {"9": "Chín"})


def test_wards_are_those_of_the_map_and_of_the_places(areas: Areas) -> None:
    assert areas.names == {"1": "Một", "2": "Hai", "3": "Ba", "9": "Chín"}
    assert areas.unknown(["1", "9", "7"]) == ["7"]
    assert Areas().unknown(["7"]) == []


def test_a_shape_touches_the_wards_that_it_covers_and_not_those_that_it_borders(areas: Areas) -> None:
    box = [(16.0, 108.1), (16.0, 108.25), (16.1, 108.25), (16.1, 108.1), (16.0, 108.1)]
    assert areas.touched(polygon(box)) == ("2", "3")
    assert areas.touched(circle(16.05, 108.05, 50)) == ("1",)
    assert areas.touched(circle(10.0, 100.0, 50)) == ()
    assert Areas().touched(circle(16.05, 108.05, 50)) == ()


def test_a_position_lies_in_the_ward_that_holds_it_or_is_near(areas: Areas) -> None:
    assert [areas.ward_at(16.05, east) for east in (108.05, 108.15, 108.303, 108.4)] == ["1", "2", "3", ""]
    assert areas.ward_at(16.05, 108.1) == "1", "a border belongs to the first of both"
    assert Areas().ward_at(16.05, 108.05) == ""


def test_a_point_within_wards_is_found(areas: Areas) -> None:
    found = areas.middle(["1", "2"])
    assert found is not None
    assert 16.0 < found[0] < 16.1
    assert 108.0 < found[1] < 108.2
    assert areas.middle(["9"]) is None


def test_a_map_that_cannot_be_read_is_told_and_costs_only_the_wards(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "wards.geojson"
    path.write_text("[]", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert Areas(path, {"9": "Chín"}).names == {"9": "Chín"}
    assert "shapes get no wards" in caplog.text
