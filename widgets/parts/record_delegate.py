"""Paints the cells of a table of places."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from widgets.logic import formats
from widgets.logic.records import Cell, Row
from widgets.parts.list_view import cut_off
from widgets.parts.record_model import ROW_ROLE
from widgets.parts.row_ground import paint_row_ground
from widgets.parts.words import QUALITY_SIGNS
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.theme.look import Look
from widgets.theme.shapes import paint_hatch, paint_shape

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
WORDS_DESK_PX = 15
"""Of the words beneath a number."""


class RecordDelegate(QStyledItemDelegate):
    """Colour only where a limit is exceeded; late values hatched, lost ones greyed, each with its age."""

    def __init__(
        self, look: Look, language: str, age_words: Callable[[Row], tuple[str, str]], parent: QObject
    ) -> None:
        """Paint in `look`; `age_words(row)` says how old a row is, at length and in short."""
        super().__init__(parent)
        self._look, self._language, self._age_words = look, language, age_words

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        if cut_off(option.widget, option.rect):
            return
        row: Row = index.data(ROW_ROLE)
        look = self._look
        painter.save()
        box = paint_row_ground(painter, option, look)
        column, last = index.column(), len(row.cells) + 1
        inner = box.adjusted(look.px(16) if column == 0 else look.px(6), 0, -look.px(12), 0)
        if column == 0:
            self._paint_name(painter, inner, row)
        elif column == last:
            inner.setRight(box.right() - look.px(16))
            self._paint_age(painter, inner, row)
        else:
            self._paint_cell(painter, inner, row.cells[column - 1])
        painter.restore()

    def _paint_name(self, painter: QPainter, box: QRectF, row: Row) -> None:
        look = self._look
        side = look.px(18)
        sign = QRectF(box.left(), box.center().y() - side / 2, side, side)
        if row.state == "lost":
            paint_shape(painter, sign, "lost", look)
        elif row.severity is not None:
            paint_shape(painter, sign, row.severity, look)
        box.setLeft(sign.right() + look.px(12))
        font = fitted_font(row.name, box.width(), look.px(20), TEXT_WEIGHT, look.px(15))
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(look.tokens.text if row.state != "lost" else look.tokens.text_second))
        painter.drawText(box, _LEFT, metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, box.width()))
        box.setLeft(box.left() + metrics.horizontalAdvance(row.name) + look.px(12))
        small = sized_font(look.px(17), TEXT_WEIGHT)
        if row.area and QFontMetricsF(small).horizontalAdvance(row.area) <= box.width():
            painter.setFont(small)
            painter.setPen(QColor(look.tokens.text_third))
            painter.drawText(box, _LEFT, row.area)

    def _paint_cell(self, painter: QPainter, box: QRectF, cell: Cell) -> None:
        look, tokens = self._look, self._look.tokens
        words = formats.number(cell.value, cell.decimals, self._language)
        words = f"{QUALITY_SIGNS.get(cell.quality, '')}{words}"
        colour = tokens.text
        if cell.state != "fresh":
            colour = tokens.text_second if cell.state == "late" else tokens.text_third
        elif cell.severity is not None:
            colour = look.severity(cell.severity)
        if cell.said:
            box = self._paint_words(painter, box, cell)
        font = fitted_font(words, box.width(), look.px(21), HEAD_WEIGHT)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(box, _RIGHT, words)
        if cell.state != "fresh":
            wide = QFontMetricsF(font).horizontalAdvance(words) + look.px(16)
            high = min(look.px(34), box.height())
            hatched = QRectF(box.right() - wide + look.px(8), box.center().y() - high / 2, wide, high)
            paint_hatch(painter, hatched, look, 12)

    def _paint_words(self, painter: QPainter, box: QRectF, cell: Cell) -> QRectF:
        """Paint what is said of a value at the foot of its cell; return what is left for the number."""
        look, tokens = self._look, self._look.tokens
        font = fitted_font(cell.said, box.width(), look.px(WORDS_DESK_PX), TEXT_WEIGHT, look.px(12))
        metrics = QFontMetricsF(font)
        high = metrics.height()
        foot = QRectF(box.left(), box.bottom() - high - look.px(2), box.width(), high)
        colour = tokens.text_second
        if cell.state == "fresh" and cell.class_severity is not None:
            colour = look.severity(cell.class_severity)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(
            foot, _RIGHT, metrics.elidedText(cell.said, Qt.TextElideMode.ElideRight, box.width())
        )
        return QRectF(box.left(), box.top() + look.px(2), box.width(), foot.top() - box.top() - look.px(2))

    def _paint_age(self, painter: QPainter, box: QRectF, row: Row) -> None:
        look, tokens = self._look, self._look.tokens
        whole, short = self._age_words(row)
        font = sized_font(look.px(17), TEXT_WEIGHT)
        words = whole if QFontMetricsF(font).horizontalAdvance(whole) <= box.width() else short
        painter.setFont(fitted_font(words, box.width(), look.px(17), TEXT_WEIGHT, look.px(12)))
        painter.setPen(QColor(tokens.text_third if row.state == "fresh" else tokens.age))
        painter.drawText(box, _RIGHT, words)
