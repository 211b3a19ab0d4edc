"""One question with one line to answer it, over an enlarged camera; Enter sends, Esc leaves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from widgets.parts.alarm_keys import keeps_escape
from widgets.parts.case_need_fields import line
from widgets.parts.control_bar import label
from widgets.theme.fonts import HEAD_WEIGHT
from widgets.theme.look import Look

WIDE_DESK_PX = 560
LONGEST = 300


class CameraLine(QWidget):
    """Asks for a purpose, a position's name or a case's code."""

    answered = Signal(str)
    left = Signal()

    def __init__(self, look: Look, heading: str, hint: str, parent: QWidget) -> None:
        """Ask `heading`; `hint` stands in the empty line."""
        super().__init__(parent)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(look.tokens.tile))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        head = label(look, 18, HEAD_WEIGHT)
        head.setText(heading)
        head.setWordWrap(True)
        self.words = line(look, hint, self)
        self.words.setMaxLength(LONGEST)
        self.words.installEventFilter(self)
        self.setFocusProxy(self.words)
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(14))
        box.setSpacing(look.px(10))
        box.addWidget(head)
        box.addWidget(self.words)
        wide = min(look.px(WIDE_DESK_PX), max(parent.width() - look.px(24), look.px(240)))
        self.setFixedWidth(wide)
        self.adjustSize()
        self.move((parent.width() - wide) // 2, max(0, (parent.height() - self.height()) // 2))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter and Esc."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return keeps_escape(event)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            text = self.words.text().strip()
            if text:
                self.answered.emit(text)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            return False
        return True
