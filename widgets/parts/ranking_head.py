"""Words over the columns of a ranking; a click on a figure ranks by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QLineF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from widgets.parts.ranking_delegate import Lanes, halves
from widgets.theme.fonts import sized_font
from widgets.theme.look import Look

translate = QCoreApplication.translate
HIGH_DESK_PX = 42


class RankingHead(QWidget):
    """One quiet line over a hairline."""

    figure_clicked = Signal(int)
    """0: the first column of values (turns the order round), 1: the second one (ranks by it)."""
    name_clicked = Signal()

    def __init__(self, look: Look, lanes_of: Callable[[], Lanes], parent: QWidget) -> None:
        """Stand over the columns that `lanes_of()` gives."""
        super().__init__(parent)
        self._look, self._lanes_of = look, lanes_of
        self._name, self._figures = "", [""]
        self.setFixedHeight(look.px(HIGH_DESK_PX))

    def set_words(self, name: str, figures: Sequence[str]) -> None:
        """Say what the names and the values are."""
        self._name, self._figures = name, list(figures)
        self.update()

    def words(self) -> list[str]:
        """Return what stands over the columns."""
        return [self._name, *self._figures]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words."""
        look, tokens, lane = self._look, self._look.tokens, self._lanes_of()
        painter = QPainter(self)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(QLineF(0, self.height() - 1, self.width(), self.height() - 1))
        painter.setPen(QColor(tokens.text_third))
        if lane.rank[1]:
            rank = (0.0, lane.rank[0] + lane.rank[1] - look.px(14))
            self._paint(painter, rank, translate("Board", "rank"), left=False)
        self._paint(painter, (lane.name[0], lane.name[1] - look.px(12)), self._name, left=True)
        first = (lane.bar[0], lane.bar[1] + lane.value[1]) if lane.bar[1] else lane.value
        self._paint(painter, first, self._figures[0], left=False)
        if len(self._figures) > 1 and lane.second[1]:
            second = (lane.second[0] + look.px(10), lane.second[1] - look.px(10))
            self._paint(painter, second, self._figures[1], left=False)
        painter.end()

    def _paint(self, painter: QPainter, lane: tuple[float, float], words: str, *, left: bool) -> None:
        """Paint words, over two lines where one is too short."""
        look = self._look
        box = QRectF(lane[0], 0, lane[1], self.height())
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
        flags = int(side | Qt.AlignmentFlag.AlignVCenter)
        font = sized_font(look.px(16), 600)
        lines = [words]
        if QFontMetricsF(font).horizontalAdvance(words) > box.width():
            font, lines = sized_font(look.px(14), 600), halves(words)
        painter.setFont(font)
        high = look.px(17)
        top = box.center().y() - high * len(lines) / 2
        for k, line in enumerate(lines):
            place = QRectF(box.left(), top + k * high, box.width(), high)
            shown = QFontMetricsF(font).elidedText(line, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(place, flags, shown)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Sort by what was clicked."""
        x, lane = event.position().x(), self._lanes_of()
        if x < lane.bar[0]:
            self.name_clicked.emit()
        elif lane.second[1] and x >= lane.second[0]:
            self.figure_clicked.emit(1)
        else:
            self.figure_clicked.emit(0)
