"""Facts as a list: what each is in third text, what it says in whole sentences beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.look import Look

NAMES_DESK_PX = 138
NARROW_DESK_PX = 440
"""Below this width the names stand above what they name."""
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class Fact(msgspec.Struct, frozen=True):
    """One fact."""

    name: str
    words: str
    colour: str = ""
    strong: bool = False


class FactsPane(QWidget):
    """Facts one below the other, as high as their sentences need."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start with none."""
        super().__init__(parent)
        self._look = look
        self._facts: list[Fact] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        """Return the height that every fact needs at this width."""
        return QSize(self._look.px(NARROW_DESK_PX), self.wanted_height())

    def minimumSizeHint(self) -> QSize:
        """Return nothing: facts that do not fit are left out from the end."""
        return QSize(0, 0)

    def wanted_height(self) -> int:
        """Return the height at which every fact is seen (px)."""
        boxes = list(self._boxes())
        return round(boxes[-1][2].bottom() + self._look.px(8)) if boxes else 0

    def facts(self) -> list[Fact]:
        """Return what is listed."""
        return self._facts

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """List facts; those without words are left out."""
        shown = [fact for fact in facts if fact.words]
        if shown != self._facts:
            self._facts = shown
            self.updateGeometry()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height that this width needs."""
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def _font(self, fact: Fact) -> QFont:
        return sized_font(self._look.px(18), HEAD_WEIGHT if fact.strong else TEXT_WEIGHT)

    def _boxes(self) -> Iterator[tuple[Fact, QRectF, QRectF]]:
        """Yield each fact with where its name and its words stand."""
        look = self._look
        pad, gap, names = look.px(16), look.px(8), look.px(NAMES_DESK_PX)
        narrow = self.width() < look.px(NARROW_DESK_PX)
        left = pad if narrow else pad + names
        wide, y = max(1.0, self.width() - left - pad), float(gap)
        line = QFontMetricsF(sized_font(look.px(16), TEXT_WEIGHT)).height()
        for fact in self._facts:
            name = QRectF(pad, y + (0 if narrow else look.px(2)), wide if narrow else names - gap, line)
            top = y + line if narrow else y
            needed = QFontMetricsF(self._font(fact)).boundingRect(
                QRectF(0, 0, wide, 1e5), _WRAPPED, fact.words
            )
            words = QRectF(left, top, wide, needed.height())
            yield fact, name, words
            y = words.bottom() + gap

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the facts."""
        look, tokens = self._look, self._look.tokens
        painter = QPainter(self)
        for fact, name, words in self._boxes():
            if words.bottom() > self.height():
                break  # half a sentence is worse than none
            painter.setFont(sized_font(look.px(16), TEXT_WEIGHT))
            painter.setPen(QPen(QColor(tokens.text_third)))
            painter.drawText(name, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), fact.name)
            painter.setFont(self._font(fact))
            painter.setPen(QPen(QColor(fact.colour or tokens.text)))
            painter.drawText(words, _WRAPPED, fact.words)
        painter.end()
