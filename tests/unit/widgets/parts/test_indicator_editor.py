import pytest
from PySide6.QtCore import Qt

from tests.unit.widgets.indicator_office import press
from widgets.parts.indicator_cells import Cell, CellRow, CellTable, Column
from widgets.parts.indicator_editor import CellEditor
from widgets.theme.palettes import look_for

LOOK = look_for("dark", "desk")


@pytest.fixture
def editor(show, vietnamese):
    table = show(CellTable(LOOK, 50), 500, 300)
    table.set_columns([Column("Tên", 150, grow=1), Column("Số", 120, right=True)])
    table.set_rows([CellRow(f"r{k}", (Cell("x"), Cell("1", edited=True))) for k in range(3)])
    made = CellEditor(LOOK, table)
    made.table, made.heard = table, []
    made.kept.connect(lambda *what: made.heard.append(what))
    return made


def test_it_lies_over_its_cell(editor):
    assert editor.open("r1", 1, "5")
    assert editor.table.cell_rect("r1", 1).contains(editor.geometry())
    assert editor.selectedText() == "5"
    assert not editor.open("none", 1, "5")


@pytest.mark.parametrize(
    ("key", "way"),
    [
        (Qt.Key.Key_Return, "down"),
        (Qt.Key.Key_Up, "up"),
        (Qt.Key.Key_Tab, "right"),
        (Qt.Key.Key_Backtab, "left"),
    ],
)
def test_keys_keep_what_was_typed_and_go_on(editor, key, way):
    editor.open("r0", 1, "", "7")
    assert (editor.text(), editor.selectedText()) == ("7", "")
    press(editor, key)
    assert editor.heard == [("r0", 1, "7", way)]
    assert editor.isHidden()


def test_escape_leaves_it(editor):
    editor.open("r0", 1, "5", "9")
    assert press(editor, Qt.Key.Key_Escape)
    assert editor.heard == []
    assert editor.isHidden()
    editor.keep("down")
    assert editor.heard == []
