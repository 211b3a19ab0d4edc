"""Paints a handover's rows: heads of groups, and items with their box, severity, words and since when."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.console.handover_words import Head, kind_title, shape_of
from backend.contract.work import HandoverItem
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.look import Look
from widgets.theme.shapes import paint_shape

HEAD_DESK_PX, ITEM_DESK_PX = 44, 62
BOX_DESK_PX = 56
"""Width at the left in which a click ticks."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ItemDelegate(QStyledItemDelegate):
    """What was read steps back; what was not stays bright."""

    def __init__(self, look: Look, since: Callable[[HandoverItem], str], parent: QObject) -> None:
        """Paint in `look`; `since(item)` says since when."""
        super().__init__(parent)
        self._look, self._since = look, since

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one row."""
        row = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Head):
            self._paint_head(painter, QRectF(option.rect), row)
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            self._paint_item(painter, QRectF(option.rect), row, chosen=chosen, focused=focused)
        painter.restore()

    def _paint_head(self, painter: QPainter, box: QRectF, head: Head) -> None:
        look, tokens = self._look, self._look.tokens
        line = box.adjusted(look.px(16), look.px(10), -look.px(16), 0)
        painter.setFont(sized_font(look.px(16), 600))
        painter.setPen(QColor(tokens.text_third))
        painter.drawText(line, _LEFT, kind_title(head.kind))
        painter.setPen(QColor(tokens.done if head.n_ticked == head.n else tokens.text_second))
        painter.drawText(line, _RIGHT, f"{head.n_ticked}/{head.n}")

    def _paint_item(
        self, painter: QPainter, box: QRectF, item: HandoverItem, *, chosen: bool, focused: bool
    ) -> None:
        look, tokens = self._look, self._look.tokens
        if chosen:
            tint = QColor(tokens.focus)
            tint.setAlpha(34 if focused else 18)
            painter.fillRect(box, tint)
            if focused:
                painter.fillRect(
                    QRectF(box.left(), box.top(), look.px(3), box.height()), QColor(tokens.focus)
                )
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(
            QPointF(box.left() + look.px(16), box.top() + 0.5),
            QPointF(box.right() - look.px(16), box.top() + 0.5),
        )
        self._paint_tick(painter, box, ticked=item.ticked_at is not None)
        self._paint_words(
            painter, box.adjusted(look.px(BOX_DESK_PX), look.px(5), -look.px(16), -look.px(6)), item
        )

    def _paint_tick(self, painter: QPainter, box: QRectF, *, ticked: bool) -> None:
        look, tokens = self._look, self._look.tokens
        side = look.px(22)
        square = QRectF(box.left() + look.px(17), box.center().y() - side / 2, side, side)
        painter.setPen(QPen(QColor(tokens.done if ticked else tokens.text_third), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(square, 4, 4)
        if ticked:
            pen = QPen(QColor(tokens.done), look.px(2.5))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            shape = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.31))
            painter.drawPolyline(
                QPolygonF([square.topLeft() + QPointF(x * side, y * side) for x, y in shape])
            )

    def _paint_words(self, painter: QPainter, box: QRectF, item: HandoverItem) -> None:
        look, tokens = self._look, self._look.tokens
        read = item.ticked_at is not None
        upper = QRectF(box.left(), box.top(), box.width(), box.height() * 0.54)
        lower = QRectF(box.left(), upper.bottom(), box.width(), box.height() - upper.height())
        since, small = self._since(item), sized_font(look.px(16), TEXT_WEIGHT)
        painter.setFont(small)
        painter.setPen(QColor(tokens.text_third if read else tokens.text_second))
        painter.drawText(upper, _RIGHT, since)
        upper.setRight(upper.right() - QFontMetricsF(small).horizontalAdvance(since) - look.px(12))
        shape = shape_of(item)
        if shape is not None:
            side = look.px(17)
            paint_shape(painter, QRectF(upper.left(), upper.center().y() - side / 2, side, side), shape, look)
            indent = side + look.px(9)
            upper.setLeft(upper.left() + indent)
            lower.setLeft(lower.left() + indent)
        self._paint_line(painter, upper, item.title, 18, tokens.text_second if read else tokens.text)
        self._paint_line(painter, lower, item.detail, 16, tokens.text_third if read else tokens.text_second)

    def _paint_line(self, painter: QPainter, box: QRectF, words: str, desk_px: float, colour: str) -> None:
        font = sized_font(self._look.px(desk_px), HEAD_WEIGHT if desk_px > 16 else TEXT_WEIGHT)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, _LEFT, shown)
