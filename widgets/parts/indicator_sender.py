"""Hands figures in: first as drafts, so that the daemon says what is strange, then for review."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import msgspec
from PySide6.QtCore import QObject, Signal

from backend.contract.indicators import (
    EnterFigures,
    FigureEntry,
    FiguresEntered,
    FigureVersions,
    GetFiguresToReview,
    IndicatorFigure,
)
from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import Text
from widgets.live import LiveData

DEADLINE_S = 30.0
Entries = Mapping[str, tuple[FigureEntry, ...]]
"""Request for figures → what answers it."""


class Sent(msgspec.Struct, frozen=True):
    """What became of figures that were sent."""

    figures: tuple[IndicatorFigure, ...] = ()
    refused: Mapping[tuple[str, str], Text] = {}
    """Code and period → why it was not taken."""
    failure: Failure | None = None
    """Nothing more was taken."""
    drafts: tuple[IndicatorFigure, ...] = ()
    """Drafts with what is strange about them, where they were asked for."""


class FigureSender(QObject):
    """One errand at a time."""

    kept = Signal(object)
    """`Sent`: drafts are kept."""
    submitted = Signal(object)
    """`Sent`: figures wait for review."""

    def __init__(self, live: LiveData, unit_id: str, parent: QObject | None = None) -> None:
        """Send through `live`; drafts are read again of `unit_id`."""
        super().__init__(parent)
        self._live, self._unit_id = live, unit_id
        self.busy = False
        self._left: list[tuple[str, tuple[FigureEntry, ...]]] = []
        self._submit = False
        self._sent = Sent()
        self._errand = 0

    def send(self, entries: Entries, *, submit: bool) -> None:
        """Send all; nothing while an errand is under way."""
        if self.busy or not entries:
            return
        self.busy, self._submit, self._sent = True, submit, Sent()
        self._errand += 1
        self._left = list(entries.items())
        self._next()

    def _next(self) -> None:
        if not self._left:
            if self._submit or self._sent.failure is not None:
                self._end()
            else:
                ask = GetFiguresToReview(self._unit_id)
                self._live.request(ask, partial(self._take_drafts, self._errand), DEADLINE_S)
            return
        case_id, entries = self._left.pop(0)
        body = EnterFigures(entries, self._submit, case_id)
        self._live.request(body, partial(self._take, self._errand), DEADLINE_S)

    def _take(self, errand: int, reply: ReplyBody) -> None:
        if errand != self._errand:
            return
        sent = self._sent
        if isinstance(reply, FiguresEntered):
            refused = {(each.code, each.period): each.reason for each in reply.refused}
            self._sent = Sent((*sent.figures, *reply.figures), {**sent.refused, **refused})
        elif isinstance(reply, Failure):
            self._sent = msgspec.structs.replace(sent, failure=reply)
            self._left = []
        self._next()

    def _take_drafts(self, errand: int, reply: ReplyBody) -> None:
        if errand != self._errand:
            return
        if isinstance(reply, FigureVersions):
            self._sent = msgspec.structs.replace(self._sent, drafts=reply.figures)
        self._end()

    def _end(self) -> None:
        self.busy = False
        (self.submitted if self._submit else self.kept).emit(self._sent)

    def stop(self) -> None:
        """Drop answers under way."""
        self._errand += 1
