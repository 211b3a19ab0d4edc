"""A bar of large keys under a step: the letter and what it does; wraps into rows where it is narrow."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets.theme.fonts import sized_font
from widgets.theme.look import Look

HEIGHT_PX, GAP_PX, SIDE_PX, PAD_PX, TEXT_PX, CAP_PX = 56, 8, 16, 14, 18, 26


class StepKey(msgspec.Struct, frozen=True):
    """One key."""

    key_id: str
    cap: str
    """Letter on the keyboard; empty: reached by the arrows only."""
    words: str
    main: bool = False
    """The usual thing."""


class KeyBar(QWidget):
    """Keys side by side, each at least 56 px high; ← → choose one, a click presses it."""

    pressed = Signal(str)
    """Id of a key."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start without keys."""
        super().__init__(parent)
        self._look = look
        self._keys: tuple[StepKey, ...] = ()
        self._at = 0
        self._boxes: list[QRectF] = []

    def keys(self) -> tuple[StepKey, ...]:
        """Return the keys."""
        return self._keys

    def set_keys(self, keys: tuple[StepKey, ...]) -> None:
        """Show other keys; the first one is chosen."""
        if keys != self._keys:
            self._keys, self._at = keys, 0
            self._boxes = self._laid_out(self.width())
            self.update()

    def chosen(self) -> str:
        """Return the id of the key that Enter presses, empty where there is none."""
        return self._keys[self._at].key_id if self._keys else ""

    def choose_next(self, step: int) -> None:
        """Choose the next key to the right (1) or left (-1)."""
        if self._keys:
            self._at = max(0, min(len(self._keys) - 1, self._at + step))
            self.update()

    def press(self, cap: str) -> bool:
        """Press the key of a letter; return whether there is one."""
        found = next((key for key in self._keys if cap and key.cap == cap), None)
        if found is not None:
            self.pressed.emit(found.key_id)
        return found is not None

    def press_chosen(self) -> None:
        """Press the chosen key."""
        if self._keys:
            self.pressed.emit(self.chosen())

    def wanted_height(self, width: int) -> int:
        """Return the height that the keys need at a width (px)."""
        boxes = self._laid_out(width)
        return round(boxes[-1].bottom()) + self._look.px(12) if boxes else 0

    def _laid_out(self, width: int) -> list[QRectF]:
        """Return where each key lies: as wide as its words, wrapped, each row stretched to the width."""
        look = self._look
        gap, side, free = look.px(GAP_PX), look.px(SIDE_PX), width - 2 * look.px(SIDE_PX)
        rows: list[list[float]] = [[]]
        for key in self._keys:
            needed = self._width(key)
            if rows[-1] and sum(rows[-1]) + gap * len(rows[-1]) + needed > free:
                rows.append([])
            rows[-1].append(needed)
        boxes: list[QRectF] = []
        for number, row in enumerate(rows):
            x, y = float(side), number * (look.px(HEIGHT_PX) + gap)
            more = (free - sum(row) - gap * (len(row) - 1)) / len(row) if row else 0.0
            for needed in row:
                boxes.append(QRectF(x, y, needed + more, look.px(HEIGHT_PX)))
                x += needed + more + gap
        return boxes

    def _width(self, key: StepKey) -> float:
        look = self._look
        words = QFontMetricsF(sized_font(look.px(TEXT_PX), 600)).horizontalAdvance(key.words)
        return words + (look.px(CAP_PX + 10) if key.cap else 0) + 2 * look.px(PAD_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        self._boxes = self._laid_out(self.width())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Press the key under the pointer."""
        for number, box in enumerate(self._boxes):
            if box.contains(event.position()):
                self._at = number
                self.update()
                self.pressed.emit(self._keys[number].key_id)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the keys."""
        look, tokens = self._look, self._look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, (key, box) in enumerate(zip(self._keys, self._boxes, strict=True)):
            chosen = number == self._at
            ground = QColor(tokens.focus)
            ground.setAlpha(30 if chosen else 0)
            edge = tokens.focus if chosen or key.main else tokens.text_third
            painter.setPen(QPen(QColor(edge), look.px(2) if chosen else 1))
            painter.setBrush(ground)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            self._paint_words(painter, box, key)
        painter.end()

    def _paint_words(self, painter: QPainter, box: QRectF, key: StepKey) -> None:
        look, tokens = self._look, self._look.tokens
        font = sized_font(look.px(TEXT_PX), 600)
        cap_px = look.px(CAP_PX) if key.cap else 0
        gap = look.px(10) if key.cap else 0
        words = QFontMetricsF(font).elidedText(
            key.words, Qt.TextElideMode.ElideRight, box.width() - cap_px - gap - 2 * look.px(PAD_PX) + 1
        )
        width = QFontMetricsF(font).horizontalAdvance(words)
        x = box.left() + (box.width() - cap_px - gap - width) / 2
        if key.cap:
            cap = QRectF(x, box.center().y() - cap_px / 2, cap_px, cap_px)
            painter.setPen(QPen(QColor(tokens.text_third), 1))
            painter.setBrush(QColor(tokens.ground))
            painter.drawRoundedRect(cap, 3, 3)
            painter.setFont(sized_font(look.px(16), 600))
            painter.setPen(QColor(tokens.text_second))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key.cap)
        painter.setFont(font)
        painter.setPen(QColor(tokens.focus if key.main else tokens.text))
        text = QRectF(x + cap_px + gap, box.top(), width + 2, box.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, words)
