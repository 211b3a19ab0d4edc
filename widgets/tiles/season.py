"""Season: the events of past seasons, each with its chart; figures and readings to take out."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QVBoxLayout, QWidget

from backend.contract.messages import Failure, GetHistory, History, ReplyBody
from backend.contract.season import Episode, Episodes, ExportSeries, GetEpisodes
from widgets.logic import formats
from widgets.logic.axes import nice_range
from widgets.logic.curve import Curve
from widgets.logic.season import newest_season, season_in, season_words, window_of
from widgets.parts.case_save import SaveDesk
from widgets.parts.control_bar import label
from widgets.parts.lines_pane import Line, LinesPane
from widgets.parts.list_view import ListView
from widgets.parts.plot import Plot
from widgets.parts.season_list import ROW_DESK_PX, EventDelegate, EventModel
from widgets.parts.strip import Strip
from widgets.theme.fonts import text_font
from widgets.tile import TileBody, TileContext, TileHead, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec(
    "season", title_vi="Mùa mưa lũ đã qua", title_en="Past seasons", min_width_px=420, min_height_px=300
)
Month = Annotated[int, msgspec.Meta(ge=1, le=12)]
ASK_DEADLINE_S = 120.0
N_POINTS = 2000


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of past seasons."""

    metric: str
    """Metric whose events are meant: depth_cm, level_m, rain_mm_h, …"""
    level: float = 0.0
    """At or above it is an event; of rain, above it is wet."""
    events: Literal["level", "rain"] = "level"
    """`level`: stretches at or above `level`; `rain`: wet events of a rate per hour."""
    dry_h: Annotated[float, msgspec.Meta(ge=0.0, le=720.0)] = 6.0
    """So many hours below end an event."""
    first_month: Month = 9
    """Month in which the season begins."""
    last_month: Month = 12
    """Its last month; before `first_month`: of the next year."""
    places: tuple[str, ...] = ()
    """Place ids; empty: all that measure it."""


