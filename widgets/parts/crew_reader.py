"""Brings crews, their orders and the talk with one of them from the daemon, as long as somebody looks."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from backend.contract.case_requests import CaseDetail, CasePage, FindCases, GetCase
from backend.contract.cases import OPEN_GROUPS, CaseFile, CaseQuery
from backend.contract.messages import Failure, ReplyBody
from backend.contract.resources import GetNearest, Nearest, NearPlace
from widgets.live import LiveData, RegistersUpdated
from widgets.logic.crews import Target

MOST_CREWS = 50
MOST_ORDERS = 200
EVERY_TICKS = 2
"""Crews are asked for every so many seconds: they move, and no message tells of it."""


class CrewReader(QObject):
    """Who is near a target, and what they are busy with."""

    changed = Signal()
    talked = Signal()
    """The talk with the chosen crew is another."""

    def __init__(self, live: LiveData, case_kind: str, parent: QObject | None = None) -> None:
        """Ask for nothing before `aim`."""
        super().__init__(parent)
        self._live, self._kind = live, case_kind
        self._kinds: tuple[str, ...] = ()
        self._by_time = True
        self._target: Target | None = None
        self._n_ticks = 0
        self.found: tuple[NearPlace, ...] = ()
        self.orders: tuple[CaseFile, ...] = ()
        self.talk: CaseFile | None = None
        """The order whose talk is followed, with its notes."""
        self._talk_id = ""
        self.failure: Failure | None = None
        self.answered_at: float | None = None
        live.ticked.connect(self._tick)
        live.registers_changed.connect(self._note_change)

    def aim(self, target: Target | None, kinds: tuple[str, ...], *, by_time: bool) -> None:
        """Look for crews of `kinds` (none: all that can be sent) around a target."""
        moved = target != self._target
        self._target, self._kinds, self._by_time = target, kinds, by_time
        if moved:
            self.refresh()

    def refresh(self) -> None:
        """Ask for everything again."""
        target = self._target
        if target is not None:
            order = "time" if self._by_time else "distance"
            body = GetNearest(target.lat, target.lon, self._kinds, MOST_CREWS, order)  # type: ignore[arg-type]
            self._live.request(body, self._take_crews)
        self.read_orders()

    def read_orders(self) -> None:
        """Ask for the open orders, and for the talk that is followed."""
        query = CaseQuery(kind=self._kind, groups=OPEN_GROUPS)
        self._live.request(FindCases(query, "due", 0, MOST_ORDERS, count=False), self._take_orders)
        if self._talk_id:
            self._live.request(GetCase(self._talk_id), self._take_talk)

    def follow(self, case_id: str) -> None:
        """Follow the talk of another order; empty: of none."""
        if case_id == self._talk_id:
            return
        self._talk_id, self.talk = case_id, None
        if case_id:
            self._live.request(GetCase(case_id), self._take_talk)
        self.talked.emit()

    # ---- what comes -------------------------------------------------------------------------------

    def _take_crews(self, reply: ReplyBody) -> None:
        if isinstance(reply, Nearest):
            self.found, self.failure = reply.places, None
            self.answered_at = self._live.clock.now()
        elif isinstance(reply, Failure):
            self.failure = reply
        self.changed.emit()

    def _take_orders(self, reply: ReplyBody) -> None:
        if isinstance(reply, CasePage):
            self.orders = reply.rows
            self.changed.emit()

    def _take_talk(self, reply: ReplyBody) -> None:
        if isinstance(reply, CaseDetail) and reply.file.case_id == self._talk_id:
            self.talk = reply.file
            self.talked.emit()

    def _note_change(self, change: RegistersUpdated) -> None:
        if not change.kinds or self._kind in change.kinds:
            self.refresh()

    def _tick(self) -> None:
        self._n_ticks += 1
        if self._n_ticks % EVERY_TICKS == 0 and self._target is not None:
            target = self._target
            order = "time" if self._by_time else "distance"
            body = GetNearest(target.lat, target.lon, self._kinds, MOST_CREWS, order)  # type: ignore[arg-type]
            self._live.request(body, self._take_crews)
