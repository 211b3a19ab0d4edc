"""Breakdown: how many cases by status, field, area or source, one or two dimensions at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from backend.contract.case_requests import CaseCounts, CountCases
from backend.contract.cases import CaseQuery
from backend.contract.messages import ReplyBody, RequestBody
from backend.contract.state import SEVERITIES
from widgets.logic.breakdown import Breakdown, Row, breakdown
from widgets.logic.drill import narrowed, with_kind
from widgets.logic.shown_number import ShownNumber
from widgets.parts.board import BoardBody
from widgets.parts.board_colours import bar_colour, due_colour, due_shape, segment_colours
from widgets.parts.board_words import capital, cases_words, dim_word, key_word, keys_words
from widgets.parts.breakdown_bars import BreakdownBars, LegendFace, PieceFace, RowFace
from widgets.theme.shapes import Shape
from widgets.tile import TileContext, TileHead, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("breakdown", title_vi="Cơ cấu", title_en="Breakdown", min_width_px=320, min_height_px=200)


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a breakdown."""

    by: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=2)]
    """One or two of `status`, `group`, `field`, `unit`, `area`, `source`, `severity`, `due`, `rating`,
    `age`, `data.<id>`; the second one parts the bars."""
    case_kind: str = ""
    """Kind of the cases; empty: all kinds."""
    where: CaseQuery = CaseQuery()
    """Which of them."""
    shares: bool = True
    """Say also which part of all each bar is."""


class Body(BoardBody):
    """The bars."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Ask for the counts."""
        kind = options.case_kind or options.where.kind
        super().__init__(context, frozenset({kind} if kind else ()), parent)
        self.options = options
        self.query = with_kind(options.case_kind, options.where)
        self.found: Breakdown | None = None
        self.bars = BreakdownBars(context.look, context.language, self)
        self.bars.number_chosen.connect(self.open_list)
        self.content = self.bars
        self.setFocusProxy(self.bars)
        self._numbers: list[ShownNumber] = []
        self.watch.start()

    def questions(self, now: float) -> Sequence[RequestBody]:
        """Count by all dimensions at once."""
        query = self.query if self.query.at is not None else msgspec.structs.replace(self.query, at=now)
        return [CountCases(query, self.options.by)]

    def take(self, answers: Sequence[ReplyBody]) -> float | None:
        """Show the bars."""
        counts = answers[0]
        if not isinstance(counts, CaseCounts):
            return None
        by = self.options.by
        orders = [self.names.order(dim, self.query.kind) for dim in by]
        self.found = breakdown(counts, by, orders)
        colours = segment_colours(by[1], self.found.keys, self.context.look) if len(by) > 1 else {}
        rows = [self._row(row, colours, counts.at) for row in self.found.rows]
        legend = [
            LegendFace(self._word(by[1], key), colours[key], _shape(by[1], key)) for key in self.found.keys
        ]
        faces = tuple(row for row in rows if row is not None)
        self.bars.set_rows(faces, tuple(legend), shares=self.options.shares)
        pieces = [piece.number for row in faces for piece in row.pieces]
        self._numbers = [*(row.number for row in faces), *pieces]
        return counts.at

    def _row(self, row: Row, colours: dict[str, str], at: float) -> RowFace | None:
        by, look = self.options.by, self.context.look
        number = self._number((row.key,), row.n, at)
        if number is None:
            return None
        pieces = []
        for segment in row.segments:
            part = self._number((row.key, segment.key), segment.n, at)
            if part is not None:
                pieces.append(PieceFace(part, colours[segment.key]))
        colour = due_colour(row.key, look) if by[0] == "due" else bar_colour(look)
        return RowFace(self._word(by[0], row.key), number, colour, tuple(pieces), _shape(by[0], row.key))

    def _number(self, keys: tuple[str, ...], n: int, at: float) -> ShownNumber | None:
        """Return a cell as a number; None where no list can stand behind it: then it is not shown."""
        dims = self.options.by[: len(keys)]
        timezone = self.context.live.state.centre.timezone
        query = narrowed(self.query, dims, keys, at=at, timezone=timezone)
        if query is None:
            return None
        words = keys_words(dims, keys, self.names, self.query.kind, self.context.language)
        return ShownNumber(words, float(n), query, at, n)

    def _word(self, dim: str, key: str) -> str:
        return key_word(dim, key, self.names, self.query.kind, self.context.language)

    def shown_numbers(self) -> list[ShownNumber]:
        """Return every bar and every segment, those further down too."""
        return list(self._numbers)

    def default_title(self) -> str:
        """Return the dimensions' names."""
        kind, language = self.query.kind, self.context.language
        dims = [dim_word(dim, self.names, kind, language) for dim in self.options.by]
        by = translate("Board", " and ").join(dims)
        return capital(translate("Board", "by {dimension}").format(dimension=by))

    def head(self) -> TileHead:
        """Say how many there are in all."""
        if self.found is None:
            return TileHead()
        words = cases_words(self.found.n_total, self.names, self.query.kind, self.context.language)
        return TileHead(subtitle=words)


def _shape(dim: str, key: str) -> Shape | None:
    if dim == "due":
        return due_shape(key)
    return next((severity for severity in SEVERITIES if dim == "severity" and severity == key), None)
