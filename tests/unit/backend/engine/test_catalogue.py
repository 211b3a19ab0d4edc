from __future__ import annotations

from pathlib import Path

from backend.engine import catalogue
from backend.engine.centre import load_centre
from backend.usecases.packs import load_packs
from tests.unit.backend.engine.centre_folder import PLACES, write_centre, write_pack


def test_each_place_has_the_series_of_its_kind_with_their_limits(tmp_path: Path) -> None:
    loaded = load_centre(write_centre(tmp_path))
    packs = load_packs(write_pack(tmp_path), loaded.packs)
    ids = catalogue.series_ids(loaded.places, packs)
    assert ids == ["p1.depth_cm", "p2.depth_cm"]
    series = catalogue.build(loaded, packs, {"p1.depth_cm": 5, "p2.depth_cm": 6})
    assert series["p2.depth_cm"].index == 6
    assert [(limit.value, limit.severity) for limit in series["p1.depth_cm"].limits] == [
        (20.0, "high"),
        (40.0, "critical"),
    ]


def test_a_place_of_an_undeclared_kind_is_named_and_has_no_series(tmp_path: Path) -> None:
    folder = write_centre(tmp_path)
    (folder / "places.csv").write_text(PLACES + "c1,Ngã tư,camera,16,108,,,\n", encoding="utf-8")
    loaded = load_centre(folder)
    packs = load_packs(write_pack(tmp_path), loaded.packs)
    assert catalogue.unknown_kinds(loaded, packs) == {"camera": "c1"}
    assert len(catalogue.series_ids(loaded.places, packs)) == 2


def test_sources_that_are_switched_off_are_left_out(tmp_path: Path) -> None:
    folder = write_centre(tmp_path)
    path = folder / "sources" / "drop.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "enabled: false\n", encoding="utf-8")
    assert catalogue.enabled(load_centre(folder).sources) == []


def test_units_and_the_register_are_places_where_packs_measure_something_of_them(tmp_path: Path) -> None:
    folder = write_centre(tmp_path)
    centre = (folder / "centre.yaml").read_text(encoding="utf-8")
    units = "units: [{id: roads, name: Đội đường bộ}, {id: p1, name: Trùng mã}]\n"
    (folder / "centre.yaml").write_text(centre + units, encoding="utf-8")
    loaded, packs = load_centre(folder), load_packs(write_pack(tmp_path), ["thu"])
    assert catalogue.with_register_places(loaded, packs).places == loaded.places
    pack = tmp_path / "packs" / "thu" / "pack.yaml"
    kinds = "unit: {name: {vi: Đơn vị}, metrics: [depth_cm]}, centre_register: {name: {vi: Sổ}, metrics: [depth_cm]}"
    text = pack.read_text(encoding="utf-8").replace("place_kinds: {", f"place_kinds: {{{kinds}, ")
    pack.write_text(text, encoding="utf-8")
    packs = load_packs(tmp_path / "packs", ["thu"])
    added = catalogue.with_register_places(loaded, packs).places[len(loaded.places) :]
    assert [(place.place_id, place.name, place.kind) for place in added] == [
        ("roads", "Đội đường bộ", "unit"),
        ("centre_register", loaded.centre.name, "centre_register"),
    ]
    assert "roads.depth_cm" in catalogue.series_ids(added, packs)
