"""The map: wards coloured by a metric, stations by their alarms; MapLibre on data of this machine only."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from backend.contract.messages import GetMap, MapLayer, ReplyBody
from backend.contract.work import Case, Incident
from widgets.live import WorkUpdated
from widgets.logic import map_config, map_fill, map_incident, map_marks
from widgets.logic.ageing import Ages, ages_of
from widgets.logic.map_cases import CaseLayer, heat_scale, ward_steps
from widgets.logic.map_detail import detail
from widgets.logic.map_fill import Point, WardFill
from widgets.logic.map_marks import Mark, MarkStyle
from widgets.logic.shown_number import ShownNumber
from widgets.parts.drill_down import DrillDown
from widgets.parts.map_case_feed import CaseFeed
from widgets.parts.map_words import kind_words, legend_names, sea_name, unmeasured
from widgets.parts.web_surface import PageMessage, WebSurface
from widgets.parts.words import lost_words
from widgets.tile import TileBody, TileContext, TileHead, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate

NO_KIND = "-"
"""No place is of this kind."""
SPEC = TileSpec("map", "Bản đồ", "Map", min_width_px=480, min_height_px=360)

FLUSH_MS = 500
"""Readings reach the page at most twice a second."""
ALARM_FLUSH_MS = 50
"""A changed alarm waits only for those that come with it."""
BEHIND_S = 6.0
"""A picture that lags behind its data by more than this is late."""
LAYER_RETRY_MS = 10_000

ShownLayer = Literal["wards", "coast", "rivers"]


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a map."""

    kinds: tuple[str, ...] = ()
    """Kinds of place to show; empty: all but cameras."""
    fill: WardFill | None = None
    """Colours the wards by a metric."""
    centre: Point | None = None
    """Longitude, latitude; None: the centre's."""
    zoom: float | None = None
    """5 (country) to 16 (street); None: the centre's."""
    show: tuple[ShownLayer, ...] = ("wards", "coast", "rivers")
    """Layers of the ground. Hoàng Sa and Trường Sa are always shown."""
    labels: Literal["alarmed", "all", "none"] = "alarmed"
    """Which stations have their name and value beside them."""
    limits_of: str = ""
    """Metric whose limits the legend writes beside the severities."""
    cameras: bool = False
    """Show cameras as small symbols too."""
    follow: Literal["", "incident"] = ""
    """`incident`: show the extent of the incident that the wall looks at."""
    stations: bool = True
    """Show stations; off: a map of cases alone."""
    cases: bool | CaseLayer = True
    """Show live cases (calls for rescue) that have a position; a mapping adds a layer of case files."""

    def __post_init__(self) -> None:
        """Refuse two meanings of the wards' colours."""
        if self.fill is not None and isinstance(self.cases, CaseLayer) and self.cases.heat:
            raise ValueError("fill and cases.heat both colour the wards: leave one out")


