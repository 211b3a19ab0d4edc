"""Paints one case of the list behind a number: code and title, where it lies, how its deadline stands."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from backend.contract.cases import CaseFile
from widgets.logic import formats
from widgets.logic.board_names import BoardNames
from widgets.parts.board_colours import due_colour, due_shape
from widgets.parts.board_words import due_word
from widgets.parts.drill_model import CASE_ROLE
from widgets.parts.list_view import cut_off
from widgets.parts.row_ground import paint_row_ground
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.shapes import paint_shape
from widgets.tile import TileContext

ROW_DESK_PX = 64
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class DrillDelegate(QStyledItemDelegate):
    """Two lines at the left, two at the right."""

    def __init__(self, context: TileContext, names: BoardNames, parent: QObject) -> None:
        """Paint in the look and language of `context`."""
        super().__init__(parent)
        self._context, self._names = context, names

    def due_words(self, file: CaseFile) -> str:
        """Return `quá hạn 3 ngày`, `sắp đến hạn 2 giờ`, `trong hạn 5 ngày`."""
        now, language = self._context.live.clock.now(), self._context.language
        if file.group == "paused":
            return due_word("paused")
        state = file.due_state(now)
        if file.due_at is None or state == "none":
            return due_word("none")
        at = now if file.open else (file.finished_at or file.changed_at)
        return f"{due_word(state)} {formats.rough_duration(abs(file.due_at - at), language)}"

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one case."""
        if cut_off(option.widget, option.rect):
            return
        look = self._context.look
        file: CaseFile = index.data(CASE_ROLE)
        painter.save()
        box = paint_row_ground(painter, option, look)
        inner = box.adjusted(look.px(16), look.px(7), -look.px(16), -look.px(7))
        taken = self._paint_state(painter, inner, file)
        inner.setRight(inner.right() - taken - look.px(20))
        self._paint_case(painter, inner, file)
        painter.restore()

    def _paint_case(self, painter: QPainter, box: QRectF, file: CaseFile) -> None:
        look, tokens = self._context.look, self._context.look.tokens
        side = look.px(18)
        upper = QRectF(box.left(), box.top(), box.width(), box.height() / 2)
        if file.open:  # what is settled needs nobody any more
            sign = QRectF(box.left(), upper.center().y() - side / 2, side, side)
            paint_shape(painter, sign, file.severity, look)
        upper.setLeft(box.left() + side + look.px(12))
        title = file.title or file.text
        _line(painter, upper, title, sized_font(look.px(19), HEAD_WEIGHT), tokens.text)
        lower = QRectF(upper.left(), box.center().y(), upper.width(), box.height() / 2)
        words = where_words(file, self._names)
        _line(painter, lower, words, sized_font(look.px(16), TEXT_WEIGHT), tokens.text_second)

    def _paint_state(self, painter: QPainter, box: QRectF, file: CaseFile) -> float:
        """Paint deadline and status at the right; return the width that they took (px)."""
        look, tokens, language = self._context.look, self._context.look.tokens, self._context.language
        font, small = sized_font(look.px(17), TEXT_WEIGHT), sized_font(look.px(16), TEXT_WEIGHT)
        due = self.due_words(file)
        state = file.due_state(self._context.live.clock.now())
        shape = due_shape(state)
        status = self._names.status(file.kind, file.status, language)
        wide = min(box.width() * 0.42, max(_wide(due, font), _wide(status, small)))
        upper = QRectF(box.right() - wide, box.top(), wide, box.height() / 2)
        lower = QRectF(box.right() - wide, box.center().y(), wide, box.height() / 2)
        urgent = shape is not None
        _line(painter, upper, due, font, due_colour(state, look) if urgent else tokens.text_second, _RIGHT)
        _line(painter, lower, status, small, tokens.text_third, _RIGHT)
        if shape is None:
            return wide
        side = look.px(14)
        left = upper.right() - min(wide, _wide(due, font)) - side - look.px(6)
        paint_shape(painter, QRectF(left, upper.center().y() - side / 2, side, side), shape, look)
        return wide + side + look.px(6)


def where_words(file: CaseFile, names: BoardNames, *, unit_first: bool = False) -> str:
    """Return code, unit and place of a case, each once."""
    parts = [file.case_id, names.unit(file.unit_id), file.place or file.area_name]
    if unit_first:
        parts = [parts[1], parts[2], parts[0]]
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _wide(words: str, font: QFont) -> float:
    return QFontMetricsF(font).horizontalAdvance(words) + 1


def _line(  # noqa: PLR0913 - what a line of text is
    painter: QPainter, box: QRectF, words: str, font: QFont, colour: str, flags: int = _LEFT
) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, flags, shown)
