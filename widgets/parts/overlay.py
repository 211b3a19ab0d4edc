"""Lays a pane over a tile where there is room, else over the window; it ends with the tile."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, Signal
from PySide6.QtWidgets import QWidget

from widgets.tile import TileBody

LEAST_WIDE_DESK_PX, LEAST_HIGH_DESK_PX = 640, 400
"""A smaller tile has its panes over the window."""
OVER_WINDOW_DESK_PX = 860
TRUTH_BAR_DESK_PX = 48


class Overlay(QObject):
    """At most one pane of one tile."""

    closing = Signal(object)
    """The pane, before it goes; not where it went with its window."""

    def __init__(self, body: TileBody) -> None:
        """Serve `body`."""
        super().__init__(body)
        self._body = body
        self._window: QWidget | None = None
        self._pane: QWidget | None = None
        body.installEventFilter(self)

    def host(self) -> QWidget:
        """Return what the next pane lies over: make it a child of this."""
        body, look = self._body, self._body.context.look
        roomy = body.width() >= look.px(LEAST_WIDE_DESK_PX) and body.height() >= look.px(LEAST_HIGH_DESK_PX)
        return body if roomy else body.window()

    def open(self, pane: QWidget) -> None:
        """Show a child of `host()`; one that is open closes."""
        self.close()
        host = pane.parentWidget()
        self._pane = pane
        self._window = host if host is not self._body else None
        if self._window is not None:
            self._window.installEventFilter(self)
        self._place()
        pane.show()
        pane.raise_()
        pane.setFocus()

    def close(self) -> None:
        """Take the pane away."""
        pane, self._pane = self._pane, None
        if pane is None or not shiboken6.isValid(pane):  # it went with its window
            return
        if self._window is not None and self._window is not self._body:
            self._window.removeEventFilter(self)
        self.closing.emit(pane)
        pane.hide()
        pane.deleteLater()

    def _place(self) -> None:
        pane, window, body = self._pane, self._window, self._body
        if pane is None or not shiboken6.isValid(pane):
            return
        if window is None:
            pane.setGeometry(body.rect())
            return
        look = body.context.look
        width = min(window.width(), look.px(OVER_WINDOW_DESK_PX))
        top = TRUTH_BAR_DESK_PX if window.height() > look.px(LEAST_HIGH_DESK_PX) else 0
        middle = body.mapTo(window, body.rect().center()).x()
        left = max(0, min(middle - width // 2, window.width() - width))
        pane.setGeometry(QRect(left, top, width, window.height() - top))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the pane in its place, and leave none over a wall that shows something else by now."""
        if self._pane is None:
            return False
        if event.type() == QEvent.Type.Resize and watched in (self._body, self._window):
            self._place()
        elif event.type() == QEvent.Type.Hide and watched is self._body and self._window is not None:
            self.close()
        return False
