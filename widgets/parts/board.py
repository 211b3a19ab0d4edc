"""Base of tiles that show counted cases: asks and asks again, knows names, opens the list behind a number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from backend.contract.messages import Failure, ReplyBody, RequestBody
from widgets.logic.board_names import BoardNames
from widgets.logic.live_state import freshness
from widgets.logic.shown_number import ShownNumber
from widgets.parts.case_list_pane import CaseListPane
from widgets.parts.drill_down import DrillDown
from widgets.parts.register_watch import MAX_AGE_S, RegisterWatch
from widgets.tile import TileBody, TileContext, TileHead, TileHealth


class BoardBody(TileBody):
    """A subclass says what to ask (`questions`), takes the answers (`take`), and tells its numbers."""

    def __init__(
        self, context: TileContext, kinds: frozenset[str] = frozenset(), parent: QWidget | None = None
    ) -> None:
        """Follow changes of `kinds` of cases; empty: of all."""
        super().__init__(context, parent)
        self.drill: DrillDown | None = None
        self.content: QWidget | None = None
        """Fills the body."""
        self._at: float | None = None
        self._reason = ""
        self.watch = RegisterWatch(context.live, self.questions, kinds, self)
        self.watch.answered.connect(self._take_all)
        self.watch.failed.connect(self._take_failure)
        context.live.link_changed.connect(self.health_changed)

    # ---- for subclasses -----------------------------------------------------------------------

    def questions(self, now: float) -> Sequence[RequestBody]:
        """Return what to ask at `now`."""
        raise NotImplementedError

    def take(self, answers: Sequence[ReplyBody]) -> float | None:
        """Take the answers in the order of the questions; return the instant that they are of."""
        raise NotImplementedError

    def shown_numbers(self) -> list[ShownNumber]:
        """Return every number that the tile shows, with the list behind it."""
        raise NotImplementedError

    # ---- asking -------------------------------------------------------------------------------

    @property
    def names(self) -> BoardNames:
        """Return the names known by now."""
        return self.watch.names

    def _take_all(self, replies: tuple[ReplyBody, ...]) -> None:
        self._at = self.take(replies)
        self._reason = ""
        self.title_changed.emit(self.default_title())
        self.health_changed.emit()

    def _take_failure(self, failure: Failure) -> None:
        self._reason = failure.said(self.context.language)
        self.health_changed.emit()

    # ---- the list behind a number -------------------------------------------------------------

    @property
    def drilled(self) -> CaseListPane | None:
        """Return the list that is open."""
        return self.drill.pane if self.drill is not None else None

    def open_list(self, number: ShownNumber) -> None:
        """Open the list behind a number, in the tile where there is room, else over the window."""
        if self.drill is None:
            self.drill = DrillDown(self, self.content or self)
        self.drill.open(number, self.names)

    def close_list(self) -> None:
        """Go back to the board."""
        if self.drill is not None:
            self.drill.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the body."""
        if self.content is not None:
            self.content.setGeometry(self.rect())

    # ---- what the frame asks ------------------------------------------------------------------

    def head(self) -> TileHead:
        """Say nothing more than the age."""
        return TileHead()

    def health(self) -> TileHealth:
        """Return how old the numbers are; they are late as soon as nobody answers any more."""
        live = self.context.live
        state = freshness(self._at, MAX_AGE_S, live.clock.now())
        if state == "fresh" and live.link.condition in ("lost", "refused"):
            state = "late"
        return TileHealth(state, self._at, note=self._reason)

    def release(self) -> None:
        """Ask no more."""
        self.watch.stop()
        self.close_list()
