"""Small live pictures over a map, each beside its camera: opened by a click, four at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from backend.contract.state import Place
from widgets.logic.map_cameras import CameraSight
from widgets.logic.map_pictures import MOST, Spot, picture_rects, picture_size
from widgets.logic.video_grid import Rect
from widgets.parts.video_cell import VideoCell
from widgets.theme.look import Look
from widgets.tile import CameraHealth, TileContext
from widgets.video_port import StreamState

WIDTH_DESK_PX = 340
GAP_DESK_PX = 22
SETTLE_MS = 250
"""A size that rests for so long is asked of the player."""
FRAME_PX = 2


class MapPicture(QWidget):
    """One live picture; a click tells which camera it is."""

    chosen = Signal(str)

    def __init__(self, place: Place, context: TileContext, parent: QWidget) -> None:
        """Show the camera once it has a size."""
        super().__init__(parent)
        self._look = context.look
        self.camera_id = place.place_id
        self.cell = VideoCell(place, place.attributes.get("stream", ""), context, "whole", self)
        self.cell.on_change = self._note_change
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._open)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def put(self, rect: QRect) -> None:
        """Lie at `rect` of the map (px)."""
        if rect == self.geometry() and self.isVisible():
            return
        resized = rect.size() != self.size() or not self.cell.is_open
        self.setGeometry(rect)
        edge = max(FRAME_PX, self._look.px(FRAME_PX))
        self.cell.rect = self.rect().adjusted(edge, edge, -edge, -edge)
        self.show()
        self.raise_()
        if resized:
            self._settle.start(0 if not self.cell.is_open else SETTLE_MS)

    def close_stream(self) -> None:
        """Let the camera go."""
        self._settle.stop()
        self.cell.on_change = None
        self.cell.close()

    def _open(self) -> None:
        if self.isVisible():
            self.cell.open(self.devicePixelRatio())

    def _note_change(self, cell: VideoCell, only_frame: bool) -> None:
        self.update()
        if not only_frame and cell.needs_resize(self.devicePixelRatio()):
            self._settle.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint picture, caption and frame."""
        painter = QPainter(self)
        edge = max(FRAME_PX, self._look.px(FRAME_PX))
        self.cell.paint(painter, self.devicePixelRatio())
        painter.setPen(QPen(QColor(self._look.tokens.focus), edge))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = edge / 2
        painter.drawRect(self.rect().toRectF().adjusted(half, half, -half, -half))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep the click from the map beneath."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which camera was clicked."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit(self.camera_id)


class MapVideos(QObject):
    """The pictures over one map."""

    changed = Signal()
    """Others are open."""
    chosen = Signal(str)
    """A picture was clicked."""

    def __init__(self, context: TileContext, map_widget: QWidget) -> None:
        """Lie over `map_widget`; nothing is open."""
        super().__init__(map_widget)
        self._context, self._map = context, map_widget
        self.pictures: dict[str, MapPicture] = {}
        """Open ones by camera, oldest first."""
        self._points: dict[str, Spot] = {}
        self._kept_free: tuple[Rect, ...] = ()
        context.live.ticked.connect(self._age)

    @property
    def is_open(self) -> bool:
        """True while a picture is shown."""
        return bool(self.pictures)

    def show(self, places: Sequence[Place]) -> None:
        """Show these cameras and no others; what was open and stays keeps its stream."""
        wanted = {place.place_id: place for place in places[:MOST]}
        kept = {k: p for k, p in self.pictures.items() if k in wanted and p.cell.place == wanted[k]}
        self._end([picture for k, picture in self.pictures.items() if k not in kept])
        self.pictures = {k: kept.get(k) or self._make(place) for k, place in wanted.items()}
        self.lay_out()
        self.changed.emit()

    def add(self, place: Place) -> None:
        """Show one more camera; of too many the oldest one goes."""
        kept = [picture.cell.place for k, picture in self.pictures.items() if k != place.place_id]
        self.show([*kept[-(MOST - 1) :], place])

    def close(self) -> None:
        """Close all."""
        if self.pictures:
            self.show([])

    def release(self) -> None:
        """Let all cameras go; nothing is called afterwards."""
        for picture in self.pictures.values():
            picture.close_stream()

    def take_points(self, points: Mapping[str, Spot], kept_free: Sequence[Rect] = ()) -> None:
        """Learn where the cameras are now, and what is not to be covered; px of the map."""
        if points != self._points or tuple(kept_free) != self._kept_free:
            self._points, self._kept_free = dict(points), tuple(kept_free)
            self.lay_out()

    def lay_out(self) -> None:
        """Put each picture beside its camera; one whose camera is not placed yet waits."""
        known = {k: picture for k, picture in self.pictures.items() if k in self._points}
        area = (max(1, self._map.width()), max(1, self._map.height()))
        look: Look = self._context.look
        size = picture_size(area, look.px(WIDTH_DESK_PX))
        spots, gap = [self._points[k] for k in known], look.px(GAP_DESK_PX)
        rects = picture_rects(spots, size, area, gap, self._kept_free)
        for picture, rect in zip(known.values(), rects, strict=True):
            picture.put(QRect(*rect))

    def sights(self) -> dict[str, CameraSight]:
        """Return what is seen of each open camera, as far as that is known."""
        found: dict[str, CameraSight] = {}
        for camera_id, picture in self.pictures.items():
            sight = _sight(picture.cell.state())
            if sight is not None:
                found[camera_id] = sight
        return found

    def health(self) -> tuple[CameraHealth, ...]:
        """Return how each open camera is."""
        now = self._context.live.clock.now()
        return tuple(picture.cell.health(now) for picture in self.pictures.values() if picture.cell.is_open)

    def _make(self, place: Place) -> MapPicture:
        made = MapPicture(place, self._context, self._map)
        made.chosen.connect(self.chosen)
        return made

    def _end(self, pictures: Sequence[MapPicture]) -> None:
        for picture in pictures:
            picture.close_stream()
            picture.hide()
            picture.deleteLater()

    def _age(self) -> None:
        for picture in self.pictures.values():
            state = picture.cell.state()
            if picture.isVisible() and (state is None or state.condition != "playing"):
                picture.update()  # its age grows, though no frame comes


def _sight(state: StreamState | None) -> CameraSight | None:
    if state is None or state.condition == "connecting":
        return None
    return {"playing": "fresh", "frozen": "frozen", "black": "frozen", "lost": "lost"}[state.condition]  # type: ignore[return-value]
