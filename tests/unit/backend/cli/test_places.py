from __future__ import annotations

from pathlib import Path

import pytest

from backend.cli.imports import SettingError
from backend.cli.places import PlaceSettings, import_place_file, import_ward_units
from backend.engine.centre import load_centre
from tests.unit.backend.usecases.place_files import write_wards


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    folder = write_wards(tmp_path / "centre")
    (folder / "centre.yaml").write_text(
        "id: thu\nname: Thử\npacks: [cameras]\nunits: [{id: tn, name: Thoát nước}]\n", encoding="utf-8"
    )
    (folder / "places.csv").write_text("place_id,name,kind\n", encoding="utf-8")
    return folder


def settings(*mapped: str) -> PlaceSettings:
    return PlaceSettings(kind="camera", crs="", mapped=mapped, leave_out=False, dry_run=False)


def test_places_are_taken_with_the_kinds_of_the_centres_packs(centre: Path, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("ma;ten;Doc;Ngang\nc1;Cầu;16,05;108,21\n", encoding="utf-8")
    assert import_place_file(file, settings("Doc=lat", "Ngang=lon"), centre).startswith("1 added")
    assert load_centre(centre).places[0].area_name == "Hải Châu"


def test_a_mapping_that_is_none_is_refused(centre: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="write COLUMN=field"):
        import_place_file(tmp_path / "in.csv", settings("Doc"), centre)


def test_wards_become_units_once_and_are_read_by_the_centre(centre: Path) -> None:
    assert import_ward_units("", centre).startswith("94 wards added")
    loaded = load_centre(centre)
    assert len(loaded.units) == 95
    assert loaded.units[0].id == "tn"
    text = (
        (centre / "units.csv")
        .read_text(encoding="utf-8")
        .replace("UBND phường Hải Châu", "Phường Hải Châu ta")
    )
    (centre / "units.csv").write_text(text, encoding="utf-8")
    assert import_ward_units("48", centre).startswith("0 wards added")
    assert "Phường Hải Châu ta" in (centre / "units.csv").read_text(encoding="utf-8")


def test_an_unknown_province_is_refused_with_those_that_there_are(centre: Path) -> None:
    with pytest.raises(SettingError, match="48 Thành phố Đà Nẵng"):
        import_ward_units("00", centre)
