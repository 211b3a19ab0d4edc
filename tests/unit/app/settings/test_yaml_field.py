import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo

from app.settings.yaml_field import YamlField
from widgets.theme.palettes import look_for


@pytest.fixture
def field(show, vietnamese):
    return show(YamlField(look_for("dark", "desk"), None), 400, 300)


def test_tab_and_a_new_line_indent(qtbot, field):
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    qtbot.keyClicks(field, "id: a")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClicks(field, "kind: b")
    assert field.toPlainText() == "  id: a\n  kind: b"


def test_a_replaced_text_can_be_undone(field):
    field.setPlainText("a: 1")
    field.replace("a: 2")
    assert field.toPlainText() == "a: 2"
    field.undo()
    assert field.toPlainText() == "a: 1"


def test_every_letter_is_as_wide(field):
    assert QFontInfo(field.font()).fixedPitch()
