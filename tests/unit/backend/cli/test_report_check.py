from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document

from backend.cli.report_check import check_reports
from backend.engine.centre import load_centre
from tests.unit.backend.engine.cases.case_centre import write

REPORT = """
id: thang
name: {vi: Báo cáo}
sections:
  - text: [{vi: "Còn {open} việc"}]
signature: {title: {vi: Giám đốc}}
"""


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    _, folder = write(tmp_path)
    (folder / "thu" / "reports").mkdir()
    (folder / "thu" / "reports" / "thang.yaml").write_text(REPORT, encoding="utf-8")
    return folder


def template(packs: Path, text: str) -> None:
    document, out = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(out)
    (packs / "thu" / "reports" / "thang.docx").write_bytes(out.getvalue())


def test_a_good_report_has_no_fault(packs: Path) -> None:
    assert check_reports(packs, ["thu"]) == []
    template(packs, "Còn {{ open }}, thay đổi {{ open_change }}, kỳ {{ period }}")
    assert check_reports(packs, ["thu"]) == []


def test_a_tag_that_nothing_fills_is_named(packs: Path) -> None:
    template(packs, "{{ opne }} {{ late }}")
    faults = check_reports(packs, ["thu"])
    assert [fault.key for fault in faults] == ["late", "opne"]
    assert "did you mean 'open'" in faults[1].cure


def test_a_template_that_is_no_document_is_a_fault(packs: Path) -> None:
    (packs / "thu" / "reports" / "thang.docx").write_bytes(b"x")
    assert "cannot be read" in check_reports(packs, ["thu"])[0].found


def test_the_units_of_a_schedule_must_be_the_centres(packs: Path, tmp_path: Path) -> None:
    text = REPORT + "about: unit\nschedule: {units: [roads, nobody]}\n"
    (packs / "thu" / "reports" / "thang.yaml").write_text(text, encoding="utf-8")
    assert check_reports(packs, ["thu"]) == []
    faults = check_reports(packs, ["thu"], load_centre(tmp_path / "centre"))
    assert [fault.found for fault in faults] == ["unknown unit 'nobody'"]


def test_cases_at_fault_are_told_elsewhere(packs: Path) -> None:
    (packs / "thu" / "cases" / "report.yaml").write_text("id: x", encoding="utf-8")
    assert check_reports(packs, ["thu"]) == []
