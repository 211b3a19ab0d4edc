"""The alarm list as a Qt model: sorted rows, changed by the fewest row operations."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from backend.contract.state import Alarm
from widgets.logic.alarm_list import AlarmRows, Which

ALARM_ROLE = Qt.ItemDataRole.UserRole
RESET_ABOVE = 200
"""More changes than this at once are taken as a new list."""
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class AlarmModel(QAbstractListModel):
    """Rows are alarms; the delegate reads `ALARM_ROLE`."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._rows = AlarmRows()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of alarms."""
        return 0 if parent.isValid() else len(self._rows.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the alarm, or its title for assistive technology."""
        if role == ALARM_ROLE:
            return self._rows.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._rows.rows[index.row()].title.vi
        return None

    def alarm_at(self, row: int) -> Alarm | None:
        """Return the alarm of a row, None where there is no such row."""
        return self._rows.rows[row] if 0 <= row < len(self._rows.rows) else None

    def row_of(self, alarm_id: str) -> int:
        """Return the row of an alarm, -1 where it has none."""
        return self._rows.row_of(alarm_id)

    def reset(self, alarms: Iterable[Alarm], which: Which = "listed") -> None:
        """Replace all rows by those of `alarms` that stand on the list, or are put aside."""
        self.beginResetModel()
        self._rows.which = which
        self._rows.reset(alarms)
        self.endResetModel()

    def apply(self, changed: Iterable[Alarm]) -> list[str]:
        """Take changed alarms; return the ids of those that came new onto the list."""
        entered = []
        for alarm in changed:
            change = self._rows.plan(alarm)
            match change.kind:
                case "none":
                    continue
                case "insert":
                    self.beginInsertRows(_ROOT, change.row, change.row)
                    self._rows.take(alarm, change)
                    self.endInsertRows()
                    entered.append(alarm.alarm_id)
                case "remove":
                    self.beginRemoveRows(_ROOT, change.row, change.row)
                    self._rows.take(alarm, change)
                    self.endRemoveRows()
                case "move":
                    self.beginMoveRows(_ROOT, change.row, change.row, _ROOT, change.to)
                    self._rows.take(alarm, change)
                    self.endMoveRows()
                case "update":
                    self._rows.take(alarm, change)
                    index = self.index(change.row)
                    self.dataChanged.emit(index, index)
        return entered
