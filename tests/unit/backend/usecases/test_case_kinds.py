from __future__ import annotations

from pathlib import Path

import pytest

from backend.contract.document import DocumentError
from backend.usecases.case_kinds import CaseKinds, CaseNames, load_case_kinds
from tests.unit.backend.domain.cases.conftest import KIND

FIGURES = """\
figures:
  - id: waiting
    name: {vi: Chờ xử lý}
    where: {kind: report, groups: [waiting]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "a", "cases/report.yaml", KIND)
    write(tmp_path, "a", "figures/x.yaml", FIGURES)
    return tmp_path


def write(folder: Path, pack: str, name: str, text: str) -> Path:
    path = folder / pack / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, *packs: str, names: CaseNames | None = None) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        load_case_kinds(folder, packs or ("a",), names)
    return caught.value


def test_kinds_and_figures_come_from_all_packs(folder: Path) -> None:
    write(folder, "b", "cases/dossier.yaml", KIND.replace("id: report", "id: dossier"))
    loaded = load_case_kinds(folder, ["a", "b"])
    assert list(loaded.kinds) == ["report", "dossier"]
    assert loaded.pack_of == {"report": "a", "dossier": "b"}
    assert list(loaded.figures) == ["waiting"]


def test_packs_without_cases_have_none(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert load_case_kinds(tmp_path, ["a"]) == CaseKinds()


def test_a_kind_is_named_like_its_file(folder: Path) -> None:
    (fault,) = faults(
        write(folder, "b", "cases/reports.yaml", KIND.replace("report", "other")).parents[2], "b"
    ).faults
    assert (fault.key, fault.line, fault.cure) == ("id", 2, "the file's name: 'reports'")


def test_a_kind_is_declared_once(folder: Path) -> None:
    path = write(folder, "b", "cases/report.yaml", KIND)
    (fault,) = faults(folder, "a", "b").faults
    assert (fault.file, "the pack 'a' declares it" in fault.cure) == (str(path), True)


def test_faults_have_file_line_and_key_and_come_in_one_pass(folder: Path) -> None:
    path = write(
        folder,
        "a",
        "cases/report.yaml",
        KIND.replace("to: asked,", "to: askd,").replace("near: 8h", "near: 8 h soon"),
    )
    found = faults(folder).faults
    lines = path.read_text(encoding="utf-8").splitlines()
    assert {fault.key for fault in found} == {"actions[4].to", "terms[0].near"}
    for fault in found:
        assert fault.file == str(path)
        assert ("askd" in lines[fault.line - 1]) or ("near: 8 h soon" in lines[fault.line - 1])


def test_types_are_checked_first(folder: Path) -> None:
    write(
        folder,
        "a",
        "cases/report.yaml",
        KIND.replace("group: paused", "group: sleeping", 1).replace("effect: assign", "efect: assign"),
    )
    found = faults(folder).faults
    assert [fault.key for fault in found] == ["statuses[2].group", "actions[1].efect"]
    assert "did you mean 'effect'?" in found[1].cure


def test_figures_of_a_kind_that_cannot_be_read_are_no_faults_of_their_own(folder: Path) -> None:
    write(folder, "a", "cases/report.yaml", KIND.replace("group: paused", "group: sleeping", 1))
    assert len(faults(folder).faults) == 1


def test_a_kind_of_place_may_be_one_of_a_pack_that_is_not_loaded(folder: Path) -> None:
    write(folder, "a", "cases/report.yaml", KIND.replace("words: [mặt đường]", "place_kind: gauge"))
    names = CaseNames(place_kinds=("unit",))
    assert "no kind of place 'gauge'" in str(faults(folder, names=names))
    write(folder, "water", "pack.yaml", "place_kinds: {gauge: {name: {vi: Trạm}}}")
    assert list(load_case_kinds(folder, ["a"], names).kinds) == ["report"]


def test_names_of_the_centre_are_checked_where_they_are_given(folder: Path) -> None:
    assert "there is no unit 'so-xd'" in str(faults(folder, names=CaseNames(units=("x",))))
