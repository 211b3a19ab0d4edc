from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.cli import new_centre
from backend.cli.centre_check import centre_notes, pack_faults
from backend.cli.paths import USECASES
from backend.engine.centre import load_centre
from backend.usecases.packs import load_packs


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    new_centre.write(tmp_path / "centre", "IOC Huế")
    return tmp_path / "centre"


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def notes(centre: Path) -> list[str]:
    loaded = load_centre(centre)
    packs = load_packs(USECASES, loaded.packs)
    return [
        f"{Path(note.file).name} {note.key}: {note.found}" for note in centre_notes(loaded, packs, USECASES)
    ]


def test_a_fresh_centre_has_nothing_to_be_told(centre: Path) -> None:
    assert pack_faults(load_centre(centre), USECASES) == []
    assert notes(centre) == []


def test_a_pack_that_is_not_there_is_named_in_centre_yaml(centre: Path) -> None:
    spoil(centre / "centre.yaml", "packs: [flooding]", "packs: [flooding, cameras, secuirty]")
    (fault,) = pack_faults(load_centre(centre), USECASES)
    assert (Path(fault.file).name, fault.key, fault.line) == ("centre.yaml", "packs[2]", 4)
    assert fault.cure.startswith("did you mean 'security'?")


def test_a_kind_of_place_that_no_pack_of_the_centre_declares_is_told_once(centre: Path) -> None:
    spoil(centre / "places.csv", "flood_post", "flood_pots")
    (note,) = notes(centre)
    assert note.startswith("places.csv post-1: no pack of the centre declares the kind of place 'flood_pots'")


def test_rules_of_a_unit_that_the_centre_does_not_have_are_told(centre: Path) -> None:
    spoil(centre / "centre.yaml", "id: thoat-nuoc", "id: thoat-nuoc-2")
    told = notes(centre)
    assert told
    assert all("the centre has no unit 'thoat-nuoc'" in note and ".unit_id:" in note for note in told)


def test_a_rule_whose_unit_is_its_place_is_right(centre: Path) -> None:
    spoil(centre / "centre.yaml", "packs: [flooding]", "packs: [flooding, citizen-reports]")
    assert [note for note in notes(centre) if "unit_id" in note] == []


def put_wards(centre: Path, *wards: object) -> None:
    (centre / "maps").mkdir(exist_ok=True)
    features = [{"type": "Feature", "properties": ward, "geometry": None} for ward in wards]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (centre / "maps" / "wards.geojson").write_text(text, encoding="utf-8")


def test_a_ward_whose_name_has_no_place_on_the_map_is_named(centre: Path) -> None:
    good = {"code": "19768", "name": "Phú Xuân", "label": [107.6, 16.5]}
    put_wards(centre, good, good | {"code": "19774", "name": "An Cựu", "label": None}, good)
    assert notes(centre) == [
        "wards.geojson features[1].properties.label: ward 19774 An Cựu has no point for its name: "
        "on the map a border only"
    ]
    for label in ([107.6], ["107.6", 16.5], [True, float("nan")]):
        put_wards(centre, good | {"label": label})
        assert len(notes(centre)) == 1


def test_a_layer_that_is_none_of_wards_is_told(centre: Path) -> None:
    put_wards(centre, {"ten": "Phú Xuân"}, None)
    assert notes(centre) == [
        "wards.geojson features[0]: ward 0 has no code and no name: the map shows no ward",
        "wards.geojson features[1]: ward 1 has no code and no name: the map shows no ward",
    ]
    (centre / "maps" / "wards.geojson").write_text("[]", encoding="utf-8")
    (note,) = notes(centre)
    assert "no layer of wards" in note
