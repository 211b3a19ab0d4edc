"""The hatch that lies over the body of a tile whose values are late or lost."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets.theme.look import Look
from widgets.theme.shapes import paint_hatch


class HatchOverlay(QWidget):
    """Diagonal stripes over the picture, never instead of it; lets every click through."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Lie over a part of `parent`."""
        super().__init__(parent)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the stripes."""
        painter = QPainter(self)
        paint_hatch(painter, QRectF(self.rect()), self._look)
        painter.end()
