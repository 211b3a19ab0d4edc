"""What `toancanh check` and `toancanh test-pack` say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from backend.cli import checking
from backend.cli.new_centre import write
from backend.contract.document import Fault

RESOURCES = Path(__file__).resolve().parents[4] / "resources"


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the packs that ship; layouts are the wall's, and are looked at elsewhere."""
    monkeypatch.setattr(checking, "check_layouts", lambda _folder: [])
    for name in ("limits", "usecases"):
        shutil.copytree(RESOURCES / name, tmp_path / name)
    return tmp_path / "usecases"


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_packs_that_ship_have_no_fault(packs: Path) -> None:
    faults, words = checking.check_all(packs, packs / "none", None)
    assert faults == []
    n_packs = len(list(packs.glob("*/pack.yaml")))
    assert words == f"{n_packs} packs, 0 layouts: no fault"


def test_faults_of_incidents_ladders_messages_and_drawings_are_found(packs: Path) -> None:
    flooding = packs / "flooding"
    spoil(flooding / "incidents" / "flood.yaml", "procedures: [ngap-cuc-bo]", "procedures: [ngap]")
    spoil(flooding / "ladders" / "buoc-qua-han.yaml", "after: PT30M", "after: 30")
    faults, words = checking.check_all(packs, packs / "none", None)
    assert {Path(fault.file).name for fault in faults} == {"flood.yaml", "buoc-qua-han.yaml"}
    assert all(fault.line for fault in faults)
    assert words.endswith(f"{len(faults)} faults")


def test_what_will_reach_nobody_is_a_note_and_no_fault(packs: Path, tmp_path: Path) -> None:
    folder = tmp_path / "c"
    write(folder, "IOC Huế")
    (folder / "contacts.yaml").write_text("people: []", encoding="utf-8")
    faults, words = checking.check_all(packs, packs / "none", folder)
    assert faults == []
    note, closing = words.splitlines()
    assert note.startswith("note: ")
    assert "contacts.yaml: it names nobody" in note
    assert closing.endswith("no fault")


def test_faults_of_a_centre_are_found_and_those_of_its_packs_told_once(packs: Path, tmp_path: Path) -> None:
    folder = tmp_path / "c"
    write(folder, "IOC Huế")
    (folder / "contacts.yaml").write_text("people: [{id: a, name: A}]", encoding="utf-8")
    faults, _ = checking.check_all(packs, packs / "none", folder)
    assert [Path(fault.file).name for fault in faults] == ["contacts.yaml"]
    spoil(packs / "flooding" / "ladders" / "buoc-qua-han.yaml", "after: PT30M", "after: 30")
    names = [Path(fault.file).name for fault in checking.check_all(packs, packs / "none", folder)[0]]
    assert sorted(names) == ["buoc-qua-han.yaml", "contacts.yaml"]


def test_a_pack_whose_tests_pass_and_one_that_has_none(packs: Path) -> None:
    words, ok = checking.run_tests([packs / "cameras"])
    assert ok
    assert all(line.startswith("ok") for line in words.splitlines())
    shutil.rmtree(packs / "cameras" / "tests")
    words, ok = checking.run_tests([packs / "cameras"])
    assert not ok
    assert "has no tests" in words


def test_a_pack_whose_work_goes_otherwise_fails(packs: Path) -> None:
    spoil(packs / "flooding" / "ladders" / "canh-bao-nguy-cap.yaml", "to: [shift_supervisor]", "to: [leader]")
    words, ok = checking.run_tests([packs / "flooding"])
    assert not ok
    assert "FAIL" in words
    assert "told is" in words


def test_layouts_that_cannot_be_checked_are_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("screens: 1", encoding="utf-8")
    found = checking.check_layouts([tmp_path])
    assert found
    assert all(isinstance(fault, Fault) for fault in found)
