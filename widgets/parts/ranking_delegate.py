"""Paints one line of a ranking: rank, name, bar, value, and what it is computed from."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from backend.contract.case_requests import FigureCell, FigureInfo
from widgets.logic import formats
from widgets.logic.ranking import RankedRow
from widgets.logic.verdict import verdict
from widgets.parts.board_colours import bar_colour, track_colour, verdict_shape
from widgets.parts.board_words import of_words, value_words
from widgets.parts.column_fonts import ColumnFonts
from widgets.parts.list_view import cut_off
from widgets.parts.ranking_model import ROW_ROLE
from widgets.parts.row_ground import paint_row_ground
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.theme.look import Look
from widgets.theme.shapes import paint_shape

RANK_DESK_PX, VALUE_DESK_PX, SECOND_DESK_PX, OF_DESK_PX = 48, 128, 118, 142
LEAST_NAME_DESK_PX, LEAST_BAR_DESK_PX = 190, 90
_TWO_LINES_DESK_PX = 42
"""On rows as high as this a long name has two lines."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def halves(words: str) -> list[str]:
    """Return words as two lines of about one length; one word stays whole."""
    parts, middle = words.split(" "), len(words) / 2
    if len(parts) == 1:
        return [words]
    cut = min(range(1, len(parts)), key=lambda k: abs(len(" ".join(parts[:k])) - middle))
    return [" ".join(parts[:cut]), " ".join(parts[cut:])]


class Lanes(msgspec.Struct, frozen=True):
    """Left edge and width of each column (px); a width of 0: there is no room for it."""

    rank: tuple[float, float]
    name: tuple[float, float]
    bar: tuple[float, float]
    value: tuple[float, float]
    of: tuple[float, float]
    second: tuple[float, float]


def lanes(width: float, look: Look, *, n_figures: int, shares: bool) -> Lanes:
    """Return the columns of a ranking `width` px wide; what matters least goes first."""
    px = look.px
    rank, value = px(RANK_DESK_PX), px(VALUE_DESK_PX)
    if width < px(RANK_DESK_PX + VALUE_DESK_PX + LEAST_NAME_DESK_PX):  # name and value, shortened
        rank, value = 0, min(value, round(width * 0.4))
    free = width - 2.0 * px(16) - rank - value - px(LEAST_NAME_DESK_PX)
    kept: list[float] = []
    for wide, wanted in (
        (px(SECOND_DESK_PX), n_figures > 1),
        (px(LEAST_BAR_DESK_PX), True),
        (px(OF_DESK_PX), shares),
    ):
        kept.append(wide if wanted and free >= wide else 0.0)
        free -= kept[-1]
    second, bar, of = kept
    # what is left goes to names and bars alike; a tile that is narrower still shortens its names
    more: float = free if not bar else min(free * 0.5, px(210))
    name = px(LEAST_NAME_DESK_PX) + more
    bar += free - more if bar else 0.0
    left = float(px(16))
    found: list[tuple[float, float]] = []
    for column in (rank, name, bar, value, of, second):
        found.append((left, float(column)))
        left += column
    return Lanes(*found)


