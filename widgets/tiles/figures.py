"""Figures: a board of the packs' figures, each with its target and the list behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from backend.contract.case_requests import Figures, GetFigures
from backend.contract.cases import CaseQuery
from backend.contract.messages import ReplyBody, RequestBody
from widgets.logic.shown_number import ShownNumber
from widgets.parts.board import BoardBody
from widgets.parts.board_words import unverified_word
from widgets.parts.figure_grid import FigureGrid
from widgets.parts.figure_words import figure_face
from widgets.tile import TileContext, TileHead, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("figures", title_vi="Bảng số liệu chính", title_en="Key figures")


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a board of figures."""

    figures: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=24)]
    """Ids of figures that packs declare, in order."""
    narrow: CaseQuery = CaseQuery()
    """Holds besides each figure's own conditions (a unit, an area, a period)."""


class Body(BoardBody):
    """The grid of figures."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Ask for the figures."""
        super().__init__(context, parent=parent)
        self.options = options
        self.found: Figures | None = None
        self.grid = FigureGrid(context.look, self)
        self.grid.number_chosen.connect(self.open_list)
        self.content = self.grid
        self.setFocusProxy(self.grid)
        self.watch.start()

    def questions(self, now: float) -> Sequence[RequestBody]:
        """Ask for all figures at once, so that they are of one instant."""
        return [GetFigures(self.options.figures, narrow=self.options.narrow)]

    def take(self, answers: Sequence[ReplyBody]) -> float | None:
        """Show the figures in the layout's order."""
        found = answers[0]
        if not isinstance(found, Figures):
            return None
        self.found = found
        language = self.context.language
        infos = {info.figure_id: info for info in found.infos}
        cells = {cell.figure_id: cell for cell in found.cells}
        self.grid.set_faces(
            [
                figure_face(infos[name], cells[name], found.at, language)
                for name in self.options.figures
                if name in infos and name in cells
            ]
        )
        # a single figure without a title of the layout is named by the head
        self.grid.set_named(bool(self.options.title) or len(self.grid.faces()) != 1)
        return found.at

    def shown_numbers(self) -> list[ShownNumber]:
        """Return each figure with its list."""
        return [face.number for face in self.grid.faces()]

    def default_title(self) -> str:
        """Return the only figure's name, else the kind's."""
        faces = self.grid.faces()
        return faces[0].name if len(faces) == 1 else translate("Board", "Key figures")

    def head(self) -> TileHead:
        """Say which figures the layout asks for and nobody declares."""
        if self.found is None:
            return TileHead()
        missing = sorted(set(self.options.figures) - {info.figure_id for info in self.found.infos})
        if not missing:
            marked = any(face.mark for face in self.grid.faces())
            return TileHead(subtitle=f"{unverified_word(short=True)}: {unverified_word()}" if marked else "")
        words = translate("Board", "unknown figures: {ids}").format(ids=", ".join(missing))
        return TileHead(badge=words, badge_severity="high")
