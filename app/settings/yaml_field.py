"""A field for YAML: one width for every letter, spaces for tabs, a new line as deep as the one before."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QFontMetricsF, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from widgets.theme.look import Look

INDENT = "  "


class YamlField(QPlainTextEdit):
    """Tab writes two spaces; Ctrl+Tab leaves the field."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName("yaml")
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(look.px(16))
        self.setFont(font)
        # the style sheet's size must not bring its family along
        self.setStyleSheet(f'QPlainTextEdit {{ font-family: "{font.family()}"; }}')
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setTabStopDistance(QFontMetricsF(font).horizontalAdvance(INDENT))

    def replace(self, text: str) -> None:
        """Replace the whole text; Ctrl+Z brings the old one back."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Indent as YAML wants it."""
        if event.key() == Qt.Key.Key_Tab and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.insertPlainText(INDENT)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            line = self.textCursor().block().text()
            self.insertPlainText("\n" + line[: len(line) - len(line.lstrip(" "))])
        else:
            super().keyPressEvent(event)
