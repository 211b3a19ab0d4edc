"""The line that is typed into over a cell of a table."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from widgets.parts.alarm_keys import keeps_escape
from widgets.parts.indicator_cells import CellTable
from widgets.theme.fonts import text_font
from widgets.theme.look import Look

_MOVES = {
    Qt.Key.Key_Return: "down", Qt.Key.Key_Enter: "down", Qt.Key.Key_Down: "down", Qt.Key.Key_Up: "up",
    Qt.Key.Key_Tab: "right", Qt.Key.Key_Backtab: "left",
}  # fmt: skip


class CellEditor(QLineEdit):
    """Enter and the arrows keep what was typed and go on; Esc leaves it."""

    kept = Signal(str, int, str, str)
    """Key of the row, column, words, and where to go: `down`, `up`, `left`, `right`, or empty."""

    def __init__(self, look: Look, table: CellTable) -> None:
        """Lie over cells of `table`."""
        super().__init__(table.view.viewport())
        self._table = table
        self.key, self.column = "", -1
        self.setFont(text_font(look, 18))
        self.hide()
        self.installEventFilter(self)
        table.view.verticalScrollBar().valueChanged.connect(self.place)

    def open(self, key: str, column: int, words: str, typed: str = "") -> bool:
        """Lie over a cell with its words, or with what was typed to begin; return whether it is in view."""
        self.key, self.column = key, column
        box = self._table.cell_rect(key, column)
        if box.isEmpty():
            return False
        right = self._table.columns[column].right
        self.setAlignment(
            (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
            | Qt.AlignmentFlag.AlignVCenter
        )
        self.setText(typed or words)
        self.place()
        self.show()
        self.setFocus()
        if not typed:
            self.selectAll()
        return True

    def place(self) -> None:
        """Follow the cell when the table scrolls."""
        box: QRect = self._table.cell_rect(self.key, self.column) if self.column >= 0 else QRect()
        if not box.isEmpty():
            self.setGeometry(box.adjusted(0, 4, 0, -5))

    def keep(self, way: str) -> None:
        """Keep what was typed."""
        if self.isHidden():
            return
        key, column, words = self.key, self.column, self.text()
        self.leave()
        self.kept.emit(key, column, words, way)

    def leave(self) -> None:
        """Go away; the table has the keys again."""
        self.column = -1
        self.hide()
        self._table.view.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that end the editing before the line and the wall do."""
        if event.type() == QEvent.Type.ShortcutOverride:
            return keeps_escape(event)
        if event.type() == QEvent.Type.FocusOut and not self.isHidden():
            self.keep("")
            return False
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in _MOVES and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.keep(_MOVES[key])
        else:
            return False
        return True
