"""Paints the cells of a table of places."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from widgets.logic import formats
from widgets.logic.records import Cell, Row
from widgets.parts.column_fonts import ColumnFonts
from widgets.parts.list_view import cut_off
from widgets.parts.record_model import ROW_ROLE
from widgets.parts.row_ground import paint_row_ground
from widgets.parts.words import QUALITY_SIGNS
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.look import Look
from widgets.theme.shapes import paint_hatch, paint_shape

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NUMBER_DESK_PX = 21
WORDS_DESK_PX = 15
"""Of the words beneath a number, or beside it."""
BESIDE_GAP_DESK_PX = 12
EASY_DESK_PX, LEAST_DESK_PX = 7, 5
"""Between what a cell says and the lines of its row: wanted, and at least."""


class Sizes(NamedTuple):
    """Of the type in a column."""

    number_px: int
    words_px: int
    beside_px: float = 0.0
    """Room of the words at the left of the number; 0: they stand beneath it."""


class RecordDelegate(QStyledItemDelegate):
    """Colour only where a limit is exceeded; late values hatched, lost ones greyed, each with its age."""

    def __init__(
        self, look: Look, language: str, age_words: Callable[[Row], tuple[str, str]], parent: QObject
    ) -> None:
        """Paint in `look`; `age_words(row)` says how old a row is, at length and in short."""
        super().__init__(parent)
        self._look, self._language, self._age_words = look, language, age_words
        self._fonts = ColumnFonts()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        if cut_off(option.widget, option.rect):
            return
        self._fonts.watch(index.model())
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
            self._paint_cell(painter, inner, row.cells[column - 1], column)
        painter.restore()

    def _rows(self) -> list[Row]:
        return self._fonts.rows(ROW_ROLE)

    def _cells(self, column: int) -> list[Cell]:
        return [row.cells[column - 1] for row in self._rows()]

    def _paint_name(self, painter: QPainter, box: QRectF, row: Row) -> None:
        look = self._look
        side = look.px(18)
        sign = QRectF(box.left(), box.center().y() - side / 2, side, side)
        if row.state == "lost":
            paint_shape(painter, sign, "lost", look)
        elif row.severity is not None:
            paint_shape(painter, sign, row.severity, look)
        box.setLeft(sign.right() + look.px(12))

        def names() -> list[str]:
            return [each.name for each in self._rows()]

        font = self._fonts.font("name", names, box.width(), look.px(20), TEXT_WEIGHT, look.px(15))
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(look.tokens.text if row.state != "lost" else look.tokens.text_second))
        painter.drawText(box, _LEFT, metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, box.width()))
        box.setLeft(box.left() + metrics.horizontalAdvance(row.name) + look.px(12))
        small = sized_font(min(look.px(17), font.pixelSize()), TEXT_WEIGHT)
        if row.area and QFontMetricsF(small).horizontalAdvance(row.area) <= box.width():
            painter.setFont(small)
            painter.setPen(QColor(look.tokens.text_third))
            painter.drawText(box, _LEFT, row.area)

    def _number(self, cell: Cell) -> str:
        words = formats.number(cell.value, cell.decimals, self._language)
        return f"{QUALITY_SIGNS.get(cell.quality, '')}{words}"

    def _paint_cell(self, painter: QPainter, box: QRectF, cell: Cell, column: int) -> None:
        look, tokens = self._look, self._look.tokens
        words = self._number(cell)
        colour = tokens.text
        if cell.state != "fresh":
            colour = tokens.text_second if cell.state == "late" else tokens.text_third
        elif cell.severity is not None:
            colour = look.severity(cell.severity)
        sizes = self._sizes(box, column)
        if cell.said:
            box = self._paint_words(painter, box, cell, column, sizes)
        font = self._fonts.font(column, self._numbers(column), box.width(), sizes.number_px, HEAD_WEIGHT)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(box, _RIGHT, words)
        if cell.state != "fresh":
            wide = QFontMetricsF(font).horizontalAdvance(words) + look.px(16)
            high = min(look.px(34), box.height())
            hatched = QRectF(box.right() - wide + look.px(8), box.center().y() - high / 2, wide, high)
            paint_hatch(painter, hatched, look, 12)

    def _numbers(self, column: int) -> Callable[[], list[str]]:
        return lambda: [self._number(each) for each in self._cells(column)]

    def _said(self, column: int) -> Callable[[], list[str]]:
        return lambda: [each.said for each in self._cells(column)]

    def _sizes(self, box: QRectF, column: int) -> Sizes:
        """Return how large the numbers of a column and their words are, and where the words stand.

        They stand beneath the number; in low rows at its left, and where that is too narrow all of the column
        is set smaller: nothing touches the lines between rows.
        """
        look = self._look
        sizes = Sizes(look.px(NUMBER_DESK_PX), look.px(WORDS_DESK_PX))
        least = self._fonts.widest(("said", column), self._said(column), look.px(12), TEXT_WEIGHT)
        high = sum(_block(sizes))
        if not least or box.height() >= high + 2 * look.px(EASY_DESK_PX):
            return sizes
        numbers = self._fonts.widest(column, self._numbers(column), sizes.number_px, HEAD_WEIGHT)
        room = box.width() - numbers - look.px(BESIDE_GAP_DESK_PX)
        if least <= room:
            return sizes._replace(beside_px=room)
        share = min(1.0, (box.height() - 2 * look.px(LEAST_DESK_PX)) / high)
        return Sizes(int(sizes.number_px * share), int(sizes.words_px * share))

    def _paint_words(self, painter: QPainter, box: QRectF, cell: Cell, column: int, sizes: Sizes) -> QRectF:
        """Paint what is said of a value; return what is left for the number."""
        if sizes.beside_px:
            side = QRectF(box.left(), box.top(), sizes.beside_px, box.height())
            self._paint_said(painter, side, cell, column, sizes.words_px)
            return box
        cap, between, high = _block(sizes)
        top = box.top() + (box.height() - cap - between - high) / 2
        beneath = QRectF(box.left(), top + cap + between, box.width(), high)
        self._paint_said(painter, beneath, cell, column, sizes.words_px)
        return QRectF(box.left(), top - between / 2, box.width(), cap + between)

    def _paint_said(self, painter: QPainter, box: QRectF, cell: Cell, column: int, px: int) -> None:
        look = self._look
        least_px = min(px, look.px(12))
        font = self._fonts.font(("said", column), self._said(column), box.width(), px, TEXT_WEIGHT, least_px)
        colour = look.tokens.text_second
        if cell.state == "fresh" and cell.class_severity is not None:
            colour = look.severity(cell.class_severity)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        words = QFontMetricsF(font).elidedText(cell.said, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, _RIGHT, words)

    def _paint_age(self, painter: QPainter, box: QRectF, row: Row) -> None:
        look, tokens = self._look, self._look.tokens
        whole = QFontMetricsF(sized_font(look.px(17), TEXT_WEIGHT))

        def words_of(each: Row) -> str:
            long, short = self._age_words(each)
            return long if whole.horizontalAdvance(long) <= box.width() else short

        def ages() -> list[str]:
            return [words_of(each) for each in self._rows()]

        font = self._fonts.font("age", ages, box.width(), look.px(17), TEXT_WEIGHT, look.px(12))
        painter.setFont(font)
        painter.setPen(QColor(tokens.text_third if row.state == "fresh" else tokens.age))
        painter.drawText(box, _RIGHT, words_of(row))


def _block(sizes: Sizes) -> tuple[float, float, float]:
    """Return the heights of a number, of the gap beneath it and of a line of words (px)."""
    cap = QFontMetricsF(sized_font(sizes.number_px, HEAD_WEIGHT)).capHeight()
    return cap, sizes.number_px / 5, QFontMetricsF(sized_font(sizes.words_px, TEXT_WEIGHT)).height()
