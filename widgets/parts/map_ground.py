"""The ground of a map: asks the daemon for its layers until they come, and hands them to the page."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from backend.contract.messages import GetMap, MapLayer, ReplyBody
from widgets.live import LiveData
from widgets.logic import map_fill
from widgets.logic.map_fill import Point
from widgets.parts.web_surface import WebSurface

RETRY_MS = 10_000


class Ground(QObject):
    """Coast, rivers, wards and islands of one map."""

    shown = Signal(str)
    """A layer lies ready for the page, new or changed."""
    wards_changed = Signal()

    def __init__(self, live: LiveData, surface: WebSurface, layers: tuple[str, ...]) -> None:
        """Ask for nothing before `request`."""
        super().__init__(surface)
        self._live, self._surface, self._layers = live, surface, layers
        self.wards: dict[str, Point] = {}
        """A point within each ward."""
        self.retry = QTimer(self, interval=RETRY_MS, singleShot=True)
        self.retry.timeout.connect(self.request)

    def request(self) -> None:
        """Ask for all layers."""
        for layer in self._layers:
            self._live.request(GetMap(layer=layer), self._take)

    def known(self, *more: str) -> tuple[str, ...]:
        """Return the layers that the page can fetch, `more` of other origin among them."""
        names = (*self._layers, "ward_names", *more)
        return tuple(name for name in names if self._surface.has(f"{name}.geojson"))

    def show(self, layer: str, geojson: bytes) -> None:
        """Hand a layer to the page where it is another than before."""
        if self._surface.provide(f"{layer}.geojson", geojson):
            self.shown.emit(layer)

    def stop(self) -> None:
        """Ask no more."""
        self.retry.stop()
        self._layers = ()

    def _take(self, reply: ReplyBody) -> None:
        if not self._layers:
            return
        if not isinstance(reply, MapLayer):
            self.retry.start()
            return
        if reply.layer == "wards":
            wards = map_fill.read_wards(reply.geojson)
            self.wards = wards.points
            self.show("ward_names", wards.names)
            self.wards_changed.emit()
        self.show(reply.layer, reply.geojson)
