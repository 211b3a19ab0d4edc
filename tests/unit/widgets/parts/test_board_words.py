from datetime import date

import pytest

from backend.contract.case_requests import FigureInfo
from backend.contract.state import Text
from tests.unit.widgets.casework import kind_info, units
from widgets.logic.board_names import BoardNames
from widgets.parts.board_words import (
    age_words,
    cases_words,
    day_words,
    dim_word,
    key_word,
    keys_words,
    of_words,
    small,
    target_words,
    unit_word,
    unverified_word,
    value_words,
)

pytestmark = pytest.mark.usefixtures("vietnamese")
NAMES = BoardNames([kind_info()], units())


def info(**fields):
    base = {"unit": "%", "good": "high", "target": 95.0, "red": 80.0, "decimals": 1}
    base |= fields
    return FigureInfo("f", Text("F"), "report", explained=Text("f"), **base)


@pytest.mark.parametrize(
    ("dim", "key", "words"),
    [
        ("due", "overdue", "Quá hạn"),
        ("due", "kept", "Xong đúng hạn"),
        ("group", "working", "Đang xử lý"),
        ("severity", "critical", "Nguy cấp"),
        ("age", "7", "7–14 ngày"),
        ("rating", "4", "4/5 điểm"),
        ("field", "waste", "Rác thải, vệ sinh môi trường"),
        ("unit", "", "chưa có đơn vị"),
        ("data.x", "", "chưa ghi"),
    ],
)
def test_keys_have_words(dim, key, words):
    assert key_word(dim, key, NAMES, "report", "vi") == words


def test_two_keys_are_said_one_after_another():
    assert keys_words(("field", "due"), ("noise", "near"), NAMES, "report", "vi") == "Tiếng ồn · Sắp đến hạn"


def test_ages():
    assert [age_words(0, 1), age_words(7, 15), age_words(90, None)] == ["0 ngày", "7–14 ngày", "từ 90 ngày"]


def test_dimensions_have_names():
    assert dim_word("unit", NAMES, "report", "vi") == "đơn vị"
    assert dim_word("data.lane", NAMES, "report", "vi") == "lane"


def test_numbers_and_what_cannot_be_assessed():
    assert value_words(info(), 92.44, "vi") == ("92,4", "%")
    assert value_words(info(), None, "vi") == ("chưa đánh giá", "")
    assert (unit_word("h"), unit_word("điểm"), unit_word("km")) == ("giờ", "điểm", "km")


@pytest.mark.parametrize(
    ("found", "fields", "words"),
    [
        ("met", {}, "Đạt mục tiêu ≥\u00a095\u00a0%"),
        ("missed", {}, "Chưa đạt mục tiêu ≥\u00a095\u00a0%"),
        ("bad", {}, "Còn xa mục tiêu ≥\u00a095\u00a0%"),
        ("bad", {"target": None}, "Ngưỡng đỏ ≤\u00a080\u00a0%"),
        ("bad", {"target": None, "good": "low", "red": 1, "unit": ""}, "Ngưỡng đỏ ≥\u00a01"),
        ("missed", {"good": "low", "unit": "h", "target": 4.5}, "Chưa đạt mục tiêu ≤\u00a04,5\u00a0giờ"),
        ("", {}, ""),
        ("unknown", {}, ""),
    ],
)
def test_targets_say_whether_they_are_reached(found, fields, words):
    assert target_words(info(**fields), found, "vi") == words


def test_short_words_of_targets():
    assert target_words(info(), "met", "vi", short=True) == "Đạt ≥\u00a095\u00a0%"


def test_the_rest():
    assert of_words(1234, 1402, "vi") == "1.234 trên 1.402"
    assert unverified_word() == "mục tiêu chưa kiểm chứng"
    assert unverified_word(short=True) == "ck"
    assert day_words(date(2026, 11, 4)) == "04/11"


def test_a_small_first_letter_leaves_abbreviations_alone():
    said = [small(words) for words in ("Đang mở", "SOS đang mở", "A", "PAHT", "")]
    assert said == ["đang mở", "SOS đang mở", "a", "PAHT", ""]


def test_what_is_counted_has_its_own_name():
    assert cases_words(1234, NAMES, kind_info().kind, "vi") == f"1.234\u00a0{kind_info().name.vi.lower()}"
    assert cases_words(2, NAMES, "unheard-of", "vi") == "2 hồ sơ"
