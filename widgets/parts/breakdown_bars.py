"""Counts as horizontal bars: a bar a key, parted by the second dimension where there is one."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication, QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from widgets.logic import formats
from widgets.logic.shown_number import ShownNumber
from widgets.parts.number_pane import NumberPane, Spot, spot_of
from widgets.parts.ranking_delegate import halves
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.look import Look
from widgets.theme.palettes import ink_on
from widgets.theme.shapes import Shape, paint_shape

translate = QCoreApplication.translate
ROW_DESK_PX, LEGEND_DESK_PX, FOOT_DESK_PX = 46, 40, 32
NAME_SHARE = 0.38
"""Names take at most so much of the width."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class PieceFace(msgspec.Struct, frozen=True):
    """One segment."""

    number: ShownNumber
    colour: str


class RowFace(msgspec.Struct, frozen=True):
    """One bar."""

    name: str
    number: ShownNumber
    colour: str
    pieces: tuple[PieceFace, ...] = ()
    shape: Shape | None = None


class LegendFace(msgspec.Struct, frozen=True):
    """One colour with its word."""

    words: str
    colour: str
    shape: Shape | None = None


class BreakdownBars(NumberPane):
    """As many bars as fit; the wheel and the arrow keys go on to the others."""

    def __init__(self, look: Look, language: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(look, parent)
        self._language = language
        self._rows: tuple[RowFace, ...] = ()
        self._legend: tuple[LegendFace, ...] = ()
        self._first = 0
        self._shares = True

    def rows(self) -> tuple[RowFace, ...]:
        """Return all bars."""
        return self._rows

    def set_rows(self, rows: tuple[RowFace, ...], legend: tuple[LegendFace, ...], *, shares: bool) -> None:
        """Show other bars; `shares`: say also which part of all each is."""
        self._rows, self._legend, self._shares = rows, legend, shares
        self.renew()

    # ---- room ---------------------------------------------------------------------------------

    def n_fit(self) -> int:
        """Return how many bars fit."""
        free = self.height() - self._legend_px()
        n = max(1, int(free // self._look.px(ROW_DESK_PX)))
        if n >= len(self._rows):
            return n
        return max(1, int((free - self._look.px(FOOT_DESK_PX)) // self._look.px(ROW_DESK_PX)))

    def _first_shown(self) -> int:
        return max(0, min(self._first, len(self._rows) - self.n_fit()))

    def _legend_px(self) -> int:
        return self._look.px(LEGEND_DESK_PX) * len(self._legend_lines())

    def _legend_lines(self) -> list[list[tuple[float, LegendFace]]]:
        """Return the legend's entries with their left edges, over as many lines as they need."""
        look = self._look
        metrics = QFontMetricsF(sized_font(look.px(16), TEXT_WEIGHT))
        lines: list[list[tuple[float, LegendFace]]] = []
        left = float(self.width())
        for entry in self._legend:
            wide = metrics.horizontalAdvance(entry.words) + look.px(14 + 8 + 22)
            if left + wide > self.width() - look.px(8) or not lines:
                lines.append([])
                left = float(look.px(16))
            lines[-1].append((left, entry))
            left += wide
        return lines

    def _row_box(self, k: int) -> QRectF:
        """Return where the k-th shown row stands; rows share the height where all fit."""
        look, n = self._look, min(len(self._rows), self.n_fit())
        free = self.height() - self._legend_px()
        if n < len(self._rows):
            free -= look.px(FOOT_DESK_PX)
        high = min(free / max(1, n), look.px(ROW_DESK_PX) * 1.5)
        return QRectF(0, self._legend_px() + k * high, self.width(), high)

    def _bar_lane(self) -> tuple[float, float]:
        look = self._look
        metrics = QFontMetricsF(sized_font(look.px(18), TEXT_WEIGHT))
        names = (
            metrics.horizontalAdvance(row.name) + (look.px(24) if row.shape else 0) for row in self._rows
        )
        wanted = max(names, default=0.0) + look.px(14)
        left = look.px(16) + max(look.px(90), min(wanted, look.px(300), self.width() * NAME_SHARE))
        right = self.width() - look.px(16) - self._figures_px()
        return left, max(left + 4.0, right)

    def _figures_px(self) -> float:
        look = self._look
        most = max((row.number.n for row in self._rows), default=0)
        bold = QFontMetricsF(sized_font(look.px(20), HEAD_WEIGHT))
        wide = bold.horizontalAdvance(formats.number(most, 0, self._language)) + look.px(14)
        if self._with_shares():
            small = QFontMetricsF(sized_font(look.px(16), TEXT_WEIGHT))
            wide += small.horizontalAdvance(formats.number(99.9, 1, self._language) + "\u00a0%") + look.px(12)
        return wide

    def _with_shares(self) -> bool:
        return self._shares and self.width() >= self._look.px(420)

    def make_spots(self) -> list[Spot]:
        """Return the rows' numbers and the segments."""
        found: list[Spot] = []
        first = self._first_shown()
        _left, right = self._bar_lane()
        for k, row in enumerate(self._rows[first : first + self.n_fit()]):
            box = self._row_box(k)
            pieces = self._piece_boxes(row, box)
            if pieces:
                found += [spot_of(where, piece.number, self._tip(piece.number)) for where, piece in pieces]
                box = QRectF(right, box.top(), self.width() - right, box.height())
            found.append(spot_of(box, row.number, self._tip(row.number)))
        return found

    def _tip(self, number: ShownNumber) -> str:
        return f"{number.words}: {formats.number(number.n, 0, self._language)}"

    def _piece_boxes(self, row: RowFace, box: QRectF) -> list[tuple[QRectF, PieceFace]]:
        left, right = self._bar_lane()
        most = max((r.number.n for r in self._rows), default=0) or 1
        high = self._bar_high(box)
        found, x = [], left
        for piece in row.pieces:
            wide = (right - left) * piece.number.n / most
            found.append((QRectF(x, box.center().y() - high / 2, wide, high), piece))
            x += wide
        return found

    def _bar_high(self, box: QRectF) -> float:
        return min(box.height() * 0.56, self._look.px(30))

    # ---- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint legend, bars, and how many more there are."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_legend(painter)
        first, n = self._first_shown(), self.n_fit()
        total = sum(row.number.n for row in self._rows)
        for k, row in enumerate(self._rows[first : first + n]):
            self._paint_row(painter, self._row_box(k), row, total)
        if n < len(self._rows):
            look = self._look
            foot = QRectF(
                look.px(16), self.height() - look.px(FOOT_DESK_PX), self.width(), look.px(FOOT_DESK_PX)
            )
            painter.setFont(sized_font(look.px(16), TEXT_WEIGHT))
            painter.setPen(QColor(look.tokens.text_third))
            words = translate("Board", "{first}–{last} of {total}")
            said = words.format(first=first + 1, last=min(first + n, len(self._rows)), total=len(self._rows))
            painter.drawText(foot, _LEFT, said)
        self.paint_chosen(painter)
        painter.end()

    def _paint_legend(self, painter: QPainter) -> None:
        look, tokens = self._look, self._look.tokens
        side = look.px(14)
        for k, line in enumerate(self._legend_lines()):
            top = k * look.px(LEGEND_DESK_PX)
            for left, entry in line:
                middle = top + look.px(LEGEND_DESK_PX) / 2
                sign = QRectF(left, middle - side / 2, side, side)
                if entry.shape is not None:
                    paint_shape(painter, sign.adjusted(-1, -1, 1, 1), entry.shape, look)
                else:
                    painter.fillRect(sign, QColor(entry.colour))
                painter.setFont(sized_font(look.px(16), TEXT_WEIGHT))
                painter.setPen(QColor(tokens.text_second))
                box = QRectF(sign.right() + look.px(8), top, self.width(), look.px(LEGEND_DESK_PX))
                painter.drawText(box, _LEFT, entry.words)

    def _paint_row(self, painter: QPainter, box: QRectF, row: RowFace, total: int) -> None:
        look, tokens = self._look, self._look.tokens
        left, right = self._bar_lane()
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(QLineF(box.left(), box.bottom(), box.right(), box.bottom()))
        name = QRectF(look.px(16), box.top(), left - look.px(28), box.height())
        if row.shape is not None:
            side = look.px(16)
            paint_shape(
                painter, QRectF(name.left(), name.center().y() - side / 2, side, side), row.shape, look
            )
            name.setLeft(name.left() + side + look.px(8))
        painter.setPen(QColor(tokens.text))
        self._paint_name(painter, name, row.name)
        self._paint_bar(painter, box, row)
        figures = QRectF(right, box.top(), self.width() - look.px(16) - right, box.height())
        if self._with_shares() and total:
            painter.setFont(sized_font(look.px(16), TEXT_WEIGHT))
            painter.setPen(QColor(tokens.text_third))
            share = formats.number(100 * row.number.n / total, 1, self._language)
            painter.drawText(figures, _RIGHT, f"{share}\u00a0%")
            widest = QFontMetricsF(painter.font()).horizontalAdvance(
                formats.number(99.9, 1, self._language) + "\u00a0%"
            )
            figures.setRight(figures.right() - widest - look.px(12))
        painter.setFont(sized_font(look.px(20), HEAD_WEIGHT))
        painter.setPen(QColor(tokens.text))
        painter.drawText(figures, _RIGHT, formats.number(row.number.n, 0, self._language))

    def _paint_name(self, painter: QPainter, box: QRectF, words: str) -> None:
        """Paint a name, over two lines where one is too short."""
        look = self._look
        font = sized_font(look.px(18), TEXT_WEIGHT)
        lines = [words]
        if QFontMetricsF(font).horizontalAdvance(words) > box.width():
            font, lines = sized_font(look.px(16), TEXT_WEIGHT), halves(words)
        painter.setFont(font)
        high = look.px(20)
        top = box.center().y() - high * len(lines) / 2
        for k, line in enumerate(lines):
            place = QRectF(box.left(), top + k * high, box.width(), high)
            shown = QFontMetricsF(font).elidedText(line, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, _LEFT, shown)

    def _paint_bar(self, painter: QPainter, box: QRectF, row: RowFace) -> None:
        look = self._look
        pieces = self._piece_boxes(row, box)
        if not pieces:
            left, right = self._bar_lane()
            most = max((r.number.n for r in self._rows), default=0) or 1
            high = self._bar_high(box) * 0.7
            bar = QRectF(left, box.center().y() - high / 2, (right - left) * row.number.n / most, high)
            painter.fillRect(bar, QColor(row.colour))
        font = sized_font(look.px(15), 600)
        for where, piece in pieces:
            painter.fillRect(where.adjusted(0, 0, -1 if where.width() > 3 else 0, 0), QColor(piece.colour))
            words = formats.number(piece.number.n, 0, self._language)
            if QFontMetricsF(font).horizontalAdvance(words) + look.px(8) <= where.width():
                painter.setFont(font)
                painter.setPen(QColor(ink_on(piece.colour)))
                painter.drawText(where, _CENTRE, words)

    # ---- hands --------------------------------------------------------------------------------

    def scroll_to(self, first: int) -> None:
        """Show from bar `first` on."""
        wanted = max(0, min(first, len(self._rows) - self.n_fit()))
        if wanted != self._first:
            self._first = wanted
            self.renew()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go on by the wheel."""
        self.scroll_to(self._first_shown() - (1 if event.angleDelta().y() > 0 else -1))

    def _neighbour(self, way: tuple[int, int]) -> int:
        """Go on to bars that are not in view at the upper and lower edge."""
        before = self._chosen
        found = super()._neighbour(way)
        first = self._first_shown()
        if found == before and way[1] and 0 <= first + way[1] <= len(self._rows) - self.n_fit():
            chosen = self.spots()[before]
            self.scroll_to(first + way[1])
            near = [k for k, spot in enumerate(self.spots()) if abs(spot.top - chosen.top) < 1]
            return min(near, key=lambda k: abs(self.spots()[k].left - chosen.left), default=before)
        return found
