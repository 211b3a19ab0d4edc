"""What a tile shows while its body is down: what failed, and that it is being restarted."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.theme.look import Look
from widgets.theme.shapes import paint_shape

translate = QCoreApplication.translate


class FailurePane(QWidget):
    """Words in place of a body that raised."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start with nothing to say."""
        super().__init__(parent)
        self._look, self._reason, self._wait_s = look, "", 0.0

    def show_reason(self, reason: str, wait_s: float) -> None:
        """Say why the tile failed and that it starts again in `wait_s` seconds."""
        self._reason, self._wait_s = reason, wait_s
        self.update()

    def set_wait(self, wait_s: float) -> None:
        """Count down."""
        if round(wait_s) != round(self._wait_s):
            self._wait_s = wait_s
            self.update()

    def words(self) -> tuple[str, str, str]:
        """Return the three lines: what, why, what happens next."""
        what = translate("Tile", "This tile has failed")
        if self._wait_s >= 0.5:
            then = translate("Tile", "Restarting in {seconds} s; the others go on.")
            return what, self._reason, then.format(seconds=max(1, round(self._wait_s)))
        return what, self._reason, translate("Tile", "Restarting now; the others go on.")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words, the reason wrapped over as many lines as it needs."""
        painter = QPainter(self)
        look, pad = self._look, self._look.px(16)
        what, why, then = self.words()
        box = QRectF(self.rect()).adjusted(pad, pad, -pad, -pad)
        side = look.px(20)
        paint_shape(painter, QRectF(box.left(), box.top() + look.px(3), side, side), "lost", look)
        head = box.adjusted(side + look.px(10), 0, 0, 0)
        wrap = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
        for words, font, colour in (
            (what, text_font(look, 20, HEAD_WEIGHT), look.tokens.text),
            (why, text_font(look, 16), look.tokens.text_second),
            (then, text_font(look, 16), look.tokens.text_second),
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            used = painter.drawText(head, int(wrap), words)
            head.setTop(used.bottom() + look.px(6))
        painter.end()
