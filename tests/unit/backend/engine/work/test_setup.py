from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from backend.contract.document import DocumentError
from backend.engine.centre import load_centre
from backend.engine.work.setup import area_kinds, load_setup, new_drawings
from backend.store import Drawing
from backend.usecases import load_packs
from tests.unit.backend.engine.work.conftest import PACKS, write_centre


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    return write_centre(tmp_path / "c")


def faults_of(centre: Path) -> list[str]:
    packs = load_packs(PACKS, ["flooding", "cameras"])
    with pytest.raises(DocumentError) as raised:
        load_setup(load_centre(centre), packs, PACKS)
    return [str(fault) for fault in raised.value.faults]


def test_every_fault_of_every_file_is_told_in_one_pass(centre: Path) -> None:
    (centre / "channels" / "sms.yaml").write_text("id: sms\nkind: bồ câu\nname: x\n", encoding="utf-8")
    people = {"people": [{"id": "ha", "name": "Hà", "phone": "12", "unit": "khong-co"}]}
    (centre / "contacts.yaml").write_text(yaml.safe_dump(people, allow_unicode=True), encoding="utf-8")
    (centre / "sops").mkdir()
    (centre / "sops" / "hong.bpmn").write_text("<a>", encoding="utf-8")
    (centre / "calendar.yaml").write_text("calendar: mars\n", encoding="utf-8")
    found = "\n".join(faults_of(centre))
    for words in ("bồ câu", "contacts.yaml", "khong-co", "hong.bpmn", "mars"):
        assert words in found, words


def test_two_channels_of_one_id_are_a_fault(centre: Path) -> None:
    text = (centre / "channels" / "sms.yaml").read_text(encoding="utf-8")
    (centre / "channels" / "sms-2.yaml").write_text(text, encoding="utf-8")
    assert any("stands twice" in fault for fault in faults_of(centre))


def test_a_changed_drawing_is_the_next_version_and_the_old_one_stays(centre: Path) -> None:
    packs = load_packs(PACKS, ["flooding", "cameras"])
    old = (
        (PACKS / "flooding" / "sops" / "so-tan.bpmn")
        .read_bytes()
        .replace("Sơ tán dân".encode(), "Di dời".encode())
    )
    stored = [Drawing("so-tan", 1, "d", old, 1.0, "system")]
    setup = load_setup(load_centre(centre), packs, PACKS, stored)
    assert setup.library.versions("so-tan") == (1, 2)
    fresh = new_drawings(setup.library, stored, 5.0)
    assert ("so-tan", 2) in {(d.procedure_id, d.version) for d in fresh}
    again = load_setup(load_centre(centre), packs, PACKS, [*stored, *fresh])
    assert again.library.versions("so-tan") == (1, 2)
    assert new_drawings(again.library, [*stored, *fresh], 6.0) == []


def test_what_an_administrator_switched_counts_more_than_the_file(centre: Path) -> None:
    packs = load_packs(PACKS, ["flooding", "cameras"])
    setup = load_setup(load_centre(centre), packs, PACKS, settings={"channel.sms": "off"})
    assert set(setup.messages.enabled()) == {"phieu"}
    setup.switch_channel("sms", True)
    assert set(setup.messages.enabled()) == {"sms", "phieu"}


def test_a_procedure_that_nobody_drew_is_a_fault(centre: Path, tmp_path: Path) -> None:
    import shutil

    packs_folder = tmp_path / "usecases"
    shutil.copytree(PACKS, packs_folder)
    (packs_folder / "flooding" / "sops" / "lu-song.bpmn").unlink()
    packs = load_packs(packs_folder, ["flooding", "cameras"], PACKS.parent / "limits")
    with pytest.raises(DocumentError, match="there is no procedure 'lu-song'"):
        load_setup(load_centre(centre), packs, packs_folder)


def test_wards_are_called_what_the_map_calls_them(tmp_path: Path) -> None:
    file = tmp_path / "wards.geojson"
    file.write_text(
        '{"features": [{"properties": {"code": "20194", "kind": "phường", "x": 1}}, {"properties": {}}]}'
    )
    assert area_kinds(file) == {"20194": "phường"}
    assert area_kinds(tmp_path / "absent") == {}
