"""Tabs side by side, each with its exact counter; the chosen one is underlined."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from widgets.logic import formats
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.look import Look

HEIGHT_DESK_PX = 46
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Tab(msgspec.Struct, frozen=True):
    """One tab."""

    tab: str
    words: str
    n: int | None = None
    """Its counter; None: not known (yet), or it has none."""
    urgent: bool = False
    """Its counter is of what is near or past its deadline."""


class TabStrip(QWidget):
    """Click or ← → (of whoever holds the keys) choose."""

    chosen = Signal(str)

    def __init__(self, look: Look, language: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look, self._language = look, language
        self.tabs: Sequence[Tab] = ()
        self.current = ""
        self._boxes: list[tuple[QRectF, str]] = []
        self.setFixedHeight(look.px(HEIGHT_DESK_PX))

    def set_tabs(self, tabs: Sequence[Tab], current: str) -> None:
        """Show tabs."""
        if (list(tabs), current) != (list(self.tabs), self.current):
            self.tabs, self.current = tabs, current
            self.setAccessibleName(" · ".join(f"{tab.words} {tab.n or 0}" for tab in tabs))
            self.update()

    def step(self, by: int) -> None:
        """Choose the tab `by` places further, round the corner."""
        names = [tab.tab for tab in self.tabs]
        if names:
            at = names.index(self.current) if self.current in names else 0
            self.choose(names[(at + by) % len(names)])

    def choose(self, tab: str) -> None:
        """Choose a tab, as a click does."""
        if tab != self.current:
            self.current = tab
            self.update()
            self.chosen.emit(tab)

    def counter(self, tab: Tab) -> str:
        """Return a tab's counter in words, all digits of it."""
        return "" if tab.n is None else formats.number(tab.n, 0, self._language)

    def _figures(self, tab: Tab) -> str:
        """Return what stands after a tab's words: two spaces keep the counter apart."""
        return f"  {self.counter(tab)}" if tab.n is not None else ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose by a click."""
        for box, tab in self._boxes:
            if box.contains(event.position()):
                self.choose(tab)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tabs, smaller gaps where there is little room; the chosen one is always seen."""
        look, tokens = self._look, self._look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        words, figures = sized_font(look.px(18), TEXT_WEIGHT), sized_font(look.px(18), HEAD_WEIGHT)
        wide = {
            tab.tab: QFontMetricsF(words).horizontalAdvance(tab.words)
            + QFontMetricsF(figures).horizontalAdvance(self._figures(tab))
            for tab in self.tabs
        }
        x, self._boxes = float(look.px(16)), []
        gap = self._gap(sum(wide.values()))
        for tab in self._from_first_shown(wide, gap):
            box = QRectF(x, 0, wide[tab.tab], self.height())
            if box.right() > self.width() - look.px(8) and self._boxes:
                break
            self._boxes.append((box.adjusted(-gap / 2, 0, gap / 2, 0), tab.tab))
            here = tab.tab == self.current
            painter.setFont(words)
            painter.setPen(QColor(tokens.text if here else tokens.text_second))
            painter.drawText(box, int(_LEFT), tab.words)
            if tab.n is not None:
                painter.setFont(figures)
                colour = tokens.high if tab.urgent and tab.n else tokens.text if here else tokens.text_second
                painter.setPen(QColor(colour))
                painter.drawText(
                    box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self.counter(tab)
                )
            if here:
                painter.fillRect(
                    QRectF(x, self.height() - look.px(3), box.width(), look.px(3)), QColor(tokens.focus)
                )
            x = box.right() + gap
        painter.end()

    def _gap(self, words_px: float) -> float:
        n_gaps = max(1, len(self.tabs) - 1)
        room = (self.width() - 2 * self._look.px(16) - words_px) / n_gaps
        return max(self._look.px(16), min(self._look.px(36), room))

    def _from_first_shown(self, wide: dict[str, float], gap: float) -> Sequence[Tab]:
        """Return the tabs from the first one on with which the chosen one is seen whole."""
        names = [tab.tab for tab in self.tabs]
        at = names.index(self.current) if self.current in names else 0
        room, first = self.width() - 2 * self._look.px(16), 0
        while first < at and sum(wide[name] + gap for name in names[first : at + 1]) - gap > room:
            first += 1
        return self.tabs[first:]
