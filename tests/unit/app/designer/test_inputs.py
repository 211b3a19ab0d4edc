from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from pytestqt.qtbot import QtBot

from app.designer.inputs import QuietComboBox, TickBox
from app.designer.style import designer_style
from widgets.theme.palettes import look_for

LOOK = look_for("dark", "desk")


def test_the_wheel_changes_nothing(qtbot: QtBot) -> None:
    box = QuietComboBox(LOOK)
    qtbot.addWidget(box)
    box.addItems(["một", "hai", "ba"])
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    box.wheelEvent(event)
    assert box.currentIndex() == 0
    assert not event.isAccepted()


def test_the_arrow_is_drawn(qtbot: QtBot) -> None:
    box = QuietComboBox(LOOK)
    qtbot.addWidget(box)
    box.setStyleSheet(designer_style(LOOK))
    box.resize(200, 36)
    picture = box.grab().toImage()
    drawn = {picture.pixelColor(x, y).name() for x in range(176, 190) for y in range(12, 24)}
    assert QColor(LOOK.tokens.text_second).name() in drawn


def test_the_tick_is_drawn_only_when_it_is_checked(qtbot: QtBot) -> None:
    box = TickBox("Được bỏ qua", LOOK)
    qtbot.addWidget(box)
    box.setStyleSheet(designer_style(LOOK))
    box.resize(300, 32)

    def colours() -> set[str]:
        picture = box.grab().toImage()
        return {picture.pixelColor(x, y).name() for x in range(22) for y in range(32)}

    assert LOOK.tokens.focus.lower() not in colours()
    box.setChecked(True)
    assert {LOOK.tokens.focus.lower(), LOOK.tokens.ground.lower()} <= colours()
