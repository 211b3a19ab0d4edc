"""The line of actions at the foot of the desk: what can be done now, by key or click."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.look import Look

HEIGHT_DESK_PX = 46
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Deed(msgspec.Struct, frozen=True):
    """One thing that can be done."""

    deed: str
    key: str
    words: str
    remark: str = ""
    """How many of the marked it fits, where not all."""


class ActionBar(QWidget):
    """Deeds side by side after what they are done to; those that do not fit are left out from the end."""

    pressed = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look = look
        self.subject = ""
        self.deeds: Sequence[Deed] = ()
        self._boxes: list[tuple[QRectF, str]] = []
        self._under = ""
        self.setMouseTracking(True)
        self.setFixedHeight(look.px(HEIGHT_DESK_PX))

    def set_deeds(self, subject: str, deeds: Sequence[Deed]) -> None:
        """Offer deeds on `subject` (`12 đã chọn`), which may be empty."""
        if (subject, list(deeds)) != (self.subject, list(self.deeds)):
            self.subject, self.deeds = subject, deeds
            self.setAccessibleName(" · ".join(f"{deed.key} {deed.words}" for deed in deeds))
            self.update()

    def shown(self) -> list[str]:
        """Return which deeds were painted last."""
        return [deed for _box, deed in self._boxes]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would do."""
        under = self._at(event)
        if under != self._under:
            self._under = under
            self.setCursor(Qt.CursorShape.PointingHandCursor if under else Qt.CursorShape.ArrowCursor)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Do by a click."""
        deed = self._at(event)
        if deed:
            self.pressed.emit(deed)

    def _at(self, event: QMouseEvent) -> str:
        return next((deed for box, deed in self._boxes if box.contains(event.position())), "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each key in its frame and its words after it."""
        look, tokens = self._look, self._look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(0, 0, self.width(), 0)
        x, right = float(look.px(16)), self.width() - look.px(12)
        if self.subject:
            font = sized_font(look.px(17), HEAD_WEIGHT)
            painter.setFont(font)
            painter.setPen(QColor(tokens.focus))
            wide = QFontMetricsF(font).horizontalAdvance(self.subject)
            painter.drawText(QRectF(x, 0, wide + 4, self.height()), int(_LEFT), self.subject)
            x += wide + look.px(20)
        self._boxes = []
        for deed in self.deeds:
            end = self._paint_deed(painter, x, right, deed)
            if end is None:
                break
            x = end
        painter.end()

    def _paint_deed(self, painter: QPainter, x: float, right: float, deed: Deed) -> float | None:
        """Paint one deed from `x` on; return where the next one begins, None where there is no room."""
        look, tokens = self._look, self._look.tokens
        cap, words = sized_font(look.px(15), HEAD_WEIGHT), sized_font(look.px(16), TEXT_WEIGHT)
        high, said = look.px(26), f"{deed.words} {deed.remark}".strip()
        key_px = max(high, QFontMetricsF(cap).horizontalAdvance(deed.key) + look.px(12)) if deed.key else 0.0
        words_px = QFontMetricsF(words).horizontalAdvance(said)
        if x + key_px + look.px(6) + words_px > right:
            return None
        here = deed.deed == self._under
        frame = QRectF(x, (self.height() - high) / 2 + 0.5, key_px, high)
        if deed.key:
            painter.setPen(QPen(QColor(tokens.focus if here else tokens.text_third), 1))
            painter.drawRoundedRect(frame, 3, 3)
            painter.setFont(cap)
            painter.setPen(QColor(tokens.text))
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, deed.key)
        left = frame.right() + look.px(6)
        painter.setFont(words)
        painter.setPen(QColor(tokens.text if here else tokens.text_second))
        painter.drawText(QRectF(left, 0, words_px + 4, self.height()), int(_LEFT), said)
        self._boxes.append((QRectF(x, 0, left + words_px - x, self.height()), deed.deed))
        return left + words_px + look.px(18)
