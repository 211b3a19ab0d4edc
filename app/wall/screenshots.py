"""Screenshots of every monitor, for people who are elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QPixmap

from app.wall.window import WallWindow

log = logging.getLogger(__name__)


class _Saving(QRunnable):
    """Encodes one picture away from the GUI thread and puts it in place whole."""

    def __init__(self, image: QImage, path: Path) -> None:
        super().__init__()
        self._image, self._path = image, path

    def run(self) -> None:
        """Write beside the file, then rename."""
        part = self._path.with_name(f".{self._path.name}.part")
        if self._image.save(str(part), "PNG", 70):  # type: ignore[call-overload] # the stub wants bytes
            part.replace(self._path)
        else:
            log.error("the screenshot %s could not be written; is the disk full?", self._path)


class Screenshots(QObject):
    """Writes `<folder>/screen-<n>.png` every few seconds, each written whole or not at all."""

    def __init__(self, folder: Path, windows: Callable[[], Mapping[str, WallWindow]], every_s: float) -> None:
        """Prepare; `start` takes the first after `every_s` seconds."""
        super().__init__()
        self._folder, self._windows = folder, windows
        self._next = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._every_s = every_s
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._take_next)
        folder.mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        """Take one of every monitor every few seconds from now on."""
        self._pace()

    def _pace(self) -> None:
        """One monitor at a time, spread over the interval: reading a screen takes the GUI thread."""
        self._timer.start(round(self._every_s * 1000 / max(1, len(self._windows()))))

    def _take_next(self) -> None:
        windows = list(self._windows().values())
        if not windows or self._pool.activeThreadCount():
            return
        number = self._next % len(windows)
        self._next = number + 1
        self._save(windows[number], f"screen-{number + 1}")
        self._pace()

    def take(self, stem: str = "screen") -> None:
        """Take one of every monitor now."""
        for number, window in enumerate(self._windows().values(), start=1):
            self._save(window, f"{stem}-{number}")

    def _save(self, window: WallWindow, name: str) -> None:
        self._pool.start(_Saving(picture(window), self._folder / f"{name}.png"))

    def finish(self, stem: str) -> None:
        """Take a last one of every monitor under another name, and wait until all are written."""
        self._timer.stop()
        self._pool.waitForDone()
        self.take(stem)
        self._pool.waitForDone()


def picture(window: WallWindow) -> QImage:
    """Return what the monitor of a window shows, web pages and video included."""
    screen = window.screen()
    grabbed = QPixmap()
    if QGuiApplication.platformName() == "xcb":
        g, s = window.geometry(), screen.geometry()
        grabbed = screen.grabWindow(0, g.x() - s.x(), g.y() - s.y(), g.width(), g.height())
    if grabbed.isNull():  # no root window to read from: let the widgets draw themselves
        grabbed = window.grab()
    return grabbed.toImage()
