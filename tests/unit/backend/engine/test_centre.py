from __future__ import annotations

from pathlib import Path

import pytest

from backend.contract.document import DocumentError
from backend.engine.centre import load_centre
from tests.unit.backend.engine.centre_folder import CENTRE, PLACES, write_centre


def faults_of(folder: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        load_centre(folder)
    return str(caught.value)


def test_a_centre_is_read_with_places_sources_and_days(tmp_path: Path) -> None:
    loaded = load_centre(write_centre(tmp_path))
    assert loaded.centre.name == "Trung tâm thử"
    assert [p.name for p in loaded.places] == ["Mẹ Suốt", "Hàm Nghi"]
    assert loaded.places[1].attributes == {"river": "Hàn"}
    assert [s.id for s in loaded.sources] == ["drop"]
    assert loaded.reference_days[0].start_at == 1665680400.0


def test_a_missing_folder_says_how_to_make_a_centre(tmp_path: Path) -> None:
    assert "toancanh new-centre" in faults_of(tmp_path / "nowhere")


def test_every_fault_of_every_file_is_named_in_one_pass(tmp_path: Path) -> None:
    folder = write_centre(tmp_path)
    (folder / "centre.yaml").write_text(CENTRE + "timezone: Asia/Hanoi\nshift: 3\n", encoding="utf-8")
    (folder / "places.csv").write_text(
        PLACES + "p1,Lặp,post,16,108,,,\np3,Xa,post,160,108,,,\np.4,Chấm,post,,,,,\n"
    )
    (folder / "sources" / "bad.yaml").write_text("id: bad\nkind: mqt\n")
    words = faults_of(folder)
    assert "centre.yaml:8: shift:" in words
    assert "did you mean 'shifts'?" in words
    assert "places.csv:4: p1: the place stands twice" in words
    assert "places.csv:5: p3: lat 160.0 is outside of ±90 degrees" in words
    assert "places.csv:6: p.4:" in words
    assert "bad.yaml:2: kind: found 'mqt'; did you mean 'mqtt'?" in words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("timezone: Asia/Hanoi", "IANA zone"),
        ("reference_days: [{id: d, name: d, start: '2022-10-14'}]", "date, time and zone"),
        ("reference_days: [{id: d, name: d, start: soon}]", "date, time and zone"),
    ],
)
def test_a_wrong_setting_names_its_cure(tmp_path: Path, line: str, words: str) -> None:
    folder = write_centre(tmp_path)
    (folder / "centre.yaml").write_text(f"id: a\nname: b\npacks: []\n{line}\n", encoding="utf-8")
    assert words in faults_of(folder)


def test_places_that_are_not_text_are_refused_in_words(tmp_path: Path) -> None:
    folder = write_centre(tmp_path)
    (folder / "places.csv").write_bytes(b"place_id,name,kind\np1,\xff\xfe,post\n")
    assert "save it as UTF-8" in faults_of(folder)


def test_a_source_that_stands_twice_is_named(tmp_path: Path) -> None:
    folder = write_centre(tmp_path)
    text = (folder / "sources" / "drop.yaml").read_text(encoding="utf-8")
    (folder / "sources" / "second.yaml").write_text(text, encoding="utf-8")
    assert "the source 'drop' stands twice" in faults_of(folder)


def test_units_of_both_files_are_read_and_only_open_ones_may_be_responsible(tmp_path: Path) -> None:
    folder = write_centre(tmp_path)
    text = (folder / "centre.yaml").read_text(encoding="utf-8")
    more = "units: [{id: tn, name: Thoát nước}]\nprovince: '48'\nissuer: {above: UBND TP, place: Đà Nẵng, code: IOC}\n"
    (folder / "centre.yaml").write_text(text + more, encoding="utf-8")
    rows = "unit_id,name,level,valid_to,successors\nsgtvt,Sở Giao thông,department,2025-03-01,sxd\nsxd,Sở Xây dựng,department,,\n"
    (folder / "units.csv").write_text(rows, encoding="utf-8")
    loaded = load_centre(folder)
    assert [unit.id for unit in loaded.units] == ["tn", "sxd"]
    assert [unit.unit_id for unit in loaded.unit_infos] == ["tn", "sgtvt", "sxd"]
    assert (loaded.province, loaded.issuer.code, loaded.issuer.place) == ("48", "IOC", "Đà Nẵng")


def test_faults_of_units_come_with_those_of_the_other_files(tmp_path: Path) -> None:
    folder = write_centre(tmp_path)
    (folder / "units.csv").write_text("unit_id,name,parent\na,A,b\n", encoding="utf-8")
    (folder / "places.csv").write_text("name\n", encoding="utf-8")
    with pytest.raises(DocumentError) as error:
        load_centre(folder)
    assert {Path(fault.file).name for fault in error.value.faults} == {"units.csv", "places.csv"}