class RankingDelegate(QStyledItemDelegate):
    """Bars are calm; a missed target has its sign beside the value."""

    def __init__(self, look: Look, language: str, lanes_of: Callable[[], Lanes], parent: QObject) -> None:
        """Paint in `look`; `lanes_of()` gives the columns."""
        super().__init__(parent)
        self._look, self._language, self._lanes_of = look, language, lanes_of
        self.infos: tuple[FigureInfo, ...] = ()
        """Of the cells of each row, in their order."""
        self.end = 1.0
        """Value at the full length of a bar."""
        self._fonts = ColumnFonts()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one line."""
        if cut_off(option.widget, option.rect) or not self.infos:
            return
        self._fonts.watch(index.model())
        tokens = self._look.tokens
        row: RankedRow = index.data(ROW_ROLE)
        lane = self._lanes_of()
        painter.save()
        box = paint_row_ground(painter, option, self._look)
        self._paint_name(painter, box, lane, row)
        cell = row.cells[0]
        self._paint_bar(painter, _cell(box, lane.bar), cell)
        self._paint_value(painter, box, lane, cell)
        if lane.second[1] and len(row.cells) > 1:
            colour = tokens.text_second if self._counted(row) else tokens.text_third
            self._small(painter, _cell(box, lane.second), row, self._second_words, colour)
        if lane.of[1]:
            self._small(painter, _cell(box, lane.of), row, self._of_words, tokens.text_third)
        painter.restore()

    # ---- words of the columns ---------------------------------------------------------------------

    def _rows(self) -> list[RankedRow]:
        return self._fonts.rows(ROW_ROLE)

    def _value_words(self, cell: FigureCell | None, info: FigureInfo) -> str:
        words, unit = value_words(info, cell.value if cell is not None else None, self._language)
        return f"{words}\u00a0{unit}".rstrip()

    def _first_words(self, row: RankedRow) -> str:
        """Return the ranked figure; empty where there is none: what is said instead has more room."""
        cell = row.cells[0]
        return self._value_words(cell, self.infos[0]) if cell is not None and cell.value is not None else ""

    def _counted(self, row: RankedRow) -> bool:
        """Return whether the second figure says anything: neither 0 of 0 nor unassessed."""
        return row.cells[1] is not None or self.infos[1].unit != ""

    def _second_words(self, row: RankedRow) -> str:
        if len(row.cells) < 2:
            return ""
        return self._value_words(row.cells[1], self.infos[1]) if self._counted(row) else formats.NO_NUMBER

    def _of_words(self, row: RankedRow) -> str:
        cell = row.cells[0]
        if cell is None or cell.per is None:
            return ""
        return of_words(cell.n, cell.n_per, self._language)

    # ---- painting ---------------------------------------------------------------------------------

    def _paint_name(self, painter: QPainter, box: QRectF, lane: Lanes, row: RankedRow) -> None:
        look, tokens = self._look, self._look.tokens
        if row.rank is not None:
            painter.setFont(sized_font(look.px(18), TEXT_WEIGHT))
            painter.setPen(QColor(tokens.text_third))
            rank = _cell(box, lane.rank).adjusted(0, 0, -look.px(14), 0)
            painter.drawText(rank, _RIGHT, formats.number(row.rank, 0, self._language))
        name = _cell(box, lane.name).adjusted(0, 0, -look.px(12), 0)
        painter.setPen(QColor(tokens.text if row.rank is not None else tokens.text_second))

        def names() -> list[str]:
            return [each.name for each in self._rows()]

        font = self._fonts.font("name", names, name.width(), look.px(19), TEXT_WEIGHT, look.px(16))
        lines, two = [row.name], box.height() >= look.px(_TWO_LINES_DESK_PX)
        if two and QFontMetricsF(font).horizontalAdvance(row.name) > name.width():
            lines = halves(row.name)
        painter.setFont(font)
        high = QFontMetricsF(font).height() * 0.98
        top = name.center().y() - high * len(lines) / 2
        for k, line in enumerate(lines):
            shown = QFontMetricsF(font).elidedText(line, Qt.TextElideMode.ElideRight, name.width())
            painter.drawText(QRectF(name.left(), top + k * high, name.width(), high), _LEFT, shown)

    def _paint_bar(self, painter: QPainter, box: QRectF, cell: FigureCell | None) -> None:
        look, info = self._look, self.infos[0]
        if box.width() < 2 or cell is None or cell.value is None:
            return
        high = look.px(12)
        track = QRectF(box.left(), box.center().y() - high / 2, box.width() - look.px(8), high)
        share = max(0.0, min(1.0, abs(cell.value) / self.end))
        painter.fillRect(track, QColor(track_colour(look)))
        bar = QRectF(track.left(), track.top(), max(2.0 if cell.value else 0.0, track.width() * share), high)
        painter.fillRect(bar, QColor(bar_colour(look)))
        if info.target is not None and info.good and 0 <= info.target <= self.end:
            x = track.left() + track.width() * info.target / self.end
            painter.fillRect(
                QRectF(x - look.px(1), track.top() - look.px(5), look.px(2), high + look.px(10)),
                QColor(look.tokens.text_second),
            )

    def _paint_value(self, painter: QPainter, box: QRectF, lane: Lanes, cell: FigureCell | None) -> None:
        look, tokens, info = self._look, self._look.tokens, self.infos[0]
        said = self._value_words(cell, info)
        place = _cell(box, lane.value)
        if cell is None or cell.value is None:
            place.setLeft(_cell(box, lane.bar).left() if lane.bar[1] else place.left())
            width = place.width() - look.px(8)
            painter.setFont(fitted_font(said, width, look.px(17), TEXT_WEIGHT, look.px(12)))
            painter.setPen(QColor(tokens.text_third))
            painter.drawText(place, _RIGHT, said)
            return
        side = look.px(16)
        width = place.width() - side - look.px(8)

        def values() -> list[str]:
            return [self._first_words(each) for each in self._rows()]

        font = self._fonts.font("value", values, width, look.px(20), HEAD_WEIGHT, look.px(14))
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(place, _RIGHT, said)
        shape = verdict_shape(verdict(info, cell.value))
        if shape is not None:
            left = place.right() - QFontMetricsF(font).horizontalAdvance(said) - side - look.px(8)
            paint_shape(painter, QRectF(left, box.center().y() - side / 2, side, side), shape, look)

    def _small(
        self,
        painter: QPainter,
        box: QRectF,
        row: RankedRow,
        words_of: Callable[[RankedRow], str],
        colour: str,
    ) -> None:
        """Paint a cell of one of the columns in small type."""
        look = self._look

        def column() -> list[str]:
            return [words_of(each) for each in self._rows()]

        width = box.width() - look.px(8)
        painter.setFont(
            self._fonts.font(words_of.__name__, column, width, look.px(17), TEXT_WEIGHT, look.px(12))
        )
        painter.setPen(QColor(colour))
        painter.drawText(box, _RIGHT, words_of(row))


def _cell(box: QRectF, lane: tuple[float, float]) -> QRectF:
    return QRectF(box.left() + lane[0], box.top(), lane[1], box.height())
