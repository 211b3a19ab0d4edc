"""What a web tile shows while its page is down: the last picture, hatched, with words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.theme.look import Look
from widgets.theme.shapes import paint_hatch

translate = QCoreApplication.translate


class OutagePane(QWidget):
    """Lies over the page until it draws again."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start without a picture."""
        super().__init__(parent)
        self._look = look
        self._picture = QPixmap()

    def show_picture(self, picture: QPixmap) -> None:
        """Set the last picture of the page; an empty one gives the plain ground."""
        self._picture = picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint picture, hatch and words."""
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look.tokens.ground))
        if not self._picture.isNull():
            painter.drawPixmap(self.rect(), self._picture)
        paint_hatch(painter, QRectF(self.rect()), look)
        words = translate("Web", "The last picture – this tile is being restarted")
        font = text_font(look, 18, HEAD_WEIGHT)
        metrics = QFontMetricsF(font)
        width = min(metrics.horizontalAdvance(words) + look.px(32), float(self.width()))
        box = QRectF((self.width() - width) / 2, look.px(16), width, metrics.height() + look.px(16))
        painter.fillRect(box, QColor(look.tokens.ground))
        painter.setFont(font)
        painter.setPen(QColor(look.tokens.age))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
        painter.end()
