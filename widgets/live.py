"""The live state as tiles see it: a Qt object with signals, fed by `app.link`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal, Protocol

import msgspec
import shiboken6
from PySide6.QtCore import QObject, Signal

from backend.contract.messages import FeedMessage, ReplyBody, RequestBody, Snapshot
from backend.contract.state import Alarm
from backend.contract.work import WorkItem
from widgets.clock import WallClock
from widgets.logic.live_state import LiveState

LinkCondition = Literal["connecting", "live", "lost", "refused"]


class LinkState(msgspec.Struct, frozen=True):
    """How the wall's link to its daemon is."""

    condition: LinkCondition
    since_at: float
    reason: str = ""


class ValuesChanged(msgspec.Struct, frozen=True):
    """Payload of `LiveData.values_changed`."""

    series: frozenset[str]


class AlarmsUpdated(msgspec.Struct, frozen=True):
    """Payload of `LiveData.alarms_changed`; empty after a new snapshot: read `state.alarms`."""

    alarms: tuple[Alarm, ...]


class WorkUpdated(msgspec.Struct, frozen=True):
    """Payload of `LiveData.work_changed`; empty after a new snapshot: read `state.work`."""

    items: tuple[WorkItem, ...]


class RegistersUpdated(msgspec.Struct, frozen=True):
    """Payload of `LiveData.registers_changed`; empty after a new snapshot: ask again."""

    kinds: frozenset[str]
    """Kinds of cases, `indicators`."""
    case_ids: tuple[str, ...] = ()


class Requester(Protocol):
    """Sends a request to the daemon; implemented by `app.link`."""

    def __call__(self, body: RequestBody, on_reply: Callable[[ReplyBody], None], deadline_s: float) -> None:
        """Send `body`; call `on_reply` on the GUI thread once, with the answer or a `Failure`."""
        ...


class LiveData(QObject):
    """Live state with change signals; lives on the GUI thread.

    `values_changed` comes at most ten times a second. Ages change without any signal: a tile
    re-reads freshness once a second (`ticked`).
    """

    snapshot_taken = Signal()
    values_changed = Signal(object)
    alarms_changed = Signal(object)
    sources_changed = Signal()
    pulse_received = Signal()
    entry_appended = Signal(object)
    work_changed = Signal(object)
    registers_changed = Signal(object)
    link_changed = Signal(object)
    ticked = Signal()

    def __init__(self, clock: WallClock, requester: Requester, parent: QObject | None = None) -> None:
        """Start empty; `requester` carries requests to the daemon."""
        super().__init__(parent)
        self.clock = clock
        self.state = LiveState()
        self.link = LinkState("connecting", clock.now())
        self._requester = requester
        timer_id = self.startTimer(1000)
        assert timer_id  # noqa: S101 - a GUI thread without timers cannot age values

    def request(
        self, body: RequestBody, on_reply: Callable[[ReplyBody], None], deadline_s: float = 5.0
    ) -> None:
        """Ask the daemon; `on_reply` is called once on the GUI thread with the answer or a `Failure`.

        An answer for a widget that has been closed meanwhile is dropped.
        """
        self._requester(body, partial(_answer, on_reply), deadline_s)

    def take_snapshot(self, snapshot: Snapshot) -> None:
        """Replace the state."""
        self.state.reset(snapshot)
        self.snapshot_taken.emit()
        self.alarms_changed.emit(AlarmsUpdated(()))
        self.sources_changed.emit()
        self.work_changed.emit(WorkUpdated(()))
        self.registers_changed.emit(RegistersUpdated(frozenset()))

    def take(self, message: FeedMessage) -> bool:
        """Apply one feed message; return False where a new snapshot is needed."""
        change = self.state.apply(message)
        if change.series:
            self.values_changed.emit(ValuesChanged(change.series))
        if change.alarms:
            self.alarms_changed.emit(AlarmsUpdated(change.alarms))
        if change.sources:
            self.sources_changed.emit()
        if change.pulse and self.state.pulse is not None:
            self.clock.follow(self.state.pulse.at)
            self.pulse_received.emit()
        if change.entry is not None:
            self.entry_appended.emit(change.entry)
        if change.work:
            self.work_changed.emit(WorkUpdated(change.work))
        if change.registers is not None:
            registers = change.registers
            self.registers_changed.emit(RegistersUpdated(frozenset(registers.kinds), registers.case_ids))
        return not change.stale

    def set_link(self, link: LinkState) -> None:
        """Note how the link is."""
        if (link.condition, link.reason) != (self.link.condition, self.link.reason):
            self.link = link
            self.link_changed.emit(link)

    def timerEvent(self, event: object) -> None:
        """Let ages be read again."""
        self.ticked.emit()


def _answer(on_reply: Callable[[ReplyBody], None], reply: ReplyBody) -> None:
    """Hand an answer on, unless who asked is a Qt object that is gone."""
    function = on_reply.func if isinstance(on_reply, partial) else on_reply
    owners = [getattr(function, "__self__", None), *_held(function)]
    if all(shiboken6.isValid(owner) for owner in owners if isinstance(owner, QObject)):
        on_reply(reply)


def _held(function: object) -> Iterator[object]:
    """Yield what the free names of a function stand for; one that stands for nothing yet holds nothing."""
    for cell in getattr(function, "__closure__", None) or ():
        with contextlib.suppress(ValueError):
            yield cell.cell_contents
