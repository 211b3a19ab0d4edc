"""A one-column list of equal rows that stays cheap with ten thousand of them."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QRect, Qt
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from widgets.theme.look import Look

SLACK = 0.06
"""Share by which a row may be lower than wanted where one more fits then."""


def cut_off(view: QWidget | None, row: QRect) -> bool:
    """Return whether `row` reaches below the view: half a line says nothing and is left out."""
    if not isinstance(view, QAbstractItemView):
        return False
    return row.top() > 0 and row.bottom() > view.viewport().height()


def dress(view: QTableView, look: Look, row_px: int) -> None:
    """Give a table view fixed rows, no grid, no frame, and the ground of a tile."""
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setTabKeyNavigation(False)
    view.setMinimumHeight(0)
    view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    rows = view.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setMinimumSectionSize(int(row_px * (1 - SLACK)))
    rows.setDefaultSectionSize(row_px)
    palette = view.palette()
    for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Window, QPalette.ColorRole.Button):
        palette.setColor(role, QColor(look.tokens.tile))
    # the delegate paints the selection: a tint, not the system's solid bar
    palette.setColor(QPalette.ColorRole.Highlight, QColor(look.tokens.tile))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor(look.tokens.text))
    view.setPalette(palette)


class RowView(QTableView):
    """A table whose rows give way a little, so that whole ones fill its height."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height out among whole rows."""
        super().resizeEvent(event)
        rows = self.verticalHeader()
        wanted, height = rows.minimumSectionSize() / (1 - SLACK), self.viewport().height()
        row_px = height // max(1, int(height / wanted + SLACK))
        row_px = max(row_px, rows.minimumSectionSize())
        if row_px != rows.defaultSectionSize():
            rows.setDefaultSectionSize(row_px)


class ListView(RowView):
    """QTableView keeps equal rows without measuring them, where QListView lays all of them out again."""

    def __init__(self, look: Look, model: QAbstractItemModel, row_px: int, parent: QWidget) -> None:
        """Show `model`, each row `row_px` high."""
        super().__init__(parent)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        dress(self, look, row_px)
        self.setModel(model)

    def set_delegate(self, delegate: QStyledItemDelegate) -> None:
        """Paint rows by `delegate`."""
        self.setItemDelegate(delegate)

    def selected_row(self) -> int:
        """Return the selected row, -1 where there is none."""
        index = self.currentIndex()
        return index.row() if index.isValid() else -1
