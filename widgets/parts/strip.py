"""One line of words across a tile: a remark above or below a list."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.theme.look import Look


class Strip(QWidget):
    """Words in second text, or set off by a bar of colour."""

    clicked = Signal()

    def __init__(self, look: Look, colour: str, parent: QWidget | None = None) -> None:
        """Say nothing yet; `colour` empty for a quiet strip."""
        super().__init__(parent)
        self._look, self._colour, self._words = look, colour, ""
        self.setFixedHeight(look.px(46))

    def words(self) -> str:
        """Return what it says."""
        return self._words

    def set_words(self, words: str) -> None:
        """Say `words`."""
        if words != self._words:
            self._words = words
            self._fit()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take two lines where one is too short."""
        self._fit()

    def lines(self) -> list[str]:
        """Return the words as one line, or broken at a dot where they need two."""
        metrics = QFontMetricsF(sized_font(self._look.px(18), self._weight()))
        first, dot, rest = self._words.partition(" · ")
        fits = metrics.horizontalAdvance(self._words) <= self.width() - 2 * self._look.px(16)
        return [self._words] if fits or not dot else [first, rest]

    def _weight(self) -> int:
        return HEAD_WEIGHT if self._colour else TEXT_WEIGHT

    def _fit(self) -> None:
        self.setFixedHeight(self._look.px(46 if len(self.lines()) == 1 else 72))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Report a click."""
        if self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, shrinking type a little before cutting words."""
        look, tokens = self._look, self._look.tokens
        painter = QPainter(self)
        box = QRectF(self.rect())
        if self._colour:
            ground = QColor(self._colour)
            ground.setAlpha(34)
            painter.fillRect(box, ground)
            painter.fillRect(QRectF(0, 0, look.px(4), box.height()), QColor(self._colour))
        else:
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawLine(box.topLeft(), box.topRight())
        line = box.adjusted(look.px(16), 0, -look.px(16), 0)
        painter.setPen(QColor(tokens.text if self._colour else tokens.text_second))
        said = self.lines()
        height = (box.height() - look.px(16)) / len(said)
        for k, words in enumerate(said):
            font = fitted_font(words, line.width(), look.px(18), self._weight(), look.px(12.5))
            painter.setFont(font)
            shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, line.width())
            at = QRectF(line.left(), look.px(8) + k * height, line.width(), height)
            painter.drawText(at, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.end()
