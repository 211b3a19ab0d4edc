"""Axes of a plot: no boxes, thin grid, tabular labels, local time."""

from __future__ import annotations

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtGui import QColor

from widgets.logic import formats
from widgets.logic.axes import time_ticks, value_ticks
from widgets.theme.fonts import text_font
from widgets.theme.look import Look

Ticks = list[tuple[float, list[float]]]


def _dress(axis: pg.AxisItem, look: Look, size_px: float) -> None:
    axis.setStyle(tickLength=0, tickFont=text_font(look, size_px), hideOverlappingLabels=False)
    axis.setStyle(tickTextOffset=look.px(6), autoExpandTextSpace=False)
    axis.setTextPen(QColor(look.tokens.text_second))
    axis.setPen(QColor(0, 0, 0, 0))
    axis.setTickPen(pg.mkPen(look.tokens.grid, width=1))


class ValueAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """The left axis: round values and the grid across the plot."""

    def __init__(self, look: Look, language: str, size_px: float = 16) -> None:
        """Dress an axis for a look."""
        super().__init__("left")
        _dress(self, look, size_px)
        self.setGrid(255)
        self.n_wanted = 4
        self._language, self._decimals = language, 0

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        """Return round values."""
        if high <= low:
            return []
        ticks, self._decimals = value_ticks(low, high, self.n_wanted)
        return [(1.0, ticks)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Return the values as a Vietnamese reader writes them."""
        return [formats.number(value, self._decimals, self._language) for value in values]


class TimeAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """The bottom axis: local time on round minutes, no grid."""

    def __init__(self, look: Look, timezone: Callable[[], str], size_px: float = 16) -> None:
        """Dress an axis for a look; `timezone()` names the centre's time zone."""
        super().__init__("bottom")
        _dress(self, look, size_px)
        self._label_px = look.px(size_px) * 4.2
        self._timezone = timezone
        self._words: dict[float, str] = {}

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        """Return instants on round local times, leaving out labels that would be cut at the edges."""
        if high <= low or size <= 0:
            return []
        n_wanted = max(2, int(size / (self._label_px * 1.6)))
        margin = (high - low) * self._label_px * 0.36 / size
        self._words = {
            at: words
            for at, words in time_ticks(low, high, n_wanted, self._timezone())
            if low + margin * 0.55 <= at <= high - margin
        }
        return [(1.0, list(self._words))]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Return the local times."""
        return [self._words.get(value, "") for value in values]
