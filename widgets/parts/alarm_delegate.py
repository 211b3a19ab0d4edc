"""Paints one row of the alarm list: an alarm, or the head of a group."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from widgets.logic.alarm_groups import Row, row_id
from widgets.parts.alarm_model import ROW_ROLE
from widgets.parts.alarm_words import RowWords
from widgets.parts.column_fonts import ColumnFonts
from widgets.parts.list_view import cut_off
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.look import Look
from widgets.theme.palettes import ink_on
from widgets.theme.shapes import DARK_OPACITY, Shape, paint_shape

ROW_DESK_PX, INDENT_DESK_PX = 78, 30
LEAST_DESK_PX = 18
"""Titles are cut short rather than set smaller; at wall density they keep the same share of their size."""
HIDDEN_OPACITY = 0.62
Index = QModelIndex | QPersistentModelIndex


class AlarmDelegate(QStyledItemDelegate):
    """Shape, title, second line, badge; solid only while nobody has taken it."""

    def __init__(self, look: Look, words: Callable[[Row], RowWords], parent: QObject) -> None:
        """Paint in `look`; `words(row)` gives the texts."""
        super().__init__(parent)
        self._look, self.words = look, words
        self._fonts = ColumnFonts()
        self._symbols: dict[tuple[Shape, int, float], QPixmap] = {}
        self.dark = False
        """Second half of a blink: unacknowledged critical symbols are faint."""
        self.shift: dict[str, float] = {}
        """How far (share of the width) an entering alarm still has to slide."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the uniform row size."""
        return QSize(0, self._look.px(ROW_DESK_PX))

    def symbol_box(self, row: QRectF, depth: int = 0) -> QRectF:
        """Return where the symbol of a row lies."""
        side = self._look.px(30 if depth == 0 else 24)
        left = row.left() + self._look.px(18) + depth * self._look.px(INDENT_DESK_PX)
        return QRectF(left, row.center().y() - side / 2, side, side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        if cut_off(option.widget, option.rect):
            return
        self._fonts.watch(index.model())
        shown: Row = index.data(ROW_ROLE)
        look, tokens = self._look, self._look.tokens
        row, words = QRectF(option.rect), self.words(shown)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.fillRect(row, _tinted(tokens.focus, 30 if focused else 16))
            painter.fillRect(QRectF(row.left(), row.top(), look.px(3), row.height()), QColor(tokens.focus))
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(row.bottomLeft(), row.bottomRight())
        painter.translate(self.shift.get(row_id(shown), 0.0) * row.width(), 0)
        if words.folded is not None:
            self._paint_fold(painter, row, folded=words.folded)
        blinked = self.dark and words.waiting and words.shape == "critical"
        painter.setOpacity(DARK_OPACITY if blinked else HIDDEN_OPACITY if words.hidden else 1.0)
        self._paint_symbol(painter, self.symbol_box(row, words.depth), words.shape)
        painter.setOpacity(HIDDEN_OPACITY if words.hidden else 1.0)
        self._paint_text(painter, row, words)
        painter.restore()

    def _paint_symbol(self, painter: QPainter, box: QRectF, shape: Shape) -> None:
        """Paint the shape from a picture: a path is costly to fill through the clip of many rows."""
        side, ratio = round(box.width()), painter.device().devicePixelRatioF()
        key = (shape, side, ratio)
        picture = self._symbols.get(key)
        if picture is None:
            picture = QPixmap(round(side * ratio), round(side * ratio))
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            inner = QPainter(picture)
            paint_shape(inner, QRectF(0, 0, side, side), shape, self._look)
            inner.end()
            self._symbols[key] = picture
        painter.drawPixmap(box.topLeft().toPoint(), picture)

    def _paint_fold(self, painter: QPainter, row: QRectF, *, folded: bool) -> None:
        """Paint the small triangle of a group: to the right while its members are out of sight."""
        look, side = self._look, self._look.px(5)
        middle = QPointF(row.left() + look.px(10), row.center().y())
        right, down = ((-0.6, -1.0), (0.6, 0.0), (-0.6, 1.0)), ((-1.0, -0.6), (1.0, -0.6), (0.0, 0.6))
        corners = [QPointF(x * side, y * side) for x, y in (right if folded else down)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.tokens.text_second))
        painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))

    def _paint_badge(self, painter: QPainter, box: QRectF, words: RowWords) -> None:
        look, tokens = self._look, self._look.tokens
        colour = tokens.lost if words.shape == "lost" else look.severity(words.shape)
        painter.setPen(QPen(QColor(colour if words.waiting else tokens.text_third), 1))
        painter.setBrush(QColor(colour) if words.waiting else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor(ink_on(colour) if words.waiting else tokens.text_second))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words.badge)

    def _paint_text(self, painter: QPainter, row: QRectF, words: RowWords) -> None:
        """Paint badge and text; where the title needs the whole width the badge goes down a line."""
        look = self._look
        left, right = self.symbol_box(row, words.depth).right() + look.px(16), row.right() - look.px(16)
        title = self._title_font(words.depth, right - left)
        whole = QFontMetricsF(title).horizontalAdvance(words.title)
        badge = sized_font(look.px(16), HEAD_WEIGHT if words.waiting else 600)
        wide = QFontMetricsF(badge).horizontalAdvance(words.badge) + look.px(20)
        narrow = left + whole > right - wide - look.px(14)
        half, middle = look.px(27 if narrow else 31) / 2, row.center().y()
        centre = middle + look.px(16) if narrow else middle
        painter.setFont(badge)
        self._paint_badge(painter, QRectF(right - wide, centre - half, wide, 2 * half), words)
        free = right - wide - look.px(14) - left
        box = QRectF(left, row.top(), right - left if narrow else free, row.height())
        self._paint_lines(painter, box, free, (words, title))

    def _title_font(self, depth: int, width: float) -> QFont:
        """Return the font of all titles at a depth: none is smaller than its neighbours."""

        def titles() -> list[str]:
            said = [self.words(row) for row in self._fonts.rows(ROW_ROLE)]
            return [each.title for each in said if each.depth == depth]

        px = self._look.key_px(21 if depth else 23)
        least = max(self._look.px(LEAST_DESK_PX), round(px * LEAST_DESK_PX / 23))
        return self._fonts.font(depth, titles, width, px, HEAD_WEIGHT, least)

    def _paint_lines(
        self, painter: QPainter, box: QRectF, detail_width: float, said: tuple[RowWords, QFont]
    ) -> None:
        """Paint the title, and the line beneath it; `said` are the words and the font of the title."""
        look, tokens = self._look, self._look.tokens
        words, title = said
        detail = sized_font(look.px(17), TEXT_WEIGHT)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        middle, elide = box.center().y(), Qt.TextElideMode.ElideRight
        painter.setFont(title)
        painter.setPen(QColor(tokens.text_second if words.calm or words.hidden else tokens.text))
        upper = QRectF(box.left(), middle - look.px(31), box.width(), look.px(34))
        painter.drawText(upper, flags, QFontMetricsF(title).elidedText(words.title, elide, box.width()))
        painter.setFont(detail)
        painter.setPen(QColor(tokens.text_second))
        lower = QRectF(box.left(), middle + look.px(2), box.width(), look.px(26))
        painter.drawText(lower, flags, QFontMetricsF(detail).elidedText(words.detail, elide, detail_width))


def _tinted(colour: str, alpha: int) -> QColor:
    tint = QColor(colour)
    tint.setAlpha(alpha)
    return tint
