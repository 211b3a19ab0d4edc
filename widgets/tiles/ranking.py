"""Ranking: one or two figures by unit, ward or field, with bars, ranks and the list behind each value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.contract.case_requests import CaseCounts, CountCases, Figures, GetFigures
from backend.contract.cases import CaseQuery
from backend.contract.messages import ReplyBody, RequestBody
from widgets.logic import formats
from widgets.logic.ranking import Order, RankedRow, ordered, ranked, scale_end, units_ranked
from widgets.logic.shown_number import ShownNumber
from widgets.parts.board import BoardBody
from widgets.parts.board_words import capital, dim_word, key_word, unverified_word
from widgets.parts.figure_words import shown_number
from widgets.parts.list_view import ListView
from widgets.parts.ranking_delegate import Lanes, RankingDelegate, lanes
from widgets.parts.ranking_head import RankingHead
from widgets.parts.ranking_model import RankingModel
from widgets.parts.strip import Strip
from widgets.tile import TileContext, TileHead, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("ranking", title_vi="Xếp hạng", title_en="Ranking", min_width_px=380, min_height_px=200)
ROW_DESK_PX, DENSE_DESK_PX = 48, 36
BUSY_WITHIN_S = 365 * 86_400.0
"""A unit without a case for so long is not ranked."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ranking."""

    figures: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=2)]
    """One or two ids of figures; the first one ranks."""
    by: str = "unit"
    """What is ranked: `unit`, `area`, `field`, `source`, `assignee` or `data.<id>`."""
    level: Literal["", "department", "ward", "office"] = ""
    """With `by: unit`: only units of this level; empty: of every level. Units that had no case of the
    figure's kind within a year are left out: there is nothing to rank them by."""
    order: Order = "worst"
    """`worst` first, `best` first, or by `name`."""
    narrow: CaseQuery = CaseQuery()
    """Holds besides each figure's own conditions."""
    dense: bool = False
    """Rows of 36 px instead of 48 (desk)."""


