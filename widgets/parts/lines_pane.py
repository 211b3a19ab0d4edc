"""A titled list of short lines: a sign, words at the left, words at the right."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.theme.look import Look
from widgets.theme.shapes import Shape, paint_hatch, paint_shape

LINE_DESK_PX, HEAD_DESK_PX = 38, 34
_FLAGS_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_FLAGS_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Line(msgspec.Struct, frozen=True):
    """One line."""

    left: str
    right: str = ""
    note: str = ""
    """After `left`, in third text, where there is room."""
    shape: Shape | None = None
    right_colour: str = ""
    strong: bool = False
    """The right words are a figure."""
    stale: bool = False
    """The figure is hatched."""


class LinesPane(QWidget):
    """Lines as high as they need; more than fit are said by a last line."""

    def __init__(self, look: Look, title: str, empty: str, parent: QWidget | None = None) -> None:
        """Start with `empty` beneath `title`."""
        super().__init__(parent)
        self._look, self._title, self._empty = look, title, empty
        self._lines: list[Line] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(look.px(HEAD_DESK_PX + LINE_DESK_PX))

    def lines(self) -> list[Line]:
        """Return what is listed."""
        return self._lines

    def set_lines(self, lines: Sequence[Line]) -> None:
        """List `lines`."""
        if list(lines) != self._lines:
            self._lines = list(lines)
            self.update()

    def wanted_height(self) -> int:
        """Return the height at which every line is seen (px)."""
        return self._look.px(HEAD_DESK_PX + LINE_DESK_PX * max(1, len(self._lines)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the title and as many lines as fit."""
        look, tokens = self._look, self._look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pad, head, high = look.px(16), look.px(HEAD_DESK_PX), look.px(LINE_DESK_PX)
        painter.setFont(sized_font(look.px(16), 600))
        painter.setPen(QColor(tokens.text_third))
        painter.drawText(QRectF(pad, 0, self.width() - 2 * pad, head), _FLAGS_LEFT, self._title)
        n_fit = max(1, (self.height() - head) // high)
        shown = self._lines[:n_fit] or [Line(self._empty)]
        for k, line in enumerate(shown):
            box = QRectF(pad, head + k * high, self.width() - 2 * pad, high)
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawLine(box.topLeft(), box.topRight())
            self._paint_line(painter, box, line, quiet=not self._lines)
        painter.end()

    def _paint_line(self, painter: QPainter, box: QRectF, line: Line, *, quiet: bool) -> None:
        look, tokens = self._look, self._look.tokens
        right = sized_font(look.px(19 if line.strong else 17), HEAD_WEIGHT if line.strong else TEXT_WEIGHT)
        wide = QFontMetricsF(right).horizontalAdvance(line.right)
        painter.setFont(right)
        painter.setPen(QColor(line.right_colour or tokens.text_second))
        painter.drawText(box, _FLAGS_RIGHT, line.right)
        if line.stale:
            edge = look.px(6)
            hatched = QRectF(box.right() - wide - edge, box.top() + 4, wide + edge, box.height() - 8)
            paint_hatch(painter, hatched, look, 12)
        if line.shape is not None:
            side = look.px(18)
            paint_shape(
                painter, QRectF(box.left(), box.center().y() - side / 2, side, side), line.shape, look
            )
            box.setLeft(box.left() + side + look.px(10))
        box.setRight(box.right() - wide - look.px(14))
        font = fitted_font(line.left, box.width(), look.px(18), TEXT_WEIGHT, look.px(16))
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text_second if quiet else tokens.text))
        painter.drawText(
            box, _FLAGS_LEFT, metrics.elidedText(line.left, Qt.TextElideMode.ElideRight, box.width())
        )
        box.setLeft(box.left() + metrics.horizontalAdvance(line.left) + look.px(12))
        small = sized_font(look.px(16), TEXT_WEIGHT)
        note = QFontMetricsF(small).elidedText(line.note, Qt.TextElideMode.ElideRight, box.width())
        if box.width() > look.px(60):
            painter.setFont(small)
            painter.setPen(QColor(tokens.text_third))
            painter.drawText(box, _FLAGS_LEFT, note)
