"""Brings the rows and counters of the desk from the daemon: only what is in view, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from backend.contract.case_requests import CasePage, CountTabs, FindCases, TabCounts
from backend.contract.cases import CaseFile, CaseQuery
from backend.contract.messages import Failure, ReplyBody
from widgets.live import LiveData, RegistersUpdated
from widgets.logic.case_paging import CasePages, PageAsk

Order = Literal["newest", "oldest", "due", "severity", "changed", "code"]
MOST_ASKED = 2
"""So many pages are on their way at once: dragging the scroll bar over a million rows asks for few."""
GATHER_MS = 400
"""Changes of the register within so short a time are read once."""
AGAIN_S = 5.0
"""A refused or lost page is asked for again after so long."""


class CaseReader(QObject):
    """The list of one query and the counters beside it."""

    changed = Signal()
    """Rows, total or failure are others now."""
    counted = Signal()

    def __init__(self, live: LiveData, kind: str, parent: QObject | None = None) -> None:
        """Follow the cases of `kind`; nothing is asked before `show`."""
        super().__init__(parent)
        self._live, self._kind = live, kind
        self.pages = CasePages()
        self.query: CaseQuery | None = None
        self.order: Order = "newest"
        self.failure: Failure | None = None
        self.answered_at: float | None = None
        """When the daemon last answered."""
        self.counts: tuple[int, ...] = ()
        self.counted_at: float | None = None
        """Instant at which the counters' deadlines were judged."""
        self._counted_queries: tuple[CaseQuery | None, ...] = ()
        self._n_countings = 0
        self._view = (0, 0)
        self._failed_at = 0.0
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._gather.timeout.connect(self.refresh)
        live.registers_changed.connect(self._note_change)
        live.ticked.connect(self._try_again)

    # ---- what is wanted ---------------------------------------------------------------------------

    def show(self, query: CaseQuery | None, order: Order) -> None:
        """List the cases of `query`; None: there can be none."""
        self.query, self.order, self.failure = query, order, None
        self._view = (0, max(0, self._view[1] - self._view[0]))
        self.pages.clear()
        if query is None:
            self.pages.n_total = 0
        self.want(*self._view)
        self.changed.emit()

    def want(self, first: int, last: int) -> None:
        """See to it that rows `first` to `last` come."""
        self._view = (first, last)
        if self.query is None or self.failure is not None:
            return
        for ask in self.pages.wanted(first, last, MOST_ASKED):
            body = FindCases(self.query, self.order, ask.offset, ask.limit, ask.count)
            self._live.request(body, partial(self._take_page, ask))

    def count(self, queries: Sequence[CaseQuery | None]) -> None:
        """Ask for the counters of `queries`; one that can hold nothing counts 0."""
        self._counted_queries = tuple(queries)
        self._n_countings += 1
        asked = tuple(query for query in queries if query is not None)
        if asked:
            self._live.request(CountTabs(asked), partial(self._take_counts, self._n_countings))
        else:
            self._set_counts(())

    def refresh(self) -> None:
        """Ask for everything in view again; what is known stays on show meanwhile."""
        if self.query is not None:
            self.failure = None
            self.pages.outdate()
            self.want(*self._view)
        if self._counted_queries:
            self.count(self._counted_queries)

    def rows(self, first: int, last: int) -> list[CaseFile]:
        """Return the rows from `first` to `last` that are in memory."""
        found = (self.pages.row(number) for number in range(first, last + 1))
        return [file for file in found if file is not None]

    # ---- what comes -------------------------------------------------------------------------------

    def _take_page(self, ask: PageAsk, reply: ReplyBody) -> None:
        if isinstance(reply, CasePage):
            if not self.pages.take(ask, reply.rows, reply.n_total):
                return
            self.answered_at = reply.at
            self.want(*self._view)  # the view may have moved on while the page was on its way
        elif self.pages.give_up(ask):
            self.failure = reply if isinstance(reply, Failure) else None
            self._failed_at = self._live.clock.now()
        self.changed.emit()

    def _take_counts(self, counting: int, reply: ReplyBody) -> None:
        if counting == self._n_countings and isinstance(reply, TabCounts):
            self.counted_at = reply.at
            self._set_counts(reply.n)

    def _set_counts(self, counted: Sequence[int]) -> None:
        left = list(counted)
        self.counts = tuple(0 if query is None else left.pop(0) for query in self._counted_queries)
        self.counted.emit()

    def _note_change(self, change: RegistersUpdated) -> None:
        if (not change.kinds or self._kind in change.kinds) and not self._gather.isActive():
            self._gather.start()

    def _try_again(self) -> None:
        waited_s = self._live.clock.now() - self._failed_at
        if self.failure is not None and waited_s >= AGAIN_S and self._live.link.condition == "live":
            self.refresh()
