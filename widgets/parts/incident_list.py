"""A list of lines of different heights: arrows choose, Enter opens; only what is seen is painted."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from widgets.logic.incident_lines import Line, next_selected
from widgets.parts.incident_paint import LinePainter
from widgets.theme.look import Look

ROW_PX = 56


class LineList(QAbstractScrollArea):
    """Lines, one of which may be chosen."""

    opened = Signal(str)
    """Enter or a double click on a line: its id."""
    selected = Signal(str)
    """The choice moved to the line of this id."""

    def __init__(self, look: Look, parent: QWidget | None = None, row_px: float = ROW_PX) -> None:
        """Start empty; `row_px` is the least height of a line at desk density."""
        super().__init__(parent)
        self._look, self._painter = look, LinePainter(look, row_px)
        self._lines: list[Line] = []
        self._tops: list[int] = [0]
        self._indent = 0
        self._at = -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().setSingleStep(look.px(28))

    # ---- lines ------------------------------------------------------------------------------------

    def lines(self) -> list[Line]:
        """Return what it shows."""
        return list(self._lines)

    def set_lines(self, lines: list[Line]) -> None:
        """Show other lines; the choice stays with its id."""
        if lines == self._lines:
            return
        chosen = self.selected_id()
        self._lines = lines
        self._at = next((i for i, line in enumerate(lines) if chosen and line.line_id == chosen), -1)
        self._measure()

    def selected_id(self) -> str:
        """Return the id of the chosen line, empty where none is."""
        return self._lines[self._at].line_id if 0 <= self._at < len(self._lines) else ""

    def select(self, line_id: str) -> None:
        """Choose the line of an id, and bring it into view."""
        found = next((i for i, line in enumerate(self._lines) if line_id and line.line_id == line_id), -1)
        self._move_to(found)

    def wanted_height(self, width: int = 0) -> int:
        """Return what it takes to show every line at a width (px)."""
        width = width or self.viewport().width()
        indent = self._painter.indent(self._lines)
        return sum(self._painter.height(line, indent, width) for line in self._lines)

    def _measure(self) -> None:
        width = self.viewport().width()
        self._indent = self._painter.indent(self._lines)
        tops = [0]
        for line in self._lines:
            tops.append(tops[-1] + self._painter.height(line, self._indent, width))
        self._tops = tops
        bar, height = self.verticalScrollBar(), self.viewport().height()
        # the end, too, shows its first line whole
        bar.setRange(0, self._offset_for(len(self._lines) - 1, height) if tops[-1] > height else 0)
        bar.setPageStep(height)
        self.viewport().update()

    def _move_to(self, number: int) -> None:
        if number != self._at:
            self._at = number
            self.viewport().update()
            if number >= 0:
                self.selected.emit(self.selected_id())
        self._bring_into_view(number)

    def _bring_into_view(self, number: int) -> None:
        if not 0 <= number < len(self._lines):
            return
        bar, height = self.verticalScrollBar(), self.viewport().height()
        first = number == next_selected(self._lines, -1, 1)
        top = 0 if first else self._tops[number] - self._head_height(number)
        if top < bar.value():
            bar.setValue(top)
        elif self._tops[number + 1] > bar.value() + height:
            bar.setValue(self._offset_for(number, height))

    def _offset_for(self, number: int, height: int) -> int:
        """Return the least scroll that shows line `number` whole and cuts none above it in two."""
        for first in range(number + 1):
            offset = self._tops[first] - self._head_height(first)
            if offset >= self._tops[number + 1] - height:
                return offset
        return self._tops[number]

    def _head_of(self, number: int) -> int:
        """Return the number of the heading that a line stands under, -1 where there is none."""
        return next((i for i in range(number, -1, -1) if self._lines[i].head), -1)

    def _head_height(self, number: int) -> int:
        head = self._head_of(number)
        return self._tops[head + 1] - self._tops[head] if 0 <= head < number else 0

    # ---- Qt ---------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew, and keep the choice in view."""
        super().resizeEvent(event)
        self._measure()
        self._bring_into_view(self._at)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines that are seen; the heading of the first one stays in view."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        offset, shown = self.verticalScrollBar().value(), event.rect()
        number = first = max(0, bisect_right(self._tops, offset + shown.top()) - 1)
        height = self.viewport().height()
        while number < len(self._lines) and self._tops[number] - offset <= shown.bottom():
            # half a line at the end would be read as a whole one
            if self._tops[number + 1] - offset <= height or self._tops[number] <= offset:
                self._paint_line(painter, number, self._tops[number] - offset)
            number += 1
        if first < len(self._lines) and offset:
            self._paint_head(painter, bisect_right(self._tops, offset) - 1, offset)
        painter.end()

    def _paint_line(self, painter: QPainter, number: int, top: float) -> None:
        look, tokens = self._look, self._look.tokens
        line = self._lines[number]
        row = QRectF(0, top, self.viewport().width(), self._tops[number + 1] - self._tops[number])
        if number == self._at:
            tint = QColor(tokens.focus)
            tint.setAlpha(30 if self.hasFocus() else 16)
            painter.fillRect(row, tint)
            painter.fillRect(QRectF(0, row.top(), look.px(3), row.height()), QColor(tokens.focus))
        if number and not line.rail:
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawLine(row.topLeft(), row.topRight())
        self._painter.paint(painter, row, line, self._indent)

    def _paint_head(self, painter: QPainter, first: int, offset: int) -> None:
        head = self._head_of(first)
        if head < 0:
            return
        height = self._tops[head + 1] - self._tops[head]
        following = next((i for i in range(first + 1, len(self._lines)) if self._lines[i].head), -1)
        top = min(0, self._tops[following] - offset - height) if following >= 0 else 0
        row = QRectF(0, top, self.viewport().width(), height)
        painter.fillRect(row, QColor(self._look.tokens.tile))
        self._paint_line(painter, head, top)
        painter.setPen(QPen(QColor(self._look.tokens.line), 1))
        painter.drawLine(row.bottomLeft(), row.bottomRight())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the line under the pointer."""
        at = self._number_at(event.position().y())
        if at >= 0 and self._lines[at].line_id:
            self._move_to(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the line under the pointer."""
        at = self._number_at(event.position().y())
        if at >= 0 and self._lines[at].line_id:
            self.opened.emit(self._lines[at].line_id)

    def _number_at(self, y: float) -> int:
        found = bisect_right(self._tops, y + self.verticalScrollBar().value()) - 1
        return found if 0 <= found < len(self._lines) else -1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose, or scroll where nothing can be chosen; Enter opens."""
        key, bar = Qt.Key(event.key()), self.verticalScrollBar()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if key in steps and any(line.line_id for line in self._lines):
            self._move_to(next_selected(self._lines, self._at, steps[key]))
        elif key in steps:
            bar.setValue(bar.value() + steps[key] * bar.singleStep())
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            bar.setValue(bar.value() + (1 if key == Qt.Key.Key_PageDown else -1) * bar.pageStep())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selected_id():
            self.opened.emit(self.selected_id())
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys go: choose the first line where none is."""
        if self._at < 0:
            self._move_to(next_selected(self._lines, -1, 1))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stand back."""
        self.viewport().update()
