"""New alarms of every ten minutes as bars, and the limit of what one desk can take."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from backend.contract.work import Measures
from widgets.logic import formats
from widgets.logic.measures import TARGETS, bars
from widgets.theme.fonts import TEXT_WEIGHT, sized_font
from widgets.theme.look import Look

translate = QCoreApplication.translate
LEAST_BAR_PX = 4
N_TIMES = 4
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class BarsPane(QWidget):
    """Bars in the colour of live data; those above the limit in that of what is late."""

    def __init__(self, look: Look, language: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look, self._language = look, language
        self._found: Measures | None = None
        self._timezone = "UTC"

    def set_measures(self, found: Measures, timezone: str) -> None:
        """Show measures, times in `timezone`."""
        self._found, self._timezone = found, timezone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint title, bars, limit and times."""
        look, tokens = self._look, self._look.tokens
        painter = QPainter(self)
        painter.setFont(sized_font(look.px(16), 600))
        painter.setPen(QColor(tokens.text_third))
        pad = look.px(16)
        title = translate("Measures", "New alarms in 10 minutes")
        painter.drawText(QRectF(pad, 0, self.width() - 2 * pad, look.px(34)), int(_LEFT), title)
        if self._found is not None:
            area = QRectF(pad, look.px(36), self.width() - 2 * pad, self.height() - look.px(36 + 28))
            self._paint_bars(painter, area, self._found)
            self._paint_times(painter, area, self._found)
        painter.end()

    def _paint_bars(self, painter: QPainter, area: QRectF, found: Measures) -> None:
        look, tokens = self._look, self._look.tokens
        counts, _length_s = bars(found, max(1, int(area.width() / (look.px(LEAST_BAR_PX) + 1))))
        if not len(counts):
            return
        limit, top = TARGETS["peak"], self._top(counts)
        wide = area.width() / len(counts)
        gap = 1 if wide < 8 else 2
        for k, count in enumerate(counts.tolist()):
            if count:
                high = max(2.0, area.height() * count / top)
                box = QRectF(area.left() + k * wide, area.bottom() - high, max(1.0, wide - gap), high)
                painter.fillRect(box, QColor(tokens.age if count > limit else tokens.live_series))
        painter.setPen(QPen(QColor(tokens.grid), 1))
        painter.drawLine(QLineF(area.bottomLeft(), area.bottomRight()))
        y = area.bottom() - area.height() * limit / top
        painter.setPen(QPen(QColor(tokens.age), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(area.left(), y, area.right(), y))
        self._paint_limit(painter, area, y, limit)

    def _paint_limit(self, painter: QPainter, area: QRectF, y: float, limit: float) -> None:
        look, tokens = self._look, self._look.tokens
        font = sized_font(look.px(15), TEXT_WEIGHT)
        words = translate("Measures", "flood above {count}").format(
            count=formats.number(limit, 0, self._language)
        )
        wide = QFontMetricsF(font).horizontalAdvance(words) + look.px(10)
        box = QRectF(area.right() - wide, y - look.px(22), wide, look.px(20))
        painter.fillRect(box, QColor(tokens.tile))
        painter.setFont(font)
        painter.setPen(QColor(tokens.text_second))
        painter.drawText(box, int(_CENTRE), words)

    @staticmethod
    def _top(counts: npt.NDArray[np.int64]) -> float:
        """Return the value at the upper edge: the limit always stays in view."""
        return float(max(counts.max() * 1.08, TARGETS["peak"] * 1.5))

    def _paint_times(self, painter: QPainter, area: QRectF, found: Measures) -> None:
        look = self._look
        painter.setFont(sized_font(look.px(15), TEXT_WEIGHT))
        painter.setPen(QColor(look.tokens.text_third))
        high, wide = look.px(24), look.px(70)
        for k in range(N_TIMES + 1):
            at = found.start_at + (found.end_at - found.start_at) * k / N_TIMES
            x = area.left() + area.width() * k / N_TIMES
            left = min(max(area.left(), x - wide / 2), area.right() - wide)
            side = Qt.AlignmentFlag.AlignLeft if k == 0 else Qt.AlignmentFlag.AlignRight
            flags = int(_CENTRE) if 0 < k < N_TIMES else int(side | Qt.AlignmentFlag.AlignVCenter)
            words = formats.clock(at, self._timezone, with_seconds=False)
            painter.drawText(QRectF(left, area.bottom() + 2, wide, high), flags, words)
