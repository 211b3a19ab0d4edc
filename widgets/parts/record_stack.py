"""A list of places and, in its stead, the record of the place that was chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QWidget

from widgets.parts.record import RecordPane
from widgets.tile import TileContext


class RecordStack(QStackedLayout):
    """Shows the list until a place is opened, and again when its record is closed."""

    def __init__(self, context: TileContext, listed: QWidget, hands: QWidget, body: QWidget) -> None:
        """Begin with the list.

        Args:
            context: of the tile.
            listed: the list with all that belongs to it.
            hands: part of it that has the keys.
            body: of the tile; it is filled by the stack.
        """
        super().__init__(body)
        self._context, self._list, self._hands, self._body = context, listed, hands, body
        self.record: RecordPane | None = None
        self.addWidget(listed)

    def open(self, place_id: str) -> None:
        """Show the record of a place instead of the list; no place opens nothing."""
        if not place_id:
            return
        self.close()
        self.record = RecordPane(self._context, place_id, self._body)
        self.record.closed.connect(self.close)
        self.addWidget(self.record)
        self.setCurrentWidget(self.record)
        self.record.setFocus()

    def close(self) -> None:
        """Go back to the list."""
        record, self.record = self.record, None
        if record is not None:
            self.setCurrentWidget(self._list)
            self.removeWidget(record)
            record.hide()
            record.deleteLater()
            self._hands.setFocus()
