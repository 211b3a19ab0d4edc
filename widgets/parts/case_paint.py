"""Paints one row of the desk's list: aligned cells of two lines each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from backend.contract.cases import CaseFile
from widgets.logic.case_columns import Placed
from widgets.parts.case_words import Cell, RowTeller, Tone
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.look import Look
from widgets.theme.shapes import paint_shape

ROW_DESK_PX = 62
COMPACT_DESK_PX = 46
MARGIN_DESK_PX = 58
"""Room before the first column: the mark and the sign of severity."""
END_DESK_PX = 20
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RowState(msgspec.Struct, frozen=True):
    """What a row wears besides its words."""

    cursor: bool = False
    focused: bool = False
    marked: bool = False
    compact: bool = False


class RowPainter:
    """Paints rows in one look."""

    def __init__(self, look: Look, teller: RowTeller) -> None:
        """Paint what `teller` says."""
        self._look, self._teller = look, teller

    def colour(self, tone: Tone, file: CaseFile) -> QColor:
        """Return the colour of a tone."""
        tokens = self._look.tokens
        return QColor(
            {
                "text": tokens.text,
                "second": tokens.text_second,
                "third": tokens.text_third,
                "near": tokens.medium,
                "overdue": tokens.high,
                "done": tokens.done,
                "severity": self._look.severity(file.severity),
            }[tone]
        )

    def paint(
        self, painter: QPainter, box: QRectF, file: CaseFile, columns: Sequence[Placed], state: RowState
    ) -> None:
        """Paint a row into `box`."""
        look = self._look
        self.paint_ground(painter, box, state)
        side = look.px(20)
        sign = QRectF(box.left() + look.px(28), box.center().y() - side / 2, side, side)
        painter.setOpacity(1.0 if file.open else 0.45)
        paint_shape(painter, sign, file.severity, look)
        painter.setOpacity(1.0)
        if state.marked:
            self._paint_mark(painter, box)
        for column in columns:
            left = box.left() + look.px(MARGIN_DESK_PX) + look.px(column.left)
            cell = QRectF(left, box.top(), look.px(column.width), box.height())
            self._paint_cell(painter, cell, self._teller.cell(file, column.name), file, state)

    def paint_ground(self, painter: QPainter, box: QRectF, state: RowState) -> None:
        """Paint what lies behind a row's words: cursor, mark, hairline."""
        look, tokens = self._look, self._look.tokens
        if state.cursor or state.marked:
            tint = QColor(tokens.focus)
            tint.setAlpha(30 if state.cursor and state.focused else 18)
            painter.fillRect(box, tint)
        if state.cursor:
            painter.fillRect(QRectF(box.left(), box.top(), look.px(3), box.height()), QColor(tokens.focus))
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    def _paint_mark(self, painter: QPainter, box: QRectF) -> None:
        """Paint the tick of a marked row before its sign."""
        look = self._look
        side = look.px(12)
        x, y = box.left() + look.px(10), box.center().y() - side / 2
        painter.setPen(QPen(QColor(look.tokens.focus), look.px(2)))
        corners = ((0.0, 0.55), (0.4, 1.0), (1.0, 0.1))
        painter.drawPolyline([QPointF(x + right * side, y + down * side) for right, down in corners])

    def paint_waiting(
        self, painter: QPainter, box: QRectF, columns: Sequence[Placed], state: RowState
    ) -> None:
        """Paint a row that is on its way: quiet bars where its words will stand."""
        look = self._look
        self.paint_ground(painter, box, state)
        bar = QColor(look.tokens.line)
        for column in columns:
            left = box.left() + look.px(MARGIN_DESK_PX) + look.px(column.left)
            wide = look.px(min(column.width, 260) * 0.7)
            painter.fillRect(QRectF(left, box.center().y() - look.px(5), wide, look.px(10)), bar)

    def _paint_cell(
        self, painter: QPainter, box: QRectF, cell: Cell, file: CaseFile, state: RowState
    ) -> None:
        look = self._look
        weight = HEAD_WEIGHT if cell.strong else TEXT_WEIGHT
        # what must be read from the farthest seat: titles, and how long is left
        px = look.key_px(18) if cell.key else look.px(17)
        more = look.key_px(18) - look.px(18)
        middle = box.center().y()
        # the first line stands at the same height in every cell, also where nothing is beneath it
        high = look.px(26) + more
        top = middle - (high / 2 if state.compact else look.px(26) + more / 2)
        upper = QRectF(box.left(), top, box.width(), high)
        if cell.chip:
            self._paint_chip(painter, upper, cell, self.colour(cell.tone, file))
        else:
            _draw(painter, upper, cell.words, (px, weight), self.colour(cell.tone, file))
        if cell.second and not state.compact:
            lower = QRectF(box.left(), middle + look.px(1) + more / 2, box.width(), look.px(22))
            _draw(
                painter, lower, cell.second, (look.px(16), TEXT_WEIGHT), self.colour(cell.second_tone, file)
            )

    def _paint_chip(self, painter: QPainter, box: QRectF, cell: Cell, colour: QColor) -> None:
        look = self._look
        font = sized_font(look.key_px(18) - look.px(2), 600)
        metrics, pad = QFontMetricsF(font), look.px(7)
        fits = not cell.short or metrics.horizontalAdvance(cell.words) <= box.width() - 2 * pad
        said = cell.words if fits else cell.short
        words = metrics.elidedText(said, Qt.TextElideMode.ElideRight, box.width() - 2 * pad)
        frame = QRectF(
            box.left() - pad + 0.5,
            box.top() + 0.5,
            metrics.horizontalAdvance(words) + 2 * pad,
            box.height() - 1,
        )
        ground = QColor(colour)
        ground.setAlpha(26)
        painter.setPen(QPen(colour, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(frame, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setFont(font)
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, words)


@lru_cache(maxsize=8192)
def elided(words: str, px: int, weight: int, width: int) -> str:
    """Return words cut to a width (px); kept, for measuring costs as much as painting does."""
    metrics = QFontMetricsF(sized_font(px, weight))
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)


def _draw(painter: QPainter, box: QRectF, words: str, font: tuple[int, int], colour: QColor) -> None:
    """Paint words in a font of (px, weight)."""
    painter.setFont(sized_font(*font))
    painter.setPen(colour)
    painter.drawText(box, int(_LEFT), elided(words, *font, int(box.width())))
