"""Indicators of a set: a board by colour, or the table that the decision prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from backend.contract.indicators import ColourGroup, GetIndicators, IndicatorBoard
from backend.contract.messages import ReplyBody, RequestBody
from widgets.logic import indicator_periods as periods
from widgets.logic.indicator_board import (
    Entry,
    by_colour,
    common_period,
    counted,
    entries,
    matching,
    rules_by_colour,
)
from widgets.parts.indicator_body import IndicatorBody
from widgets.parts.indicator_cells import CellTable
from widgets.parts.indicator_face import IndicatorFace, face_of
from widgets.parts.indicator_grid import Group, IndicatorGrid
from widgets.parts.indicator_list import ROW_DESK_PX, columns, rows
from widgets.parts.indicator_words import unverified_word
from widgets.parts.strip import Strip
from widgets.tile import TileContext, TileHead, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec(
    "indicators",
    title_vi="Bảng chỉ tiêu",
    title_en="Indicators",
    min_width_px=320,
    min_height_px=200,
)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a board of indicators."""

    set_id: str
    """Set of indicators, as its pack or the centre names it."""
    period: str = ""
    """`2026-Q3`, `2026-9M`, …; empty: of each indicator the newest period that has a figure."""
    area: str = ""
    """Code of a province or ward; empty: the whole centre."""
    view: Literal["board", "list"] = "board"
    """`board`: cells by colour; `list`: the table that the decision prints."""
    codes: tuple[str, ...] = ()
    """Only these indicators, in this order; one alone is a message with its explanation beside it."""
    groups: tuple[ColourGroup, ...] = ()
    """Only figures of these colours."""


class Body(IndicatorBody):
    """The board or the table."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Ask for the set."""
        super().__init__(context, parent)
        self.options, self.wanted = options, ""
        self.board: IndicatorBoard | None = None
        self._entries: list[Entry] = []
        self.grid: IndicatorGrid | None = None
        self.table: CellTable | None = None
        self.filter_line = Strip(context.look, "")
        self.filter_line.hide()
        if options.view == "board":
            self.grid = IndicatorGrid(context)
            self.grid.figure_chosen.connect(self.open_record)
            self.grid.page_turned.connect(self.health_changed)
            self.begin(self.grid, self.filter_line)
        else:
            self.table = CellTable(context.look, ROW_DESK_PX)
            self.table.set_columns(columns())
            self.table.view.clicked.connect(lambda _index: self._open_chosen())
            self.begin(self.table, self.filter_line, keys=self.table.view)

    # ---- data -------------------------------------------------------------------------------------

    def asks(self, now: float) -> Sequence[RequestBody]:
        """Ask for the figures."""
        return [GetIndicators(self.options.set_id, self.options.period, self.options.area)]

    def takes(self, answers: Sequence[ReplyBody]) -> float | None:
        """Show the figures."""
        board = answers[0] if answers else None
        if not isinstance(board, IndicatorBoard) or self.sets is None:
            return None
        self.board = board
        self._entries = entries(self.sets, board, self.options.codes, self.options.groups)
        self.book.want(entry.figure.explanation for entry in self._entries)
        self.arrange()
        return board.at

    def entry_like(self, entry: Entry) -> Entry:
        """Return the newest answer about the same figure."""
        same = (
            e
            for e in self._entries
            if (e.info.code, e.figure.period) == (entry.info.code, entry.figure.period)
        )
        return next(same, entry)

    def show_explanations(self) -> None:
        """Show them beside their figures."""
        self.arrange()

    def arrange(self) -> None:
        """Show what matches the search."""
        kept = matching(self._entries, self.wanted)
        common = common_period(self._entries) if len(self._entries) > 1 else ""
        language = self.context.language
        faces = [face_of(e, language, self.explanation(e), common_period=common) for e in kept]
        found = self.set_info(self.options.set_id)
        rules = rules_by_colour(found) if found is not None else {}
        if self.grid is not None:
            self.grid.empty_words = self._empty_words()
            by_code = {face.entry.info.code: face for face in faces}
            self.grid.set_groups(
                [
                    Group(group, rules.get(group), tuple(by_code[e.info.code] for e in these))
                    for group, these in by_colour(kept)
                ]
            )
        elif self.table is not None:
            self.table.set_rows(rows(faces, rules, self.context.look, language))

    def _empty_words(self) -> str:
        if self.wanted:
            return translate("Indicators", "No indicator matches “{wanted}”.").format(wanted=self.wanted)
        if self.options.groups:
            return translate("Indicators", "No figure is of this colour.")
        return translate("Indicators", "The set has no such indicator.")

    # ---- hands ------------------------------------------------------------------------------------

    def chosen(self) -> Entry | None:
        """Return the figure that keys act on."""
        if self.grid is not None:
            face: IndicatorFace | None = self.grid.chosen()
            return face.entry if face is not None else None
        key = self.table.chosen_key() if self.table is not None else ""
        return next((entry for entry in self._entries if entry.info.code == key), None)

    def _open_chosen(self) -> None:
        entry = self.chosen()
        if entry is not None:
            self.open_record(entry)

    def set_filter(self, wanted: str) -> None:
        """Keep the indicators whose name or code holds `wanted`, diacritics ignored."""
        self.wanted = wanted
        self.arrange()
        words = translate("Table", "Filter: {wanted} · {count} of {total} · Esc: all")
        count, total = len(matching(self._entries, wanted)), len(self._entries)
        self.filter_line.set_words(words.format(wanted=wanted.lstrip(), count=count, total=total))
        self.filter_line.setVisible(bool(wanted))

    def takes_key(self, event: QKeyEvent) -> bool:
        """While something is looked for every key that types is ours."""
        return super().takes_key(event) or bool(self.wanted) or event.text() == "/"

    def key(self, event: QKeyEvent) -> bool:
        """`/` begins a search, Esc ends it; Enter opens; letters are deeds while nothing is sought."""
        key, typed = event.key(), event.text()
        if typed == "/" and not self.wanted:
            self.set_filter(" ")
        elif key == Qt.Key.Key_Escape and self.wanted:
            self.set_filter("")
        elif key == Qt.Key.Key_Backspace and self.wanted:
            self.set_filter(self.wanted[:-1])
        elif key in _ENTER and self.table is not None:
            self.table.choose_first()
            self._open_chosen()
        elif self.wanted and typed and typed.isprintable():
            self.set_filter(self.wanted + typed)
        else:
            return not self.wanted and super().key(event)
        return True

    # ---- what the frame asks ----------------------------------------------------------------------

    def default_title(self) -> str:
        """Return the set's name, or that of the only indicator."""
        found = self.set_info(self.options.set_id)
        if found is None:
            return translate("Indicators", "Indicators")
        return found.name.in_language(self.context.language)

    def head(self) -> TileHead:
        """Say of which period the figures are, how many are at risk, and what nobody has verified."""
        if self.board is None:
            return TileHead()
        n_red = counted(self._entries)["red"]
        badge = translate("Indicators", "{count} at risk").format(count=n_red) if n_red else ""
        found = self.set_info(self.options.set_id)
        parts = [self._period_words()]
        if found is not None and found.mark == "ck":
            parts.append(f"{unverified_word(short=True)}: {unverified_word()}")
        alone = len(self._entries) == 1
        return TileHead(
            subtitle=" · ".join(part for part in parts if part and not alone),
            badge="" if alone else badge,
            badge_severity="critical" if badge else None,
        )

    def _period_words(self) -> str:
        common = self.options.period or common_period(self._entries)
        return (
            periods.name(common, self.context.language)
            if common
            else translate("Indicators", "newest figures")
        )
