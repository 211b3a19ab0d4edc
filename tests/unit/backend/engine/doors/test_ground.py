from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.contract.state import Place
from backend.engine.doors.ground import MARGIN_DEG, CityGround
from tests.end2end.gateway_centre import WARD

PLACES = [
    Place("a", "A", "post", lat=16.0, lon=108.0),
    Place("b", "B", "post", lat=16.2, lon=108.4),
    Place("c", "C", "post", lat=None, lon=None),
]


def wards(folder: Path) -> Path:
    path = folder / "wards.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [WARD]}))
    return path


def test_a_position_has_its_ward(tmp_path: Path) -> None:
    ground = CityGround(wards(tmp_path), PLACES)
    assert ground.area_of(16.0683, 108.2241) == ("20242", "Hải Châu")
    assert ground.area_of(21.03, 105.85) == ("", "")


def test_the_box_lies_around_the_wards(tmp_path: Path) -> None:
    found = CityGround(wards(tmp_path), PLACES).box()
    assert found == pytest.approx(
        (108.15 - MARGIN_DEG, 16.0 - MARGIN_DEG, 108.30 + MARGIN_DEG, 16.15 + MARGIN_DEG)
    )


def test_without_wards_the_box_lies_around_the_places(tmp_path: Path) -> None:
    ground = CityGround(tmp_path / "none", PLACES)
    assert ground.box() == pytest.approx(
        (108.0 - MARGIN_DEG, 16.0 - MARGIN_DEG, 108.4 + MARGIN_DEG, 16.2 + MARGIN_DEG)
    )
    assert ground.area_of(16.1, 108.2) == ("", "")
    assert CityGround(tmp_path / "none", PLACES[2:]).box() is None


def test_a_map_that_cannot_be_read_costs_only_the_wards(tmp_path: Path) -> None:
    path = tmp_path / "wards.geojson"
    path.write_text("no map")
    assert CityGround(path, PLACES).box() is not None
