"""One part of an incident tile: a quiet heading over a list of lines, or the words that there is nothing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets.logic.incident_lines import Line
from widgets.parts.incident_list import ROW_PX, LineList
from widgets.theme.fonts import text_font
from widgets.theme.look import Look

HEADING_PX = 40
EMPTY_PX = 52


class PartPane(QWidget):
    """A heading with a remark at its right, and the lines."""

    def __init__(
        self, look: Look, heading: str, nothing: str, parent: QWidget, row_px: float = ROW_PX
    ) -> None:
        """Show `nothing` until there are lines; no heading where `heading` is empty."""
        super().__init__(parent)
        self._look, self.heading, self.nothing = look, heading, nothing
        self.remark = ""
        self.list = LineList(look, self, row_px)
        self.setFocusProxy(self.list)
        self.list.hide()

    def set_lines(self, lines: list[Line], remark: str = "") -> None:
        """Show these lines; `remark` stands at the right of the heading."""
        self.list.set_lines(lines)
        self.list.setVisible(bool(lines))
        self._place_list()
        if remark != self.remark:
            self.remark = remark
            self.update()

    def set_heading(self, words: str) -> None:
        """Put other words over the lines."""
        if words != self.heading:
            self.heading = words
            self._place_list()
            self.update()

    def set_nothing(self, words: str) -> None:
        """Say something else while there are no lines."""
        if words != self.nothing:
            self.nothing = words
            self.update()

    def wanted_height(self, width: int) -> int:
        """Return what it takes to show everything at a width (px)."""
        lines = self.list.wanted_height(width)
        return self._heading_px() + (lines if lines else self._look.px(EMPTY_PX))

    def _heading_px(self) -> int:
        return self._look.px(HEADING_PX) if self.heading else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the list out beneath the heading."""
        self._place_list()

    def _place_list(self) -> None:
        top = self._heading_px()
        self.list.setGeometry(0, top, self.width(), max(0, self.height() - top))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint heading and remark."""
        look, tokens = self._look, self._look.tokens
        side, top = look.px(16), self._heading_px()
        painter = QPainter(self)
        if self.heading:
            line = QRectF(side, 0, self.width() - 2 * side, top)
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawLine(0, 0, self.width(), 0)
            painter.setFont(text_font(look, 16, 600))
            painter.setPen(QColor(tokens.text_third))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self.heading)
            painter.setFont(text_font(look, 16))
            painter.setPen(QColor(tokens.text_second))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            words = painter.fontMetrics().elidedText(
                self.remark, Qt.TextElideMode.ElideRight, round(line.width() * 0.7)
            )
            painter.drawText(line, right, words)
        if self.list.isHidden():
            painter.setFont(text_font(look, 18))
            painter.setPen(QColor(tokens.text_second))
            box = QRectF(side, top, self.width() - 2 * side, look.px(EMPTY_PX))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.nothing)
        painter.end()
