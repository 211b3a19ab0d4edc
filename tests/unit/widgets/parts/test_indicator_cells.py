import itertools

import pytest
from PySide6.QtCore import Qt

from tests.unit.widgets.conftest import has_colour, picture
from widgets.parts.indicator_cells import Cell, CellRow, CellTable, Column, lanes
from widgets.theme.palettes import look_for

LOOK = look_for("dark", "desk")
COLUMNS = [
    Column("Tên", 200, grow=2),
    Column("Mã", 80, need=1),
    Column("Số", 90, right=True),
    Column("Ghi chú", 150, need=4),
]


def rows(n):
    made = [
        CellRow(f"r{k}", (Cell(f"tên {k}"), Cell("m"), Cell("1", strong=True), Cell("", "dưới")))
        for k in range(n)
    ]
    return [CellRow("# A", heading="Kinh tế"), *made]


@pytest.fixture
def table(show, vietnamese):
    made = show(CellTable(LOOK, 50), 800, 400)
    made.set_columns(COLUMNS)
    made.set_rows(rows(4))
    return made


def test_columns_fill_the_width_without_overlap():
    found = lanes(COLUMNS, 900.0, LOOK)
    assert all(a[0] + a[1] < b[0] for a, b in itertools.pairwise(found))
    assert found[-1][0] + found[-1][1] == pytest.approx(900.0 - 16.0)


def test_the_least_needed_columns_go_first():
    assert [bool(wide) for _left, wide in lanes(COLUMNS, 520.0, LOOK)] == [True, False, True, True]
    assert [bool(wide) for _left, wide in lanes(COLUMNS, 360.0, LOOK)] == [True, False, True, False]
    assert [bool(wide) for _left, wide in lanes(COLUMNS, 100.0, LOOK)] == [True, False, True, False]


def test_headings_cannot_be_chosen_and_the_first_row_is(table):
    table.choose_first()
    assert table.chosen_key() == "r0"
    assert not table.model.flags(table.model.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable


def test_the_chosen_row_stays_chosen(table):
    table.choose("r2")
    table.set_rows([rows(4)[3], rows(4)[1]])
    assert table.chosen_key() == "r2"
    table.choose("none")
    assert table.chosen_key() == "r2"


def test_cells_are_found_where_they_stand(table):
    first, second = table.cell_rect("r0", 2), table.cell_rect("r1", 2)
    assert (first.left(), first.width()) == (second.left(), second.width())
    assert second.top() > first.top()
    assert table.cell_rect("none", 2).isEmpty()
    table.resize(340, 400)
    assert table.cell_rect("r0", 3).isEmpty()


def test_signs_marks_and_fields_are_painted(table):
    cells = (
        Cell("a", group="red"),
        Cell("b", wraps=True),
        Cell("9", edited=True, colour=LOOK.tokens.high),
        Cell("x"),
    )
    table.set_rows([CellRow("r0", cells, marked=True)])
    image = picture(table)
    assert has_colour(image, LOOK.tokens.critical)
    assert has_colour(image, LOOK.tokens.focus)
    assert has_colour(image, LOOK.tokens.high, 3)


def test_rows_can_be_read_aloud(table):
    words = [table.model.data(table.model.index(k, 0), Qt.ItemDataRole.AccessibleTextRole) for k in (0, 1)]
    assert words == ["Kinh tế", "tên 0 · m · 1"]
