from __future__ import annotations

from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from widgets.parts.web_outage import OutagePane
from widgets.theme.palettes import look_for


def test_the_last_picture_shines_through_the_hatch(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(400, 300)
    pane = OutagePane(look_for("dark", "desk"), parent)
    pane.resize(400, 300)
    plain = pane.grab().toImage()
    picture = QPixmap(400, 300)
    picture.fill(QColor("#205080"))
    pane.show_picture(picture)
    shown = pane.grab().toImage()
    colours = {shown.pixelColor(x, 200).name() for x in range(0, 400, 3)}
    assert "#205080" in colours
    assert len(colours) > 3
    assert plain != shown
