"""Paints one row of the alarm list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from backend.contract.state import Alarm
from widgets.logic.alarm_list import is_data_lost
from widgets.parts.alarm_model import ALARM_ROLE
from widgets.parts.alarm_words import AlarmWords
from widgets.parts.list_view import cut_off
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.theme.look import Look
from widgets.theme.palettes import ink_on
from widgets.theme.shapes import DARK_OPACITY, paint_shape

ROW_DESK_PX = 78
Index = QModelIndex | QPersistentModelIndex


class AlarmDelegate(QStyledItemDelegate):
    """Shape, title, second line, badge; solid only while unacknowledged."""

    def __init__(self, look: Look, words: Callable[[Alarm], AlarmWords], parent: QObject) -> None:
        """Paint in `look`; `words(alarm)` gives the texts."""
        super().__init__(parent)
        self._look, self._words = look, words
        self.dark = False
        """Second half of a blink: unacknowledged critical symbols are faint."""
        self.shift: dict[str, float] = {}
        """How far (share of the width) an entering alarm still has to slide."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the uniform row size."""
        return QSize(0, self._look.px(ROW_DESK_PX))

    def symbol_box(self, row: QRectF) -> QRectF:
        """Return where the symbol of a row lies."""
        side = self._look.px(30)
        return QRectF(row.left() + self._look.px(18), row.center().y() - side / 2, side, side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        if cut_off(option.widget, option.rect):
            return
        alarm: Alarm = index.data(ALARM_ROLE)
        look, tokens = self._look, self._look.tokens
        row = QRectF(option.rect)
        words = self._words(alarm)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.fillRect(row, _tinted(tokens.focus, 30 if focused else 16))
            painter.fillRect(QRectF(row.left(), row.top(), look.px(3), row.height()), QColor(tokens.focus))
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(row.bottomLeft(), row.bottomRight())
        painter.translate(self.shift.get(alarm.alarm_id, 0.0) * row.width(), 0)
        waiting = alarm.operator == "unacknowledged"
        blinked = self.dark and waiting and alarm.severity == "critical"
        painter.setOpacity(DARK_OPACITY if blinked else 1.0)
        paint_shape(painter, self.symbol_box(row), "lost" if is_data_lost(alarm) else alarm.severity, look)
        painter.setOpacity(1.0)
        self._paint_text(painter, row, words, alarm)
        painter.restore()

    def _paint_badge(self, painter: QPainter, box: QRectF, words: str, alarm: Alarm) -> None:
        look, tokens = self._look, self._look.tokens
        waiting = alarm.operator == "unacknowledged"
        colour = tokens.lost if is_data_lost(alarm) else look.severity(alarm.severity)
        painter.setPen(QPen(QColor(colour if waiting else tokens.text_third), 1))
        painter.setBrush(QColor(colour) if waiting else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor(ink_on(colour) if waiting else tokens.text_second))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_text(self, painter: QPainter, row: QRectF, words: AlarmWords, alarm: Alarm) -> None:
        """Paint badge and text; where the title needs the whole width the badge goes down a line."""
        look = self._look
        left, right = self.symbol_box(row).right() + look.px(16), row.right() - look.px(16)
        whole = QFontMetricsF(sized_font(look.key_px(23), HEAD_WEIGHT)).horizontalAdvance(words.title)
        waiting = alarm.operator == "unacknowledged"
        badge = sized_font(look.px(16), HEAD_WEIGHT if waiting else 600)
        wide = QFontMetricsF(badge).horizontalAdvance(words.badge) + look.px(20)
        narrow = left + whole > right - wide - look.px(14)
        half, middle = look.px(27 if narrow else 31) / 2, row.center().y()
        centre = middle + look.px(16) if narrow else middle
        painter.setFont(badge)
        self._paint_badge(painter, QRectF(right - wide, centre - half, wide, 2 * half), words.badge, alarm)
        free = right - wide - look.px(14) - left
        box = QRectF(left, row.top(), right - left if narrow else free, row.height())
        self._paint_lines(painter, box, free, words)

    def _paint_lines(self, painter: QPainter, box: QRectF, detail_width: float, words: AlarmWords) -> None:
        look, tokens = self._look, self._look.tokens
        title, detail = sized_font(look.key_px(23), HEAD_WEIGHT), sized_font(look.px(17), TEXT_WEIGHT)
        title_px, detail_px = QFontMetricsF(title), QFontMetricsF(detail)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        middle, elide = box.center().y(), Qt.TextElideMode.ElideRight
        if title_px.horizontalAdvance(words.title) > box.width():
            title = fitted_font(words.title, box.width(), look.key_px(23), HEAD_WEIGHT, look.px(18))
            title_px = QFontMetricsF(title)
        painter.setFont(title)
        painter.setPen(QColor(tokens.text_second if words.calm else tokens.text))
        upper = QRectF(box.left(), middle - look.px(31), box.width(), look.px(34))
        painter.drawText(upper, flags, title_px.elidedText(words.title, elide, box.width()))
        painter.setFont(detail)
        painter.setPen(QColor(tokens.text_second))
        lower = QRectF(box.left(), middle + look.px(2), box.width(), look.px(26))
        painter.drawText(lower, flags, detail_px.elidedText(words.detail, elide, detail_width))


def _tinted(colour: str, alpha: int) -> QColor:
    tint = QColor(colour)
    tint.setAlpha(alpha)
    return tint
