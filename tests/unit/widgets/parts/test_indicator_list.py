from backend.contract.indicators import IndicatorSets
from tests.unit.widgets.indicator_office import entry_of
from widgets.logic.indicator_board import rules_by_colour, set_named
from widgets.parts.indicator_face import face_of
from widgets.parts.indicator_list import columns, rows
from widgets.theme.palettes import look_for

LOOK = look_for("dark", "desk")


def table(office, *codes):

    rules = rules_by_colour(set_named(IndicatorSets(*office.catalogue.all.infos()), "muc-tieu-tinh"))
    return rows([face_of(entry_of(office, code, "2026-10"), "vi") for code in codes], rules, LOOK, "vi")


def test_columns_are_those_of_the_decision(vietnamese):
    assert [column.words for column in columns()] == [
        "STT", "Mã", "Tên chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Thực hiện", "% kế hoạch", "Cùng kỳ năm trước", "Nhóm màu",
    ]  # fmt: skip


def test_a_row_says_what_the_decision_prints(office):
    row = table(office, "MT.04")[1]
    assert [cell.words for cell in row.cells] == [
        "4", "MT.04", "Kim ngạch xuất khẩu hàng hóa", "triệu USD", "2.166,7", "1.874,0", "86,4\u00a0%", "2.105,0", "Nguy cơ không đạt",
    ]  # fmt: skip
    assert (row.cells[5].under, row.cells[8].group) == ("10 tháng năm 2026", "red")
    assert len(row.cells) == len(columns())


def test_headings_stand_once_before_their_indicators(office):
    found = table(office, "MT.03", "MT.04", "MT.07")
    assert [row.heading for row in found if row.heading] == ["Kinh tế", "Đầu tư, ngân sách"]
    assert found[3].heading


def test_what_has_no_figure_or_plan_has_a_dash(office):
    row = next(row for row in table(office, "MT.16") if row.cells)
    assert [row.cells[k].words for k in (4, 5, 6)] == ["1,20", "chưa có số liệu", "–"]
    unplanned = table(office, "MT.08")[1]
    assert [unplanned.cells[k].words for k in (4, 5, 6)] == ["–", "18.950", "–"]
    assert row.cells[8].group == "none"


def test_an_explanation_stands_beneath_the_colour(office):
    office.explain("MT.04", "2026-10", "answered")
    assert table(office, "MT.04")[1].cells[8].under == "yêu cầu giải trình"
