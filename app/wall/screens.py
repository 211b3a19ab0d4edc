"""The monitors of this machine as Qt sees them, and when they come and go."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen

from app.wall.geometry import Monitor, Rect

SETTLE_MS = 250
"""A monitor that is plugged in makes several events; act on the last."""


class Screens(QObject):
    """Tells monitors by identity."""

    changed = Signal()

    def __init__(self, app: QGuiApplication, parent: QObject | None = None) -> None:
        """Watch the monitors of `app`."""
        super().__init__(parent)
        self._app = app
        self._settled = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settled.timeout.connect(self.changed)
        app.screenAdded.connect(self._watch)
        app.screenRemoved.connect(self._unsettle)
        for screen in app.screens():
            screen.geometryChanged.connect(self._unsettle)

    def monitors(self) -> list[Monitor]:
        """Return the monitors that are there now."""
        found: list[Monitor] = []
        for screen in self._app.screens():
            g = screen.geometry()
            found.append(Monitor(self._identity(screen), Rect(g.x(), g.y(), g.width(), g.height())))
        return found

    def screen(self, identity: str) -> QScreen | None:
        """Return Qt's screen of a monitor, None where it is gone."""
        return next((s for s in self._app.screens() if self._identity(s) == identity), None)

    def _identity(self, screen: QScreen) -> str:
        """Return the serial number where it tells monitors apart, else the connector's name."""
        serial = screen.serialNumber().strip()
        alike = [s for s in self._app.screens() if s.serialNumber().strip() == serial]
        return serial if serial and len(alike) == 1 else screen.name()

    def _watch(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._unsettle)
        self._unsettle()

    def _unsettle(self, _change: object = None) -> None:
        self._settled.start()
