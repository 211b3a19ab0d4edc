"""Asks the daemon a set of questions about cases, and again whenever their answers may have changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from backend.contract.case_requests import CaseKinds, GetCaseKinds, GetUnits, Units
from backend.contract.messages import Failure, ReplyBody, RequestBody
from widgets.live import LinkState, LiveData, RegistersUpdated
from widgets.logic.board_names import BoardNames

EVERY_S, AGAIN_S = 30.0, 10.0
"""Asked for so often, for deadlines pass without any change; so soon again where there was no answer."""
DEADLINE_S = 10.0
MAX_AGE_S = 75.0
"""Answers older than two rounds are late."""

Questions = Callable[[float], Sequence[RequestBody]]
"""What to ask at an instant (s since epoch)."""


class RegisterWatch(QObject):
    """One round of questions at a time; a change is asked about with the next second, never at once."""

    answered = Signal(object)
    """A tuple of answers in the order of the questions, none of them a `Failure`."""
    failed = Signal(object)
    """The first `Failure` of a round."""

    def __init__(
        self, live: LiveData, questions: Questions, kinds: frozenset[str], parent: QObject | None = None
    ) -> None:
        """Wait for `start`.

        Args:
            live: carries requests and says when registers change.
            questions: called at the beginning of each round.
            kinds: kinds of cases (or `indicators`) whose changes matter; empty: all.
            parent: owner.
        """
        super().__init__(parent)
        self._live, self._questions, self._kinds = live, questions, kinds
        self.names = BoardNames()
        """Names of statuses, fields, units and areas; asked for once, and again after a snapshot."""
        self._kinds_known: CaseKinds | None = None
        self._units_known: Units | None = None
        self._due_at = 0.0
        self._asking = False
        self._round = 0
        self._answers: dict[int, ReplyBody] = {}
        self._n_asked = 0
        live.registers_changed.connect(self._note_change)
        live.link_changed.connect(self._take_link)
        live.ticked.connect(self._tick)
        live.snapshot_taken.connect(self._forget_names)

    def start(self) -> None:
        """Ask now."""
        self.ask()

    def stop(self) -> None:
        """Ask no more; answers under way are dropped."""
        self._round += 1
        self._asking = True

    def ask(self) -> None:
        """Begin a round, unless one is under way."""
        if self._asking:
            self._due_at = 0.0
            return
        now = self._live.clock.now()
        bodies: list[RequestBody] = [*self._names_wanted(), *self._questions(now)]
        self._round += 1
        self._asking, self._answers, self._n_asked = True, {}, len(bodies)
        self._due_at = now + EVERY_S
        for k, body in enumerate(bodies):
            self._live.request(body, partial(self._take, self._round, k), DEADLINE_S)

    def _take(self, round_number: int, k: int, reply: ReplyBody) -> None:
        if round_number != self._round:
            return
        self._answers[k] = reply
        if len(self._answers) < self._n_asked:
            return
        self._asking = False
        replies = [self._answers[i] for i in range(self._n_asked)]
        failure = next((reply for reply in replies if isinstance(reply, Failure)), None)
        if failure is None:
            self.answered.emit(tuple(reply for reply in replies if not self._took_names(reply)))
            return
        self._due_at = min(self._due_at, self._live.clock.now() + AGAIN_S)
        self.failed.emit(failure)

    def _names_wanted(self) -> list[RequestBody]:
        wanted: list[RequestBody] = [] if self._kinds_known is not None else [GetCaseKinds()]
        return wanted if self._units_known is not None else [*wanted, GetUnits()]

    def _took_names(self, reply: ReplyBody) -> bool:
        """Keep a reply that carries names; return whether it does."""
        if isinstance(reply, CaseKinds):
            self._kinds_known = reply
        elif isinstance(reply, Units):
            self._units_known = reply
        else:
            return False
        kinds = self._kinds_known.kinds if self._kinds_known is not None else ()
        self.names = BoardNames(kinds, self._units_known.units if self._units_known is not None else ())
        return True

    def _forget_names(self) -> None:
        """Ask for names again: after a snapshot packs and units may be others."""
        self._kinds_known = self._units_known = None

    def _note_change(self, change: RegistersUpdated) -> None:
        if not change.kinds or not self._kinds or not self._kinds.isdisjoint(change.kinds):
            self._due_at = 0.0

    def _take_link(self, link: LinkState) -> None:
        if link.condition == "live":
            self._due_at = 0.0

    def _tick(self) -> None:
        now = self._live.clock.now()
        if not self._asking and (now >= self._due_at or now < self._due_at - EVERY_S):
            self.ask()
