"""Looking through cameras from a map: one that is clicked, or the nearest four to a point."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, Signal

from backend.contract.state import Place
from widgets.logic.map_cameras import CAMERA_KIND
from widgets.logic.video_grid import Rect
from widgets.parts.map_nearest import NearestCameras, Point
from widgets.parts.map_videos import MapVideos
from widgets.parts.web_surface import PageMessage, WebSurface
from widgets.tile import TileContext


class Eye(msgspec.Struct, frozen=True):
    """One camera whose picture is open, for the page."""

    id: str
    at: Point


class MapEyes(QObject):
    """The open pictures of one map, and the point whose nearest cameras they are."""

    changed = Signal()
    """Pictures were opened or closed, or a camera's picture is another."""
    record_wanted = Signal(str)
    """A picture was clicked: a camera's id."""

    def __init__(self, context: TileContext, surface: WebSurface) -> None:
        """Nothing is open."""
        super().__init__(surface)
        self._context, self._surface = context, surface
        self.camera_id = ""
        """The camera that was clicked last."""
        self.videos = MapVideos(context, surface)
        self.videos.changed.connect(self._tell)
        self.videos.chosen.connect(self.record_wanted)
        self.nearest = NearestCameras(context, self)
        self.nearest.answered.connect(self._show_nearest)
        self.nearest.failed.connect(self._tell_failure)

    @property
    def is_open(self) -> bool:
        """True while there is something that Esc closes."""
        return self.videos.is_open or self.nearest.mark.point is not None

    def is_camera(self, place_id: str) -> bool:
        """Return whether a place is a camera."""
        place = self._context.live.state.places.get(place_id)
        return place is not None and place.kind == CAMERA_KIND

    def open(self, camera_id: str) -> None:
        """Show the picture of one camera, beside those that are open for themselves."""
        place = self._context.live.state.places.get(camera_id)
        if place is None:
            return
        self.camera_id = camera_id
        if self.nearest.forget():
            self._surface.call("setNear", self.nearest.mark)
            self.videos.show([place])
        else:
            self.videos.add(place)

    def open_again(self) -> None:
        """Show the camera that was clicked last."""
        if self.camera_id:
            self.open(self.camera_id)

    def open_near(self, point: Point) -> None:
        """Show the cameras nearest to a point."""
        self._surface.call("setNotice", "")
        self.nearest.ask(point)

    def close(self) -> None:
        """Close all pictures, and look at no point."""
        self._surface.call("setNotice", "")
        if self.nearest.forget():
            self._surface.call("setNear", self.nearest.mark)
        self.videos.close()

    def release(self) -> None:
        """Let all cameras go."""
        self.nearest.forget()
        self.videos.release()

    def take_points(self, told: PageMessage) -> None:
        """Learn from the page where the cameras are."""
        left, top, right, bottom = (round(edge) for edge in told.box)
        inset = [Rect(left, top, right - left, bottom - top)] if right > left else []
        self.videos.take_points({place_id: (x, y) for place_id, x, y in told.points}, inset)

    def tell_again(self) -> None:
        """Tell a page that has come up anew."""
        if self.nearest.mark.point is not None:
            self._surface.call("setNear", self.nearest.mark)
        if self.videos.is_open:
            self._tell()

    def _show_nearest(self) -> None:
        self._surface.call("setNear", self.nearest.mark)
        self.videos.show(self.nearest.places)

    def _tell_failure(self, words: str) -> None:
        self._surface.call("setNear", self.nearest.mark)
        self._surface.call("setNotice", words)

    def _tell(self) -> None:
        self._surface.call("setPictures", [eye for place in self._open() if (eye := _eye(place)) is not None])
        self.changed.emit()

    def _open(self) -> list[Place]:
        return [picture.cell.place for picture in self.videos.pictures.values()]


def _eye(place: Place) -> Eye | None:
    return (
        Eye(place.place_id, (place.lon, place.lat))
        if place.lon is not None and place.lat is not None
        else None
    )
