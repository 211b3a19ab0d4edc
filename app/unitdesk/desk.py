"""One person's desk: sign-in first, then one window with the layout of a unit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTranslator, Slot
from PySide6.QtWidgets import QApplication

from app.arguments import Arguments
from app.console.handover import HandoverPane
from app.link.keys import WallKeys
from app.link.link import Link, LinkSettings
from app.players.pool import PlayerPool
from app.players.viewing import ViewingPort
from app.session.credentials import Credentials
from app.settings.account import kept_account
from app.settings.sign_in import SignInForm, refused_words
from app.wall.director import Director, Stage
from app.wall.layouts import Layout
from app.wall.panes import PaneMakers
from app.wall.screens import Screens
from backend.contract.messages import SignedIn
from widgets import i18n, registry
from widgets.clock import WallClock
from widgets.live import LinkState, LiveData
from widgets.parts.case_pane import CasePane
from widgets.parts.record import RecordPane
from widgets.theme.look import ThemeName
from widgets.theme.palettes import look_for
from widgets.theme.stylesheet import stylesheet

translate = QCoreApplication.translate
RESOURCES = Path(__file__).resolve().parents[2] / "resources"
DESK_LAYOUT = "unit-desk"

MakeLink = Callable[[LinkSettings, WallClock], Link]


class UnitDesk(QObject):
    """The daemon shows and lets do what the signed-in person's unit may; the window says whose it is."""

    def __init__(
        self,
        app: QApplication,
        arguments: Arguments,
        layout: Layout,
        keys: WallKeys,
        make_link: MakeLink = Link,
    ) -> None:
        """Prepare; `start` asks who signs in, or signs the account of the environment in."""
        super().__init__()
        self._app, self._arguments, self._layout = app, arguments, layout
        self._keys, self._make_link = keys, make_link
        self._translator: QTranslator | None = None
        self.set_language(arguments.language)
        self.look = look_for(cast(ThemeName, arguments.theme), layout.density)
        app.setStyleSheet(stylesheet(self.look))
        name = layout.name.in_language(arguments.language)
        self.form = SignInForm(self.look, arguments.user, heading=name)
        self.form.setWindowTitle("Toàn Cảnh")
        self.form.setStyleSheet(f"#page {{ background: {self.look.tokens.tile}; }}")
        self.form.given.connect(self.sign_in)
        self.link: Link | None = None
        self.live: LiveData | None = None
        self.director: Director | None = None
        self.who: SignedIn | None = None
        self._pool: PlayerPool | None = None

    def start(self) -> None:
        """Sign the account of the environment in, or ask."""
        self.form.resize(self.look.px(720), self.look.px(480))
        self.form.show()
        kept = kept_account(self._arguments.user, self._arguments.keys) if self._arguments.user else None
        if kept is not None:
            self.form.wait()
            self.sign_in(kept)

    def set_language(self, language: str) -> None:
        """Show everything in another language."""
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
        self._translator = i18n.install(self._app, language, RESOURCES / "i18n")

    # ---- who ----------------------------------------------------------------------------------

    @Slot(object)
    def sign_in(self, account: Credentials) -> None:
        """Connect with an account; the form says why where it is refused."""
        self._drop_link()
        clock, a = WallClock(), self._arguments
        settings = LinkSettings(a.feed, a.requests, self._keys, account.user, account.password)
        self.link = self._make_link(settings, clock)
        self.live = LiveData(clock, self.link.request)
        self.live.link_changed.connect(self._take_link)
        self.live.snapshot_taken.connect(self.name_window)
        self.link.signed_in.connect(self._take_session)
        self.link.start(self.live)

    @Slot(object)
    def _take_link(self, state: LinkState) -> None:
        if self.director is not None:
            return  # the truth bar says it
        if state.condition == "refused":
            self._drop_link()
            self.form.refuse(refused_words(state.reason))
        elif state.reason:
            self.form.tell(state.reason)

    @Slot(object)
    def _take_session(self, who: SignedIn) -> None:
        self.who = who
        if self.director is None and self.live is not None:
            self._open(self.live)
        self.name_window()

    # ---- the window ---------------------------------------------------------------------------

    def _open(self, live: LiveData) -> None:
        a, layout = self._arguments, self._layout
        self._pool = PlayerPool(live.clock)
        stage = Stage(
            self._app, live, {layout.layout_id: layout}, Screens(self._app), registry.make, self.set_language,
            ViewingPort(self._pool, live, a.language),
            panes=PaneMakers(RecordPane, CasePane, HandoverPane), wall=a.wall,
            scenes=False, desk=layout.name.in_language(a.language),
        )  # fmt: skip
        self.director = Director(stage, cast(ThemeName, a.theme), a.language)
        self.director.quit_requested.connect(self._app.quit)
        self.form.hide()
        self.director.show(layout.layout_id, translate("Wall", "start"))

    @Slot()
    def name_window(self) -> None:
        """Say whose unit and who: in the title and in the truth bar."""
        director, who, live = self.director, self.who, self.live
        if director is None or who is None or live is None:
            return
        unit = live.state.units.get(who.unit_id, who.unit_id)
        director.officer = who.display_name
        for window in director.windows.values():
            window.setWindowTitle(unit or director.stage.desk)
        director.refresh()

    def finish(self) -> None:
        """Give everything back."""
        if self.director is not None:
            self.director.close()
            self.director.deleteLater()
            self.director = None
        if self._pool is not None:
            self._pool.close()
        self._drop_link()
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
        self.form.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _drop_link(self) -> None:
        if self.link is not None and self.live is not None:
            self.live.link_changed.disconnect(self._take_link)
            self.live.snapshot_taken.disconnect(self.name_window)
            self.link.stop()
            # by the GUI thread: a garbage collection on another one must not stop their timers
            self.link.deleteLater()
            self.live.deleteLater()
        self.link = self.live = None
