"""`python -m app`: the wall process."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from app.arguments import ROOT, Arguments, parse
from app.console.handover import HandoverPane
from app.link.keys import KeysError, load_keys
from app.link.link import Link, LinkSettings
from app.players.pool import PlayerPool
from app.players.viewing import ViewingPort
from app.session.credentials import load_credentials
from app.sound.desk import DeskSound, sounding
from app.unitdesk.desk import DESK_LAYOUT, UnitDesk
from app.wall import collection
from app.wall.director import Director, Stage
from app.wall.layout_folders import read_layouts
from app.wall.layouts import Layout
from app.wall.panes import PaneMakers
from app.wall.screens import Screens
from app.wall.screenshots import Screenshots
from app.wall.shown import report
from app.wall.tally import AlarmTally
from app.wall.tour import Tour
from app.wall.watchdog import Watchdog
from backend.contract.document import DocumentError, Fault
from backend.contract.messages import SignedIn
from widgets import i18n, registry
from widgets.clock import WallClock
from widgets.live import LiveData
from widgets.parts.case_pane import CasePane
from widgets.parts.guard import install_guard
from widgets.parts.record import RecordPane
from widgets.parts.web_scheme import register_scheme
from widgets.theme.fonts import load_fonts, sized_font
from widgets.theme.look import ThemeName

log = logging.getLogger("app")

RESOURCES = ROOT / "resources"


class Wall:
    """Everything of one wall process, put together."""

    def __init__(self, app: QApplication, arguments: Arguments, layouts: dict[str, Layout]) -> None:
        """Build link, players and director; `start` shows the wall."""
        self._app, self._arguments, self._layouts = app, arguments, layouts
        self._translator: QTranslator | None = None
        self.sound: DeskSound | None = None
        self.viewing: ViewingPort | None = None
        self.set_language(arguments.language)
        credentials = load_credentials(arguments.user, arguments.keys)
        settings = LinkSettings(
            arguments.feed, arguments.requests, load_keys(arguments.keys),
            credentials.user, credentials.password,
        )  # fmt: skip
        clock = WallClock()
        self.link = Link(settings, clock)
        self.live = LiveData(clock, self.link.request)
        self.pool = PlayerPool(clock)
        self.viewing = ViewingPort(self.pool, self.live, arguments.language)
        self.tally = AlarmTally(self.live)
        self.watchdog = Watchdog()
        stage = Stage(
            app, self.live, layouts, Screens(app), registry.make, self.set_language, self.viewing,
            panes=PaneMakers(RecordPane, CasePane, HandoverPane), wall=arguments.wall,
            bound=arguments.bound,
            full_screen=arguments.screens is None, bezel_px=arguments.bezel_px,
            scenes=arguments.scenes and arguments.tour_s is None,
        )  # fmt: skip
        # a wall on a virtual or made-up screen has nobody who listens
        self.sound = sounding(self.live, arguments.language) if arguments.sound else None
        self.director = Director(stage, cast(ThemeName, arguments.theme), arguments.language)
        self.director.quit_requested.connect(app.quit)
        self.screenshots = self._make_screenshots()
        self.tour = self._make_tour()
        self.link.signed_in.connect(self._take_session)
        self.live.snapshot_taken.connect(self.director.tell_all)

    def start(self) -> None:
        """Connect and show the first layout."""
        self.link.start(self.live)
        first = self._arguments.layout or min(self._layouts.values(), key=lambda lay: lay.key or 99).layout_id
        self.director.show(first, self._app.translate("Wall", "start"))
        self.watchdog.start()
        if self.tour is not None:
            self.live.snapshot_taken.connect(self.tour.start)
        elif self.screenshots is not None:
            self.screenshots.start()
        if self._arguments.seconds is not None:
            QTimer.singleShot(round(self._arguments.seconds * 1000), self._app.quit)

    def finish(self) -> None:
        """Write screenshots and report, then give everything back."""
        if self.screenshots is not None:
            self.screenshots.finish("last")
        if self._arguments.report is not None:
            shown = report(self.live, self.director.screens(), self.tally.n_raised)
            shown["gui"] = self.watchdog.figures()
            write_whole(self._arguments.report, json.dumps(shown, ensure_ascii=False, indent=1))
        self.watchdog.stop()
        if self.sound is not None:
            self.sound.close()
        self.director.close()
        self.pool.close()
        self.link.stop()
        # Web pages must be gone before their profile, which goes with the application.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def set_language(self, language: str) -> None:
        """Show the whole interface in another language."""
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
        self._translator = i18n.install(self._app, language, RESOURCES / "i18n")
        if self.viewing is not None:
            self.viewing.language = language
        if self.sound is not None:
            self.sound.speak_in(language)

    def _take_session(self, session: SignedIn) -> None:
        self.director.officer = session.display_name
        self.director.refresh()

    def _make_screenshots(self) -> Screenshots | None:
        folder = self._arguments.screenshots
        if folder is None:
            return None
        return Screenshots(folder, lambda: self.director.windows, self._arguments.every_s)

    def _make_tour(self) -> Tour | None:
        if self._arguments.tour_s is None:
            return None
        keep = self.screenshots.take if self.screenshots is not None else lambda _stem: None
        tour = Tour(self._layouts, self.director.show, keep, self._arguments.tour_s)
        tour.ended.connect(self._app.quit)
        return tour


def main(given: list[str] | None = None) -> int:
    """Run the wall; return the exit code."""
    arguments = parse(given)
    level = logging.DEBUG if arguments.verbose else logging.INFO
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    sys.excepthook = lambda kind, error, trace: log.error("unexpected", exc_info=(kind, error, trace))
    if arguments.screens is not None:
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={offscreen_config(*arguments.screens)}"
    register_scheme()
    app = QApplication(["toancanh"])
    app.setApplicationName("toancanh")
    app.setApplicationDisplayName("Toàn Cảnh")
    app.setQuitOnLastWindowClosed(False)
    load_fonts(RESOURCES / "fonts")
    app.setFont(sized_font(18))
    install_guard()
    layouts, faults = read_layouts(
        arguments.layouts, {k: v.options_type for k, v in registry.kinds().items()}
    )
    complain(faults)
    if arguments.layout and arguments.layout not in layouts:
        known = ", ".join(sorted(layouts)) or "none"
        log.error("there is no usable layout '%s'; usable: %s", arguments.layout, known)
        return 2
    if not layouts:
        return 2
    if arguments.desk:
        return run_desk(app, arguments, layouts)
    try:
        wall = Wall(app, arguments, layouts)
    except (KeysError, DocumentError) as error:
        log.critical("%s", error)
        return 2
    let_signals_end(app)
    collection.settle()
    wall.start()
    code = app.exec()
    wall.finish()
    return code


def run_desk(app: QApplication, arguments: Arguments, layouts: dict[str, Layout]) -> int:
    """Run the desk of one person in one window; return the exit code."""
    wanted = arguments.layout or DESK_LAYOUT
    if wanted not in layouts:
        log.error("there is no usable layout '%s'; usable: %s", wanted, ", ".join(sorted(layouts)))
        return 2
    try:
        desk = UnitDesk(app, arguments, layouts[wanted], load_keys(arguments.keys))
    except (KeysError, DocumentError) as error:
        log.critical("%s", error)
        return 2
    let_signals_end(app)
    collection.settle()
    desk.start()
    code = app.exec()
    desk.finish()
    return code


def complain(faults: Iterable[Fault]) -> None:
    """Log each fault of the layouts; a faulty one is left out, the others are shown."""
    for fault in faults:
        log.error("%s", fault)


def let_signals_end(app: QApplication) -> None:
    """End in order on Ctrl-C and SIGTERM: Python gets to its handler only while Python code runs."""

    def end(_number: int, _frame: FrameType | None) -> None:
        app.quit()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    awake = QTimer(app)
    awake.timeout.connect(lambda: None)
    awake.start(200)


def offscreen_config(number: int, width_px: int, height_px: int) -> Path:
    """Write the configuration of Qt's offscreen platform with several monitors; return its path."""
    screens = [
        {
            "name": f"OFF{i}",
            "x": i * width_px,
            "y": 0,
            "width": width_px,
            "height": height_px,
            "logicalDpi": 96,
            "logicalBaseDpi": 96,
            "dpr": 1,
        }
        for i in range(number)
    ]
    path = Path(tempfile.mkdtemp(prefix="toancanh-screens-")) / "screens.json"
    path.write_text(
        json.dumps({"synchronousWindowSystemEvents": True, "windowFrameMargins": False, "screens": screens}),
        encoding="utf-8",
    )
    return path


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text + "\n", encoding="utf-8")
    part.replace(path)


if __name__ == "__main__":
    sys.exit(main())
