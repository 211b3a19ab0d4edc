"""The items of a handover: one list in groups, each item with the box that the incoming officer ticks."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from app.console.handover_paint import BOX_DESK_PX, HEAD_DESK_PX, ITEM_DESK_PX, ItemDelegate
from app.console.handover_words import Head, Row, rows_of
from backend.contract.work import Handover, HandoverItem
from widgets.theme.look import Look

ROW_ROLE = Qt.ItemDataRole.UserRole
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_End)
_Index = QModelIndex | QPersistentModelIndex


class TickAsked(msgspec.Struct, frozen=True):
    """Payload of `ItemList.tick_asked`."""

    item_id: str
    ticked: bool


class ItemModel(QAbstractListModel):
    """Heads and items; heads cannot be chosen."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look = look
        self.rows: tuple[Row, ...] = ()

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        """Show `rows`; where only the contents differ, the view keeps its place."""
        if [_key(row) for row in rows] == [_key(row) for row in self.rows]:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row itself, its words for screen readers, or its height."""
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, self._look.px(HEAD_DESK_PX if isinstance(row, Head) else ITEM_DESK_PX))
        if role == Qt.ItemDataRole.DisplayRole:
            return row.kind if isinstance(row, Head) else row.title
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let items be chosen."""
        if isinstance(self.rows[index.row()], Head):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class ItemList(QListView):
    """Space ticks and unticks, Enter ticks and goes on to the next item that was not read."""

    tick_asked = Signal(object)
    """A `TickAsked`."""
    item_chosen = Signal()
    """Another item is the chosen one, or its words changed."""

    def __init__(self, look: Look, since: Callable[[HandoverItem], str], parent: QWidget) -> None:
        """Start empty; `since(item)` says since when."""
        super().__init__(parent)
        self._look = look
        self._model = ItemModel(look, self)
        self.setModel(self._model)
        self.setItemDelegate(ItemDelegate(look, since, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        palette = self.palette()
        for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Window):
            palette.setColor(role, QColor(look.tokens.tile))
        self.setPalette(palette)
        self.selectionModel().currentChanged.connect(lambda *_: self.item_chosen.emit())

    def show_handover(self, handover: Handover | None) -> None:
        """Show the items of a handover; the chosen one stays chosen."""
        chosen = self.item()
        self._model.set_rows(rows_of(handover))
        if not self.choose(chosen.item_id if chosen is not None else ""):
            self._choose_row(self._next_row(-1, unread=False))
        self.item_chosen.emit()

    def rows(self) -> tuple[Row, ...]:
        """Return what is listed."""
        return self._model.rows

    def item(self) -> HandoverItem | None:
        """Return the chosen item."""
        row = self.currentIndex().row()
        found = self._model.rows[row] if 0 <= row < len(self._model.rows) else None
        return found if isinstance(found, HandoverItem) else None

    def choose(self, item_id: str) -> bool:
        """Choose an item; return whether it is there."""
        for number, row in enumerate(self._model.rows):
            if isinstance(row, HandoverItem) and row.item_id == item_id:
                self._choose_row(number)
                return True
        return False

    def _choose_row(self, number: int) -> None:
        if number >= 0 and number != self.currentIndex().row():
            self.setCurrentIndex(self._model.index(number))

    def _next_row(self, after: int, *, unread: bool) -> int:
        """Return the next item's row, from the top again after the last one; -1 where there is none."""
        n = len(self._model.rows)
        for k in range(1, n + 1):
            row = self._model.rows[(after + k) % n]
            if isinstance(row, HandoverItem) and not (unread and row.ticked_at is not None):
                return (after + k) % n
        return -1

    def _toggle(self) -> None:
        if (item := self.item()) is not None:
            self.tick_asked.emit(TickAsked(item.item_id, item.ticked_at is None))

    def _tick_and_go_on(self) -> None:
        item, row = self.item(), self.currentIndex().row()
        following = self._next_row(row, unread=True)
        if item is not None and item.ticked_at is None:
            self.tick_asked.emit(TickAsked(item.item_id, ticked=True))
        self._choose_row(following)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick by key."""
        if event.key() == Qt.Key.Key_Space:
            self._toggle()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tick_and_go_on()
        elif event.key() == Qt.Key.Key_Home:
            self._choose_row(self._next_row(-1, unread=False))
            self.scrollToTop()
        elif event.key() in _MOVES:
            super().keyPressEvent(event)
            if self.currentIndex().row() <= 1:
                self.scrollToTop()  # the first head too
        else:
            event.ignore()  # letters are the pane's and the wall's, not a search in the list

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick by a click on the box."""
        super().mouseReleaseEvent(event)
        if self._in_box(event.position().toPoint()):
            self._toggle()

    def _in_box(self, point: QPoint) -> bool:
        index = self.indexAt(point)
        return index == self.currentIndex() and index.isValid() and point.x() < self._look.px(BOX_DESK_PX)


def _key(row: Row) -> str:
    return row.kind if isinstance(row, Head) else row.item_id
