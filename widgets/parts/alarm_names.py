"""A field for a name with the fitting ones beneath it; typed without diacritics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from widgets.logic.search import folded, matches
from widgets.theme.fonts import TEXT_WEIGHT, sized_font, text_font
from widgets.theme.look import Look

N_CHOICES = 6


def choices(wanted: str, names: Iterable[str], limit: int = N_CHOICES) -> list[str]:
    """Return the names that hold every word of `wanted`, those with a word beginning so first."""
    bare = folded(wanted.strip())
    found = [name for name in names if matches(wanted, [name])]
    inside = [not any(word.startswith(bare) for word in folded(name).split()) for name in found]
    ordered = sorted(zip(inside, range(len(found)), found, strict=True))
    return [name for _inside, _place, name in ordered[:limit]]


class ChoiceStrip(QWidget):
    """Names side by side, one of them framed."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start with none."""
        super().__init__(parent)
        self._look = look
        self.names: Sequence[str] = ()
        self.chosen = 0
        self.setFixedHeight(look.px(36))

    def set_names(self, names: Sequence[str], chosen: int = 0) -> None:
        """Offer names."""
        self.names, self.chosen = names, min(chosen, max(0, len(names) - 1))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint from the left as many as fit; the chosen one is always among them."""
        look, tokens = self._look, self._look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = sized_font(look.px(17), TEXT_WEIGHT)
        metrics, pad, x = QFontMetricsF(font), look.px(10), 0.5
        painter.setFont(font)
        for name in self._from_first_shown(metrics, pad):
            room = self.width() - x - 2 * pad - 1
            if room < look.px(60):
                break
            chosen = name == self.names[self.chosen]
            said = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
            box = QRectF(x, look.px(3), metrics.horizontalAdvance(said) + 2 * pad, self.height() - look.px(6))
            painter.setPen(QPen(QColor(tokens.focus if chosen else tokens.line), 1))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QColor(tokens.focus if chosen else tokens.text_second))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, said)
            x = box.right() + look.px(8)
        painter.end()

    def _from_first_shown(self, metrics: QFontMetricsF, pad: int) -> Sequence[str]:
        widths = [metrics.horizontalAdvance(name) + 2 * pad + self._look.px(8) for name in self.names]
        first = 0
        while first < self.chosen and sum(widths[first : self.chosen + 1]) > self.width():
            first += 1
        return self.names[first:]


class NamePicker(QWidget):
    """Type a part of a name; ↑ ↓ choose among those that fit."""

    changed = Signal()
    """Another name may be chosen now."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(parent)
        self._all: tuple[str, ...] = ()
        self.field = QLineEdit(self)
        self.field.setFont(text_font(look, 18))
        self.field.setMinimumHeight(look.px(40))
        self.field.textChanged.connect(self._offer)
        self.field.installEventFilter(self)
        self.strip = ChoiceStrip(look, self)
        self.setFocusProxy(self.field)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.px(2))
        box.addWidget(self.field)
        box.addWidget(self.strip)

    def offer(self, names: Iterable[str], hint: str) -> None:
        """Start anew with these names to choose from; `hint` stands in the empty field."""
        self._all = tuple(names)
        self.field.setPlaceholderText(hint)
        self.field.clear()
        self._offer("")

    def name(self) -> str:
        """Return the chosen name, empty where none fits."""
        return self.strip.names[self.strip.chosen] if self.strip.names else ""

    def _offer(self, wanted: str) -> None:
        self.strip.set_names(choices(wanted, self._all))
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: object) -> bool:
        """Take the arrow keys of the field."""
        if isinstance(event, QKeyEvent) and event.type() == event.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and self.strip.names:
                self.strip.set_names(self.strip.names, (self.strip.chosen + step) % len(self.strip.names))
                self.changed.emit()
                return True
        return False
