"""Paints one deadline: the time left in fixed figures, the case, and who must act."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from widgets.logic import formats
from widgets.logic.board_names import BoardNames
from widgets.logic.breach import Breach, countdown
from widgets.parts.board_words import translate
from widgets.parts.breach_model import BREACH_ROLE
from widgets.parts.column_fonts import ColumnFonts
from widgets.parts.drill_delegate import where_words
from widgets.parts.list_view import cut_off
from widgets.parts.row_ground import paint_row_ground
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.theme.shapes import Shape, paint_shape
from widgets.tile import TileContext

ROW_DESK_PX = 66
TIME_DESK_PX = 124
SOON_S = 3600.0
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class BreachDelegate(QStyledItemDelegate):
    """Over: ▲; within the hour: ■; later: no sign. The figures tick without the rest being read again."""

    def __init__(self, context: TileContext, parent: QObject) -> None:
        """Paint in the look and language of `context`."""
        super().__init__(parent)
        self._context = context
        self.names = BoardNames()
        self._fonts = ColumnFonts()

    def shape(self, row: Breach) -> Shape | None:
        """Return the sign of how near a deadline is."""
        left = row.due_at - self._context.live.clock.now()
        return "high" if left < 0 else "medium" if left < SOON_S else None

    def words(self, row: Breach) -> tuple[str, str]:
        """Return what must be done, and until when."""
        live = self._context.live
        what = translate("Board", "to accept") if row.what == "accept" else translate("Board", "to settle")
        return what, formats.moment(row.due_at, live.clock.now(), live.state.centre.timezone)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one deadline."""
        if cut_off(option.widget, option.rect):
            return
        look = self._context.look
        self._fonts.watch(index.model())
        row: Breach = index.data(BREACH_ROLE)
        painter.save()
        box = paint_row_ground(painter, option, look)
        inner = box.adjusted(look.px(16), look.px(7), -look.px(16), -look.px(7))
        self._paint_time(painter, inner, row)
        inner.setLeft(inner.left() + look.px(TIME_DESK_PX + 44))
        self._paint_case(painter, inner, row)
        painter.restore()

    def _countdown(self, row: Breach) -> str:
        return countdown(row.due_at - self._context.live.clock.now()).replace("d", translate("Board", "d"))

    def _paint_time(self, painter: QPainter, box: QRectF, row: Breach) -> None:
        look, tokens = self._context.look, self._context.look.tokens
        shape = self.shape(row)
        side = look.px(18)
        if shape is not None:
            paint_shape(painter, QRectF(box.left(), box.center().y() - side / 2, side, side), shape, look)
        words = self._countdown(row)
        lane = QRectF(box.left() + look.px(26), box.top(), look.px(TIME_DESK_PX), box.height())
        # figures are equally wide: the longest words are the widest
        longest = max(map(self._countdown, self._fonts.rows(BREACH_ROLE)), key=len, default=words)
        painter.setFont(fitted_font(longest, lane.width(), look.px(25), HEAD_WEIGHT))
        colour = tokens.high if shape == "high" else tokens.text
        painter.setPen(QColor(colour))
        painter.drawText(lane, _RIGHT, words)

    def _paint_case(self, painter: QPainter, box: QRectF, row: Breach) -> None:
        look, tokens = self._context.look, self._context.look.tokens
        what, until = self.words(row)
        upper = QRectF(box.left(), box.top(), box.width(), box.height() / 2)
        lower = QRectF(box.left(), box.center().y(), box.width(), box.height() / 2)
        small = sized_font(look.px(16), TEXT_WEIGHT)
        metrics = QFontMetricsF(small)
        wide = max(metrics.horizontalAdvance(what), metrics.horizontalAdvance(until)) + look.px(14)
        if box.width() - wide < look.px(150):
            wide = 0.0
        if wide:
            painter.setFont(small)
            painter.setPen(QColor(tokens.text_second))
            painter.drawText(upper, _RIGHT, what)
            painter.setPen(QColor(tokens.text_third))
            painter.drawText(lower, _RIGHT, until)
        title = row.file.title or row.file.text
        under = where_words(row.file, self.names, unit_first=True)
        for line, words, font, colour in (
            (upper, title, sized_font(look.px(19), HEAD_WEIGHT), tokens.text),
            (lower, under, small, tokens.text_second),
        ):
            line.setRight(line.right() - wide)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, _LEFT, shown)
