"""The two or three counts above the list of deadlines; each opens its list."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen

from widgets.logic import formats
from widgets.logic.shown_number import ShownNumber
from widgets.parts.number_pane import NumberPane, Spot, spot_of
from widgets.parts.ranking_delegate import halves
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.theme.look import Look
from widgets.theme.shapes import Shape, paint_shape

HIGH_DESK_PX = 64
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class BreachTotals(NumberPane):
    """Counts side by side: the number, its words beside it, a sign where a person is needed."""

    def __init__(self, look: Look, language: str) -> None:
        """Start empty."""
        super().__init__(look)
        self._language = language
        self._totals: tuple[tuple[ShownNumber, Shape], ...] = ()
        self.setFixedHeight(look.px(HIGH_DESK_PX))

    def totals(self) -> tuple[tuple[ShownNumber, Shape], ...]:
        """Return what is shown."""
        return self._totals

    def set_totals(self, totals: tuple[tuple[ShownNumber, Shape], ...]) -> None:
        """Show other counts; the sign is painted where a count is above 0."""
        self._totals = totals
        self.renew()

    def make_spots(self) -> list[Spot]:
        """Return equal parts of the width."""
        wide = self.width() / max(1, len(self._totals))
        return [
            spot_of(QRectF(k * wide, 0, wide, self.height()), number)
            for k, (number, _shape) in enumerate(self._totals)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the counts."""
        look, tokens = self._look, self._look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(QLineF(0, self.height() - 1, self.width(), self.height() - 1))
        for spot, (number, shape) in zip(self.spots(), self._totals, strict=True):
            if spot.left:
                painter.setPen(QPen(QColor(tokens.line), 1))
                painter.drawLine(QLineF(spot.left, 0, spot.left, self.height()))
            box = spot.box.adjusted(look.px(16), 0, -look.px(8), 0)
            if number.n:
                side = look.px(18)
                paint_shape(painter, QRectF(box.left(), box.center().y() - side / 2, side, side), shape, look)
                box.setLeft(box.left() + look.px(28))
            said = formats.number(number.n, 0, self._language)
            painter.setFont(sized_font(look.px(32), HEAD_WEIGHT))
            painter.setPen(QColor(tokens.text if number.n else tokens.text_second))
            painter.drawText(box, _LEFT, said)
            box.setLeft(box.left() + QFontMetricsF(painter.font()).horizontalAdvance(said) + look.px(12))
            self._paint_words(painter, box, number.words)
        painter.end()

    def _paint_words(self, painter: QPainter, box: QRectF, words: str) -> None:
        """Paint words over two lines where one is too short."""
        look = self._look
        painter.setPen(QColor(look.tokens.text_second))
        font = sized_font(look.px(17), TEXT_WEIGHT)
        if QFontMetricsF(font).horizontalAdvance(words) <= box.width():
            painter.setFont(font)
            painter.drawText(box, _LEFT, words)
            return
        lines = halves(words)
        longest = max(lines, key=QFontMetricsF(font).horizontalAdvance)
        painter.setFont(fitted_font(longest, box.width(), look.px(17), TEXT_WEIGHT, look.px(11)))
        high = look.px(22)
        for k, line in enumerate(lines):
            place = QRectF(box.left(), box.center().y() - high + k * high, box.width(), high)
            painter.drawText(place, _LEFT, line)
