"""`python -m app.settings`: the process of the settings window."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtWidgets import QApplication

from app.link.keys import KeysError, WallKeys, load_keys
from app.link.link import Link, LinkSettings
from app.session.credentials import Credentials
from app.settings.account import kept_account
from app.settings.arguments import Arguments, parse
from app.settings.designer_start import Connection, DesignerStart
from app.settings.desk import Desk
from app.settings.people import People
from app.settings.sign_in import SignInForm, refused_words
from app.settings.style import settings_style
from app.settings.window import SettingsWindow
from backend.contract.document import DocumentError
from backend.contract.messages import SignedIn
from widgets import i18n
from widgets.clock import WallClock
from widgets.live import LinkState, LiveData
from widgets.theme.fonts import load_fonts, sized_font
from widgets.theme.look import ThemeName
from widgets.theme.palettes import look_for

log = logging.getLogger("app.settings")
tr = QCoreApplication.translate

RESOURCES = Path(__file__).resolve().parents[2] / "resources"

MakeLink = Callable[[LinkSettings, WallClock], Link]


class Settings(QObject):
    """Everything of one settings process, put together: sign-in first, then the window."""

    def __init__(self, arguments: Arguments, keys: WallKeys, make_link: MakeLink = Link) -> None:
        """Prepare; `start` asks who signs in, or signs the kept account in."""
        super().__init__()
        self._arguments, self._keys, self._make_link = arguments, keys, make_link
        self.look = look_for(cast(ThemeName, arguments.theme), "desk")
        self.form = SignInForm(self.look, arguments.user)
        self.form.setWindowTitle("Toàn Cảnh")
        self.form.given.connect(self.sign_in)
        self.link: Link | None = None
        self.live: LiveData | None = None
        self.window: SettingsWindow | None = None
        self._designer: DesignerStart | None = None

    def start(self) -> None:
        """Sign the kept account in, or ask."""
        self.form.resize(self.look.px(720), self.look.px(480))
        self.form.show()
        kept = kept_account(self._arguments.user, self._arguments.keys)
        if kept is not None:
            self.form.user.setText(kept.user)
            self.form.wait()
            self.sign_in(kept)

    @Slot(object)
    def sign_in(self, account: Credentials) -> None:
        """Connect with an account; the form says why where it is refused."""
        self._drop_link()
        clock, a = WallClock(), self._arguments
        settings = LinkSettings(a.feed, a.requests, self._keys, account.user, account.password)
        self.link = self._make_link(settings, clock)
        self.live = LiveData(clock, self.link.request)
        self.live.link_changed.connect(self._take_link)
        self.link.signed_in.connect(self._take_session)
        self.link.start(self.live)

    @Slot(object)
    def _take_link(self, state: LinkState) -> None:
        if self.window is not None:
            return
        if state.condition == "refused":
            self._drop_link()
            self.form.refuse(refused_words(state.reason))
        elif state.reason:
            self.form.tell(state.reason)

    @Slot(object)
    def _take_session(self, who: SignedIn) -> None:
        if self.window is not None or self.live is None:
            return  # signed in again after a restart of the daemon
        a = self._arguments
        desk = Desk(self.live, self.look, a.language, People(), who.role)
        connection = Connection(a.feed, a.requests, a.keys, who.user, a.language, a.theme)
        self._designer = DesignerStart(connection)
        self.window = SettingsWindow(desk, who, self._designer)
        self.form.hide()
        self.window.showMaximized()

    def finish(self) -> None:
        """Give everything back."""
        self._drop_link()
        if self._designer is not None:
            self._designer.close()
        for widget in (self.form, self.window):
            if widget is not None:
                widget.deleteLater()

    def _drop_link(self) -> None:
        if self.link is not None and self.live is not None:
            self.live.link_changed.disconnect(self._take_link)
            self.link.stop()
            # by the GUI thread: a garbage collection on another one must not stop their timers
            self.link.deleteLater()
            self.live.deleteLater()
        self.link = self.live = None


def main(given: list[str] | None = None) -> int:
    """Run the settings; return the exit code."""
    arguments = parse(given)
    level = logging.DEBUG if arguments.verbose else logging.INFO
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    sys.excepthook = lambda kind, error, trace: log.error("unexpected", exc_info=(kind, error, trace))
    app = QApplication(["toancanh-settings"])
    app.setApplicationName("toancanh")
    app.setApplicationDisplayName("Toàn Cảnh")
    app.setStyle("Fusion")
    load_fonts(RESOURCES / "fonts")
    app.setFont(sized_font(17))
    try:
        i18n.install(app, arguments.language, RESOURCES / "i18n")
        settings = Settings(arguments, load_keys(arguments.keys))
    except (KeysError, DocumentError) as error:
        log.critical("%s", error)
        return 2
    app.setStyleSheet(settings_style(settings.look))
    settings.start()
    code = app.exec()
    settings.finish()
    return code


if __name__ == "__main__":
    sys.exit(main())
