"""Rows of places as a Qt table model: name, one column per metric, age."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from widgets.logic.records import Column, Row

ROW_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class RecordModel(QAbstractTableModel):
    """Sorted and filtered rows; the delegate reads `ROW_ROLE`."""

    def __init__(self, name_head: str, age_head: str, parent: QObject | None = None) -> None:
        """Start empty; the heads of the first and last column are given as words."""
        super().__init__(parent)
        self._name_head, self._age_head = name_head, age_head
        self.columns: list[Column] = []
        self.rows: list[Row] = []
        self._number: dict[str, int] = {}

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of places."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return name, metrics and age."""
        return 0 if parent.isValid() else len(self.columns) + 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row; its name for assistive technology."""
        if role == ROW_ROLE:
            return self.rows[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.rows[index.row()].name
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the words over a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == 0 else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == 0:
            return self._name_head
        if section > len(self.columns):
            return self._age_head
        column = self.columns[section - 1]
        return f"{column.name} ({column.unit})" if column.unit else column.name

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other metrics."""
        self.beginResetModel()
        self.columns = list(columns)
        self.endResetModel()

    def set_rows(self, rows: list[Row]) -> None:
        """Show `rows`, in their order; only what differs is touched where the places are the same."""
        same = [row.place_id for row in rows] == [row.place_id for row in self.rows]
        if same:
            for row in rows:
                self.update_row(row)
            return
        self.beginResetModel()
        self.rows = rows
        self._number = {row.place_id: k for k, row in enumerate(rows)}
        self.endResetModel()

    def update_row(self, row: Row) -> None:
        """Show a place's newer values where it stands."""
        number = self._number.get(row.place_id)
        if number is not None and self.rows[number] != row:
            self.rows[number] = row
            self.dataChanged.emit(self.index(number, 0), self.index(number, self.columnCount() - 1))

    def number_of(self, place_id: str) -> int:
        """Return the row number of a place, -1 where it is not shown."""
        return self._number.get(place_id, -1)
