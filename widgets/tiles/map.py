"""The map: wards coloured by a metric, stations by their alarms; MapLibre on data of this machine only."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Literal

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from backend.contract.state import Place
from backend.contract.work import Case, Incident
from widgets.live import WorkUpdated
from widgets.logic import map_config, map_fill, map_marks
from widgets.logic.ageing import Ages, ages_of
from widgets.logic.map_cameras import CAMERA_KIND, CameraSight, cones, sight
from widgets.logic.map_cases import CaseLayer, ward_steps
from widgets.logic.map_detail import detail
from widgets.logic.map_fill import Point, WardFill
from widgets.logic.map_marks import Known, Mark, MarkStyle, is_shown
from widgets.logic.map_pace import ALARM_FLUSH_MS, FLUSH_MS, Pace, wait_ms
from widgets.logic.map_shapes import ShapeLayer
from widgets.logic.map_units import Glyph
from widgets.logic.position import position
from widgets.logic.shown_number import ShownNumber
from widgets.parts.drill_down import DrillDown
from widgets.parts.map_case_feed import CaseFeed
from widgets.parts.map_eyes import MapEyes
from widgets.parts.map_ground import Ground
from widgets.parts.map_setup import page_config
from widgets.parts.map_shape_feed import ShapeFeed
from widgets.parts.map_units import UnitWatch
from widgets.parts.map_words import kind_words, track_words
from widgets.parts.map_work import WorkLayer
from widgets.parts.web_surface import PageMessage, WebSurface
from widgets.parts.web_threads import stand_back
from widgets.parts.words import lost_words
from widgets.tile import TileBody, TileContext, TileHead, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate

NO_KIND = "-"
"""No place is of this kind."""
SPEC = TileSpec("map", "Bản đồ", "Map", min_width_px=480, min_height_px=360)

BEHIND_S = 6.0
"""A picture that lags behind its data by more than this is late."""
TRACKS_EVERY_S = 2.0
"""The tracks of units grow on the map so often."""

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
    """Show cameras too: what each looks at, whether there is a picture, and that picture at a click."""
    glyphs: Mapping[str, Glyph] = MappingProxyType({})
    """Symbol of kinds of place: patrols, boats, stations. Kinds that move have one without this."""
    shapes: ShapeLayer | None = None
    """Draw where cases hold good: areas of warnings."""
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
            options.glyphs,
            track_words(),
        )
        self._ready = self._loaded = False
        self._started_with: map_config.MapConfig | None = None
        self._marks: dict[str, Mark] = {}
        self._cones: list[tuple[str, CameraSight]] = []
        self._steps: dict[str, int] = {}
        self._tracks: dict[str, object] = {}
        self._tracks_at = 0.0
        self._pace = Pace()
        self._chosen = ""
        self._seq = self._drawn_seq = 0
        self._unseen_at: float | None = None
        self._flushed_s = 0.0
        self._draws_map = False
        self._released = False
        self.ground = Ground(context.live, self.surface, (*options.show, "islands"))
        self.ground.shown.connect(self._note_layer)
        self.ground.wards_changed.connect(self._note_change)
        self.work = WorkLayer(context, self.surface)
        self.eyes = MapEyes(context, self.surface)
        self.eyes.changed.connect(self._note_change)
        self.eyes.record_wanted.connect(self.place_chosen)
        self.units = UnitWatch(context.live, lambda place: is_shown(place, self._style), self)
        self.units.duty_changed.connect(self._note_change)
        self.feed: CaseFeed | None = None
        if isinstance(options.cases, CaseLayer):
            self.feed = CaseFeed(options.cases, context, self)
            self.feed.points_written.connect(lambda geojson: self.ground.show("reports", geojson))
            self.feed.changed.connect(self._take_cases)
            self._drill = DrillDown(self, self.surface)
        self.shapes: ShapeFeed | None = None
        if options.shapes is not None:
            self.shapes = ShapeFeed(options.shapes, context, self)
            self.shapes.changed.connect(self._take_cases)
        self._flush = QTimer(self, interval=FLUSH_MS, singleShot=True)
        self._flush.timeout.connect(self._send_changes)
        self._listen()

    def _listen(self) -> None:
        """Follow the live state, and ask for what it does not tell."""
        live, focus = self.context.live, self.context.focus
        live.snapshot_taken.connect(self._take_snapshot)
        live.values_changed.connect(self._note_change)
        live.ticked.connect(self._note_change)
        live.alarms_changed.connect(self._note_alarm)
        live.work_changed.connect(self._note_work)
        if focus is not None:
            focus.changed.connect(self._note_alarm)
        if live.state.places:
            self.ground.request()
        for feed in (self.feed, self.shapes):
            if feed is not None:
                feed.start()

    # ---- what the frame asks ------------------------------------------------------------------

    def default_title(self) -> str:
        """Return the words in the head."""
        return translate("Map", "Map")

    def head(self) -> TileHead:
        """Return how many stations of which kind are shown, and how old the newest value is."""
        counts: dict[str, int] = {}
        state = self.context.live.state
        for place_id in self._marks:
            place = state.places.get(place_id)
            if place is not None:
                counts[place.kind] = counts.get(place.kind, 0) + 1
        names = {k: kind.name.in_language(self.context.language) for k, kind in state.place_kinds.items()}
        said = [kind_words(kind, count, names.get(kind, "")) for kind, count in counts.items()]
        words = " · ".join([*([self.feed.words()] if self.feed is not None else []), *said])
        return TileHead(subtitle=words, updated_at=self._ages().newest_at)

    def health(self) -> TileHealth:
        """Return failed while the page is down, late while it draws behind, else the stations' state."""
        if self.surface.failure:
            return TileHealth("failed", note=translate("Map", "the map's page is being restarted"))
        ages = self._ages()
        if not self._loaded or self._drawn_seq == 0:
            return TileHealth("late", note=translate("Map", "the map is being loaded"))
        now = self.context.live.clock.now()
        behind = self._unseen_at is not None and now - self._unseen_at > BEHIND_S
        if behind and self.isVisible():
            note = translate("Map", "the picture is behind its data")
            return TileHealth("late", ages.oldest_at, note=note)
        for feed in (self.feed, self.shapes):
            if feed is not None and (feed.state() != "fresh" or not ages.n_all):
                return TileHealth(feed.state(), feed.asked_at, note=feed.reason)
        note = (
            translate("Map", "{count} stations without data").format(count=ages.n_lost) if ages.n_lost else ""
        )
        return TileHealth(ages.state, ages.oldest_at, note=note, cameras=self.eyes.videos.health())

    def release(self) -> None:
        """End the page; nothing is called afterwards."""
        self._released = True
        self._flush.stop()
        self.ground.stop()
        self.eyes.release()
        for feed in (self.feed, self.shapes):
            if feed is not None:
                feed.stop()
        if self.feed is not None:
            self._drill.close()
        self.surface.release()

    def _ages(self) -> Ages:
        state = self.context.live.state
        shown = [s.series_id for place_id in self._marks for s in state.series_of_place.get(place_id, [])[:1]]
        return ages_of(state, shown, self.context.live.clock.now())

    # ---- hands --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the body."""
        self.surface.setGeometry(self.rect())
        self.eyes.videos.lay_out()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the cameras go: nobody sees them."""
        if not self._released:
            self.eyes.close()

    def event(self, event: QEvent) -> bool:
        """Take Esc before the wall does while there is something on the map that it closes."""
        early = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if early and self._wants(event):  # type: ignore[arg-type] # it is a key
            event.accept()
            return True
        return super().event(event)

    def _wants(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and (self.eyes.is_open or bool(self._chosen))

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
            case "points":
                self.eyes.take_points(told)
            case _:
                self._take_hand(told)

    def _take_hand(self, told: PageMessage) -> None:
        """Do what a person did on the page."""
        match told.kind:
            case "chosen" if self.eyes.is_camera(told.place):
                self._choose("")
                self.eyes.open(told.place)
            case "chosen":
                self._choose(told.place)
            case "point" if is_shown(Place("", "", CAMERA_KIND), self._style):
                self._choose("")
                self.eyes.open_near(told.at)
            case "point":
                self._choose("")
            case "near":
                self.eyes.open_near(self._chosen_at() or told.at)
            case "enter":
                self.eyes.open_again()
            case "escape":
                self._escape()
            case "case":
                self.case_chosen.emit(told.place)
            case "box" | "area":
                self._list_cases(told)

    def _escape(self) -> None:
        """Close the pictures, else the card."""
        if self.eyes.is_open:
            self.eyes.close()
        else:
            self._choose("")

    def _list_cases(self, told: PageMessage) -> None:
        """Open the list of a part of the map, or of a ward."""
        if self.feed is not None:
            in_box = told.kind == "box"
            number = self.feed.number_in(told.box) if in_box else self.feed.number_of(told.place)
            self._drill.open(number, self.feed.names)

    def _choose(self, place_id: str) -> None:
        self._chosen = place_id
        if place_id:
            self._show_detail()
            self.place_chosen.emit(place_id)
        else:
            self.surface.call("setDetail", None)

    def _chosen_at(self) -> Point | None:
        live = self.context.live
        place = live.state.places.get(self._chosen)
        at = position(live.state, place, live.clock.now()) if place is not None else None
        return (at.lon, at.lat) if at is not None else None

    def _show_detail(self) -> None:
        live, now = self.context.live, self.context.live.clock.now()
        timezone = live.state.centre.timezone
        lost = {}
        for series in live.state.series_of_place.get(self._chosen, []):
            reading = live.state.readings.get(series.series_id)
            lost[series.series_id] = lost_words(reading.at if reading else None, now, timezone)
        card = detail(live.state, self._chosen, now, self.context.language, lost)
        self.surface.call("setDetail", card)

    # ---- the page -----------------------------------------------------------------------------

    def _start_if_known(self) -> None:
        """Start the page once it is there and the centre is known."""
        named = self.feed is None or self.feed.heard
        if self._ready and named and self._started_with is None and self.context.live.state.centre.centre_id:
            self._started_with = self._config()
            self.surface.call("start", self._started_with)

    def _start_page(self) -> None:
        """Hand everything to a page that has just come up."""
        self._loaded = True
        stand_back()  # its drawing threads are there now
        # layers that came while the page was starting
        started_with = self._started_with.layers if self._started_with else ()
        for layer in self._known_layers():
            if layer not in started_with:
                self.surface.call("loadLayer", layer)
        self._marks, self._steps, self._cones, self._tracks, self._tracks_at = {}, {}, [], {}, 0.0
        self.work.forget()
        self._send_changes(reset=True)
        self.eyes.tell_again()
        if self._chosen:
            self._show_detail()

    def _take_beat(self, seq: int) -> None:
        self._drawn_seq = max(self._drawn_seq, seq)
        if self._drawn_seq >= self._seq:
            if self._unseen_at is not None and self._draws_map:
                self._pace.drawing_s = self.context.live.clock.now() - self._unseen_at
            self._unseen_at, self._draws_map = None, False
            if self._loaded and self._drawn_seq:
                self.surface.end_outage()

    def _config(self, layers: tuple[str, ...] | None = None) -> map_config.MapConfig:
        shown = self._known_layers() if layers is None else layers
        return page_config(self.options, self.context, self._style, self.feed, (self.surface.token, shown))

    @property
    def sent_seq(self) -> int:
        """Number of what was sent to the page last; its beat tells what it has drawn."""
        return self._seq

    def _known_layers(self) -> tuple[str, ...]:
        return self.ground.known(*(("reports",) if self.feed is not None else ()))

    def _note_layer(self, layer: str) -> None:
        if self._loaded:
            self.surface.call("loadLayer", layer)

    # ---- data ---------------------------------------------------------------------------------

    def _take_snapshot(self) -> None:
        self._start_anew()
        self.ground.request()
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

    def _note_change(self, _change: object = None) -> None:
        if not self._flush.isActive() and not self._released:
            self._flush.start(wait_ms(time.monotonic() - self._flushed_s))

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
        self._flushed_s = time.monotonic()
        known = Known(self.units.duty, self.eyes.videos.sights())
        marks = map_marks.marks(live.state, self._style, now, known)
        if not reset:
            marks = map_marks.held(self._marks, marks, self._pace.held_layers(now))
        changes = map_marks.changes(self._marks, marks)
        self._marks = marks
        if not self._loaded:
            return
        if changes or reset:
            self._count(now, draws_map=reset or changes.keys() != {"units"})
            self.surface.call("setStations", {"seq": self._seq, "reset": reset, "sources": changes})
        self._send_cones(now, known)
        self._send_tracks(now)
        self._send_fill(now)
        self._send_work()
        if self._chosen:
            self._show_detail()

    def _send_work(self) -> None:
        """Send the incident that is looked at, the cases and their surfaces, where they changed."""
        options = self.options
        self.work.send_incident(stations=options.stations, follow=options.follow == "incident")
        feeds = [feed for feed in (self.feed, self.shapes) if feed is not None]
        if options.cases:
            self.work.send_cases(frozenset().union(*(feed.case_ids for feed in feeds)))
        if self.shapes is not None:
            self.work.send_shapes(self.shapes, self.ground.wards)

    def _send_cones(self, now: float, known: Known) -> None:
        """Send what the cameras look at, where one is new or its picture another."""
        state = self.context.live.state
        shown = [place for k in self._marks if (place := state.places[k]).kind == CAMERA_KIND]
        cameras = [(place, sight(state, place.place_id, known.seen, now)) for place in shown]
        drawn = [(place.place_id, seen) for place, seen in cameras]
        if drawn != self._cones:
            self._cones = drawn
            self.surface.call("setCones", cones(cameras))

    def _send_tracks(self, now: float) -> None:
        if now != self._pace.units_at or 0 <= now - self._tracks_at < TRACKS_EVERY_S:
            return  # with the units, so that one frame shows both
        self._tracks_at = now
        tracks = self.units.tracks()
        if tracks != self._tracks and (tracks["features"] or self._tracks):
            self._tracks = tracks
            self.surface.call("setTracks", tracks)

    def _send_fill(self, now: float) -> None:
        if not self.ground.wards:
            return
        if self.options.fill is not None:
            steps = map_fill.fill_steps(self.context.live.state, self.options.fill, self.ground.wards, now)
        elif self.feed is not None and self.feed.layer.heat:
            steps = ward_steps(self.feed.areas, self.ground.wards, self.feed.layer.heat)
        else:
            return
        changed = {code: step for code, step in steps.items() if self._steps.get(code) != step}
        self._steps = steps
        if changed:
            self._count(now, draws_map=True)
            self.surface.call("setFill", {"seq": self._seq, "steps": changed})

    def _count(self, now: float, *, draws_map: bool) -> None:
        """Number what is sent next; it is unseen until the page has drawn it.

        Args:
            now: s since epoch.
            draws_map: the map itself has to be drawn, not only what moves over it.
        """
        self._seq += 1
        self._draws_map = self._draws_map or draws_map
        if self._unseen_at is None:
            self._unseen_at = now
