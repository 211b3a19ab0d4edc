"""One size for the words of a column in one list: a row set smaller than its neighbours reads as less."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtGui import QFont, QFontMetricsF

from widgets.theme.fonts import fitted_font, sized_font

MOST_ROWS = 60
"""So many rows from the top are measured; what is longer below them is cut short."""


class ColumnFonts:
    """The fonts of a list's columns, measured anew when its rows change."""

    def __init__(self) -> None:
        """Start without a list."""
        self._model: QAbstractItemModel | None = None
        self._fonts: dict[Hashable, QFont] = {}
        self._widths: dict[Hashable, float] = {}

    def watch(self, model: QAbstractItemModel) -> None:
        """Measure the rows of `model` from now on."""
        if model is self._model:
            return
        self._model = model
        self._forget()
        for changed in (
            model.dataChanged,
            model.rowsInserted,
            model.rowsRemoved,
            model.rowsMoved,
            model.modelReset,
        ):
            changed.connect(self._forget)

    def rows(self, role: int) -> list[Any]:
        """Return what the measured rows hold under a role of the model."""
        model = self._model
        if model is None:
            return []
        return [model.index(k, 0).data(role) for k in range(min(MOST_ROWS, model.rowCount()))]

    def font(  # noqa: PLR0913 - what a column of text is
        self,
        column: Hashable,
        words: Callable[[], Iterable[str]],
        width_px: float,
        px: int,
        weight: int,
        least_px: int = 9,
    ) -> QFont:
        """Return the largest font up to `px` in which all words of a column fit, `least_px` where none does.

        Args:
            column: names it.
            words: gives what stands in it; called only where something changed.
            width_px: of the column.
            px: wanted size.
            weight: 100 to 900.
            least_px: the words are cut short rather than set smaller than this.
        """
        key = (column, round(width_px), px, weight, least_px)
        found = self._fonts.get(key)
        if found is None:
            metrics = QFontMetricsF(sized_font(px, weight))
            longest = max(words(), key=metrics.horizontalAdvance, default="")
            found = self._fonts[key] = fitted_font(longest, width_px, px, weight, least_px)
        return found

    def widest(self, column: Hashable, words: Callable[[], Iterable[str]], px: int, weight: int) -> float:
        """Return the room that the words of a column take at a size (px)."""
        key = (column, px, weight)
        found = self._widths.get(key)
        if found is None:
            metrics = QFontMetricsF(sized_font(px, weight))
            found = self._widths[key] = max(map(metrics.horizontalAdvance, words()), default=0.0)
        return found

    def _forget(self) -> None:
        self._fonts.clear()
        self._widths.clear()
