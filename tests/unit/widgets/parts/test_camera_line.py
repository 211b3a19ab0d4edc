from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from widgets.parts.camera_line import CameraLine
from widgets.theme.palettes import look_for


@pytest.fixture
def line(qtbot, vietnamese) -> CameraLine:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(800, 400)
    parent.show()
    made = CameraLine(look_for("dark", "desk"), "Để làm gì?", "gợi ý", parent)
    made.show()
    made._above = parent
    return made


def test_enter_sends_what_was_written_and_nothing_empty(qtbot, line: CameraLine) -> None:
    said: list[str] = []
    line.answered.connect(said.append)
    qtbot.keyClick(line.words, Qt.Key.Key_Return)
    qtbot.keyClicks(line.words, "  tim tre lac ")
    qtbot.keyClick(line.words, Qt.Key.Key_Return)
    assert said == ["tim tre lac"]


def test_escape_leaves_and_it_lies_in_the_middle(qtbot, line: CameraLine) -> None:
    with qtbot.waitSignal(line.left):
        qtbot.keyClick(line.words, Qt.Key.Key_Escape)
    assert abs(line.geometry().center().x() - 400) <= 1
    assert line.words.placeholderText() == "gợi ý"
