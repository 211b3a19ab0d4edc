"""Directs the wall: which layout is on, on which monitors, with which living tiles."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from functools import partial

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app.wall import keys
from app.wall.before import Before, give_back, remember
from app.wall.geometry import Assignment, Monitor, assign, desk_rect, in_reading_order
from app.wall.layouts import Layout, ScreenPlan
from app.wall.living import LivingTiles, MakeTile
from app.wall.panes import PaneMakers, open_about, open_chooser, open_handover
from app.wall.scenes import Scenes, named
from app.wall.screens import Screens
from app.wall.shown import ShownScreen, shown_messages
from app.wall.window import PageView, WallWindow
from backend.contract.messages import ReplyBody, ReportShown
from backend.contract.work import Incident
from widgets.focus import Focus
from widgets.live import AlarmsUpdated, LiveData
from widgets.logic.truth import LinkFact, Place, TileFact, truth_facts
from widgets.parts.frame import TileFrame
from widgets.theme.look import THEMES, ThemeName
from widgets.theme.palettes import look_for
from widgets.theme.stylesheet import stylesheet
from widgets.tile import TileContext
from widgets.video_port import VideoPort

log = logging.getLogger(__name__)

PAGE_S = 20.0
"""How long a page stays where two screens of a layout share a monitor."""
ALARM_HOLD_S = 60.0
"""A new alarm stops the turning of pages for so long."""
ANNOUNCE_S = 10.0
TELL_SPACING_S = 10.0
"""States of tiles are told to the daemon at most so often; a switch is told at once."""

INCIDENT_LAYOUT = "incident"
"""Shows an incident that a person chose, where its rule names no layout."""
INCIDENT_KINDS = frozenset({"incident", "checklist"})
"""Tiles that show the incident that is looked at."""


class Stage(msgspec.Struct, frozen=True):
    """What the director works with."""

    app: QApplication
    live: LiveData
    layouts: Mapping[str, Layout]
    screens: Screens
    make_tile: MakeTile
    set_language: Callable[[str], None]
    video: VideoPort | None = None
    panes: PaneMakers = PaneMakers()
    wall: str = "wall"
    """Name of this wall for the journal."""
    bound: Mapping[str, str] = {}
    """Role → monitor identity, where the administrator has bound them."""
    full_screen: bool = True
    bezel_px: int = 0
    scenes: bool = True
    """An incident may open its layout by itself."""
    desk: str = ""
    """Title of the one window of a person's desk; empty: a wall that fills its monitors."""


