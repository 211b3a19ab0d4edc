"""The alarm list as a Qt model: sorted rows, changed by the fewest row operations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from backend.contract.state import Alarm
from widgets.logic.alarm_blocks import AlarmBlocks, BlockChange
from widgets.logic.alarm_groups import Group, Row, Surroundings
from widgets.logic.alarm_list import Which

ROW_ROLE = Qt.ItemDataRole.UserRole
RESET_ABOVE = 200
"""More changes than this at once are taken as a new list."""
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Arrangement(msgspec.Struct, frozen=True):
    """How the rows are arranged."""

    which: Which = "listed"
    grouped: bool = False
    first_out: str = ""
    """Alarm whose block stands first among those as urgent."""


PLAIN = Arrangement()


class AlarmModel(QAbstractListModel):
    """Rows are alarms and heads of groups; the delegate reads `ROW_ROLE`."""

    def __init__(self, around: Surroundings | None = None, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._blocks = AlarmBlocks(around or Surroundings())

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._blocks.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row, or its title for assistive technology."""
        if role == ROW_ROLE:
            return self._blocks.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self._blocks.rows[index.row()]
            return (row.title if isinstance(row, Group) else row.alarm.title).vi
        return None

    def at(self, row: int) -> Row | None:
        """Return a row, None where there is no such row."""
        return self._blocks.rows[row] if 0 <= row < len(self._blocks.rows) else None

    def row_of(self, wanted: str) -> int:
        """Return the row with an id, -1 where there is none."""
        return self._blocks.row_of(wanted)

    def group_of(self, alarm_id: str) -> Group | None:
        """Return the group that an alarm stands in, None where it stands alone."""
        return self._blocks.group_of(alarm_id)

    def reset(self, alarms: Iterable[Alarm], arrangement: Arrangement = PLAIN) -> None:
        """Replace all rows by those of `alarms` that stand on the list, or are put aside."""
        self.beginResetModel()
        self._blocks.which, self._blocks.grouped = arrangement.which, arrangement.grouped
        self._blocks.reset(alarms, arrangement.first_out)
        self.endResetModel()

    def apply(self, changed: Sequence[Alarm]) -> list[str]:
        """Take changed alarms; return the ids of those that came new onto the list."""
        self._carry_out(self._blocks.changes(changed))
        return self._blocks.entered

    def set_open(self, group: Group, *, is_open: bool) -> None:
        """Show or hide the members of a group."""
        self._carry_out(self._blocks.opened(group, is_open=is_open))

    def put_ahead(self, first_out: str) -> None:
        """Keep the block of this alarm ahead of those as urgent; empty: none."""
        self._carry_out(self._blocks.first_ahead(first_out))

    def rename(self, incident_ids: Iterable[str]) -> None:
        """Take changed incidents: the heads of their groups."""
        self._carry_out(self._blocks.renamed(incident_ids))

    def _carry_out(self, changes: Iterable[BlockChange]) -> None:
        for change in changes:
            n_after = len(change.block.rows)
            match change.kind:
                case "insert":
                    self._insert(change.row, n_after, change)
                case "remove":
                    self._remove(change.row, change.n_before, change)
                case "move":
                    last = change.row + change.n_before - 1
                    self.beginMoveRows(_ROOT, change.row, last, _ROOT, change.to)
                    self._blocks.carry_out(change)
                    self.endMoveRows()
                    shift = change.n_before if change.to > change.row else 0
                    self._say_changed(change.to - shift, n_after)
                case "update":
                    self._update(change, n_after)

    def _update(self, change: BlockChange, n_after: int) -> None:
        grown = n_after - change.n_before
        if grown > 0:
            self._insert(change.row + change.n_before, grown, change)
        elif grown < 0:
            self._remove(change.row + n_after, -grown, change)
        else:
            self._blocks.carry_out(change)
        self._say_changed(change.row, n_after)

    def _insert(self, row: int, count: int, change: BlockChange) -> None:
        self.beginInsertRows(_ROOT, row, row + count - 1)
        self._blocks.carry_out(change)
        self.endInsertRows()

    def _remove(self, row: int, count: int, change: BlockChange) -> None:
        self.beginRemoveRows(_ROOT, row, row + count - 1)
        self._blocks.carry_out(change)
        self.endRemoveRows()

    def _say_changed(self, row: int, count: int) -> None:
        self.dataChanged.emit(self.index(row), self.index(row + count - 1))
