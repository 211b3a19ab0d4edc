from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from backend.demo import boundaries, places

Layers = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("maps")
    boundaries.build(made)
    return made


@pytest.fixture(scope="module")
def layers(folder: Path) -> Layers:
    return {path.stem: json.loads(path.read_text("utf-8"))["features"] for path in folder.glob("*.geojson")}


def test_four_layers_of_a_size_that_a_wall_can_load(folder: Path) -> None:
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    assert sorted(sizes) == ["coast.geojson", "islands.geojson", "rivers.geojson", "wards.geojson"]
    assert all(1000 < size < 1_500_000 for size in sizes.values()), sizes


def test_every_ward_is_there_once_and_says_that_it_is_approximate(layers: Layers) -> None:
    codes = [feature["properties"]["code"] for feature in layers["wards"]]
    assert codes == [ward.code for ward in places.wards()]
    assert all(feature["properties"]["approximate"] is True for feature in layers["wards"])


def test_wards_are_valid_and_hold_their_own_label(layers: Layers) -> None:
    for feature in layers["wards"]:
        geometry, properties = shape(feature["geometry"]), feature["properties"]
        assert geometry.is_valid, properties["name"]
        assert shapely.contains_xy(geometry, *properties["label"]), properties["name"]


def test_wards_do_not_overlap(layers: Layers) -> None:
    shapes = [shape(feature["geometry"]) for feature in layers["wards"]]
    total = sum(geometry.area for geometry in shapes)
    assert shapely.union_all(shapes).area == pytest.approx(total, rel=0.001)


def test_both_archipelagos_are_always_there_by_name(layers: Layers) -> None:
    for kind in ("archipelago", "name"):
        names = {f["properties"]["name"] for f in layers["islands"] if f["properties"]["kind"] == kind}
        assert names == {"Quần đảo Hoàng Sa (Đà Nẵng)", "Quần đảo Trường Sa (Khánh Hòa)"}
    zone = next(f for f in layers["wards"] if f["properties"]["code"] == places.HOANG_SA_CODE)
    assert len(zone["geometry"]["coordinates"]) > 10


def test_the_same_input_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    boundaries.build(tmp_path)
    for path in folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_they_resemble_the_true_boundaries(layers: Layers, real_data: Path) -> None:
    text = (real_data / "admin_vn" / "wards_48_da_nang.geojson").read_text("utf-8")
    true = {f["properties"]["code"]: shape(f["geometry"]).buffer(0) for f in json.loads(text)["features"]}
    overlap = []
    for feature in layers["wards"]:
        code, ours = feature["properties"]["code"], shape(feature["geometry"])
        if code != places.HOANG_SA_CODE:
            overlap.append(ours.intersection(true[code]).area / ours.union(true[code]).area)
    assert sorted(overlap)[len(overlap) // 2] > 0.70
    assert min(overlap) > 0.25