class Director(QObject):
    """Owns windows and tiles; everything that changes the picture goes through it."""

    layout_shown = Signal(str)
    """Layout id, after each switch."""
    quit_requested = Signal()

    def __init__(self, stage: Stage, theme: ThemeName, language: str) -> None:
        """Prepare; `show` opens the windows."""
        super().__init__()
        self.stage, self.theme, self.language = stage, theme, language
        self.windows: dict[str, WallWindow] = {}
        self.layout: Layout | None = None
        self.officer = ""
        self.focus = Focus(stage.live, self)
        self.focus.chosen.connect(self._show_chosen)
        self.scenes = Scenes(stage.live, self, self) if stage.scenes else None
        if self.scenes is not None:
            self.focus.worked.connect(self.scenes.note_work)
        self._before: Before | None = None
        self._reason = ""
        self._announced = ""
        self._announcing = QTimer(self, singleShot=True, interval=round(ANNOUNCE_S * 1000))
        self._announcing.timeout.connect(partial(self._announce, ""))
        self._bound = dict(stage.bound)
        self._assignment = Assignment({}, ())
        self._nursery = QWidget()
        self._living = LivingTiles(stage.make_tile, self._nursery)
        self._screens = stage.screens
        self._screens.changed.connect(self._take_screens)
        self._told: dict[str, ReportShown] = {}
        self._told_at = 0.0
        self._whole = False
        self._hold_until = 0.0
        self._turning = QTimer(self, interval=round(PAGE_S * 1000))
        self._turning.timeout.connect(self._turn)
        stage.live.ticked.connect(self.refresh)
        stage.live.link_changed.connect(self.refresh)
        stage.live.alarms_changed.connect(self._take_alarms)

    # ---- what is on -------------------------------------------------------------------------------

    def show(self, layout_id: str, reason: str) -> None:
        """Switch to a layout in one step; `reason` is told on the truth bar and to the journal."""
        layout = self.stage.layouts.get(layout_id)
        if layout is None or (layout is self.layout and self.windows):
            return
        if self.layout is not None:
            self._before = self._now()
        self.layout, self._reason, self._whole = layout, reason, False
        self._put_on()
        self._announce(reason)
        log.info("layout %s: %s", layout_id, reason)
        self.layout_shown.emit(layout_id)
        self._tell(at_once=True)

    def show_key(self, key: int) -> None:
        """Show the layout of a number key."""
        found = next((lay for lay in self.stage.layouts.values() if lay.key == key), None)
        if found is not None:
            words = QCoreApplication.translate("Wall", "by key {key}")
            self._note_person()
            self.show(found.layout_id, words.format(key=key))

    @Slot(str)
    def _show_of_tile(self, layout_id: str) -> None:
        """Show the layout that a tile opens."""
        self._note_person()
        self.show(layout_id, QCoreApplication.translate("Wall", "opened from a tile"))

    def choose_layout(self, window: WallWindow) -> None:
        """Open the list of layouts over a window."""
        if self.stage.desk or self.layout is None:
            return
        layouts, here = tuple(self.stage.layouts.values()), self.layout.layout_id
        open_chooser(window, layouts, here, self.context(), self._show_from_list)

    def _show_from_list(self, layout_id: str) -> None:
        self._note_person()
        self.show(layout_id, QCoreApplication.translate("Wall", "chosen from the list"))

    def show_before(self) -> None:
        """Give back exactly what was on before the last switch."""
        before, self._before = self._before, None
        if before is None:
            return
        self._note_person()
        here = self._now()
        words = QCoreApplication.translate("Wall", "back to the layout before")
        self.focus.pin(before.pinned)
        self.show(before.layout_id, words)
        self._announce(words)
        self._before = here
        give_back(before, self.windows, self.frames())

    def _now(self) -> Before:
        layout_id = self.layout.layout_id if self.layout else ""
        return remember(layout_id, self.focus.pinned, self.windows, self.frames())

    def _note_person(self) -> None:
        if self.scenes is not None:
            self.scenes.note_person()

    # ---- incidents --------------------------------------------------------------------------------

    def layout_ids(self) -> Collection[str]:
        """Return the ids of the layouts that the wall has."""
        return self.stage.layouts.keys()

    def show_scene(self, incident: Incident) -> None:
        """Look at `incident` and show its layout; `show_before` gives back what was there."""
        here = self._now()
        words = QCoreApplication.translate("Wall", "opened by itself: {incident}")
        reason = words.format(incident=named(incident, self.language))
        self.focus.pin(incident.incident_id, only_while_open=True)
        self.show(incident.scene, reason)
        self._before, self._reason = here, reason
        self._announce(reason, lasting=True)
        self._tell(at_once=True)

    @Slot(str)
    def _show_chosen(self, incident_id: str) -> None:
        """Show where an incident is that a person chose, unless tiles on the wall do so already."""
        self._note_person()
        found = self.stage.live.state.work.get(incident_id)
        on = {tile.kind for screen in self.layout.screens for tile in screen.tiles} if self.layout else set()
        if not isinstance(found, Incident) or on & INCIDENT_KINDS:
            return
        layout_id = found.scene if found.scene in self.stage.layouts else INCIDENT_LAYOUT
        words = QCoreApplication.translate("Wall", "incident chosen: {incident}")
        here = msgspec.structs.replace(self._now(), pinned=self.focus.pinned_before)
        self.show(layout_id, words.format(incident=named(found, self.language)))
        self._before = here

    def set_theme(self, theme: ThemeName) -> None:
        """Show everything in another theme."""
        self.theme = theme
        self._put_on()

    def next_theme(self) -> None:
        """Show everything in the next theme."""
        self.set_theme(THEMES[(THEMES.index(self.theme) + 1) % len(THEMES)])

    def next_language(self) -> None:
        """Switch between Vietnamese and English."""
        self.language = "en" if self.language == "vi" else "vi"
        self.stage.set_language(self.language)
        self._put_on()

    def frames(self) -> dict[str, TileFrame]:
        """Return the living tiles by id."""
        return self._living.frames()

    def context(self) -> TileContext:
        """Return what tiles are given now."""
        density = self.layout.density if self.layout else "desk"
        look = look_for(self.theme, density)
        return TileContext(self.stage.live, look, self.language, self.stage.video, self.focus)

    def drop_tiles(self) -> None:
        """Give every tile back; the next layout builds all of its own anew."""
        self._living.release_all()

    def close(self) -> None:
        """Give everything back; nothing moves the wall any more."""
        self._turning.stop()
        self._announcing.stop()
        if self.scenes is not None:
            self.scenes.stop()
        self.layout = None
        live = self.stage.live
        live.ticked.disconnect(self.refresh)
        live.link_changed.disconnect(self.refresh)
        live.alarms_changed.disconnect(self._take_alarms)
        self._screens.changed.disconnect(self._take_screens)
        self._living.release_all()
        for window in self.windows.values():
            window.hide()
            window.deleteLater()
        self.windows.clear()
        self._nursery.deleteLater()

    # ---- the switch -------------------------------------------------------------------------------

    def _put_on(self) -> None:
        layout, context = self.layout, self.context()
        if layout is None:
            return
        new = self._living.become((t for s in layout.screens for t in s.tiles), context)
        for frame in new.values():
            frame.enlarge_requested.connect(partial(self._enlarge, frame))
            frame.place_chosen.connect(partial(self._open_record, frame))
            frame.case_chosen.connect(partial(self._open_case, frame))
            frame.layout_chosen.connect(self._show_of_tile)
            frame.health_changed.connect(self._note_health)
        if self.stage.app.styleSheet() != (sheet := stylesheet(context.look)):
            self.stage.app.setStyleSheet(sheet)
        for window in self.windows.values():
            window.setUpdatesEnabled(False)
        self._place(context)
        self.refresh()
        for window in self.windows.values():
            window.setUpdatesEnabled(True)
        # After the picture has changed: giving back players and web pages may take a moment.
        QTimer.singleShot(0, self, self._release_retired)

    def _release_retired(self) -> None:
        self._living.release_retired()
        for window in self.windows.values():
            window.drop_empty_canvases()

    def _place(self, context: TileContext) -> None:
        assert self.layout is not None  # noqa: S101 - called by _put_on only
        monitors = self._screens.monitors()
        plans = {screen.role: screen for screen in self.layout.screens}
        self._assignment = assign(tuple(plans), monitors, self._bound)
        self._bind(plans, monitors)
        frames = self._living.frames()
        opened = []
        for number, monitor in enumerate(in_reading_order(monitors), start=1):
            roles = self._assignment.pages.get(monitor.identity, ())
            if roles or monitor.identity in self.windows:
                window = self._window(monitor, number, context)
                window.restyle(context.look, self.language)
                pages = [_view(plans[role], frames) for role in roles]
                window.show_pages(pages, self._banner(monitor.identity))
                opened.append((window, monitor))
        for window, monitor in opened:
            self._fill(window, monitor)
        gone = set(self.windows) - {m.identity for m in monitors}
        for identity in gone:
            window = self.windows.pop(identity)
            window.hide()
            window.deleteLater()
        self._turning.setInterval(round(PAGE_S * 1000))
        if any(len(roles) > 1 for roles in self._assignment.pages.values()):
            self._turning.start()
        else:
            self._turning.stop()

    def _bind(self, plans: Mapping[str, ScreenPlan], monitors: list[Monitor]) -> None:
        """Remember who belongs where while all are there, so that a monitor finds its role again."""
        if not self._assignment.homeless and len(plans) == len(monitors):
            self._bound |= {roles[0]: identity for identity, roles in self._assignment.pages.items()}

    def _window(self, monitor: Monitor, number: int, context: TileContext) -> WallWindow:
        window = self.windows.get(monitor.identity)
        if window is None:
            name = QCoreApplication.translate("Wall", "Monitor {number}").format(number=number)
            title = self.stage.desk
            window = WallWindow(title or name, context.look, self.language, framed=bool(title))
            window.set_bezel(self.stage.bezel_px)
            window.close_requested.connect(self.quit_requested)
            keys.bind(window, self)
            self.windows[monitor.identity] = window
        return window

    def _fill(self, window: WallWindow, monitor: Monitor) -> None:
        """Cover the monitor, never more and never elsewhere."""
        screen = self._screens.screen(monitor.identity)
        if screen is not None and window.screen() is not screen:
            window.setScreen(screen)
        rect = monitor.rect
        if self.stage.desk:
            if not window.isVisible():
                # once: afterwards its size and place are the person's
                window.setGeometry(*desk_rect(rect))
                window.show()
                window.setFocus()
            return
        window.setGeometry(rect.x, rect.y, rect.width, rect.height)
        if window.isVisible():
            return
        if self.stage.full_screen:
            window.showFullScreen()
        else:
            window.show()
        window.setFocus()  # the keys of the wall work at once, and no tile looks chosen

    def _banner(self, identity: str) -> str:
        roles = self._assignment.pages.get(identity, ())
        missing = [role for role in roles if role in self._assignment.homeless]
        if not missing:
            return ""
        words = QCoreApplication.translate("Wall", "Monitor missing: {roles}. Its tiles take turns here.")
        return words.format(roles=", ".join(missing))

    # ---- what happens -----------------------------------------------------------------------------

    @Slot()
    def _take_screens(self) -> None:
        self._put_on()
        self._tell(at_once=True)

    def _turn(self) -> None:
        if self.stage.live.clock.now() >= self._hold_until:
            for window in self.windows.values():
                if len(window.pages) > 1 and window.enlarged is None:
                    window.turn_to((window.page + 1) % len(window.pages))

    def turn_by_hand(self, window: WallWindow) -> None:
        """Show the next page of a window now and leave it on for a full turn."""
        if len(window.pages) > 1:
            window.turn_to((window.page + 1) % len(window.pages))
            self._turning.start()

    @Slot(object)
    def _take_alarms(self, updated: AlarmsUpdated) -> None:
        now = self.stage.live.clock.now()
        if any(a.operator == "unacknowledged" and now - a.raised_at < PAGE_S for a in updated.alarms):
            self._hold_until = now + ALARM_HOLD_S

    def _window_of(self, frame: TileFrame) -> WallWindow | None:
        found = frame.window()
        return found if isinstance(found, WallWindow) else None

    def _enlarge(self, frame: TileFrame) -> None:
        window = self._window_of(frame)
        if window is not None:
            window.enlarge(frame)

    def hand_over(self, window: WallWindow) -> None:
        """Open the handover of the shift over a window."""
        open_handover(window, self.stage.panes.handover, self.context())

    def _open_record(self, frame: TileFrame, place_id: str) -> None:
        open_about(self._window_of(frame), self.stage.panes.record, self.context(), place_id)

    def _open_case(self, frame: TileFrame, case_id: str) -> None:
        open_about(self._window_of(frame), self.stage.panes.case, self.context(), case_id)

    def _announce(self, words: str, *, lasting: bool = False) -> None:
        """Say beside the layout's name why the wall changed, for a while or until it changes again."""
        self._announced = words
        if words and not lasting:
            self._announcing.start()
        else:
            self._announcing.stop()
        self.refresh()

    # ---- what it tells ----------------------------------------------------------------------------

    @Slot()
    def refresh(self, _link: object = None) -> None:
        """Bring every truth bar up to date."""
        live = self.stage.live
        healths = {tile_id: frame.health() for tile_id, frame in self._living.frames().items()}
        tiles = [TileFact(health.state, health.oldest_at) for health in healths.values()]
        self._note_wholeness({tile_id: health.state for tile_id, health in healths.items()})
        name = self.layout.name.in_language(self.language) if self.layout else ""
        scene = f"{name} · {self._announced}" if self._announced else name
        link = LinkFact(live.link.condition == "live", live.link.reason)
        for window in self.windows.values():
            place = Place(window.windowTitle(), scene, self.officer)
            window.truth_bar.set_facts(truth_facts(place, tiles, live.state, link, live.clock.now()))
        if live.clock.now() - self._told_at > TELL_SPACING_S:
            self._tell(at_once=False)

    def _note_wholeness(self, states: Mapping[str, str]) -> None:
        """Log once when every tile is fresh, and once when that is over: how long a loss took can be read."""
        if self.layout is None:
            return
        not_fresh = [f"{tile_id} {state}" for tile_id, state in states.items() if state != "fresh"]
        if not self._whole and not not_fresh:
            log.info("layout %s is whole: %d tiles fresh", self.layout.layout_id, len(states))
        elif self._whole and not_fresh:
            log.warning("layout %s is whole no longer: %s", self.layout.layout_id, ", ".join(not_fresh))
        self._whole = not not_fresh

    @Slot()
    def _note_health(self) -> None:
        QTimer.singleShot(0, self, self.refresh)

    def screens(self) -> list[ShownScreen]:
        """Return what every monitor shows."""
        return [_shown(window) for window in self.windows.values()]

    def tell_all(self) -> None:
        """Tell the daemon everything anew (it was restarted, or we signed in again)."""
        self._told = {}
        self._tell(at_once=True)

    def _tell(self, *, at_once: bool) -> None:
        live = self.stage.live
        if self.layout is None or live.link.condition != "live":
            return
        messages = shown_messages(self.stage.wall, self.layout.layout_id, self._reason, self.screens())
        self._told_at = live.clock.now()
        for screen, message in messages.items():
            if at_once or self._told.get(screen) != message:
                self._told[screen] = message
                live.request(message, _note_answer)


def _note_answer(_reply: ReplyBody) -> None:
    """A failure is logged by the link; what is shown is told again with its next change."""


def _view(plan: ScreenPlan, frames: Mapping[str, TileFrame]) -> PageView:
    return PageView(plan, {tile.tile_id: frames[tile.tile_id] for tile in plan.tiles})


def _shown(window: WallWindow) -> ShownScreen:
    tiles = [
        (tile.tile_id, tile.kind, view.frames[tile.tile_id].health())
        for view in window.pages
        for tile in view.plan.tiles
    ]
    name = window.pages[0].plan.role if window.pages else window.windowTitle()
    return ShownScreen(name, window.width(), window.height(), tuple(tiles))
