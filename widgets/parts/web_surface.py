"""A web page inside a tile: loads only from this machine, dies alone, comes back alone.

While the page is down its last picture is shown hatched with the reason; it is loaded again after a
back-off. A page that hangs is killed first. Data go in by `provide` (fetched by the page) and `call`
(a function of the page); what the page tells comes out of `told`.
"""

from __future__ import annotations

import itertools
import logging
import os
import signal
import time

import msgspec
from PySide6.QtCore import QFile, QIODevice, QObject, QRect, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QColor, QPixmap, QResizeEvent
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineScript, QWebEngineSettings
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QWidget

from widgets.parts.web_outage import OutagePane
from widgets.parts.web_recovery import Recovery
from widgets.parts.web_scheme import SCHEME, local_url, web_profile
from widgets.theme.look import Look

log = logging.getLogger(__name__)
PICTURE_EVERY_MS = 10_000
SETTLE_MS = 1500
"""From the first finished frame to the first kept picture."""
_tokens = itertools.count(1)


class PageMessage(msgspec.Struct, frozen=True):
    """Payload of `WebSurface.told`: what the page said."""

    kind: str
    place: str = ""
    name: str = ""
    words: str = ""
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """West, south, east, north, degrees."""
    at: tuple[float, float] = (0.0, 0.0)
    """Longitude, latitude."""
    points: tuple[tuple[str, float, float], ...] = ()
    """Place id with x and y, px from the page's top left corner."""
    seq: int = 0
    frames: int = 0


class Bridge(QObject):
    """The one object that the page sees."""

    told = Signal(str)

    @Slot(str)
    def tell(self, message: str) -> None:
        """Take a JSON message of the page."""
        self.told.emit(message)


class LocalPage(QWebEnginePage):
    """A page that stays on the scheme and writes its console into our log."""

    def acceptNavigationRequest(
        self, url: QUrl | str, _type: QWebEnginePage.NavigationType, _is_main_frame: bool
    ) -> bool:
        """Refuse to go anywhere else."""
        return QUrl(url).scheme() == SCHEME.decode()

    def javaScriptConsoleMessage(
        self, level: QWebEnginePage.JavaScriptConsoleMessageLevel, message: str, line: int, source: str
    ) -> None:
        """Log what the page writes to its console."""
        serious = level == QWebEnginePage.JavaScriptConsoleMessageLevel.ErrorMessageLevel
        log.log(logging.WARNING if serious else logging.DEBUG, "page: %s (%s:%d)", message, source, line)


