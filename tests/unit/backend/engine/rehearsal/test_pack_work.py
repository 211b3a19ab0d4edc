"""What packs say of work is read and checked without a centre."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.contract.document import DocumentError, Fault
from backend.engine.rehearsal.pack_work import PackWork, load_pack_work
from backend.usecases.packs import load_packs


def faults_of(packs: Path, *names: str) -> list[Fault]:
    with pytest.raises(DocumentError) as caught:
        load_pack_work(packs, load_packs(packs, names))
    return caught.value.faults


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_everything_of_a_pack_is_there(work: PackWork) -> None:
    assert [spec.id for spec in work.correlations] == ["ngap-tai-cho"]
    assert {"ngap-cuc-bo", "so-tan", "sos"} <= {model.procedure_id for model in work.library}
    assert "canh-bao-nguy-cap" in work.ladders
    assert "ngap-bao-phuong" in work.templates


def test_a_pack_without_work_brings_none(own_packs: Path) -> None:
    work = load_pack_work(own_packs, load_packs(own_packs, ["cameras"]))
    assert (work.correlations, dict(work.ladders), list(work.library)) == ((), {}, [])


def test_faults_of_all_folders_come_in_one_pass(own_packs: Path) -> None:
    flooding = own_packs / "flooding"
    spoil(flooding / "incidents" / "flood.yaml", "within_m: 800", "within_m: gần")
    spoil(flooding / "ladders" / "buoc-qua-han.yaml", "after: PT30M", "after: 30")
    spoil(flooding / "sops" / "sos.bpmn", '<bpmn:startEvent id="bat_dau"', '<bpmn:task id="bat_dau"')
    files = {Path(fault.file).name for fault in faults_of(own_packs, "flooding")}
    assert {"flood.yaml", "buoc-qua-han.yaml", "sos.bpmn"} <= files


def test_a_drawing_that_names_an_unknown_template_is_a_fault(own_packs: Path) -> None:
    drawing = own_packs / "flooding" / "sops" / "ngap-cuc-bo.bpmn"
    spoil(drawing, 'value="ngap-bao-phuong"', 'value="ngap-bao-phuog"')
    (fault,) = faults_of(own_packs, "flooding")
    assert (fault.file, fault.key) == (str(drawing), "bao_phuong")
    assert "ngap-bao-phuog" in fault.found


def test_a_rule_whose_procedure_nobody_drew_is_a_fault(own_packs: Path) -> None:
    (own_packs / "flooding" / "sops" / "lu-song.bpmn").unlink()
    faults = faults_of(own_packs, "flooding")
    assert {fault.found for fault in faults} == {"there is no procedure 'lu-song'"}


def test_drawings_that_call_one_another_in_a_circle_are_faults(own_packs: Path) -> None:
    sops = own_packs / "flooding" / "sops"
    spoil(sops / "mua-lon.bpmn", 'calledElement="so-tan"', 'calledElement="lu-song"')
    spoil(sops / "lu-song.bpmn", 'calledElement="so-tan"', 'calledElement="mua-lon"')
    one, other = faults_of(own_packs, "flooding")
    assert (one.file, other.file) == (str(sops / "lu-song.bpmn"), str(sops / "mua-lon.bpmn"))
    assert "lu-song → mua-lon → lu-song" in one.found
    assert one.cure


def test_a_drawing_that_cannot_run_is_one_fault_and_not_one_for_each_rule(own_packs: Path) -> None:
    drawing = own_packs / "flooding" / "sops" / "mua-lon.bpmn"
    spoil(drawing, 'calledElement="so-tan"', 'calledElement="mua-lon"')
    (fault,) = (fault for fault in faults_of(own_packs, "flooding") if fault.file.endswith(".bpmn"))
    assert "calls itself without end" in fault.found
    assert not [fault for fault in faults_of(own_packs, "flooding") if "rule '" in fault.key]


def test_a_drawing_that_calls_what_is_not_there_is_one_fault(own_packs: Path) -> None:
    drawing = own_packs / "flooding" / "sops" / "mua-lon.bpmn"
    spoil(drawing, 'calledElement="so-tan"', 'calledElement="so-ta"')
    (fault,) = faults_of(own_packs, "flooding")
    assert (fault.file, fault.key) == (str(drawing), "so_tan")
