"""How tiles see cameras: frames in shared memory and a state, never a decoder."""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

StreamCondition = Literal["connecting", "playing", "frozen", "black", "lost"]


class StreamState(msgspec.Struct, frozen=True):
    """How one stream is; its clock runs on frame progress."""

    condition: StreamCondition
    since_at: float
    """When this condition began."""
    frame_at: float | None
    """When the picture last really changed, None if never."""
    n_frames: int
    reason: str = ""
    """Why it is not playing, in words."""


class VideoStream(QObject):
    """One camera being played in another process."""

    frame_ready = Signal()
    """A new picture lies in `image()`; emitted on the GUI thread."""
    state_changed = Signal()

    def image(self) -> QImage | None:
        """Return the newest picture, laid over shared memory: paint it now, do not keep it."""
        raise NotImplementedError

    def state(self) -> StreamState:
        """Return how the stream is."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop watching; the stream ends with its last watcher."""
        raise NotImplementedError


class VideoPort(Protocol):
    """Opens cameras; two watchers of one address share its stream."""

    def open(self, camera_id: str, address: str, width_px: int, height_px: int) -> VideoStream:
        """Return the stream of a camera scaled to fit width × height."""
        ...
