"""Table: places of a kind with their newest values; each row opens the record behind it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from widgets.live import ValuesChanged
from widgets.logic import formats
from widgets.logic.ageing import ages_of
from widgets.logic.records import Order, Row, columns_of, filtered, ordered, places_of, row_of
from widgets.parts.head_row import HeadRow
from widgets.parts.list_view import RowView, dress
from widgets.parts.record_delegate import BESIDE_GAP_DESK_PX, NUMBER_DESK_PX, WORDS_DESK_PX, RecordDelegate
from widgets.parts.record_model import RecordModel
from widgets.parts.record_stack import RecordStack
from widgets.parts.strip import Strip
from widgets.parts.words import lost_words
from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.tile import TileBody, TileContext, TileHead, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("table", title_vi="Bảng số liệu", title_en="Table", min_width_px=380, min_height_px=200)
ROW_DESK_PX, DENSE_DESK_PX = 56, 44


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a table."""

    kind: str
    """Kind of place, one row each: flood_post, rain_station, …"""
    metrics: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=6)]
    """Metrics, one column each; the first one gives order and age."""
    sort: Order = "severity"
    """`severity` (worst limit first), `value` (greatest first) or `name`."""
    dense: bool = False
    """Rows of 44 px instead of 56 (desk)."""


class Body(TileBody):
    """The table, its filter line, and the record of the chosen place."""

    marks_own_values = True

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """List the places."""
        super().__init__(context, parent)
        self.options, self.order, self.column, self.wanted = options, options.sort, 0, ""
        look, live = context.look, context.live
        self.model = RecordModel(translate("Table", "Place"), translate("Table", "Age"), self)
        self.view = RowView(self)
        dress(self.view, look, look.px(DENSE_DESK_PX if options.dense else ROW_DESK_PX))
        self.view.setItemDelegate(RecordDelegate(look, context.language, self._age_words, self))
        self.view.setModel(self.model)
        self.view.clicked.connect(self._open_index)
        self.view.installEventFilter(self)
        head = HeadRow(look, self.view)
        head.sectionClicked.connect(self._sort_by)
        self.view.setHorizontalHeader(head)
        self.filter_line = Strip(look, "", self)
        self.filter_line.hide()
        self.list = QWidget(self)
        column = QVBoxLayout(self.list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.filter_line)
        self.records = RecordStack(context, self.list, self.view, self)
        self.setFocusProxy(self.view)
        self._places: list[str] = []
        self._series: dict[str, str] = {}
        live.snapshot_taken.connect(self.reload)
        live.values_changed.connect(self._take_values)
        live.ticked.connect(self.arrange)
        self.reload()

    # ---- data ---------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read places and columns again after a snapshot."""
        state, options = self.context.live.state, self.options
        self._places = places_of(state, options.kind)
        self._series = {
            f"{place_id}.{metric}": place_id for place_id in self._places for metric in options.metrics
        }
        self.model.set_columns(columns_of(state, options.kind, options.metrics, self.context.language))
        self.arrange()
        self._size_columns()
        self.title_changed.emit(self.default_title())
        self.health_changed.emit()

    def arrange(self) -> None:
        """Order and filter the rows again; once a second, so that rows do not jump about."""
        live = self.context.live
        chosen = self.chosen()
        rows = [self._row(place_id, live.clock.now()) for place_id in self._places]
        self.model.set_rows(ordered(filtered(rows, self.wanted), self.order, self.column))
        if chosen and self.chosen() != chosen and self.model.number_of(chosen) >= 0:
            self.view.selectRow(self.model.number_of(chosen))

    def _take_values(self, change: ValuesChanged) -> None:
        live = self.context.live
        now = live.clock.now()
        for place_id in {self._series[s] for s in change.series if s in self._series}:
            self.model.update_row(self._row(place_id, now))

    def _row(self, place_id: str, now: float) -> Row:
        context = self.context
        return row_of(context.live.state, place_id, self.options.metrics, now, context.language)

    def _age_words(self, row: Row) -> tuple[str, str]:
        live = self.context.live
        now, timezone = live.clock.now(), live.state.centre.timezone
        if row.state == "lost":
            short = translate("Tile", "no data")
            if row.oldest_at is not None:
                time = formats.moment(row.oldest_at, now, timezone)
                short = translate("Tile", "none since {time}").format(time=time)
            return lost_words(row.oldest_at, now, timezone), short
        words = formats.rough_duration(now - (row.oldest_at or now), self.context.language)
        return words, words

    # ---- geometry -----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out."""
        self._size_columns()

    def _size_columns(self) -> None:
        """Give every column its words' width; the name takes the rest, the least wanted columns go."""
        look, head = self.context.look, self.view.horizontalHeader()
        n_metrics = len(self.model.columns)
        if not n_metrics:
            return
        wide, age = self._widths(beside=self.options.dense)
        if sum(wide) > self.width() - look.px(210) - age:
            wide, age = self._widths(beside=False)
        free = self.width() - look.px(210) - age
        for k, width in enumerate(wide, 1):
            head.setSectionResizeMode(k, QHeaderView.ResizeMode.Fixed)
            self.view.setColumnWidth(k, width)
            self.view.setColumnHidden(k, k > 1 and sum(wide[:k]) > free)
        self.view.setColumnHidden(n_metrics + 1, self.width() - wide[0] - age < look.px(150))
        head.setSectionResizeMode(n_metrics + 1, QHeaderView.ResizeMode.Fixed)
        self.view.setColumnWidth(n_metrics + 1, age)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _widths(self, *, beside: bool) -> tuple[list[int], int]:
        """Return what the metrics and the age take (px); `beside` leaves room for words beside numbers."""
        look, n_metrics = self.context.look, len(self.model.columns)
        metrics = QFontMetricsF(text_font(look, 16, 600))
        heads = [str(self.model.headerData(k, Qt.Orientation.Horizontal)) for k in range(1, n_metrics + 2)]
        wide = [
            round(max(look.px(76), metrics.horizontalAdvance(words)) + look.px(24)) for words in heads[:-1]
        ]
        small = QFontMetricsF(text_font(look, WORDS_DESK_PX))
        said = [small.horizontalAdvance(column.words) + look.px(24) for column in self.model.columns]
        if beside:
            said = [
                room + (self._number_px(k) if column.words else 0.0)
                for k, (room, column) in enumerate(zip(said, self.model.columns, strict=True))
            ]
        wide = [max(width, round(words)) for width, words in zip(wide, said, strict=True)]
        wide = [min(width, round(self.width() * 0.36)) for width in wide]
        narrow = self.width() - sum(wide) - look.px(232) < look.px(330)  # names come before long ages
        least = translate("Tile", "none since {time}").format(time="00:00")
        least_px = max(metrics.horizontalAdvance(words) for words in (heads[-1], least)) * 17 / 16
        return wide, round(least_px) + look.px(30) if narrow else look.px(232)

    def _number_px(self, column: int) -> float:
        """Return the room of a column's widest number and of the gap before it (px)."""
        look, language = self.context.look, self.context.language
        cells = [row.cells[column] for row in self.model.rows]
        numbers = ["00", *(formats.number(cell.value, cell.decimals, language) for cell in cells)]
        metrics = QFontMetricsF(text_font(look, NUMBER_DESK_PX, HEAD_WEIGHT))
        return max(map(metrics.horizontalAdvance, numbers)) + look.px(BESIDE_GAP_DESK_PX)

    # ---- hands --------------------------------------------------------------------------------

    def chosen(self) -> str:
        """Return the id of the chosen place, empty where there is none."""
        row = self.view.currentIndex().row()
        return self.model.rows[row].place_id if 0 <= row < len(self.model.rows) else ""

    def _sort_by(self, section: int) -> None:
        if section == 0:
            self.order = "name"
        elif section <= len(self.model.columns):
            self.order, self.column = "value", section - 1
        else:
            self.order, self.column = "severity", 0
        self.arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Filter by typing, open by Enter, clear by Esc."""
        if watched is self.view and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key, typed = event.key(), event.text()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.records.open(self.chosen())
        elif key == Qt.Key.Key_Escape and self.wanted:
            self.set_filter("")
        elif key == Qt.Key.Key_Backspace and self.wanted:
            self.set_filter(self.wanted[:-1])
        elif typed and (typed.isalpha() or (self.wanted and typed.isprintable())):
            self.set_filter(self.wanted + typed)
        else:
            return False
        return True

    def set_filter(self, wanted: str) -> None:
        """Keep the rows whose name or ward holds `wanted`, diacritics ignored."""
        self.wanted = wanted
        self.arrange()
        count = len(self.model.rows)
        words = translate("Table", "Filter: {wanted} · {count} of {total} · Esc: all")
        self.filter_line.set_words(words.format(wanted=wanted, count=count, total=len(self._places)))
        self.filter_line.setVisible(bool(wanted))

    def _open_index(self, index: QModelIndex) -> None:
        self.records.open(self.model.rows[index.row()].place_id)

    # ---- what the frame asks ------------------------------------------------------------------

    def default_title(self) -> str:
        """Return the names of the first metric."""
        columns = self.model.columns
        return columns[0].name if columns and columns[0].unit else self.options.kind

    def head(self) -> TileHead:
        """Say how many places there are, and when the newest value came."""
        ages = ages_of(self.context.live.state, self._series, self.context.live.clock.now())
        count = translate("Table", "{count} places").format(count=len(self._places))
        return TileHead(subtitle=count, updated_at=ages.newest_at)

    def health(self) -> TileHealth:
        """Return how alive the first metric is over all places."""
        state = self.context.live.state
        first = [f"{place_id}.{self.options.metrics[0]}" for place_id in self._places]
        ages = ages_of(state, first, self.context.live.clock.now())
        note = ""
        if ages.n_lost:
            note = translate("Value", "{count} without data").format(count=ages.n_lost)
        sources = {state.series[s].source_id for s in first if s in state.series}
        return TileHealth(ages.state, ages.oldest_at, ", ".join(sorted(sources)), note)
