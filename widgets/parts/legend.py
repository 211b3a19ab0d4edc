"""The legend over a chart of several series: a stroke, the name, the newest value."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.theme.look import Look


class LegendEntry(msgspec.Struct, frozen=True):
    """One curve's line in the legend."""

    name: str
    value: str
    colour: str
    stale: bool


class Legend(QWidget):
    """Entries flowing over as many lines as they need."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look = look
        self._entries: list[LegendEntry] = []
        self._desk_px = 16
        self._names, self._values = text_font(look, 16), text_font(look, 16, HEAD_WEIGHT)
        self.setFixedHeight(look.px(24))

    def set_entries(self, entries: list[LegendEntry]) -> None:
        """Show `entries`."""
        if entries != self._entries:
            self._entries = entries
            self._fit()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many lines as the width asks for."""
        self._fit()

    def _fit(self) -> None:
        """Take as many lines as needed; smaller type where they would take more than two."""
        for desk_px in (16, 12):
            self._desk_px = desk_px
            self._names = text_font(self._look, desk_px)
            self._values = text_font(self._look, desk_px, HEAD_WEIGHT)
            n_lines = max((line for line, _x, _e in self._placed()), default=0) + 1
            if n_lines <= 2:
                break
        self.setFixedHeight(n_lines * self._line_px())

    def _line_px(self) -> int:
        return self._look.px(self._desk_px * 1.5)

    def _placed(self) -> list[tuple[int, float, LegendEntry]]:
        look = self._look
        names, values = QFontMetricsF(self._names), QFontMetricsF(self._values)
        line, x, placed = 0, float(look.px(10)), []
        for entry in self._entries:
            needed = look.px(34) + names.horizontalAdvance(entry.name) + values.horizontalAdvance(entry.value)
            if x > look.px(10) and x + needed > self.width():
                line, x = line + 1, float(look.px(10))
            placed.append((line, x, entry))
            x += needed + look.px(22)
        return placed

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the entries."""
        look, height = self._look, self._line_px()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for line, x, entry in self._placed():
            middle = line * height + height / 2
            painter.setPen(QPen(QColor(entry.colour), look.px(3)))
            painter.drawLine(round(x), round(middle), round(x + look.px(18)), round(middle))
            box = QRectF(x + look.px(26), line * height, self.width(), height)
            painter.setPen(QColor(look.tokens.text_second))
            painter.setFont(self._names)
            painter.drawText(box, flags, entry.name)
            box.setLeft(box.left() + QFontMetricsF(self._names).horizontalAdvance(entry.name) + look.px(8))
            painter.setFont(self._values)
            painter.setPen(QColor(look.tokens.age if entry.stale else look.tokens.text))
            painter.drawText(box, flags, entry.value)
        painter.end()
