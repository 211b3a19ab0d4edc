"""Provinces or wards ranked by one indicator in one period; those without a figure stand last."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QCoreApplication, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.contract.indicators import GetIndicatorAreas, IndicatorAreas
from backend.contract.messages import ReplyBody, RequestBody
from widgets.logic import indicator_periods as periods
from widgets.logic.indicator_board import Entry
from widgets.logic.indicator_ranking import Order, Standing, n_ranked, ordered, scale_end
from widgets.parts.indicator_body import IndicatorBody
from widgets.parts.indicator_standing import StandingDelegate
from widgets.parts.indicator_words import unit_words, unverified_word
from widgets.parts.list_view import ListView
from widgets.parts.ranking_delegate import Lanes, lanes
from widgets.parts.ranking_head import RankingHead
from widgets.parts.ranking_model import RankingModel
from widgets.parts.strip import Strip
from widgets.tile import TileContext, TileHead, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec(
    "indicator_ranking",
    title_vi="Xếp hạng địa phương theo chỉ tiêu",
    title_en="Places by indicator",
    min_width_px=380,
    min_height_px=200,
)
ROW_DESK_PX = 44
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ranking of places."""

    code: str
    """Code of the indicator."""
    period: str = ""
    """Empty: the newest that any place has a figure of."""
    vintage: str = ""
    """`2025-07-01`: figures restated to the units of that day; empty: as reported."""
    order: Order = "best"
    """`best` first, `worst` first, or by `name`."""


class Body(IndicatorBody):
    """The lines, their head, the note and the search."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Ask for the places."""
        super().__init__(context, parent)
        self.options, self.order, self.wanted = options, options.order, ""
        self.found: IndicatorAreas | None = None
        look = context.look
        main = QWidget()
        self.model = RankingModel(self)
        self.view = ListView(look, self.model, look.px(ROW_DESK_PX), main)
        self.delegate = StandingDelegate(look, context.language, self.lanes, self)
        self.view.set_delegate(self.delegate)
        self.view.clicked.connect(self._open_index)
        self.head_row = RankingHead(look, self.lanes, main)
        self.head_row.figure_clicked.connect(
            lambda _k: self._sort("best" if self.order == "worst" else "worst")
        )
        self.head_row.name_clicked.connect(lambda: self._sort("name"))
        self.note = Strip(look, "", main)
        self.filter_line = Strip(look, "", main)
        box = QVBoxLayout(main)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part, stretch in ((self.head_row, 0), (self.view, 1), (self.note, 0), (self.filter_line, 0)):
            box.addWidget(part, stretch)
        self.note.hide()
        self.filter_line.hide()
        self.begin(main, keys=self.view)

    # ---- data -------------------------------------------------------------------------------------

    def asks(self, now: float) -> Sequence[RequestBody]:
        """Ask for all places at once."""
        return [GetIndicatorAreas(self.options.code, self.options.period, self.options.vintage)]

    def takes(self, answers: Sequence[ReplyBody]) -> float | None:
        """Show the places."""
        found = answers[0] if answers else None
        info = self.info(self.options.code)
        if not isinstance(found, IndicatorAreas) or info is None:
            return None
        self.found, self.delegate.info = found, info
        self.delegate.end = scale_end(found.rows, share=info.unit.vi.startswith("%"))
        language = self.context.language
        unit = unit_words(info, language)
        head = translate("Indicators", "Achieved")
        place = translate("Indicators", "Province or ward")
        self.head_row.set_words(place, [f"{head} ({unit})" if unit else head])
        note = found.note.in_language(language)
        self.note.set_words(note)
        self.note.setVisible(bool(note))
        self.arrange()
        return self.context.live.clock.now()

    def arrange(self) -> None:
        """Order and search again."""
        rows = self.found.rows if self.found is not None else ()
        chosen = self._standing()
        # the model of rankings only needs key and name of a row
        self.model.set_rows(ordered(rows, self.order, self.wanted))  # type: ignore[arg-type]
        if chosen is not None and self.model.number_of(chosen.key) >= 0:
            self.view.selectRow(self.model.number_of(chosen.key))
        self.view.viewport().update()

    def lanes(self) -> Lanes:
        """Return the columns at the present width."""
        return lanes(self.width(), self.context.look, n_figures=1, shares=True)

    # ---- hands ------------------------------------------------------------------------------------

    def _standing(self) -> Standing | None:
        k = self.view.selected_row()
        row = self.model.rows[k] if 0 <= k < len(self.model.rows) else None
        return row if isinstance(row, Standing) else None

    def chosen(self) -> Entry | None:
        """Return the place's figure that keys act on."""
        row, info = self._standing(), self.info(self.options.code)
        return Entry(info, row.area.figure) if row is not None and info is not None else None

    def entry_like(self, entry: Entry) -> Entry:
        """Return the newest answer about the same place."""
        rows = self.found.rows if self.found is not None else ()
        same = (row.figure for row in rows if row.area == entry.figure.area)
        return msgspec.structs.replace(entry, figure=next(same, entry.figure))

    def _open_index(self, index: QModelIndex) -> None:
        if index.isValid():
            self.view.selectRow(index.row())
        entry = self.chosen()
        if entry is not None:
            self.open_record(entry)

    def _sort(self, order: Order) -> None:
        self.order = order
        self.arrange()

    def set_filter(self, wanted: str) -> None:
        """Keep the places whose name holds `wanted`, diacritics ignored."""
        self.wanted = wanted
        self.arrange()
        words = translate("Table", "Filter: {wanted} · {count} of {total} · Esc: all")
        total = len(self.found.rows) if self.found is not None else 0
        self.filter_line.set_words(
            words.format(wanted=wanted.lstrip(), count=len(self.model.rows), total=total)
        )
        self.filter_line.setVisible(bool(wanted))

    def takes_key(self, event: QKeyEvent) -> bool:
        """While a place is looked for every key that types is ours."""
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
        elif key in _ENTER and self.model.rows:
            self._open_index(self.model.index(max(0, self.view.selected_row()), 0))
        elif self.wanted and typed and typed.isprintable():
            self.set_filter(self.wanted + typed)
        else:
            return not self.wanted and super().key(event)
        return True

    # ---- what the frame asks ----------------------------------------------------------------------

    def default_title(self) -> str:
        """Return the indicator's name."""
        info = self.info(self.options.code)
        return info.name.in_language(self.context.language) if info is not None else self.options.code

    def head(self) -> TileHead:
        """Say the period, how many have figures, and whether they are restated."""
        found, info = self.found, self.info(self.options.code)
        if self.sets is not None and info is None:
            words = translate("Indicators", "no such indicator: {code}").format(code=self.options.code)
            return TileHead(badge=words, badge_severity="high")
        if found is None or info is None:
            return TileHead()
        parts = [periods.name(found.period, self.context.language, cumulative=info.cumulative)]
        n, total = n_ranked(found.rows), len(found.rows)
        if n < total:
            said = translate("Indicators", "{count} of {total} have figures")
            parts.append(said.format(count=n, total=total))
        if not self.options.vintage:
            parts.append(translate("Indicators", "as reported"))
        unverified = info.mark == "ck"
        return TileHead(
            subtitle=" · ".join(part for part in parts if part),
            badge=unverified_word() if unverified else "",
            badge_severity="medium" if unverified else None,
        )
