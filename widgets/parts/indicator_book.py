"""Reads the cases by which figures are explained, and again whenever one changes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal

from backend.contract.case_requests import CaseDetail, GetCase
from backend.contract.messages import ReplyBody
from widgets.live import LiveData, RegistersUpdated
from widgets.logic.indicator_explain import Explanation, explanation_of

KIND = "explanation"
MOST = 40
"""Cases read for one tile; a board with more says the state of the first ones."""


class ExplanationBook(QObject):
    """Explanations by case id; one that cannot be read is only not known."""

    changed = Signal()

    def __init__(self, live: LiveData, parent: QObject | None = None) -> None:
        """Know none yet."""
        super().__init__(parent)
        self._live = live
        self._wanted: tuple[str, ...] = ()
        self._known: dict[str, Explanation] = {}
        self._stopped = False
        live.registers_changed.connect(self._note_change)

    def of(self, case_id: str) -> Explanation | None:
        """Return what a case says, None while that is not known."""
        return self._known.get(case_id)

    def want(self, case_ids: Iterable[str]) -> None:
        """Read the cases that are shown and not known yet, and those that someone still works on."""
        self._wanted = tuple(dict.fromkeys(case_id for case_id in case_ids if case_id))[:MOST]
        for case_id in self._wanted:
            known = self._known.get(case_id)
            if known is None or known.open:
                self.read(case_id)

    def read(self, case_id: str) -> None:
        """Read one case now."""
        if not self._stopped:
            self._live.request(GetCase(case_id), partial(self._take, case_id))

    def _take(self, case_id: str, reply: ReplyBody) -> None:
        if self._stopped or not isinstance(reply, CaseDetail):
            return
        found = explanation_of(reply.file, reply.actions, self._live.clock.now())
        if found != self._known.get(case_id):
            self._known[case_id] = found
            self.changed.emit()

    def _note_change(self, change: RegistersUpdated) -> None:
        if change.kinds and KIND not in change.kinds:
            return
        for case_id in self._wanted:
            if not change.case_ids or case_id in change.case_ids:
                self.read(case_id)

    def stop(self) -> None:
        """Read no more; answers under way are dropped."""
        self._stopped = True
