"""Opens the list behind a number, in the tile or over the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from widgets.logic.board_names import BoardNames
from widgets.logic.shown_number import ShownNumber
from widgets.parts.case_list_pane import CaseListPane
from widgets.parts.overlay import Overlay
from widgets.tile import TileBody


class DrillDown(QObject):
    """At most one list of one tile; it ends with the tile, and when the tile is no longer shown."""

    def __init__(self, body: TileBody, back_to: QWidget) -> None:
        """Serve `body`; the focus goes back to `back_to`."""
        super().__init__(body)
        self._body, self._back_to = body, back_to
        self.pane: CaseListPane | None = None
        self._overlay = Overlay(body)
        self._overlay.closing.connect(self._closed)

    def open(self, number: ShownNumber, names: BoardNames) -> None:
        """Open the list behind a number."""
        self.close()
        pane = CaseListPane(self._body.context, number, names, self._overlay.host())
        pane.closed.connect(self.close)
        pane.case_chosen.connect(self._body.case_chosen)
        self.pane = pane
        self._overlay.open(pane)

    def close(self) -> None:
        """Go back to the tile."""
        self._overlay.close()
        self.pane = None

    @Slot(object)
    def _closed(self, pane: CaseListPane) -> None:
        self.pane = None
        pane.release()
        self._back_to.setFocus()