class Body(TileBody):
    """The map's page, and what it is told."""

    marks_own_values: ClassVar[bool] = True

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Load the page; data follow when it says that it is ready."""
        super().__init__(context, parent)
        self.options = options
        self.surface = WebSurface("map/index.html", context.look, self)
        self.surface.told.connect(self._take)
        self.surface.condition_changed.connect(self.health_changed)
        self.setFocusProxy(self.surface)
        self._style = MarkStyle(
            options.kinds if options.stations else (NO_KIND,),
            options.cameras,
            options.labels,
            context.language,
            translate("Map", "no data"),
        )
        self._layers: tuple[str, ...] = (*options.show, "islands")
        self._ready = self._loaded = False
        self._started_with: map_config.MapConfig | None = None
        self._marks: dict[str, Mark] = {}
        self._wards: dict[str, Point] = {}
        self._steps: dict[str, int] = {}
        self._chosen = ""
        self._overlay = map_incident.Overlay()
        self._cases: tuple[map_incident.CaseMark, ...] = ()
        self._extent: map_incident.Extent | None = None
        self._seq = self._drawn_seq = 0
        self._unseen_at: float | None = None
        self._released = False
        self.feed: CaseFeed | None = None
        if isinstance(options.cases, CaseLayer):
            self.feed = CaseFeed(options.cases, context, self)
            self.feed.points_written.connect(lambda geojson: self._show_layer("reports", geojson))
            self.feed.changed.connect(self._take_cases)
            self._drill = DrillDown(self, self.surface)
        self._flush = QTimer(self, interval=FLUSH_MS, singleShot=True)
        self._flush.timeout.connect(self._send_changes)
        self._retry = QTimer(self, interval=LAYER_RETRY_MS, singleShot=True)
        self._retry.timeout.connect(self._request_layers)
        live = context.live
        live.snapshot_taken.connect(self._take_snapshot)
        live.values_changed.connect(self._note_change)
        live.ticked.connect(self._note_change)
        live.alarms_changed.connect(self._note_alarm)
        live.work_changed.connect(self._note_work)
        if context.focus is not None:
            context.focus.changed.connect(self._note_alarm)
        if live.state.places:
            self._request_layers()
        if self.feed is not None:
            self.feed.start()

    # ---- what the frame asks ------------------------------------------------------------------

    def default_title(self) -> str:
        """Return the words in the head."""
        return translate("Map", "Map")

    def head(self) -> TileHead:
        """Return how many stations of which kind are shown, and how old the newest value is."""
        counts: dict[str, int] = {}
        for place_id in self._marks:
            place = self.context.live.state.places.get(place_id)
            if place is not None:
                counts[place.kind] = counts.get(place.kind, 0) + 1
        said = [kind_words(kind, count) for kind, count in counts.items()]
        words = " · ".join([*([self.feed.words()] if self.feed is not None else []), *said])
        return TileHead(subtitle=words, updated_at=self._ages().newest_at)

    def health(self) -> TileHealth:
        """Return failed while the page is down, late while it draws behind, else the stations' state."""
        if self.surface.failure:
            return TileHealth("failed", note=translate("Map", "the map's page is being restarted"))
        ages = self._ages()
        if not self._loaded or self._drawn_seq == 0:
            return TileHealth("late", ages.oldest_at, note=translate("Map", "the map is being loaded"))
        now = self.context.live.clock.now()
        behind = self._unseen_at is not None and now - self._unseen_at > BEHIND_S
        if behind and self.isVisible():
            note = translate("Map", "the picture is behind its data")
            return TileHealth("late", ages.oldest_at, note=note)
        if self.feed is not None and (self.feed.state() != "fresh" or not self._marks):
            return TileHealth(self.feed.state(), self.feed.asked_at, note=self.feed.reason)
        note = (
            translate("Map", "{count} stations without data").format(count=ages.n_lost) if ages.n_lost else ""
        )
        return TileHealth(ages.state, ages.oldest_at, note=note)

    def release(self) -> None:
        """End the page; nothing is called afterwards."""
        self._released = True
        self._flush.stop()
        self._retry.stop()
        if self.feed is not None:
            self.feed.stop()
            self._drill.close()
        self.surface.release()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the body."""
        self.surface.setGeometry(self.rect())

    def _ages(self) -> Ages:
        state = self.context.live.state
        shown = [s.series_id for place_id in self._marks for s in state.series_of_place.get(place_id, [])[:1]]
        return ages_of(state, shown, self.context.live.clock.now())

    # ---- the page -----------------------------------------------------------------------------

    def _take(self, told: PageMessage) -> None:
        match told.kind:
            case "ready":
                self._ready, self._loaded, self._started_with = True, False, None
                self._drawn_seq = 0
                self._start_if_known()
            case "loaded":
                self._start_page()
            case "beat":
                self._take_beat(told.seq)
            case "chosen":
                self._choose(told.place)
            case "case":
                self.case_chosen.emit(told.place)
            case "box" | "area":
                self._list_cases(told)

    def _list_cases(self, told: PageMessage) -> None:
        """Open the list of a part of the map, or of a ward."""
        if self.feed is not None:
            in_box = told.kind == "box"
            number = self.feed.number_in(told.box) if in_box else self.feed.number_of(told.place)
            self._drill.open(number, self.feed.names)

    def _start_if_known(self) -> None:
        """Start the page once it is there and the centre is known."""
        named = self.feed is None or self.feed.heard
        if self._ready and named and self._started_with is None and self.context.live.state.centre.centre_id:
            self._started_with = self._config()
            self.surface.call("start", self._started_with)

    def _start_page(self) -> None:
        """Hand everything to a page that has just come up."""
        self._loaded = True
        # layers that came while the page was starting
        started_with = self._started_with.layers if self._started_with else ()
        for layer in self._known_layers():
            if layer not in started_with:
                self.surface.call("loadLayer", layer)
        self._marks, self._steps = {}, {}
        self._overlay, self._cases, self._extent = map_incident.Overlay(), (), None
        self._send_changes(reset=True)
        if self._chosen:
            self._show_detail()

    def _take_beat(self, seq: int) -> None:
        self._drawn_seq = max(self._drawn_seq, seq)
        if self._drawn_seq >= self._seq:
            self._unseen_at = None
            if self._loaded and self._drawn_seq:
                self.surface.end_outage()

    def _choose(self, place_id: str) -> None:
        self._chosen = place_id
        if place_id:
            self._show_detail()
            self.place_chosen.emit(place_id)
        else:
            self.surface.call("setDetail", None)

    def _show_detail(self) -> None:
        live, now = self.context.live, self.context.live.clock.now()
        timezone = live.state.centre.timezone
        lost = {}
        for series in live.state.series_of_place.get(self._chosen, []):
            reading = live.state.readings.get(series.series_id)
            lost[series.series_id] = lost_words(reading.at if reading else None, now, timezone)
        card = detail(live.state, self._chosen, now, self.context.language, lost)
        self.surface.call("setDetail", card)

    def _config(self, layers: tuple[str, ...] | None = None) -> map_config.MapConfig:
        options, context = self.options, self.context
        look, state, language = context.look, context.live.state, context.language
        series = list(state.series.values())
        limits = map_config.limit_words(series, options.limits_of, language) if options.limits_of else {}
        tokens = {map_config.camel_case(k): v for k, v in msgspec.structs.asdict(look.tokens).items()}
        fill = options.fill
        return map_config.MapConfig(
            token=self.surface.token,
            language=language,
            scale=look.px(100) / 100,
            tokens=tokens,
            city=state.centre.map_centre,
            centre=options.centre or state.centre.map_centre,
            zoom=state.centre.map_zoom if options.zoom is None else options.zoom,
            labels=options.labels,
            legend=map_config.Legend(
                legend_names(limits) if self._has_stations() else (),
                state.centre.map_note.in_language(language),
                sea_name(),
            ),
            layers=self._known_layers() if layers is None else layers,
            fill=map_config.fill_scale(fill, series, look.tokens.rain, language, unmeasured())
            if fill
            else self._heat_scale(),
            reports=self.feed.scale() if self.feed is not None else None,
        )

    def _has_stations(self) -> bool:
        """Return whether any place may be shown: a map of cases alone needs no words about stations."""
        options, places = self.options, self.context.live.state.places.values()
        return options.stations and (
            not options.kinds or any(place.kind in options.kinds for place in places)
        )

    def _heat_scale(self) -> map_config.FillScale | None:
        if self.feed is None or not self.feed.layer.heat:
            return None
        rain, language = self.context.look.tokens.rain, self.context.language
        title = translate("Map", "{name} by ward").format(name=self.feed.title())
        return heat_scale(self.feed.layer.heat, title, rain, language)

    # ---- data ---------------------------------------------------------------------------------

    def _take_snapshot(self) -> None:
        self._start_anew()
        self._request_layers()
        self._note_change()

    def _start_anew(self) -> None:
        """Load the page again where view, limits or legend are others now: they are told only once."""
        if self._started_with is not None and self._started_with != self._config(self._started_with.layers):
            self._ready = self._loaded = False
            self.surface.reload()
        self._start_if_known()

    def _take_cases(self) -> None:
        """Colour the wards anew; names that have come now may change the legend."""
        self._start_anew()
        self._note_change()
        self.health_changed.emit()

    def shown_numbers(self) -> list[ShownNumber]:
        """Return how many case files the head tells of, with their list."""
        number = self.feed.number() if self.feed is not None else None
        return [number] if number is not None else []

    def _known_layers(self) -> tuple[str, ...]:
        names = (*self._layers, "ward_names", *(("reports",) if self.feed is not None else ()))
        return tuple(name for name in names if self.surface.has(f"{name}.geojson"))

    def _request_layers(self) -> None:
        for layer in self._layers:
            self.context.live.request(GetMap(layer=layer), self._take_layer)

    def _take_layer(self, reply: ReplyBody) -> None:
        if self._released:
            return
        if not isinstance(reply, MapLayer):
            self._retry.start()
            return
        if reply.layer == "wards":
            wards = map_fill.read_wards(reply.geojson)
            self._wards = wards.points
            self._show_layer("ward_names", wards.names)
            self._note_change()
        self._show_layer(reply.layer, reply.geojson)

    def _show_layer(self, layer: str, geojson: bytes) -> None:
        if self.surface.provide(f"{layer}.geojson", geojson) and self._loaded:
            self.surface.call("loadLayer", layer)

    def _note_change(self, _change: object = None) -> None:
        if not self._flush.isActive() and not self._released:
            self._flush.start(FLUSH_MS)

    def _note_alarm(self, _change: object = None) -> None:
        if not self._released and (
            not self._flush.isActive() or self._flush.remainingTime() > ALARM_FLUSH_MS
        ):
            self._flush.start(ALARM_FLUSH_MS)

    def _note_work(self, change: WorkUpdated) -> None:
        if not change.items or any(isinstance(item, Incident | Case) for item in change.items):
            self._note_alarm()

    def _page_is_busy(self, now: float) -> bool:
        """Return whether the page has yet to draw what it got last: more would only put that off."""
        return self._unseen_at is not None and now - self._unseen_at < BEHIND_S and self._loaded

    def _send_changes(self, *, reset: bool = False) -> None:
        """Compare what should be drawn with what was sent, and send the difference."""
        live = self.context.live
        now = live.clock.now()
        if not reset and self._page_is_busy(now):
            self._flush.start(FLUSH_MS)
            return
        marks = map_marks.marks(live.state, self._style, now)
        changes = map_marks.changes(self._marks, marks)
        self._marks = marks
        if not self._loaded:
            return
        if changes or reset:
            self._count(now)
            self.surface.call("setStations", {"seq": self._seq, "reset": reset, "sources": changes})
        self._send_fill(now)
        self._send_work()
        if self._chosen:
            self._show_detail()

    def _send_work(self) -> None:
        """Send the incident that is looked at and the cases, where they changed."""
        live = self.context.live
        incident: Incident | None = self.context.focus.incident() if self.context.focus else None
        overlay = map_incident.overlay(live.state, incident if self.options.stations else None)
        if overlay != self._overlay:
            self._overlay = overlay
            self.surface.call("setIncident", overlay)
        cases = map_incident.case_marks(live.state) if self.options.cases else ()
        if cases != self._cases:
            self._cases = cases
            self.surface.call("setCases", cases)
        if self.options.follow == "incident":
            extent = map_incident.extent_of(incident, overlay)
            if extent != self._extent:
                self._extent = extent
                self.surface.call("showExtent", extent)

    def _send_fill(self, now: float) -> None:
        if not self._wards:
            return
        if self.options.fill is not None:
            steps = map_fill.fill_steps(self.context.live.state, self.options.fill, self._wards, now)
        elif self.feed is not None and self.feed.layer.heat:
            steps = ward_steps(self.feed.areas, self._wards, self.feed.layer.heat)
        else:
            return
        changed = {code: step for code, step in steps.items() if self._steps.get(code) != step}
        self._steps = steps
        if changed:
            self._count(now)
            self.surface.call("setFill", {"seq": self._seq, "steps": changed})

    def _count(self, now: float) -> None:
        """Number what is sent next; it is unseen until the page has drawn it."""
        self._seq += 1
        if self._unseen_at is None:
            self._unseen_at = now