class Body(BoardBody):
    """The lines, their head and the filter."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Ask for the figures of each unit."""
        super().__init__(context, parent=parent)
        self.options, self.order, self.ranks_by, self.wanted = options, options.order, 0, ""
        self.found: Figures | None = None
        self._kind = ""
        self._busy: tuple[str, ...] = ()
        self._rows: list[RankedRow] = []
        look = context.look
        self.model = RankingModel(self)
        self.content = QWidget(self)
        self.view = ListView(
            look, self.model, look.px(DENSE_DESK_PX if options.dense else ROW_DESK_PX), self.content
        )
        self.delegate = RankingDelegate(look, context.language, self.lanes, self)
        self.view.set_delegate(self.delegate)
        self.view.clicked.connect(self._open_index)
        self.view.installEventFilter(self)
        self.head_row = RankingHead(look, self.lanes, self.content)
        self.head_row.figure_clicked.connect(self._click_figure)
        self.head_row.name_clicked.connect(lambda: self._sort("name"))
        self.filter_line = Strip(look, "", self.content)
        self.filter_line.hide()
        box = QVBoxLayout(self.content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part, stretch in ((self.head_row, 0), (self.view, 1), (self.filter_line, 0)):
            box.addWidget(part, stretch)
        self.content.setFocusProxy(self.view)
        self.setFocusProxy(self.view)
        self.watch.start()

    # ---- data ---------------------------------------------------------------------------------

    def questions(self, now: float) -> Sequence[RequestBody]:
        """Ask for both figures at once, and which units have cases of their kind at all."""
        figures = GetFigures(self.options.figures, self.options.by, self.options.narrow)
        if self.options.by != "unit":
            return [figures]
        lately = replace(self.options.narrow, kind=self._kind, opened_from=now - BUSY_WITHIN_S)
        return [figures, CountCases(lately, ("unit",))]

    def take(self, answers: Sequence[ReplyBody]) -> float | None:
        """Rank again."""
        found = answers[0]
        if not isinstance(found, Figures) or not found.infos:
            return None
        self.found = found
        counts = answers[1] if len(answers) > 1 else None
        self._busy = tuple(row.keys[0] for row in counts.rows) if isinstance(counts, CaseCounts) else ()
        self._rank()
        if found.infos[0].kind != self._kind:  # known by now: count again, this kind only
            self._kind = found.infos[0].kind
            self.watch.ask()
        return found.at

    def _rank(self) -> None:
        found, options = self.found, self.options
        if found is None:
            return
        by = min(self.ranks_by, len(found.infos) - 1)
        self._rows = ranked(found, self._listed(found), by=by)
        if options.by == "unit" and options.level:
            units = self.names.units
            self._rows = [
                row for row in self._rows if row.key not in units or units[row.key].level == options.level
            ]
        infos = tuple(found.infos[by : by + 1]) + tuple(i for k, i in enumerate(found.infos) if k != by)
        self.delegate.infos, self.delegate.end = infos, scale_end(infos[0], self._rows)
        language = self.context.language
        heads = [info.name.in_language(language) for info in infos]
        heads = [f"{head} ({info.unit})" if info.unit == "%" else head for head, info in zip(heads, infos)]  # noqa: B905
        self.head_row.set_words(capital(dim_word(options.by, self.names, infos[0].kind, language)), heads)
        self._arrange()

    def _listed(self, found: Figures) -> dict[str, str]:
        """Return names of all that is ranked: units exist without a case, other keys have names at least."""
        keys = {cell.key for cell in found.cells}
        kind, language = found.infos[0].kind, self.context.language
        names = {key: key_word(self.options.by, key, self.names, kind, language) for key in keys}
        if self.options.by == "unit" and not self.options.narrow.units:
            today = formats.local(found.at, self.context.live.state.centre.timezone).date()
            names |= units_ranked(self.names.units.values(), self._busy, self.options.level, today)
        return names

    def _arrange(self) -> None:
        chosen = self.chosen()
        self.model.set_rows(ordered(self._rows, self.order, self.wanted))
        if chosen is not None and self.model.number_of(chosen.key) >= 0:
            self.view.selectRow(self.model.number_of(chosen.key))
        self.view.viewport().update()
        self.head_row.update()

    def lanes(self) -> Lanes:
        """Return the columns at the present width."""
        infos = self.delegate.infos
        shares = bool(infos) and infos[0].unit == "%"
        return lanes(self.width(), self.context.look, n_figures=len(infos), shares=shares)

    def shown_numbers(self) -> list[ShownNumber]:
        """Return every value of every row, not assessed ones too."""
        return [
            number for row in self._rows for k in range(len(row.cells)) if (number := self._number(row, k))
        ]

    def _number(self, row: RankedRow, k: int) -> ShownNumber | None:
        cell = row.cells[k]
        if cell is None or self.found is None:
            return None
        named = msgspec.structs.replace(cell, name=row.name)
        return shown_number(self.delegate.infos[k], named, self.found.at, self.context.language)

    # ---- hands --------------------------------------------------------------------------------

    def chosen(self) -> RankedRow | None:
        """Return the chosen row."""
        k = self.view.selected_row()
        return self.model.rows[k] if 0 <= k < len(self.model.rows) else None

    def _open_index(self, index: QModelIndex) -> None:
        number = self._number(self.model.rows[index.row()], 0)
        if number is not None:
            self.open_list(number)

    def _click_figure(self, k: int) -> None:
        if k == 0:
            self._sort("best" if self.order == "worst" else "worst")
        elif self.found is not None and len(self.found.infos) > 1:
            self.ranks_by = 1 - self.ranks_by
            self._rank()

    def _sort(self, order: Order) -> None:
        self.order = order
        self._arrange()

    def set_filter(self, wanted: str) -> None:
        """Keep the rows whose name holds `wanted`, diacritics ignored."""
        self.wanted = wanted
        self._arrange()
        words = translate("Table", "Filter: {wanted} · {count} of {total} · Esc: all")
        count, total = len(self.model.rows), len(self._rows)
        self.filter_line.set_words(words.format(wanted=wanted, count=count, total=total))
        self.filter_line.setVisible(bool(wanted))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Filter by typing, open by Enter, clear by Esc; keys of the filter go before the wall's own."""
        if watched is self.view and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and self.wanted:
                event.accept()
            return event.type() == QEvent.Type.KeyPress and self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key, typed = event.key(), event.text()
        if key in _ENTER and self.model.rows:
            self._open_index(self.model.index(max(0, self.view.selected_row()), 0))
        elif key == Qt.Key.Key_Escape and self.wanted:
            self.set_filter("")
        elif key == Qt.Key.Key_Backspace and self.wanted:
            self.set_filter(self.wanted[:-1])
        elif typed and (typed.isalpha() or (self.wanted and typed.isprintable())):
            self.set_filter(self.wanted + typed)
        else:
            return False
        return True

    # ---- what the frame asks ------------------------------------------------------------------

    def default_title(self) -> str:
        """Return what ranks."""
        if self.found is None or not self.found.infos:
            return translate("Board", "Ranking")
        return self.found.infos[0].name.in_language(self.context.language)

    def head(self) -> TileHead:
        """Say how many are ranked and how many cannot be."""
        if self.found is None:
            return TileHead()
        n_not = sum(row.rank is None for row in self._rows)
        n_all = len(self._rows)
        words = translate("Board", "{count} ranked").format(count=n_all)
        if n_not:
            words = translate("Board", "{count} of {total} ranked").format(count=n_all - n_not, total=n_all)
        mark = self.found.infos[0].mark == "ck"
        words += f" · {unverified_word()}" if mark else ""
        return TileHead(subtitle=words)
