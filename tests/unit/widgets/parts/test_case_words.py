import msgspec
import pytest

from tests.unit.widgets.case_city import HOUR, DeskCity, case
from tests.unit.widgets.city import NOW
from widgets.logic.case_due import Due
from widgets.parts.case_book import CaseBook
from widgets.parts.case_words import (
    RowTeller,
    column_head,
    due_state_words,
    due_tone,
    due_words,
    rating_words,
    spoken_row,
)


@pytest.fixture
def teller(desk_city: DeskCity) -> RowTeller:
    context = desk_city.context()
    return RowTeller(context, CaseBook(context))


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (Due("none"), "không có hạn", "third"),
        (Due("on_time", 7500.0), "còn 2\u00a0giờ\u00a05\u00a0ph", "second"),
        (Due("near", 1500.0), "sắp hết: 25\u00a0ph", "near"),
        (Due("overdue", 90_000.0), "quá hạn 1\u00a0ngày\u00a01\u00a0giờ", "overdue"),
        (Due("on_time", 0.0, paused_s=90_000.0), "‖ tạm dừng 1\u00a0ngày", "third"),
        (Due("kept", 60.0), "đúng hạn", "done"),
        (Due("missed", 7200.0), "trễ 2\u00a0giờ", "second"),
    ],
)
def test_a_deadline_says_how_long(vietnamese, due, words, tone):
    assert due_words(due, "vi") == words
    assert due_tone(due) == tone


def test_a_row_says_who_where_and_what(teller):
    file = case(1)
    assert teller.cell(file, "case_id").words == file.case_id
    title = teller.cell(file, "title")
    assert title.second == "Ngã ba Mẹ Suốt – Nguyễn Lương Bằng · Thanh Khê · Phạm Quốc Đạt"
    assert title.strong
    assert teller.cell(file, "unit_id").second == "Trần Văn Bình"
    assert teller.cell(file, "field").second == "cảnh báo", "shape and word say the severity"
    assert teller.cell(file, "opened_at").words == "1\u00a0giờ"


def test_who_reported_is_masked_for_visitors_everywhere(desk_city: DeskCity):
    context = desk_city.context()
    teller = RowTeller(context, CaseBook(context), visitor=True)
    assert "Đạt" not in teller.cell(case(1), "title").second
    assert teller.cell(case(1), "reporter").words == "P••• Q••• Đ•••"


def test_read_from_afar_the_code_stands_beneath_the_title_and_the_reporter_does_not(desk_city: DeskCity):
    context = desk_city.context(density="wall")
    cell = RowTeller(context, CaseBook(context)).cell(case(1), "title")
    assert cell.second.startswith(case(1).case_id)
    assert "Đạt" not in cell.second


def test_what_asks_for_a_person_is_framed_and_nothing_else(teller):
    late = msgspec.structs.replace(case(1), due_at=NOW - 2 * HOUR)
    assert teller.cell(late, "due_at").chip
    assert not teller.cell(case(1), "due_at").chip
    assert teller.cell(case(1), "due_at").second.startswith("hạn ")


def test_a_case_that_nobody_takes_says_so_beneath_its_status(teller):
    file = msgspec.structs.replace(case(0), accept_due_at=NOW - HOUR)
    assert teller.cell(file, "status").second == "chậm nhận 1\u00a0giờ"
    again = msgspec.structs.replace(case(1), n_reopened=2)
    assert teller.cell(again, "status").second == "mở lại 2 lần"
    child = msgspec.structs.replace(case(1), parent="PAHT.1")
    assert teller.cell(child, "status").second == "trùng PAHT.1"


def test_duplicates_and_rating_share_a_column(teller):
    file = msgspec.structs.replace(case(0), n_children=3, rating=4)
    cell = teller.cell(file, "n_children")
    assert (cell.words, cell.second) == ("3 trùng", "4/5 điểm")
    assert teller.cell(msgspec.structs.replace(file, n_children=0), "n_children").words == "4/5 điểm"
    assert rating_words(None) == ""


@pytest.mark.parametrize(
    ("column", "words"),
    [("severity", "cảnh giác"), ("source", "Zalo OA"), ("rating", ""), ("place", "218 Tôn Đức Thắng"),
     ("finished_at", ""), ("accept_due_at", "05:27"), ("data.tuyen-duong", ""), ("nothing", "")],
)  # fmt: skip
def test_a_kind_may_choose_other_columns(teller, column, words):
    assert teller.cell(case(0), column).words == words


def test_what_has_no_unit_or_field_says_that(teller):
    bare = msgspec.structs.replace(case(0), unit_id="", field="")
    assert teller.cell(bare, "unit_id").words == "chưa có đơn vị"
    assert teller.cell(bare, "field").words == "chưa phân loại"


def test_heads_are_words(desk_city: DeskCity):
    book = CaseBook(desk_city.context())
    assert column_head("due_at", book, "report", "vi") == "Thời hạn"
    assert column_head("data.tuyen-duong", book, "report", "vi") == "Tuyến đường"
    assert column_head("data.la", book, "report", "vi") == "data.la"
    assert due_state_words("overdue") == "quá hạn"


def test_a_row_can_be_read_aloud(teller):
    words = spoken_row(case(1), teller)
    assert words.startswith(f"cảnh báo · {case(1).case_id} · ")


def test_read_from_afar_a_deadline_is_told_in_one_unit(vietnamese):
    assert due_words(Due("overdue", 90_000.0), "vi", rough=True) == "quá hạn 1\u00a0ngày"
