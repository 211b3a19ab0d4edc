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
