"""Lines of a ranking as a Qt list model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from widgets.logic.ranking import RankedRow

ROW_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class RankingModel(QAbstractListModel):
    """Rows in their order; the delegate reads `ROW_ROLE`."""

    rows: Sequence[RankedRow] = ()

    def set_rows(self, rows: Sequence[RankedRow]) -> None:
        """Show `rows`; where the keys are the same nothing moves."""
        if [row.key for row in rows] == [row.key for row in self.rows]:
            self.rows = list(rows)
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))
            return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row; its name for assistive technology."""
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        return row.name if role == Qt.ItemDataRole.AccessibleTextRole else None

    def number_of(self, key: str) -> int:
        """Return the place of a key, -1 where it is not shown."""
        return next((k for k, row in enumerate(self.rows) if row.key == key), -1)
