"""Takes one live picture of a camera as evidence."""

from __future__ import annotations

import os

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtGui import QImage

from backend.contract.state import Place
from widgets.video_port import VideoPort, VideoStream

translate = QCoreApplication.translate
WAIT_MS = 10_000
SIZE_PX = (1920, 1080)
QUALITY = 92


class Snapshot(msgspec.Struct, frozen=True):
    """Payload of `CameraSnapshot.taken`."""

    place_id: str
    data: bytes
    """A JPEG picture."""


class CameraSnapshot(QObject):
    """Watches a camera until a live picture comes; a tile that shows the same camera shares its stream."""

    taken = Signal(object)
    """A `Snapshot`."""
    failed = Signal(str)
    """Why there is no picture, and the cure."""

    def __init__(self, video: VideoPort | None, parent: QObject | None = None) -> None:
        """Take pictures through `video`."""
        super().__init__(parent)
        self._video = video
        self._place: Place | None = None
        self._stream: VideoStream | None = None
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._give_up)

    def take(self, place: Place) -> None:
        """Take a picture of a camera; an older wish is forgotten."""
        self.stop()
        address = place.attributes.get("stream_main") or place.attributes.get("stream", "")
        if self._video is None or not address:
            words = translate("Checklist", "{camera} has no picture here. Add a photo from a file (E).")
            self.failed.emit(words.format(camera=place.name))
            return
        self._place = place
        self._stream = self._video.open(place.place_id, address, *SIZE_PX)
        self._stream.frame_ready.connect(self._look)
        self._wait.start()
        self._look()

    def stop(self) -> None:
        """Let the camera go."""
        self._wait.stop()
        stream, self._stream, self._place = self._stream, None, None
        if stream is not None:
            stream.frame_ready.disconnect(self._look)
            stream.close()

    def _look(self) -> None:
        """Keep the picture, if it is a live one: an old one proves nothing."""
        stream, place = self._stream, self._place
        if stream is None or place is None or stream.state().condition != "playing":
            return
        image = stream.image()
        if image is None or image.isNull():
            return
        data = jpeg(image)
        self.stop()
        self.taken.emit(Snapshot(place.place_id, data))

    def _give_up(self) -> None:
        name = self._place.name if self._place is not None else ""
        self.stop()
        words = translate("Checklist", "{camera} shows no live picture. Try another camera, or a file (E).")
        self.failed.emit(words.format(camera=name))


def jpeg(image: QImage) -> bytes:
    """Return a picture as JPEG, written by Qt itself: a device made in Python may stop decoding threads."""
    handle = os.memfd_create("snapshot", os.MFD_CLOEXEC)
    try:
        # the picture lies over shared memory that the next frame overwrites
        image.copy().save(f"/proc/self/fd/{handle}", "JPG", QUALITY)  # type: ignore[call-overload] # wants bytes
        with open(handle, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(handle)
