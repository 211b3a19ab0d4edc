from __future__ import annotations

import msgspec
import pytest

from backend.contract.state import Text
from backend.procedures.expressions import ExpressionError
from backend.reports.case_words import Promise
from backend.reports.composing import compose, variables
from backend.reports.paper import BarChart, CaseMap, Heading, Paper, Paragraph, Remarks, Table, TrendChart
from backend.reports.spec import RankingSpec, ReportSpec, SectionSpec, SignatureSpec
from backend.reports.wording import BLANK
from tests.unit.backend.reports.report_kit import SPEC, case, cell, facts, text


def paper(**more: object) -> Paper:
    return compose(SPEC, facts(**more))


def tables(found: Paper) -> list[Table]:
    return [block for block in found.blocks if isinstance(block, Table)]


def test_the_head_and_foot_have_what_the_decree_asks_for() -> None:
    found = paper()
    assert found.head.above == "UBND THÀNH PHỐ ĐÀ NẴNG"
    assert found.head.issuer == "TRUNG TÂM ĐIỀU HÀNH"
    assert found.head.number.startswith("Số:")
    assert found.head.number.endswith("/BC-IOC")
    assert found.head.place_date == "Đà Nẵng, ngày 01 tháng 12 năm 2026"
    assert found.head.title == "BÁO CÁO"
    assert found.head.subject == "Kết quả xử lý tháng 11 năm 2026"
    assert found.foot.title == "GIÁM ĐỐC"
    assert found.foot.recipients == ("UBND thành phố (báo cáo)", "Lưu: VT.")
    assert found.remark == "Số liệu của Trung tâm điều hành tính đến 00:00 01/12/2026"


def test_texts_carry_figures_with_their_change() -> None:
    words = [block.text for block in paper().blocks if isinstance(block, Paragraph)]
    assert words[0] == "Tiếp nhận 1.284 (tăng 94 (7,9%)), đúng hạn 91,4% trên 200."


def test_the_table_compares_with_the_period_before_and_marks_what_is_unsure() -> None:
    table = tables(paper())[0]
    assert table.rows[0] == ("Tiếp nhận", "1.284", "1.190", "tăng 94 (7,9%)")
    assert table.rows[1] == ("Đúng hạn (*)", "91,4%", "–", "–")
    assert "xác minh" in table.note


def test_a_trend_has_every_day_and_no_case_is_zero() -> None:
    chart = next(block for block in paper().blocks if isinstance(block, TrendChart))
    assert len(chart.labels) == 30
    assert chart.labels[0] == "01/11"
    assert chart.lines[0].values[:2] == (0.0, 40.0)
    assert chart.lines[0].values[-1] == 25.0


def test_a_breakdown_is_ordered_and_sums_up_the_rest() -> None:
    chart = next(block for block in paper().blocks if isinstance(block, BarChart))
    assert chart.labels == ("Ngập", "Rác", "Khác (2)")
    assert chart.values == (310.0, 90.0, 45.0)


def test_ranks_are_shared_and_what_is_not_assessed_has_none() -> None:
    table = tables(paper())[1]
    assert [row[:3] for row in table.rows] == [
        ("1", "Đội B", "95,0%"), ("1", "Đội C", "95,0%"), ("3", "Đội A", "90,0%"), ("–", "Đội D", "–"), ("–", "Đội E", "–"),
    ]  # fmt: skip
    assert table.rows[2][3] == "7"
    assert table.rows[0][3] == "0"


def test_a_ranking_of_what_should_be_low_begins_with_the_lowest() -> None:
    ranking = SectionSpec(ranking=RankingSpec(figures=("late",), limit=1))
    cells = {"late|unit": [cell("late", 9.0, "a", "A"), cell("late", 2.0, "b", "B")]}
    table = tables(compose(msgspec.structs.replace(SPEC, sections=(ranking,)), facts(cells=cells)))[0]
    assert table.rows == (("1", "B", "2"),)
    assert table.note == "Còn 1 dòng không in."


def test_the_map_has_the_numbers_of_wards_and_points() -> None:
    found = next(block for block in paper(maps="/maps").blocks if isinstance(block, CaseMap))
    assert found.values == {"1": 12.0, "2": 3.0}
    assert found.lon == (108.21, 108.22)
    assert found.note.startswith("4 vụ việc không có tọa độ")


def test_the_list_says_how_many_more_there_are() -> None:
    table = tables(paper())[2]
    assert table.heads == ("TT", "Mã", "Nội dung", "Đơn vị", "Hạn xử lý", "Quá hạn", "Mức")
    assert table.rows[0][:4] == ("1", "PAHT.0001", "Ngập <b>sâu</b> & kẹt xe", "Công ty Thoát nước")
    assert table.rows[0][5:] == ("1 ngày 1 giờ", "Toàn trình")
    assert table.note == "Còn 3 vụ việc không in trong bảng."


def test_a_section_whose_condition_does_not_hold_is_left_out() -> None:
    cells = {**facts().cells, "late|": [cell("late", 0.0)]}
    heads = [block.text for block in paper(cells=cells).blocks if isinstance(block, Heading)]
    assert heads == ["I. Tình hình chung"]
    assert any(isinstance(block, Remarks) for block in paper().blocks)


def test_a_condition_on_something_unknown_is_an_error() -> None:
    spec = msgspec.structs.replace(SPEC, sections=(SectionSpec(when="none > 0.0"),))
    with pytest.raises(ExpressionError):
        compose(spec, facts())
    assert variables(facts(infos={"a-b": facts().infos["got"]})) == {"a_b": None}


def test_empty_parts_say_so() -> None:
    empty = facts(cells={"late|": [cell("late", 2.0)]}, lists={})
    words = [block.text for block in compose(SPEC, empty).blocks if isinstance(block, Paragraph)]
    assert words.count("Không có số liệu trong kỳ.") == 2
    assert "Không có." in words


def test_a_letter_is_filled_and_what_nobody_said_becomes_dots() -> None:
    spec = ReportSpec(
        id="xin-loi", name=text("Phiếu"), period="on_demand", about="case", kind="report", code="PXL",
        title=text("Phiếu xin lỗi"), to=text("Ông/Bà {case.reporter}"),
        sections=(SectionSpec(text=(text("Hồ sơ {case.code}, hẹn {case.due_first}, hẹn lại {case.due_new}: {case.note}"),)),),
        signature=SignatureSpec(title=Text("Trưởng phòng")),
    )  # fmt: skip
    found = compose(spec, facts(case=case(), promise=Promise(facts().made_at)))
    assert found.head.to == "Ông/Bà Trần Lan"
    assert isinstance(found.blocks[0], Paragraph)
    assert found.blocks[0].text == f"Hồ sơ PAHT.0001, hẹn 08:00 01/12/2026, hẹn lại {BLANK}: {BLANK}"