class Body(TileBody):
    """List of events, chart of the chosen one, the highest figure of each place."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Ask for the newest season."""
        super().__init__(context, parent)
        self.options = options
        look, live = context.look, context.live
        self.season = newest_season(live.clock.now(), self._months(), live.state.centre.timezone)
        self.found: Episodes | None = None
        self._answered_at: float | None = None
        self.failure = ""
        self.model = EventModel(self)
        self.delegate = EventDelegate(context, self)
        self.view = ListView(look, self.model, look.px(ROW_DESK_PX), self)
        self.view.set_delegate(self.delegate)
        self.view.selectionModel().currentChanged.connect(self._show_chosen)
        self.view.installEventFilter(self)
        self.year_words = label(look, 20, 600)
        self.status = Strip(look, "", self)
        self.maxima = LinesPane(
            look, translate("Season", "Highest of each place"), translate("Season", "No reading")
        )
        self.plot = Plot(look, context.language, lambda: live.state.centre.timezone)
        self.plot.set_curves([look.tokens.live_series], [2.0])
        self._curve_of = ("", 0.0)
        self.save = SaveDesk(context, self)
        self.save.said.connect(self._say)
        self._lay_out()
        self.setFocusProxy(self.view)
        live.snapshot_taken.connect(self.ask)
        self.ask()

    def _months(self) -> tuple[int, int]:
        return self.options.first_month, self.options.last_month

    def _key(self, words: str, act: object) -> QPushButton:
        made = QPushButton(words, self)
        made.setFont(text_font(self.context.look, 17))
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(act)
        return made

    def _lay_out(self) -> None:
        look = self.context.look
        head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(6))
        head.setSpacing(look.px(10))
        head.addWidget(self._key("‹", lambda: self.turn(-1)))
        head.addWidget(self.year_words)
        head.addWidget(self._key("›", lambda: self.turn(1)))
        head.addStretch(1)
        self.export_keys = (
            self._key(translate("Season", "Events (X)"), lambda: self.export("events")),
            self._key(translate("Season", "Readings (R)"), lambda: self.export("readings")),
        )
        for each in self.export_keys:
            head.addWidget(each)
        self.side = QWidget(self)
        right = QVBoxLayout(self.side)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self.plot, 3)
        right.addWidget(self.maxima, 2)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.addWidget(self.view, 1)
        self._halves.addWidget(self.side, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addLayout(self._halves, 1)
        box.addWidget(self.status)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand side by side where there is room; a small tile keeps the list."""
        look = self.context.look
        wide = self.width() >= look.px(760)
        side, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(side if wide else down)
        self.side.setVisible(wide or self.height() >= look.px(620))
        for each in self.export_keys:
            each.setVisible(self.width() >= look.px(560))

    # ---- data ---------------------------------------------------------------------------------

    def query(self) -> GetEpisodes:
        """Return what is asked of the shown season."""
        options, season = self.options, self.season
        return GetEpisodes(
            options.metric,
            season.start_at,
            season.end_at,
            kind=options.events,
            level=options.level,
            dry_s=options.dry_h * 3600.0,
            places=options.places,
        )

    def ask(self) -> None:
        """Ask for the shown season."""
        timezone = self.context.live.state.centre.timezone
        self.year_words.setText(season_words(self.season, timezone))
        self._say(translate("Season", "being counted …"), wrong=False)
        self.context.live.request(self.query(), self._take, ASK_DEADLINE_S)

    def turn(self, years: int) -> None:
        """Show the season of another year; none that has not begun."""
        live = self.context.live
        timezone = live.state.centre.timezone
        wanted = season_in(self.season.year + years, self._months(), timezone)
        if wanted.start_at <= live.clock.now():
            self.season = wanted
            self.ask()

    def _take(self, reply: ReplyBody) -> None:
        if isinstance(reply, Failure):
            self.failure = reply.said(self.context.language)
            self._say(self.failure, wrong=True)
        elif isinstance(reply, Episodes):
            self.found, self.failure = reply, ""
            self._answered_at = self.context.live.clock.now()
            self.delegate.found, self.delegate.decimals = reply, self._decimals()
            self.model.set_rows(reply.episodes)
            self._show_maxima(reply)
            self._say(self._summary(reply), wrong=False)
            if self.model.rows:
                self.view.setCurrentIndex(self.model.index(0))
        self.health_changed.emit()

    def _decimals(self) -> int:
        series = self.context.live.state.series.values()
        return next((one.decimals for one in series if one.metric == self.options.metric), 0)

    def _summary(self, found: Episodes) -> str:
        language = self.context.language
        words = translate("Season", "{count} events · {readings} readings of {places} places").format(
            count=len(found.episodes) + found.left_out,
            readings=formats.number(found.n_readings, 0, language),
            places=len(found.maxima),
        )
        notes = [words]
        if found.without_data:
            missing = translate("Season", "{count} places without data").format(count=len(found.without_data))
            notes.append(missing)
        if found.coarse:
            notes.append(translate("Season", "older part by the hour"))
        if found.left_out:
            notes.append(translate("Season", "the {count} lowest are left out").format(count=found.left_out))
        return " · ".join(notes)

    def _show_maxima(self, found: Episodes) -> None:
        live, language = self.context.live, self.context.language
        timezone, decimals = live.state.centre.timezone, self._decimals()
        lines = []
        for each in found.maxima:
            place = live.state.places.get(each.place_id)
            at = formats.moment(each.peak_at, live.clock.now(), timezone)
            peak = f"{formats.number(each.peak, decimals, language)} {found.unit}"
            lines.append(Line(place.name if place else each.place_id, peak, at, strong=True))
        self.maxima.set_lines(lines)

    def chosen(self) -> Episode | None:
        """Return the chosen event."""
        row = self.view.selected_row()
        return self.model.rows[row] if 0 <= row < len(self.model.rows) else None

    def _show_chosen(self, *_: object) -> None:
        event = self.chosen()
        if event is None:
            return
        start_at, end_at = window_of(event)
        series_id = f"{event.peak_place}.{self.options.metric}"
        self._curve_of = (series_id, event.start_at)
        asked = GetHistory((series_id,), start_at, end_at, N_POINTS)
        self.context.live.request(asked, self._take_history, 20.0)

    def _take_history(self, reply: ReplyBody) -> None:
        event = self.chosen()
        if not isinstance(reply, History) or not reply.columns or event is None:
            return
        columns = reply.columns[0]
        if (columns.series_id, event.start_at) != self._curve_of:
            return  # another event was chosen meanwhile
        start_at, end_at = window_of(event)
        curve = Curve(columns.gap_s)
        curve.take_history(columns)
        low, high = curve.span(start_at, end_at) or (0.0, event.peak)
        low, high = nice_range(min(low, self.options.level), max(high, event.peak))
        self.plot.set_ranges(start_at, end_at, *self.plot.padded(low, high))
        self.plot.set_points(0, *curve.drawn((end_at - start_at) / self.plot.view_size()[0]))

    # ---- hands --------------------------------------------------------------------------------

    def export(self, what: Literal["events", "readings"]) -> None:
        """Save the season's events or readings as a spreadsheet."""
        self.save.export(ExportSeries(self.query(), what))

    def _say(self, words: str, wrong: bool) -> None:
        self.status.set_words(words or (self._summary(self.found) if self.found else ""))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turn years by ← →, take out by X and R."""
        if watched is not self.view or event.type() != QEvent.Type.KeyPress:
            return False
        key = event.key() if isinstance(event, QKeyEvent) else None
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.turn(-1 if key == Qt.Key.Key_Left else 1)
        elif key == Qt.Key.Key_X:
            self.export("events")
        elif key == Qt.Key.Key_R:
            self.export("readings")
        else:
            return False
        return True

    # ---- what the frame asks ------------------------------------------------------------------

    def default_title(self) -> str:
        """Return the kind's name with the metric's."""
        series = self.context.live.state.series.values()
        names = (one.name for one in series if one.metric == self.options.metric)
        name = next((each.in_language(self.context.language) for each in names), self.options.metric)
        return translate("Season", "Past seasons: {metric}").format(metric=name)

    def head(self) -> TileHead:
        """Say when the archive was read."""
        return TileHead(updated_at=self._answered_at)

    def health(self) -> TileHealth:
        """Return that the past does not age; an archive that cannot be read is a failure."""
        if self.failure:
            return TileHealth("failed", None, "", self.failure)
        return TileHealth("fresh" if self.found is not None else "late", None)
