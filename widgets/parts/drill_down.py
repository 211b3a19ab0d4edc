"""Opens the list behind a number: in the tile where there is room, else over the window."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtWidgets import QWidget

from widgets.logic.board_names import BoardNames
from widgets.logic.shown_number import ShownNumber
from widgets.parts.case_list_pane import CaseListPane
from widgets.tile import TileBody

LEAST_WIDE_DESK_PX, LEAST_HIGH_DESK_PX = 640, 380
"""A smaller tile opens its lists over the window."""
OVER_WINDOW_DESK_PX = 860
TRUTH_BAR_DESK_PX = 48


class DrillDown(QObject):
    """At most one list of one tile; it ends with the tile, and when the tile is no longer shown."""

    def __init__(self, body: TileBody, back_to: QWidget) -> None:
        """Serve `body`; the focus goes back to `back_to`."""
        super().__init__(body)
        self._body, self._back_to = body, back_to
        self.pane: CaseListPane | None = None
        self._window: QWidget | None = None
        body.installEventFilter(self)

    def open(self, number: ShownNumber, names: BoardNames) -> None:
        """Open the list behind a number."""
        self.close()
        body, look = self._body, self._body.context.look
        roomy = body.width() >= look.px(LEAST_WIDE_DESK_PX) and body.height() >= look.px(LEAST_HIGH_DESK_PX)
        self._window = None if roomy else body.window()
        self.pane = CaseListPane(body.context, number, names, self._window or body)
        self.pane.closed.connect(self.close)
        self.pane.case_chosen.connect(body.case_chosen)
        if self._window is not None:
            self._window.installEventFilter(self)
        self._place()
        self.pane.show()
        self.pane.raise_()
        self.pane.setFocus()

    def close(self) -> None:
        """Go back to the tile."""
        pane, self.pane = self.pane, None
        if pane is None or not shiboken6.isValid(pane):  # it went with its window
            return
        if self._window is not None and self._window is not self._body:
            self._window.removeEventFilter(self)
        pane.release()
        pane.hide()
        pane.deleteLater()
        self._back_to.setFocus()

    def _place(self) -> None:
        pane, window, body = self.pane, self._window, self._body
        if pane is None or not shiboken6.isValid(pane):
            return
        if window is None or window is body:
            pane.setGeometry(body.rect())
            return
        look = body.context.look
        width = min(window.width(), look.px(OVER_WINDOW_DESK_PX))
        top = TRUTH_BAR_DESK_PX if window.height() > look.px(LEAST_HIGH_DESK_PX) else 0
        middle = body.mapTo(window, body.rect().center()).x()
        left = max(0, min(middle - width // 2, window.width() - width))
        pane.setGeometry(QRect(left, top, width, window.height() - top))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the list in its place, and leave none over a wall that shows something else by now."""
        if self.pane is None:
            return False
        if event.type() == QEvent.Type.Resize and watched in (self._body, self._window):
            self._place()
        elif event.type() == QEvent.Type.Hide and watched is self._body and self._window is not None:
            self.close()
        return False
