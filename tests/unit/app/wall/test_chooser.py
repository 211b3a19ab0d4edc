"""The list of layouts finds by letters without diacritics, and the keys stay in the field."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.wall.chooser import LayoutChooser, fitting
from app.wall.layouts import Layout
from widgets.theme.palettes import look_for

from .conftest import layout

LAYOUTS = [
    layout("water", 0, range(1), range(0), name="{vi: Nước sạch, en: Clean water}"),
    layout("flood", 1, range(1), range(0), name="{vi: Ứng phó mưa ngập, en: Flood response}"),
    layout("water-wall", 0, range(1), range(0), name="{vi: Tường nước sạch, en: Water wall}", density="wall"),
    layout("overview", 2, range(1), range(0), name="{vi: Toàn cảnh, en: Overview}"),
]


def ids(found: list[Layout]) -> list[str]:
    return [each.layout_id for each in found]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("", ["flood", "overview", "water", "water-wall"]),
        ("nuoc", ["water", "water-wall"]),
        ("ngap", ["flood"]),
        ("clean", ["water"]),
        ("không có", []),
    ],
)
def test_layouts_are_found_in_either_language_and_those_with_a_key_come_first(
    wanted: str, expected: list[str]
) -> None:
    assert ids(fitting(LAYOUTS, wanted, "vi")) == expected


@pytest.fixture
def chooser(qtbot: QtBot) -> LayoutChooser:
    made = LayoutChooser(LAYOUTS, "overview", look_for("dark", "desk"), "vi")
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_begins_at_the_layout_that_is_on(chooser: LayoutChooser) -> None:
    assert chooser.list.currentItem().text().startswith("2   Toàn cảnh")


def test_letters_narrow_and_arrows_choose_without_leaving_the_field(
    chooser: LayoutChooser, qtbot: QtBot
) -> None:
    chosen: list[str] = []
    chooser.chosen.connect(chosen.append)
    qtbot.keyClicks(chooser.field, "nuoc")
    assert chooser.offered() == ["water", "water-wall"]
    qtbot.keyClick(chooser.field, Qt.Key.Key_Down)
    qtbot.keyClick(chooser.field, Qt.Key.Key_Down)
    qtbot.keyClick(chooser.field, Qt.Key.Key_Return)
    assert chosen == ["water-wall"]


def test_enter_on_an_empty_list_chooses_nothing_and_escape_goes_away(
    chooser: LayoutChooser, qtbot: QtBot
) -> None:
    chosen: list[str] = []
    chooser.chosen.connect(chosen.append)
    qtbot.keyClicks(chooser.field, "xyz")
    qtbot.keyClick(chooser.field, Qt.Key.Key_Return)
    assert chosen == []
    with qtbot.waitSignal(chooser.closed):
        qtbot.keyClick(chooser.field, Qt.Key.Key_Escape)
