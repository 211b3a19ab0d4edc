from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import Mm, Pt

from backend.reports import charts
from backend.reports.composing import compose
from backend.reports.docx_paper import COUNTRY, FACE, MOTTO, print_docx
from tests.unit.backend.reports.report_kit import FONT, SPEC, facts, write_maps


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Any:
    charts.use_font(FONT)
    maps: Path = write_maps(tmp_path_factory.mktemp("maps"))
    return Document(io.BytesIO(print_docx(compose(SPEC, facts(maps=str(maps))))))


def cells(document: Any, table: int) -> list[str]:
    return [cell.text for row in document.tables[table].rows for cell in row.cells]


def test_the_page_is_a4_with_the_decrees_margins(document: Any) -> None:
    section = document.sections[0]
    assert abs(section.page_width - Mm(210)) < 1000
    assert 29.9 <= section.left_margin.mm <= 35
    assert 14.9 <= section.right_margin.mm <= 20
    assert 19.9 <= section.top_margin.mm <= 25
    assert section.different_first_page_header_footer


def test_country_motto_issuer_number_and_date_stand_at_the_top(document: Any) -> None:
    words = cells(document, 0)
    assert words[0] == "UBND THÀNH PHỐ ĐÀ NẴNG\nTRUNG TÂM ĐIỀU HÀNH"
    assert words[1] == f"{COUNTRY}\n{MOTTO}"
    assert words[2].endswith("/BC-IOC")
    assert words[3] == "Đà Nẵng, ngày 01 tháng 12 năm 2026"
    above, issuer = document.tables[0].rows[0].cells[0].paragraphs
    assert not above.runs[0].bold
    assert issuer.runs[0].bold
    assert document.tables[0].rows[1].cells[1].paragraphs[0].runs[0].italic


def test_the_letters_are_the_decrees(document: Any) -> None:
    assert document.styles["Normal"].font.name == FACE == "Times New Roman"
    assert document.styles["Normal"].font.size == Pt(14)


def test_the_body_has_text_tables_and_pictures(document: Any) -> None:
    words = [paragraph.text for paragraph in document.paragraphs]
    assert "BÁO CÁO" in words
    assert "Kính gửi: Ủy ban nhân dân thành phố" in words
    assert "I. Tình hình chung" in words
    assert sum("graphic" in paragraph._p.xml for paragraph in document.paragraphs) == 3
    assert cells(document, 1)[:4] == ["Chỉ tiêu", "Kỳ này", "Kỳ trước", "So với kỳ trước"]
    assert "tblHeader" in document.tables[1].rows[0]._tr.xml


def test_what_a_citizen_wrote_is_text_never_markup(document: Any) -> None:
    assert "Ngập <b>sâu</b> & kẹt xe" in cells(document, 3)


def test_recipients_and_signature_stand_at_the_end(document: Any) -> None:
    left, right = cells(document, len(document.tables) - 1)
    assert left == "Nơi nhận:\n- UBND thành phố (báo cáo);\n- Lưu: VT."
    assert right.startswith("GIÁM ĐỐC")
    assert right.endswith("Nguyễn Văn An")


def test_the_origin_of_the_figures_is_at_the_foot_of_each_page(document: Any) -> None:
    section = document.sections[0]
    for footer in (section.footer, section.first_page_footer):
        assert footer.paragraphs[0].text.startswith("Số liệu của Trung tâm điều hành")
    assert document.core_properties.title == "Báo cáo tháng tháng 11 năm 2026"
