"""A painted pane whose numbers can be pointed at, by mouse or keys: each opens the list behind it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from widgets.logic.shown_number import ShownNumber
from widgets.theme.look import Look

_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
ACROSS = 3.0
"""A neighbour straight ahead is nearer than one so many times less far aside."""


class Spot(msgspec.Struct, frozen=True):
    """Where a number stands."""

    left: float
    top: float
    width: float
    height: float
    number: ShownNumber
    tip: str = ""

    @property
    def box(self) -> QRectF:
        """Return it as a rectangle (px)."""
        return QRectF(self.left, self.top, self.width, self.height)


def spot_of(box: QRectF, number: ShownNumber, tip: str = "") -> Spot:
    """Return a spot that fills `box`."""
    return Spot(box.left(), box.top(), box.width(), box.height(), number, tip)


class NumberPane(QWidget):
    """Base of painted boards; a subclass tells its spots and paints, then calls `paint_chosen`."""

    number_chosen = Signal(object)
    """A `ShownNumber`: its list is wanted."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start with no number."""
        super().__init__(parent)
        self._look = look
        self._spots: list[Spot] | None = None
        self._chosen = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    # ---- for subclasses -----------------------------------------------------------------------

    def make_spots(self) -> Sequence[Spot]:
        """Return the spots at the present size."""
        raise NotImplementedError

    def renew(self) -> None:
        """Lay out and paint anew; call it when the data changed."""
        self._spots = None
        self.update()

    def paint_chosen(self, painter: QPainter) -> None:
        """Frame the number that Enter would open."""
        spot = self.chosen()
        if spot is None or not self.hasFocus():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._look.tokens.focus), max(1.5, self._look.px(1.5))))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inside = spot.box.intersected(QRectF(self.rect())).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.drawRoundedRect(inside, 3, 3)

    # ---- spots --------------------------------------------------------------------------------

    def spots(self) -> list[Spot]:
        """Return where each number stands."""
        if self._spots is None:
            self._spots = list(self.make_spots())
            self._chosen = min(self._chosen, len(self._spots) - 1)
        return self._spots

    def chosen(self) -> Spot | None:
        """Return the spot that the keys act on."""
        spots = self.spots()
        return spots[self._chosen] if 0 <= self._chosen < len(spots) else None

    def spot_at(self, point: QPointF) -> int:
        """Return the number of the smallest spot under a point, -1 where there is none."""
        hits = [(s.width * s.height, k) for k, s in enumerate(self.spots()) if s.box.contains(point)]
        return min(hits)[1] if hits else -1

    def choose(self, k: int) -> None:
        """Let the keys act on spot `k`."""
        self._chosen = k
        self.update()

    # ---- hands --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out at the new size."""
        self._spots = None

    def event(self, event: QEvent) -> bool:
        """Tell what a number is where the pointer rests."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            k = self.spot_at(QPointF(event.pos()))
            words = (self.spots()[k].tip or self.spots()[k].number.words) if k >= 0 else ""
            if words:
                QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what can be clicked."""
        over = self.spot_at(event.position()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list behind the number under the pointer."""
        k = self.spot_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or k < 0:
            super().mousePressEvent(event)
            return
        self.choose(k)
        self.number_chosen.emit(self.spots()[k].number)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose the first number for the keys."""
        if self._chosen < 0 and self.spots():
            self._chosen = 0
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the frame away."""
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the neighbour, Enter opens."""
        spot = self.chosen()
        key = Qt.Key(event.key())
        if spot is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.number_chosen.emit(spot.number)
        elif key in _WAYS and self.spots():
            self.choose(self._neighbour(_WAYS[key]) if spot is not None else 0)
        else:
            super().keyPressEvent(event)

    def _neighbour(self, way: tuple[int, int]) -> int:
        """Return the nearest spot in a direction; the same one at the edge."""
        spots = self.spots()
        here = spots[self._chosen].box.center()
        best, found = float("inf"), self._chosen
        for k, spot in enumerate(spots):
            off = spot.box.center() - here
            along = off.x() * way[0] + off.y() * way[1]
            aside = abs(off.x() * way[1]) + abs(off.y() * way[0])
            if k != self._chosen and along > 1 and along + ACROSS * aside < best:
                best, found = along + ACROSS * aside, k
        return found
