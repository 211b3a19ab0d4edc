"""Names found by a part of them, without diacritics."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.unit.widgets.conftest import has_colour, picture
from widgets.parts.alarm_names import NamePicker, choices
from widgets.theme.look import DARK, Look

NAMES = ("Phạm Đức Thắng", "Trần Minh Hà", "Lê Thị Thu", "Công ty Thoát nước", "Hồ Thị Mai", "Đặng Hà Anh")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("thu", ["Lê Thị Thu"]),
        ("ha", ["Trần Minh Hà", "Đặng Hà Anh", "Phạm Đức Thắng"]),
        ("dang", ["Đặng Hà Anh"]),
        ("thi mai", ["Hồ Thị Mai"]),
        ("zz", []),
    ],
)
def test_a_word_that_begins_so_comes_first(wanted, found):
    assert choices(wanted, NAMES) == found


def test_no_more_than_fit_are_offered():
    assert choices("", NAMES, limit=2) == ["Phạm Đức Thắng", "Trần Minh Hà"]


@pytest.fixture
def picker(show, vietnamese):
    made = NamePicker(Look(DARK), None)
    made.offer(NAMES, "Tên")
    return show(made, 420, 90)


def test_arrows_go_round_among_those_that_fit(qtbot, picker):
    assert picker.name() == "Phạm Đức Thắng"
    qtbot.keyClicks(picker.field, "thi")
    assert picker.name() == "Lê Thị Thu"
    qtbot.keyClick(picker.field, Qt.Key.Key_Down)
    assert picker.name() == "Hồ Thị Mai"
    qtbot.keyClick(picker.field, Qt.Key.Key_Down)
    assert picker.name() == "Lê Thị Thu"
    qtbot.keyClick(picker.field, Qt.Key.Key_Up)
    assert picker.name() == "Hồ Thị Mai"
    qtbot.keyClicks(picker.field, "zz")
    assert picker.name() == ""
    qtbot.keyClick(picker.field, Qt.Key.Key_Down)


def test_the_chosen_one_is_always_in_view(qtbot, picker):
    for _ in range(5):
        qtbot.keyClick(picker.field, Qt.Key.Key_Down)
    assert picker.name() == "Đặng Hà Anh"
    assert has_colour(picture(picker.strip), DARK.focus)
