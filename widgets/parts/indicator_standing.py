"""Paints one line of a ranking of provinces or wards: rank, name, bar with the plan, value with its group."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from backend.contract.indicators import AreaFigure, IndicatorInfo
from widgets.logic import formats
from widgets.parts.board_colours import bar_colour
from widgets.parts.column_fonts import ColumnFonts
from widgets.parts.indicator_cell import LEFT, RIGHT
from widgets.parts.indicator_colours import paint_group
from widgets.parts.indicator_words import no_figure_word, number_words, provisional_word
from widgets.parts.list_view import cut_off
from widgets.parts.ranking_delegate import Lanes
from widgets.parts.ranking_model import ROW_ROLE
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.theme.look import Look


class StandingDelegate(QStyledItemDelegate):
    """Bars are calm; the group's sign stands beside the value; what has no figure has words instead."""

    def __init__(self, look: Look, language: str, lanes_of: Callable[[], Lanes], parent: QObject) -> None:
        """Paint in `look`; `lanes_of()` gives the columns."""
        super().__init__(parent)
        self._look, self._language, self._lanes_of = look, language, lanes_of
        self.info: IndicatorInfo | None = None
        self.end = 1.0
        """Value at the full length of a bar."""
        self._fonts = ColumnFonts()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one line."""
        if cut_off(option.widget, option.rect) or self.info is None:
            return
        self._fonts.watch(index.model())
        tokens, row = self._look.tokens, index.data(ROW_ROLE)
        box, lane = QRectF(option.rect), self._lanes_of()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            tint = QColor(tokens.focus)
            tint.setAlpha(30)
            painter.fillRect(box, tint)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        self._paint_name(painter, box, lane, row.area)
        if lane.bar[1]:
            self._paint_bar(painter, _cell(box, lane.bar), row.area)
        self._paint_value(painter, box, lane, row.area)
        painter.restore()

    def _areas(self) -> list[AreaFigure]:
        return [row.area for row in self._fonts.rows(ROW_ROLE)]

    def _paint_name(self, painter: QPainter, box: QRectF, lane: Lanes, row: AreaFigure) -> None:
        look, tokens = self._look, self._look.tokens
        if row.rank is not None and lane.rank[1]:
            painter.setFont(sized_font(look.px(18), TEXT_WEIGHT))
            painter.setPen(QColor(tokens.text_third))
            rank = _cell(box, lane.rank).adjusted(0, 0, -look.px(14), 0)
            painter.drawText(rank, RIGHT, formats.number(row.rank, 0, self._language))
        name = _cell(box, lane.name).adjusted(0, 0, -look.px(12), 0)

        def names() -> list[str]:
            return [each.name for each in self._areas()]

        font = self._fonts.font("name", names, name.width(), look.px(19), TEXT_WEIGHT, look.px(15))
        painter.setFont(font)
        painter.setPen(QColor(tokens.text if row.rank is not None else tokens.text_second))
        painter.drawText(
            name, LEFT, QFontMetricsF(font).elidedText(row.name, Qt.TextElideMode.ElideRight, name.width())
        )

    def _paint_bar(self, painter: QPainter, box: QRectF, row: AreaFigure) -> None:
        look, figure = self._look, row.figure
        if figure.value is None:
            return
        high = look.px(12)
        track = QRectF(box.left(), box.center().y() - high / 2, box.width() - look.px(8), high)
        painter.fillRect(track, QColor(look.tokens.line))
        share = max(0.0, min(1.0, abs(figure.value) / self.end))
        bar = QRectF(track.left(), track.top(), max(2.0, track.width() * share), high)
        if figure.final:
            painter.fillRect(bar, QColor(bar_colour(look)))
        else:
            painter.setPen(QPen(QColor(bar_colour(look)), max(1.5, look.px(2))))
            painter.drawRect(bar.adjusted(1, 1, -1, -1))
        if figure.plan is not None and 0 <= figure.plan <= self.end:
            x = track.left() + track.width() * figure.plan / self.end
            mark = QRectF(x - look.px(1), track.top() - look.px(5), look.px(2), high + look.px(10))
            painter.fillRect(mark, QColor(look.tokens.text_second))

    def _paint_value(self, painter: QPainter, box: QRectF, lane: Lanes, row: AreaFigure) -> None:
        look, tokens, figure, info = self._look, self._look.tokens, row.figure, self.info
        place = _cell(box, lane.value)
        if figure.value is None or info is None:
            place.setLeft(_cell(box, lane.bar).left() if lane.bar[1] else place.left())
            self._small(painter, place, no_figure_word())
            return
        words = number_words(info, figure.value, self._language)
        side = look.px(16)

        def values() -> list[str]:
            found = [each.figure.value for each in self._areas()]
            return [number_words(info, value, self._language) for value in found if value is not None]

        width = place.width() - side - look.px(8)
        font = self._fonts.font("value", values, width, look.px(20), HEAD_WEIGHT, look.px(14))
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(place, RIGHT, words)
        if figure.plan is not None:
            left = place.right() - QFontMetricsF(font).horizontalAdvance(words) - side - look.px(8)
            sign = QRectF(left, box.center().y() - side / 2, side, side)
            paint_group(painter, sign, figure.colour, look)
        if lane.of[1] and not figure.final:
            self._small(painter, _cell(box, lane.of), provisional_word())

    def _small(self, painter: QPainter, box: QRectF, words: str) -> None:
        look = self._look
        painter.setFont(fitted_font(words, box.width() - look.px(8), look.px(17), TEXT_WEIGHT, look.px(12)))
        painter.setPen(QColor(look.tokens.text_third))
        painter.drawText(box, RIGHT, words)


def _cell(box: QRectF, lane: tuple[float, float]) -> QRectF:
    return QRectF(box.left() + lane[0], box.top(), lane[1], box.height())
