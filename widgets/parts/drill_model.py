"""The cases behind a number, page by page as they are scrolled to."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from backend.contract.case_requests import CasePage, FindCases
from backend.contract.cases import CaseFile, CaseQuery
from backend.contract.messages import Failure, ReplyBody
from widgets.live import LiveData

PAGE = 100
CASE_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class DrillModel(QAbstractListModel):
    """Grows by a page whenever the view comes near its end."""

    told = Signal()
    """Total, rows or failure changed."""

    def __init__(self, live: LiveData, language: str, parent: QObject | None = None) -> None:
        """Start with no query; failures are told in `language`."""
        super().__init__(parent)
        self._live, self._language = live, language
        self._query: CaseQuery | None = None
        self._asking = False
        self._round = 0
        self.files: list[CaseFile] = []
        self.n_total = -1
        """Exact; -1 while it is not known."""
        self.failure = ""
        self.at: float | None = None
        """Instant at which deadlines were judged."""

    def show_query(self, query: CaseQuery) -> None:
        """Show the cases of another query, nearest deadline first."""
        self.beginResetModel()
        self._query, self.files, self.n_total, self.failure = query, [], -1, ""
        self.endResetModel()
        self._round += 1
        self._asking = False
        self._ask()
        self.told.emit()

    def stop(self) -> None:
        """Drop answers under way."""
        self._round += 1
        self._asking = True

    def _ask(self) -> None:
        if self._asking or self._query is None:
            return
        self._asking = True
        number, first = self._round, not self.files
        asked = FindCases(self._query, "due", len(self.files), PAGE, count=first)
        self._live.request(asked, lambda reply: self._take(number, reply), 10.0)

    def _take(self, number: int, reply: ReplyBody) -> None:
        if number != self._round:
            return
        self._asking = False
        if isinstance(reply, CasePage):
            self.failure, self.at = "", reply.at
            if reply.n_total >= 0:
                self.n_total = reply.n_total
            if reply.rows:
                first = len(self.files)
                self.beginInsertRows(_ROOT, first, first + len(reply.rows) - 1)
                self.files += reply.rows
                self.endInsertRows()
            else:
                self.n_total = len(self.files)
        elif isinstance(reply, Failure):
            self.failure = reply.said(self._language)
        self.told.emit()

    # ---- what Qt asks -------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many are there by now."""
        return 0 if parent.isValid() else len(self.files)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the case; code and title for assistive technology."""
        file = self.files[index.row()]
        if role == CASE_ROLE:
            return file
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{file.case_id} {file.title}"
        return None

    def canFetchMore(self, parent: Index) -> bool:
        """Return whether there are more than have come."""
        return not parent.isValid() and not self.failure and len(self.files) < self.n_total

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next page."""
        if not parent.isValid():
            self._ask()