class WebSurface(QWidget):
    """One page with its recovery."""

    told = Signal(object)
    """A `PageMessage`."""
    condition_changed = Signal()
    """`failure` changed."""

    def __init__(self, path: str, look: Look, parent: QWidget | None = None) -> None:
        """Load `path` below `resources/web`."""
        super().__init__(parent)
        self.token = f"t{next(_tokens)}"
        """Where the page finds this tile's data: `data/<token>/<name>`."""
        self.failure = ""
        """Why the page is down, in words of a log; empty while it lives."""
        self._url = local_url(path)
        self._data: dict[str, bytes] = {}
        self._recovery = Recovery()
        self._picture = QPixmap()
        self._outage = OutagePane(look, self)
        self._outage.hide()
        self._view = QWebEngineView(self)
        self._page = self._make_page()
        # Until its first frame a page is white, which blinds a dark room.
        self._page.setBackgroundColor(QColor(look.tokens.tile))
        self._view.setPage(self._page)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setFocusProxy(self._view)
        self._released = False
        self._reload = QTimer(self, singleShot=True)
        self._reload.timeout.connect(self._load)
        self._camera = QTimer(self, interval=PICTURE_EVERY_MS)
        self._camera.timeout.connect(self.keep_picture)
        self._camera.start()
        self._watch = QTimer(self, interval=1000)
        self._watch.timeout.connect(self._look_after)
        self._watch.start()
        web_profile().handler.add(self.token, self._data.get)
        self._load()

    def provide(self, name: str, content: bytes) -> bool:
        """Put content where the page can fetch it; return whether it differs from what was there."""
        if self._data.get(name) == content:
            return False
        self._data[name] = content
        return True

    def has(self, name: str) -> bool:
        """Return whether the page can fetch `name`."""
        return name in self._data

    def reload(self) -> None:
        """Load the page anew: it says `ready` again."""
        if not self._reload.isActive():
            self._load()

    def call(self, function: str, argument: object) -> None:
        """Call `window.tile.<function>(argument)` in the page; lost while the page is down or gone."""
        if not self.failure and not self._released:
            self._page.runJavaScript(f"window.tile.{function}({msgspec.json.encode(argument).decode()})")

    def renderer_pid(self) -> int:
        """Return the process id of the page's renderer, 0 where there is none."""
        return int(self._page.renderProcessPid())

    def release(self) -> None:
        """End the page and its process."""
        self._released = True
        for timer in (self._reload, self._camera, self._watch):
            timer.stop()
        web_profile().handler.remove(self.token)
        page, self._page = self._page, None  # type: ignore[assignment] # nothing is called after this
        page.renderProcessTerminated.disconnect(self._note_end)
        self._view.setParent(None)
        self._view.deleteLater()
        page.deleteLater()

    def keep_picture(self) -> None:
        """Remember how the page looks now, for the time when it is down."""
        if self._released:  # a picture that was asked for while the page still lived
            return
        if self.isVisible() and not self.failure and self._recovery.alive:
            self._picture = self._view.grab()

    def _make_page(self) -> QWebEnginePage:
        profile = web_profile()
        page = LocalPage(profile, self)
        settings = page.settings()
        attribute = QWebEngineSettings.WebAttribute
        for refused in (
            attribute.LocalContentCanAccessRemoteUrls,
            attribute.LocalContentCanAccessFileUrls,
            attribute.JavascriptCanOpenWindows,
            attribute.JavascriptCanAccessClipboard,
            attribute.PluginsEnabled,
            attribute.ErrorPageEnabled,
            attribute.LocalStorageEnabled,
            attribute.ShowScrollBars,
        ):
            settings.setAttribute(refused, False)
        self._bridge = Bridge(page)
        self._bridge.told.connect(self._take)
        channel = QWebChannel(page)
        channel.registerObject("bridge", self._bridge)
        page.setWebChannel(channel)
        page.scripts().insert(_channel_script())
        page.renderProcessTerminated.connect(self._note_end)
        return page

    def _load(self) -> None:
        self._recovery.note_load(time.monotonic())
        self._page.setUrl(self._url)

    @Slot(str)
    def _take(self, message: str) -> None:
        try:
            told = msgspec.json.decode(message, type=PageMessage)
        except msgspec.DecodeError as error:
            log.warning("a page told something unreadable: %s", error)
            return
        back = told.kind == "ready" and bool(self.failure)
        if back:
            self.failure = ""
        if told.kind == "beat":
            self._recovery.note_beat(time.monotonic())
        elif told.kind == "fault":
            log.warning("web page %s: %s", self._url.path(), told.words)
        elif told.kind == "context_lost":
            self._kill("WebGL context lost")
        self.told.emit(told)
        if back:
            # The owner hears first that the page is new: else it would judge it by the old one's drawing.
            self.condition_changed.emit()

    def end_outage(self) -> None:
        """The owner says that the page draws again: take the last picture away."""
        self._outage.hide()
        if self._picture.isNull():
            QTimer.singleShot(SETTLE_MS, self, self.keep_picture)

    def _look_after(self) -> None:
        if not self._reload.isActive() and self._recovery.hangs(time.monotonic()):
            self._kill("the page does not answer")

    def _kill(self, reason: str) -> None:
        """End a renderer that hangs; Qt then reports its end like a crash."""
        log.warning("web page %s: %s, its renderer is ended", self._url.path(), reason)
        pid = self.renderer_pid()
        if pid > 0:
            os.kill(pid, signal.SIGKILL)
        else:
            self._fall(reason)

    def _note_end(self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        self._fall(f"renderer ended: {status.name}, code {code}")

    def _fall(self, reason: str) -> None:
        if self._reload.isActive():
            return
        delay_s = self._recovery.note_death()
        log.warning("web page %s: %s; loading it again in %.1f s", self._url.path(), reason, delay_s)
        self.failure = reason
        self._outage.show_picture(self._picture)
        self._outage.raise_()
        self._outage.show()
        self._reload.start(round(delay_s * 1000))
        self.condition_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the surface."""
        inside = QRect(0, 0, self.width(), self.height())
        self._view.setGeometry(inside)
        self._outage.setGeometry(inside)


def _channel_script() -> QWebEngineScript:
    """Return Qt's own half of the web channel for the page."""
    file = QFile(":/qtwebchannel/qwebchannel.js")
    file.open(QIODevice.OpenModeFlag.ReadOnly)
    script = QWebEngineScript()
    script.setName("qwebchannel")
    script.setSourceCode(bytes(file.readAll().data()).decode())
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
    script.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld)
    return script
