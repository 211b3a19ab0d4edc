from __future__ import annotations

from pathlib import Path

import pytest

from backend.contract.document import read_yaml
from backend.demo.city import CATCHMENTS, load
from backend.demo.scenes import SCENES

LIMITS = Path(__file__).parents[4] / "resources" / "limits" / "bao-dong-2020.yaml"


def test_the_network_has_the_size_that_the_demo_promises() -> None:
    city = load()
    assert [len(part) for part in (city.stations, city.posts, city.gauges, city.cameras)] == [44, 52, 20, 30]
    ids = [p.place_id for part in (city.stations, city.posts, city.gauges, city.cameras) for p in part]
    assert len(set(ids)) == len(ids)
    assert all("." not in place_id for place_id in ids)


def test_everything_stands_in_the_city() -> None:
    city = load()
    for part in (city.stations, city.posts, city.gauges, city.cameras):
        for place in part:
            assert 14.9 < place.lat < 16.3, place.place_id
            assert 107.2 < place.lon < 108.8, place.place_id
            assert place.area_name in city.area_codes


@pytest.mark.parametrize("gauge", ["ai-nghia", "giao-thuy", "cau-lau", "cam-le"])
def test_official_levels_are_those_of_the_shared_limit_set(gauge: str) -> None:
    rows = read_yaml(LIMITS.read_text(encoding="utf-8"), str(LIMITS))[0]["rows"]
    found = next(g for g in load().gauges if g.place_id == f"song-{gauge}")
    assert found.limit_source == "QĐ 05/2020/QĐ-TTg"
    assert [found.bd1, found.bd2, found.bd3] == [rows[f"{gauge}.bd{i}"]["max"] for i in (1, 2, 3)]


def test_gauges_and_cameras_point_to_what_exists() -> None:
    city = load()
    places = {p.place_id for part in (city.stations, city.posts, city.gauges) for p in part}
    assert {gauge.catchment for gauge in city.gauges} <= set(CATCHMENTS)
    assert {camera.near for camera in city.cameras} - {""} <= places
    assert {camera.scene for camera in city.cameras} == {scene.name for scene in SCENES}
    assert all(gauge.bd1 < gauge.bd2 < gauge.bd3 for gauge in city.gauges)
