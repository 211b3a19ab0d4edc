"""Ages of the queue: open cases by how old they are and how they stand with their deadline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from backend.contract.case_requests import CaseCounts, CountCases
from backend.contract.cases import CaseGroup, CaseQuery, DueState
from backend.contract.messages import ReplyBody, RequestBody
from widgets.logic.breach import RUNNING
from widgets.logic.drill import age_span, with_kind
from widgets.logic.queue_ages import CALM, STANDINGS, URGENT, AgeRow, Standing, age_rows, floors_for, merged
from widgets.logic.shown_number import ShownNumber
from widgets.parts.ages_pyramid import HEAD_DESK_PX, AgesPyramid, FloorFace
from widgets.parts.board import BoardBody
from widgets.parts.board_words import age_words, cases_words, due_word
from widgets.tile import TileContext, TileHead, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("ages", title_vi="Tuổi hồ sơ đang mở", title_en="Age of open cases", min_width_px=380)
FLOOR_DESK_PX = 30
PAUSED: tuple[CaseGroup, ...] = ("paused",)


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the ages."""

    case_kind: str = ""
    """Kind of the cases; empty: all kinds."""
    where: CaseQuery = CaseQuery()
    """Which of them; groups and deadlines are not for here."""

    def __post_init__(self) -> None:
        """Refuse what the pyramid itself parts by."""
        where = self.where
        if where.groups or where.due or where.opened_from is not None or where.opened_to is not None:
            raise ValueError(
                "where: leave out groups, due, opened_from and opened_to; the pyramid shows them"
            )


class Body(BoardBody):
    """The pyramid."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Ask for the counts."""
        kind = options.case_kind or options.where.kind
        super().__init__(context, frozenset({kind} if kind else ()), parent)
        self.options = options
        self.query = with_kind(options.case_kind, options.where)
        self.rows: list[AgeRow] = []
        self.pyramid = AgesPyramid(context.look, context.language, self)
        self.pyramid.number_chosen.connect(self.open_list)
        self.content = self.pyramid
        self.setFocusProxy(self.pyramid)
        self._now = self._at_counts = 0.0
        self._edges: tuple[int, ...] = ()
        self._numbers: list[ShownNumber] = []
        self.watch.start()

    # ---- data ---------------------------------------------------------------------------------

    def _narrow(self, **changes: Any) -> CaseQuery:
        return msgspec.structs.replace(self.query, at=self._now, **changes)

    def questions(self, now: float) -> Sequence[RequestBody]:
        """Count those whose clock runs by deadline, and those whose clock stands still."""
        self._now = now
        return [
            CountCases(self._narrow(groups=RUNNING), ("age", "due")),
            CountCases(self._narrow(groups=PAUSED), ("age",)),
        ]

    def take(self, answers: Sequence[ReplyBody]) -> float | None:
        """Show the floors, oldest on top."""
        working, paused = answers[0], answers[1]
        if not isinstance(working, CaseCounts) or not isinstance(paused, CaseCounts):
            return None
        self.rows, self._at_counts = age_rows(working, paused), working.at
        self._build()
        return working.at

    def _build(self) -> None:
        """Make floors that can be read at the present height; the totals stay what they are."""
        at, look = self._at_counts, self.context.look
        edges = floors_for(self.height() - look.px(HEAD_DESK_PX), look.px(FLOOR_DESK_PX))
        self._edges = edges
        floors = tuple(self._floor(row, at) for row in reversed(merged(self.rows, edges)))
        totals = {
            standing: self._number(due_word(standing), (standing,), n, at)
            for standing in STANDINGS
            if (n := sum(row.n.get(standing, 0) for row in self.rows)) or standing != "none"
        }
        self.pyramid.set_floors(floors, totals)
        sides = [number for f in floors for number in (f.calm, f.urgent) if number is not None]
        pieces = [number for f in floors for number in f.pieces.values()]
        self._numbers = [*sides, *pieces, *totals.values()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take more or fewer floors."""
        super().resizeEvent(event)
        look = self.context.look
        edges = floors_for(self.height() - look.px(HEAD_DESK_PX), look.px(FLOOR_DESK_PX))
        if self.rows and edges != self._edges:
            self._build()

    def _floor(self, row: AgeRow, at: float) -> FloorFace:
        age = age_words(row.edge, row.end)
        pieces = {
            standing: self._number(f"{age} · {due_word(standing)}", (standing,), n, at, row)
            for standing in STANDINGS
            if (n := row.n.get(standing, 0))
        }
        sums: list[ShownNumber | None] = []
        for side in (CALM, URGENT):
            shown = tuple(standing for standing in side if row.n.get(standing))
            words = f"{age} · {', '.join(due_word(standing) for standing in shown)}"
            sums.append(self._number(words, shown, row.side(side), at, row) if shown else None)
        return FloorFace(age, pieces, sums[0], sums[1])

    def _number(
        self, words: str, standings: tuple[Standing, ...], n: int, at: float, row: AgeRow | None = None
    ) -> ShownNumber:
        """Return a count with the query that finds exactly these standings of one age, or of all."""
        span = age_span(row.edge, row.end, self._now) if row is not None else {}
        return ShownNumber(words, float(n), self._narrow(**self._standing(standings), **span), at, n)

    @staticmethod
    def _standing(standings: tuple[Standing, ...]) -> dict[str, Any]:
        """Return the conditions of standings; a paused case is on time or has no deadline."""
        due: tuple[DueState, ...] = tuple(s for s in standings if s != "paused")
        if standings == ("paused",):
            return {"groups": PAUSED}
        if "paused" not in standings:
            return {"groups": RUNNING, "due": due}
        every: tuple[DueState, ...] = ("on_time", "none")
        return {"groups": (*RUNNING, *PAUSED), "due": every}

    def shown_numbers(self) -> list[ShownNumber]:
        """Return every piece, every sum and the totals."""
        return list(self._numbers)

    # ---- what the frame asks ------------------------------------------------------------------

    def default_title(self) -> str:
        """Return what the pyramid is of."""
        return translate("Board", "Age of open cases")

    def head(self) -> TileHead:
        """Say how many are open."""
        n = sum(sum(row.n.values()) for row in self.rows)
        return TileHead(subtitle=cases_words(n, self.names, self.query.kind, self.context.language))
