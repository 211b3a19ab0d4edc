import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QStyleOptionViewItem

from app.settings.parts import Table, button, hairline, say, supervisors_only, words
from widgets.theme.look import DARK
from widgets.theme.palettes import look_for

LOOK = look_for("dark", "desk")
ROWS = [("a", "1"), ("b", "20")]


@pytest.fixture
def table(show, vietnamese):
    return show(Table(["Tên", "Số"], None, numbers=(1,)), 400, 300)


def test_rows_are_shown_with_numbers_at_the_right(table):
    table.set_rows(ROWS, ["x", "y"])
    assert table.texts() == [["a", "1"], ["b", "20"]]
    assert table.topLevelItem(0).textAlignment(1) & Qt.AlignmentFlag.AlignRight
    assert table.topLevelItem(0).textAlignment(0) & Qt.AlignmentFlag.AlignLeft
    assert table.topLevelItem(1).toolTip(1) == "20"


def test_the_chosen_row_stays_chosen_and_filling_chooses_nothing(table):
    told = []
    table.currentItemChanged.connect(lambda *_: told.append(1))
    table.set_rows(ROWS, ["x", "y"])
    assert table.chosen_id() == "x"
    table.choose("y")
    assert len(told) == 1
    table.set_rows([*ROWS, ("c", "3")], ["x", "y", "z"])
    assert table.chosen_id() == "y"
    table.set_rows([("c", "3")], ["z"])
    assert table.chosen_id() == "z"
    table.set_rows([])
    assert table.chosen_id() == ""
    assert len(told) == 1


def test_rows_without_ids_are_numbered(table):
    table.set_rows(ROWS)
    assert table.chosen_id() == "0"


def test_a_coloured_cell_keeps_its_colour_while_chosen(table):
    table.set_rows(ROWS)
    table.colour(0, 1, DARK.high)
    table.colour(7, 1, DARK.high)
    option = QStyleOptionViewItem()
    table.itemDelegate().initStyleOption(option, table.model().index(0, 1))
    assert option.palette.color(QPalette.ColorRole.HighlightedText).name().upper() == DARK.high


def test_a_table_is_as_high_as_its_rows(table):
    table.set_rows(ROWS)
    table.fit_height(most_rows=4)
    two = table.height()
    table.set_rows(ROWS * 5)
    table.fit_height(most_rows=4)
    four = table.height()
    table.fit_height(most_rows=10)
    assert two < four < table.height()
    table.set_rows([])
    table.fit_height(most_rows=4)
    assert 0 < table.height() < two


def test_what_went_wrong_is_said_in_its_colour_and_nothing_takes_no_room(show, vietnamese):
    made = show(words(LOOK, "Xin chào"))
    say(made, LOOK, "Hỏng.", bad=True)
    assert DARK.critical in made.styleSheet()
    say(made, LOOK, "")
    assert made.isHidden()
    assert "trưởng ca" in supervisors_only()


def test_stock_parts(show, vietnamese):
    parent = show(words(LOOK, head=True))
    assert DARK.text in parent.styleSheet()
    assert button(LOOK, "Lưu", parent).minimumHeight() == 40
    assert hairline(parent).height() == 1
    assert hairline(parent, upright=True).width() == 1
