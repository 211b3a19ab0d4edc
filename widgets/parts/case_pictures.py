"""Photos of a case: fetched by their hash when they are wanted, decoded beside the GUI thread, few kept."""

from __future__ import annotations

import os
from collections import OrderedDict
from functools import partial

from PySide6.QtCore import QObject, QRunnable, QSize, QThreadPool, Signal
from PySide6.QtGui import QImage, QImageReader

from backend.contract.messages import Failure, ReplyBody
from backend.contract.work_requests import GetEvidence, Kept
from widgets.live import LiveData

LONGEST_PX = 1280
"""Larger photos are decoded smaller: a phone's 48 megapixels would take 190 MB."""
MOST_PIXELS = 120_000_000
"""Above this a picture is a bomb or a scan, not a photo; it is not decoded."""
KEPT = 8
DEADLINE_S = 20.0


class _Told(QObject):
    """Carries a decoded picture to the GUI thread."""

    decoded = Signal(str, QImage)


class _Decode(QRunnable):
    """Decodes one picture on a thread of the pool."""

    def __init__(self, digest: str, data: bytes, told: _Told) -> None:
        super().__init__()
        self._digest, self._data, self._told = digest, data, told

    def run(self) -> None:
        """Decode; an empty image where that cannot be done."""
        self._told.decoded.emit(self._digest, decoded(self._data))


def decoded(data: bytes) -> QImage:
    """Return a picture no longer than `LONGEST_PX` at any side; a null image where it is none.

    The bytes are read by Qt itself, from a file in memory. A device made in Python would need Python's lock
    while Qt holds the one of its picture formats: two threads that decode would wait for each other for ever.
    """
    handle = os.memfd_create("photo", os.MFD_CLOEXEC)
    try:
        with open(handle, "wb", closefd=False) as file:
            file.write(data)
        return _read(f"/proc/self/fd/{handle}")
    finally:
        os.close(handle)


def _read(path: str) -> QImage:
    reader = QImageReader(path)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return QImage()
    if max(size.width(), size.height()) > LONGEST_PX:
        scale = LONGEST_PX / max(size.width(), size.height())
        reader.setScaledSize(QSize(max(1, round(size.width() * scale)), max(1, round(size.height() * scale))))
    return reader.read()


class PictureShelf(QObject):
    """The pictures of the cases that are looked at; the oldest go."""

    arrived = Signal(str)
    """A hash: its picture is there, or `reason` says why not."""

    def __init__(self, live: LiveData, parent: QObject | None = None) -> None:
        """Fetch through `live`."""
        super().__init__(parent)
        self._live = live
        self._pictures: OrderedDict[str, QImage] = OrderedDict()
        self._asked: set[str] = set()
        self.reasons: dict[str, Failure | None] = {}
        """Why a picture cannot be shown: the daemon's answer, None where it is no picture."""
        self._told = _Told()  # no child of ours: the window may close while a picture is decoded
        self._told.decoded.connect(self._take_picture)

    def picture(self, digest: str) -> QImage | None:
        """Return a picture, None while it is on its way; asks for it the first time."""
        found = self._pictures.get(digest)
        if found is not None:
            self._pictures.move_to_end(digest)
        elif digest and digest not in self._asked and digest not in self.reasons:
            self._asked.add(digest)
            self._live.request(GetEvidence(digest), partial(self._take_bytes, digest), DEADLINE_S)
        return found

    def _take_bytes(self, digest: str, reply: ReplyBody) -> None:
        if isinstance(reply, Kept):
            QThreadPool.globalInstance().start(_Decode(digest, reply.data, self._told))
            return
        self._asked.discard(digest)
        self.reasons[digest] = reply if isinstance(reply, Failure) else None
        self.arrived.emit(digest)

    def _take_picture(self, digest: str, image: QImage) -> None:
        self._asked.discard(digest)
        if image.isNull():
            self.reasons[digest] = None
        else:
            self._pictures[digest] = image
            while len(self._pictures) > KEPT:
                self._pictures.popitem(last=False)
        self.arrived.emit(digest)
