"""People at real desks: their own windows with their own accounts, real keys, the real wire."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from app.arguments import parse
from app.link.keys import load_keys
from app.link.link import Link, LinkSettings
from app.unitdesk.desk import UnitDesk
from app.wall.layouts import Layout, read_layout
from app.wall.window import WallWindow
from backend.contract.messages import ReplyBody, RequestBody
from tests.end2end.daemon_run import DaemonRun
from widgets import registry
from widgets.clock import WallClock
from widgets.live import LiveData
from widgets.theme.stylesheet import stylesheet
from widgets.tile import TileBody

WITHIN_S = 30.0
SIZE_PX = (1600, 900)


def until(ready: Callable[[], Any], what: str, within_s: float = WITHIN_S, words: Any = lambda: "") -> Any:
    """Let the windows live until something is true, and return it."""
    deadline = time.monotonic() + within_s
    while not (found := ready()):
        assert time.monotonic() < deadline, f"{what} did not come within {within_s:.0f} s\n{words()}"
        QTest.qWait(20)
    return found


def options_types() -> dict[str, Any]:
    return {kind: found.options_type for kind, found in registry.kinds().items()}


def layout_of(text: str) -> Layout:
    return read_layout(text, "layout.yaml", options_types())


def connect(run: DaemonRun, user: str, password: str) -> tuple[Link, LiveData]:
    """Return a signed-in link without any window, and what it keeps whole."""
    feed, requests = run.addresses
    clock = WallClock()
    link = Link(LinkSettings(feed, requests, load_keys(run.folder / "keys"), user, password), clock)
    live = LiveData(clock, link.request)
    link.start(live)
    until(lambda: live.state.pulse is not None and live.link.condition == "live", "the link", words=run.words)
    return link, live


class PersonDesk:
    """One person at one window."""

    def __init__(
        self, app: QApplication, run: DaemonRun, layout: Layout, user: str, shots: Path | None = None
    ) -> None:
        self._app, self._run, self._shots = app, run, shots
        feed, requests = run.addresses
        arguments = parse(["--connect", f"{feed},{requests}", "--keys", str(run.folder / "keys"), "--desk"])
        self.desk = UnitDesk(app, arguments, layout, load_keys(run.folder / "keys"))
        self.user = user

    def sign_in(self, password: str) -> None:
        """Type account and password into the form."""
        form = self.desk.form
        self.desk.start()
        QTest.qWaitForWindowExposed(form)
        self.shot("sign-in")
        write(form.user, self.user)
        press(form.user, Qt.Key.Key_Return)
        write(form.password, password)
        press(form.password, Qt.Key.Key_Return)
        until(lambda: self.desk.director is not None, "the desk's window", words=self._run.words)
        self.window.resize(*SIZE_PX)
        live = self.live
        until(lambda: live.link.condition == "live" and live.state.pulse, "the link", words=self._run.words)

    @property
    def window(self) -> WallWindow:
        assert self.desk.director is not None
        (window,) = self.desk.director.windows.values()
        return window

    @property
    def live(self) -> LiveData:
        assert self.desk.live is not None
        return self.desk.live

    def body(self, tile_id: str) -> Any:
        """Return the inside of a tile."""
        assert self.desk.director is not None
        body = self.desk.director.frames()[tile_id].body
        assert isinstance(body, TileBody)
        return body

    def ask(self, request: RequestBody) -> Any:
        """Ask over this person's own link."""
        answers: list[ReplyBody] = []
        self.live.request(request, answers.append, 20.0)
        return until(lambda: answers, f"an answer to {type(request).__name__}", words=self._run.words)[0]

    def come_to(self, tile_id: str = "") -> None:
        """Sit down: this window takes the keys, and so does the tile that is clicked."""
        if self._app.styleSheet() != (sheet := stylesheet(self.desk.look)):
            self._app.setStyleSheet(sheet)  # people with other densities share this process
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        until(lambda: QApplication.activeWindow() is self.window, "the window's turn")
        if tile_id:
            self.body(tile_id).setFocus()

    def press(self, *keys: Qt.Key | str) -> None:
        """Press keys as they come: one that is named, or each letter of some words."""
        for key in keys:
            target = QApplication.focusWidget() or self.window
            if isinstance(key, str):
                write(target, key)
            else:
                press(target, key)

    def press_with_control(self, key: Qt.Key) -> None:
        press(QApplication.focusWidget() or self.window, key, Qt.KeyboardModifier.ControlModifier)

    def attach(self, dialog: Callable[[], QFileDialog | None], file: Path) -> None:
        """Choose a file in the dialog that has opened."""
        found = until(dialog, "the dialog of files")
        name = found.findChild(QLineEdit, "fileNameEdit")
        assert name is not None
        found.activateWindow()
        name.setFocus()
        until(name.hasFocus, "the dialog's turn")
        write(name, str(file))
        press(name, Qt.Key.Key_Return)
        self.come_to()  # a desktop gives the window its turn back by itself

    def shot(self, name: str) -> None:
        """Keep a picture of what the person sees."""
        if self._shots is None:
            return
        shown: QWidget = self.desk.form if self.desk.director is None else self.window
        QTest.qWait(60)
        self._shots.mkdir(parents=True, exist_ok=True)
        n = len(list(self._shots.glob("*.png"))) + 1
        shown.grab().save(str(self._shots / f"{n:02}-{self.user}-{name}.png"))

    def leave(self) -> None:
        self.desk.finish()


def write(widget: QWidget, words: str) -> None:
    """Type words letter by letter, with all diacritics."""
    for letter in words:
        key = ord(letter.upper()) if letter.isascii() else 0
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, letter))


def press(widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(widget, key, held)
