"""`python -m app.designer`: the designer's process."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import cast

import psutil
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from app.designer.arguments import Arguments, parse
from app.designer.command_judge import CommandJudge
from app.designer.daemon import DaemonJudge
from app.designer.drafts import Drafts
from app.designer.judge import Refusal
from app.designer.page_messages import Imported
from app.designer.people import ask_password
from app.designer.window import DesignerWindow, Surroundings
from app.link.keys import KeysError, load_keys
from app.link.link import Link, LinkSettings
from app.session.credentials import PASSWORD_VARIABLE, Credentials, load_credentials
from backend.contract.document import DocumentError
from backend.contract.work import ProcedureInfo
from widgets import i18n
from widgets.clock import WallClock
from widgets.live import LinkState, LiveData, Requester
from widgets.parts.web_scheme import register_scheme
from widgets.theme.fonts import load_fonts, sized_font
from widgets.theme.look import ThemeName
from widgets.theme.palettes import look_for

log = logging.getLogger("app.designer")
tr = QCoreApplication.translate

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
TOOL = RESOURCES / "web" / "dist" / "bpmn-modeler.js"
SETTLE_MS = 2500
"""From the drawn file to the screenshot."""


class Designer:
    """Everything of one designer's process, put together."""

    def __init__(self, arguments: Arguments) -> None:
        """Build the link, where one is asked for, and the window.

        Raises:
            KeysError: keys or password of the daemon are missing.
        """
        self._arguments = arguments
        self.link: Link | None = None
        self._live: LiveData | None = None
        self._daemon: DaemonJudge | None = None
        look = look_for(cast(ThemeName, arguments.theme), "desk")
        self.drafts = Drafts(arguments.drafts, os.getpid(), psutil.Process().create_time())
        if arguments.connect is None:
            judge = CommandJudge(self._opened, arguments.language)
            around = Surroundings(look, arguments.language, judge, self.drafts)
        else:
            self._daemon = DaemonJudge(self._make_link(*arguments.connect))
            around = Surroundings(look, arguments.language, self._daemon, self.drafts, self._daemon)
        self.window = DesignerWindow(around)

    def start(self) -> None:
        """Connect, show the window, and open the file, a draft left behind, or a new procedure."""
        if self.link is not None and self._live is not None:
            self._live.link_changed.connect(self._show_link)
            self._live.snapshot_taken.connect(self._suggest)
            self.link.start(self._live)
        if self._arguments.screenshot is None:
            self.window.showMaximized()
        else:
            self.window.resize(1920, 1080)
            self.window.show()
            self.window.canvas.told.connect(self._picture_soon)
        if self._arguments.file is not None:
            self.window.files.open_file(self._arguments.file)
        elif self._arguments.procedure:
            self.window.files.open_published(self._arguments.procedure)
        elif not self._restore():
            self.window.files.open_new()

    def finish(self) -> None:
        """Give everything back."""
        if self.link is not None:
            self.link.stop()
        self.window.deleteLater()
        # Web pages must be gone before their profile, which goes with the application.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _make_link(self, feed: str, requests: str) -> Requester:
        keys, user = self._arguments.keys, self._arguments.user
        password = ask_password(user) if user and PASSWORD_VARIABLE not in os.environ else None
        account = Credentials(user, password) if password else load_credentials(user, keys)
        clock = WallClock()
        self.link = Link(LinkSettings(feed, requests, load_keys(keys), account.user, account.password), clock)
        self._live = LiveData(clock, self.link.request)
        return self.link.request

    def _opened(self) -> Path | None:
        document = self.window.files.document
        return document.path if document is not None else None

    def _restore(self) -> bool:
        """Offer the drafts that other designers left behind; return whether one was opened."""
        for file, draft in self.drafts.left_behind(runs_still):
            if self.window.people.restore(draft.name or tr("Designer", "New procedure")):
                self.window.files.open_draft(draft.xml, Path(draft.path) if draft.path else None)
                file.unlink(missing_ok=True)  # it is this designer's from now on
                return True
        return False

    def _show_link(self, state: LinkState) -> None:
        live = tr("Designer", "connected to the daemon")
        self.window.show_link(live if state.condition == "live" else state.reason)

    def _suggest(self) -> None:
        """Offer the daemon's units, cameras and procedures while such a field is typed in."""
        if self._live is None or self._daemon is None:
            return
        state, suggest = self._live.state, self.window.panel.suggest
        cameras = tuple(p.place_id for p in state.places.values() if p.kind == "camera")
        for key in ("tc:unit", "tc:role", "parameter:unit", "parameter:to"):
            suggest(key, tuple(state.units))
        for key in ("tc:places", "parameter:place"):
            suggest(key, cameras)

        def take(known: tuple[ProcedureInfo, ...] | Refusal) -> None:
            if not isinstance(known, Refusal):
                suggest("calledElement", tuple(p.procedure_id for p in known))

        self._daemon.procedures(take)

    def _picture_soon(self, event: object) -> None:
        if isinstance(event, Imported):
            QTimer.singleShot(SETTLE_MS, self.window, self._take_picture)

    def _take_picture(self) -> None:
        path = self._arguments.screenshot
        if path is not None and not self.window.grab().save(str(path)):
            log.error("%s cannot be written; choose another folder", path)
        self.window.close()


def runs_still(process_id: int, began_at: float) -> bool:
    """Return whether the process of that number that began at that instant still runs."""
    try:
        return abs(psutil.Process(process_id).create_time() - began_at) < 1.0
    except psutil.Error:
        return False


def main(given: list[str] | None = None) -> int:
    """Run the designer; return the exit code."""
    arguments = parse(given)
    level = logging.DEBUG if arguments.verbose else logging.INFO
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    sys.excepthook = lambda kind, error, trace: log.error("unexpected", exc_info=(kind, error, trace))
    if not TOOL.is_file():
        log.critical("%s does not exist; build it with: python packaging/web.py", TOOL)
        return 2
    register_scheme()
    app = QApplication(["toancanh-designer"])
    app.setApplicationName("toancanh")
    app.setApplicationDisplayName("Toàn Cảnh")
    app.setStyle("Fusion")
    load_fonts(RESOURCES / "fonts")
    app.setFont(sized_font(16))
    try:
        i18n.install(app, arguments.language, RESOURCES / "i18n")
        designer = Designer(arguments)
    except (KeysError, DocumentError) as error:
        log.critical("%s", error)
        return 2
    designer.start()
    code = app.exec()
    designer.finish()
    return code


if __name__ == "__main__":
    sys.exit(main())
