"""Shelters: places with room for people, how full they are, and which is the nearest with room."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from widgets.live import ValuesChanged
from widgets.logic import formats
from widgets.logic.ageing import ages_of
from widgets.logic.shelters import Order, Wanted, in_order, middle_of, shelters_of, totals_of
from widgets.parts.list_view import ListView
from widgets.parts.record_stack import RecordStack
from widgets.parts.shelter_rows import ROW_DESK_PX, ShelterDelegate, ShelterModel
from widgets.parts.strip import Strip
from widgets.tile import TileBody, TileContext, TileHead, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("shelters", title_vi="Điểm sơ tán", title_en="Shelters", min_width_px=340, min_height_px=180)


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of shelters."""

    kind: str = "shelter"
    """Kind of place."""
    room: str = "n_places"
    """Attribute of the place, or metric: for how many it has room."""
    used: str = "n_people"
    """Metric: how many are there."""
    is_open: str = "is_open"
    """Metric that is 0 while a place is closed; empty: always open."""
    sort: Order = "nearest"
    """`nearest` (to the incident in view; by room without one), `room` (most room first) or `name`."""


class Body(TileBody):
    """The list, and the record of the chosen place in which officers enter how many are there."""

    marks_own_values = True

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """List the places."""
        super().__init__(context, parent)
        self.options = options
        self.wanted = Wanted(options.kind, options.room, options.used, options.is_open)
        self.model = ShelterModel(self)
        self.view = ListView(context.look, self.model, context.look.px(ROW_DESK_PX), self)
        self.view.set_delegate(ShelterDelegate(context, self))
        self.view.clicked.connect(self._open_index)
        self.view.installEventFilter(self)
        self.sum_line = Strip(context.look, "", self)
        self.list = QWidget(self)
        column = QVBoxLayout(self.list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.sum_line)
        self.records = RecordStack(context, self.list, self.view, self)
        self.setFocusProxy(self.view)
        live = context.live
        live.snapshot_taken.connect(self.arrange)
        live.values_changed.connect(self._take_values)
        live.ticked.connect(self.arrange)
        if context.focus is not None:
            context.focus.changed.connect(self.arrange)
        self.arrange()

    def arrange(self) -> None:
        """Read all places again and put them in order."""
        live, language = self.context.live, self.context.language
        focus = self.context.focus
        point = middle_of(focus.incident()) if focus is not None else None
        found = shelters_of(live.state, self.wanted, live.clock.now(), point)
        chosen = self.chosen()
        self.model.set_rows(in_order(found, self.options.sort))
        ids = [row.place_id for row in self.model.rows]
        if chosen in ids and self.chosen() != chosen:
            self.view.setCurrentIndex(self.model.index(ids.index(chosen)))
        totals = totals_of(found)
        words = translate("Shelters", "{people} people in shelters · {left} places left in {count} open ones")
        said = words.format(
            people=formats.number(totals.people, 0, language),
            left=formats.number(totals.left, 0, language),
            count=totals.n_open,
        )
        if totals.n_unknown:
            more = translate("Shelters", "{count} not known").format(count=totals.n_unknown)
            said = f"{said} · {more}"
        self.sum_line.set_words(said)
        self.health_changed.emit()

    def _take_values(self, change: ValuesChanged) -> None:
        metrics = (self.options.used, self.options.room, self.options.is_open)
        if any(series.rpartition(".")[2] in metrics for series in change.series):
            self.arrange()

    # ---- hands --------------------------------------------------------------------------------

    def chosen(self) -> str:
        """Return the id of the chosen place, empty where there is none."""
        row = self.view.selected_row()
        return self.model.rows[row].place_id if 0 <= row < len(self.model.rows) else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the record by Enter."""
        pressed = watched is self.view and event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.records.open(self.chosen())
            return True
        return False

    def _open_index(self, index: QModelIndex) -> None:
        self.records.open(self.model.rows[index.row()].place_id)

    # ---- what the frame asks ------------------------------------------------------------------

    def default_title(self) -> str:
        """Return the kind's name."""
        return translate("Shelters", "Shelters")

    def _near(self) -> bool:
        return any(not math.isnan(row.distance_m) for row in self.model.rows)

    def head(self) -> TileHead:
        """Say how many there are and how they are ordered; full ones are a badge."""
        n_full = sum(row.state == "full" for row in self.model.rows)
        badge = translate("Shelters", "{count} full").format(count=n_full) if n_full else ""
        subtitle = translate("Shelters", "{count} places").format(count=len(self.model.rows))
        if self.options.sort == "nearest" and self._near():
            subtitle = f"{subtitle} · {translate('Shelters', 'nearest to the incident first')}"
        return TileHead(subtitle=subtitle, badge=badge, badge_severity="high" if n_full else None)

    def health(self) -> TileHealth:
        """Return how old the counts are; a closed place need not count."""
        state = self.context.live.state
        series = [f"{row.place_id}.{self.options.used}" for row in self.model.rows if row.state != "closed"]
        ages = ages_of(state, series, self.context.live.clock.now())
        note = ""
        if ages.n_lost:
            note = translate("Value", "{count} without data").format(count=ages.n_lost)
        return TileHealth(ages.state if series else "fresh", ages.oldest_at, "", note)
