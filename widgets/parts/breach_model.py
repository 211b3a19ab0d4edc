"""Deadlines that run out as a Qt list model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from widgets.logic.breach import Breach

BREACH_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class BreachModel(QAbstractListModel):
    """The earliest first; the delegate reads `BREACH_ROLE`."""

    rows: Sequence[Breach] = ()

    def set_rows(self, rows: Sequence[Breach]) -> None:
        """List `rows`; where the deadlines are the same nothing moves."""
        same = [_id(row) for row in rows] == [_id(row) for row in self.rows]
        if not same:
            self.beginResetModel()
        self.rows = list(rows)
        if not same:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the deadline; code and title for assistive technology."""
        row = self.rows[index.row()]
        if role == BREACH_ROLE:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.file.case_id} {row.file.title}"
        return None


def _id(row: Breach) -> tuple[str, str]:
    return row.file.case_id, row.what
