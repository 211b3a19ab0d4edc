"""Figures of equal size side by side, each with its target."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.parts.measure_words import FigureWords
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font
from widgets.theme.look import Look

CELL_DESK_PX, CELL_HIGH_DESK_PX = 196, 112
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class FiguresPane(QWidget):
    """As many figures in a row as there is room for."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start with none."""
        super().__init__(parent)
        self._look = look
        self._figures: Sequence[FigureWords] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def figures(self) -> Sequence[FigureWords]:
        """Return what is shown."""
        return self._figures

    def set_figures(self, figures: Sequence[FigureWords]) -> None:
        """Show figures."""
        if list(figures) != list(self._figures):
            self._figures = figures
            self.updateGeometry()
            self.update()

    def columns(self) -> int:
        """Return how many stand in a row."""
        fit = max(1, self.width() // self._look.px(CELL_DESK_PX))
        n_rows = -(-len(self._figures) // fit) or 1
        return -(-len(self._figures) // n_rows) or 1  # rows as even as can be

    def wanted_height(self) -> int:
        """Return the height of all rows (px)."""
        return -(-len(self._figures) // self.columns()) * self._look.px(CELL_HIGH_DESK_PX)

    def sizeHint(self) -> QSize:
        """Return the height that every figure needs at this width."""
        return QSize(self._look.px(CELL_DESK_PX), self.wanted_height())

    def minimumSizeHint(self) -> QSize:
        """Return nothing: rows that do not fit are left out."""
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height that this width needs."""
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells."""
        look, columns = self._look, self.columns()
        wide, high = self.width() / columns, look.px(CELL_HIGH_DESK_PX)
        painter = QPainter(self)
        for k, figure in enumerate(self._figures):
            cell = QRectF((k % columns) * wide, (k // columns) * high, wide, high)
            if k >= columns and cell.bottom() > self.height() + 1:
                break
            self._paint_cell(painter, cell, figure, first=k % columns == 0)
        painter.end()

    def _paint_cell(self, painter: QPainter, cell: QRectF, figure: FigureWords, *, first: bool) -> None:
        look, tokens = self._look, self._look.tokens
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(cell.bottomLeft(), cell.bottomRight())
        if not first:
            painter.drawLine(cell.topLeft(), cell.bottomLeft())
        box = cell.adjusted(look.px(16), 0, -look.px(8), 0)
        lines = (
            (figure.name, 8, 26, 16, TEXT_WEIGHT, tokens.text_third),
            (figure.value, 34, 44, 38, HEAD_WEIGHT, tokens.text),
            (figure.target, 78, 26, 16, TEXT_WEIGHT, tokens.age if figure.missed else tokens.text_second),
        )
        for words, top, height, size, weight, colour in lines:
            painter.setFont(fitted_font(words, box.width(), look.px(size), weight, look.px(11)))
            painter.setPen(QColor(colour))
            line = QRectF(box.left(), cell.top() + look.px(top), box.width(), look.px(height))
            painter.drawText(line, int(_LEFT), words)
