import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from app.settings.rule_list import RuleList, kind_word
from tests.unit.app.settings.conftest import RULES


@pytest.fixture
def listed(show, desk):
    made = show(RuleList(desk, None), 400, 700)
    made.show_rules(RULES)
    return made


def texts(listed):
    return [listed.list.item(row).text() for row in range(listed.list.count())]


def test_rules_are_shown_with_what_they_are(listed):
    assert texts(listed) == [
        "Ngập …\nngap-duong · vượt ngưỡng · 8 chuỗi",
        "Mất dữ liệu — trụ …\nmat-tru · mất số liệu · 8 chuỗi",
    ]
    assert listed.chosen_id() == "ngap-duong"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("ngap", ["ngap-duong"]),
        ("mat so lieu", ["mat-tru"]),
        ("thoat-nuoc", ["ngap-duong", "mat-tru"]),
        ("ngạp", []),
    ],
)
def test_a_search_needs_no_diacritics_but_honours_them(listed, wanted, found):
    listed.search.setText(wanted)
    assert listed.shown() == found
    assert listed.message.isHidden() == bool(found)


def test_enter_in_the_search_goes_to_the_list(qtbot, listed):
    listed.search.setFocus()
    qtbot.keyClick(listed.search, Qt.Key.Key_Return)
    assert listed.list.hasFocus()


def test_choosing_tells_the_id_and_a_search_keeps_it(listed):
    told = []
    listed.chosen.connect(told.append)
    listed.list.setCurrentRow(1)
    listed.search.setText("mat")
    assert told == ["mat-tru"]
    assert listed.chosen_id() == "mat-tru"


def test_changed_rules_are_marked(listed):
    listed.mark(frozenset({"mat-tru"}))
    assert texts(listed)[1].endswith("· đang sửa")
    listed.mark(frozenset())
    assert not texts(listed)[1].endswith("đang sửa")


def test_rules_that_watch_nothing_come_last(listed):
    listed.show_rules([replace(RULES[0], n_series=0), RULES[1]])
    assert listed.shown() == ["mat-tru", "ngap-duong"]


def test_a_rule_by_its_id(listed):
    assert listed.rule("mat-tru") is RULES[1]
    assert listed.rule("none") is None


def test_an_unknown_kind_keeps_its_name(vietnamese):
    assert kind_word("aggregate") == "tổng hợp"
    assert kind_word("tide") == "tide"
