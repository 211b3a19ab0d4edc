"""One camera in a video tile: holds its stream, asks for the right size, paints picture and caption."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, Slot
from PySide6.QtGui import QColor, QImage, QPainter

from backend.contract.state import Place
from widgets.logic.video_grid import PictureFit, picture_size
from widgets.parts.video_caption import Caption, CaptionBar, caption_of
from widgets.parts.video_health import camera_state, is_alive
from widgets.theme.shapes import paint_hatch
from widgets.tile import CameraHealth, TileContext
from widgets.video_port import StreamState, VideoStream

NEAR_PX = 2
"""A picture this much off the wanted size is drawn as it is, not scaled."""
DIM_ALPHA = 80
"""Of 255: a picture that is not live is darker, so that the hatch shows on a bright one too."""
BEHIND_PICTURE = "#05080A"


class VideoCell(QObject):
    """A camera and its place on the tile; `rect` is in px of the tile's body."""

    def __init__(
        self, place: Place, address: str, context: TileContext, fit: PictureFit, parent: QObject
    ) -> None:
        """Show `place` from `address`; nothing is opened yet."""
        super().__init__(parent)
        self.place = place
        self.address = address
        self.rect = QRect()
        self.behind: VideoCell | None = None
        """Its picture is shown until this one has its own."""
        self.on_change: Callable[[VideoCell, bool], None] | None = None
        """Called with True where only a new frame came, False where the condition changed."""
        self.frames_shown = 0
        self._context = context
        self._fit = fit
        self._stream: VideoStream | None = None
        self._asked = (0, 0)
        self._aspect = 16 / 9
        self._fresh = False
        self._caption = CaptionBar(context.look)
        self._words_key: object = None
        self._last_words = Caption(place.name, "", wrong=False)

    # ---- stream

    def open(self, ratio: float) -> None:
        """Have the camera played at the size of the cell; `ratio` is device pixels per pixel."""
        port = self._context.video
        if port is None or not self.address or self.rect.isEmpty():
            return
        size = self._wanted(ratio)
        if self._stream is not None and size == self._asked:
            return
        former, self._asked = self._stream, size
        stream = port.open(self.place.place_id, self.address, *size)
        stream.frame_ready.connect(self._note_frame)
        stream.state_changed.connect(self._note_state)
        self._stream = stream
        _let_go(former)

    def close(self) -> None:
        """Stop the camera; its last picture goes too."""
        former, self._stream = self._stream, None
        self._asked = (0, 0)
        _let_go(former)

    @property
    def is_open(self) -> bool:
        """True while a stream is held."""
        return self._stream is not None

    def state(self) -> StreamState | None:
        """Return how the stream is, None where there is none."""
        return self._stream.state() if self._stream is not None else None

    def health(self, now: float) -> CameraHealth:
        """Return how the camera is."""
        state = self.state()
        return CameraHealth(
            camera_id=self.place.place_id,
            state=camera_state(state, now),
            frames_shown=self.frames_shown,
            reason=state.reason if state is not None else "",
        )

    @Slot()
    def _note_frame(self) -> None:
        self._fresh = True
        state = self.state()
        if state is not None and not (is_alive(state.condition) or state.condition == "connecting"):
            return  # the same picture again and again: its age is painted once a second
        if self.on_change is not None:
            self.on_change(self, True)

    @Slot()
    def _note_state(self) -> None:
        if self.on_change is not None:
            self.on_change(self, False)

    # ---- picture

    def paint(self, painter: QPainter, ratio: float) -> None:
        """Paint picture, hatch where it is not live, and caption."""
        cell, look = self.rect, self._context.look
        image = self._stream.image() if self._stream is not None else None
        state = self.state() or self._coming()
        if image is not None:
            self._paint_picture(painter, image, ratio)
            if self._fresh:
                self._fresh = False
                self.frames_shown += 1
        elif self.behind is None or not self.behind.paint_into(painter, cell, ratio):
            painter.fillRect(cell, QColor(look.tokens.tile))
        if state is None or not (is_alive(state.condition) or state.condition == "connecting"):
            painter.save()
            painter.setClipRect(cell)
            painter.translate(cell.topLeft())
            if image is not None:
                painter.fillRect(QRect(QPoint(0, 0), cell.size()), QColor(0, 0, 0, DIM_ALPHA))
            paint_hatch(painter, QRect(QPoint(0, 0), cell.size()).toRectF(), look)
            painter.restore()
        self._caption.paint(painter, cell, self._words(state), ratio)

    def _coming(self) -> StreamState | None:
        """Return the state of a stream that is about to be opened, None where none can be."""
        if not self.address or self._context.video is None:
            return None
        return StreamState("connecting", self._context.live.clock.now(), None, 0)

    def _words(self, state: StreamState | None) -> Caption:
        now = self._context.live.clock.now()
        key = (int(now), state and (state.condition, state.reason, int(state.frame_at or 0)))
        if key != self._words_key:  # not for every frame: dates and durations cost more than the picture
            self._words_key = key
            zone = self._context.live.state.centre.timezone
            self._last_words = caption_of(self.place.name, state, now, zone, self._context.language)
        return self._last_words

    def paint_into(self, painter: QPainter, cell: QRect, ratio: float) -> bool:
        """Paint the bare picture into another cell; return False where there is none."""
        image = self._stream.image() if self._stream is not None else None
        if image is None:
            return False
        own, self.rect = self.rect, cell
        self._paint_picture(painter, image, ratio)
        self.rect = own
        return True

    def _paint_picture(self, painter: QPainter, image: QImage, ratio: float) -> None:
        self._note_aspect(image, ratio)
        cell = self.rect
        width, height = picture_size(self._pixels(ratio), self._aspect, self._fit)
        if abs(width - image.width()) <= NEAR_PX and abs(height - image.height()) <= NEAR_PX:
            width, height = image.width(), image.height()
        size_x, size_y = width / ratio, height / ratio
        target = QRect(0, 0, math.ceil(size_x), math.ceil(size_y))
        target.moveCenter(cell.center())
        shown = target.intersected(cell)
        for bar in _bars(cell, shown):
            painter.fillRect(bar, QColor(BEHIND_PICTURE))
        if ratio == 1.0 and (width, height) == (image.width(), image.height()):
            painter.drawImage(shown.topLeft(), image, shown.translated(-target.topLeft()))
            return
        scale_x, scale_y = image.width() / target.width(), image.height() / target.height()
        part = shown.translated(-target.topLeft())
        source = QRectF(
            part.x() * scale_x, part.y() * scale_y, part.width() * scale_x, part.height() * scale_y
        )
        painter.drawImage(shown.toRectF(), image, source)

    def _note_aspect(self, image: QImage, ratio: float) -> None:
        aspect = image.width() / image.height()
        if abs(aspect / self._aspect - 1) > 0.02:
            self._aspect = aspect
            if self._wanted(ratio) != self._asked and self.on_change is not None:
                self.on_change(self, False)

    def needs_resize(self, ratio: float) -> bool:
        """Return whether the player's picture has another size than the cell wants."""
        return self._stream is not None and self._wanted(ratio) != self._asked

    def _wanted(self, ratio: float) -> tuple[int, int]:
        return picture_size(self._pixels(ratio), self._aspect, self._fit)

    def _pixels(self, ratio: float) -> tuple[int, int]:
        return max(2, round(self.rect.width() * ratio)), max(2, round(self.rect.height() * ratio))


def _bars(cell: QRect, shown: QRect) -> list[QRect]:
    """Return what of a cell its picture leaves free: not the whole cell is filled for each frame."""
    left, right = shown.left() - cell.left(), cell.right() - shown.right()
    above, below = shown.top() - cell.top(), cell.bottom() - shown.bottom()
    bars = [
        QRect(cell.left(), cell.top(), left, cell.height()),
        QRect(shown.right() + 1, cell.top(), right, cell.height()),
        QRect(shown.left(), cell.top(), shown.width(), above),
        QRect(shown.left(), shown.bottom() + 1, shown.width(), below),
    ]
    return [bar for bar in bars if not bar.isEmpty()]


def _let_go(stream: VideoStream | None) -> None:
    if stream is not None:
        stream.frame_ready.disconnect()
        stream.state_changed.disconnect()
        stream.close()
