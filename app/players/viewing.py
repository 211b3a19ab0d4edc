"""Cameras whose address only the daemon gives: it is asked when one is opened, and asked again if refused."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from backend.contract.cameras import StartViewing, Viewing
from backend.contract.messages import Failure, ReplyBody
from widgets.live import LiveData
from widgets.video_port import StreamState, VideoPort, VideoStream

SCHEME = "camera:"
AGAIN_S = 10.0
"""A refusal is asked after again so much later: a purpose may have been said meanwhile."""


class AskedStream(VideoStream):
    """A stream that waits for its address."""

    def __init__(self, owner: ViewingPort, camera_id: str, part: str, size: tuple[int, int]) -> None:
        """Wait for the address of `camera_id`; `part` is `sub` or `main`."""
        super().__init__(owner)
        self.camera_id, self.part, self.size = camera_id, part, size
        self.inner: VideoStream | None = None
        self.closed = False
        self._owner = owner
        self._since_at = owner.live.clock.now()
        self._reason = ""

    def take(self, inner: VideoStream) -> None:
        """Show what `inner` shows from now on."""
        self.inner = inner
        inner.frame_ready.connect(self.frame_ready)
        inner.state_changed.connect(self.state_changed)
        self.state_changed.emit()

    def refuse(self, reason: str) -> None:
        """Show no picture, and say why."""
        if reason != self._reason:
            self._reason, self._since_at = reason, self._owner.live.clock.now()
            self.state_changed.emit()

    def image(self) -> QImage | None:
        """Return the newest picture, None before there is one."""
        return self.inner.image() if self.inner is not None else None

    def state(self) -> StreamState:
        """Return how the stream is."""
        if self.inner is not None:
            return self.inner.state()
        return StreamState(
            "lost" if self._reason else "connecting", self._since_at, None, 0, reason=self._reason
        )

    def close(self) -> None:
        """Stop watching."""
        self.closed = True
        if self.inner is not None:
            self.inner.close()
            self.inner = None
        self._owner.drop(self)


class ViewingPort(QObject):
    """Implements `widgets.video_port.VideoPort`: opens plain addresses by the pool, asks for the others."""

    def __init__(self, pool: VideoPort, live: LiveData, language: str) -> None:
        """Play by `pool`, ask by `live`; refusals are told in `language`."""
        super().__init__(live)
        self.live, self._pool = live, pool
        self.language = language
        self._waiting: list[AskedStream] = []
        self._asked_at = 0.0
        live.ticked.connect(self._ask_again)

    def open(self, camera_id: str, address: str, width_px: int, height_px: int) -> VideoStream:
        """Return the stream of a camera scaled to fit width × height."""
        if not address.startswith(SCHEME):
            return self._pool.open(camera_id, address, width_px, height_px)
        place_id, _, part = address.removeprefix(SCHEME).partition("/")
        stream = AskedStream(self, place_id, part, (width_px, height_px))
        self._waiting.append(stream)
        self._ask(stream)
        return stream

    def drop(self, stream: AskedStream) -> None:
        """Ask no more for a stream."""
        if stream in self._waiting:
            self._waiting.remove(stream)

    def _ask(self, stream: AskedStream) -> None:
        self._asked_at = self.live.clock.now()
        self.live.request(StartViewing((stream.camera_id,)), partial(self._answered, stream))

    def _answered(self, stream: AskedStream, reply: ReplyBody) -> None:
        if stream.closed or stream.inner is not None:
            return
        if isinstance(reply, Failure):
            stream.refuse(reply.said(self.language))
            return
        found = reply.streams if isinstance(reply, Viewing) else ()
        address = next((getattr(one, stream.part) for one in found if one.place_id == stream.camera_id), "")
        if address:
            self.drop(stream)
            stream.take(self._pool.open(stream.camera_id, address, *stream.size))

    def _ask_again(self) -> None:
        if self._waiting and self.live.clock.now() - self._asked_at >= AGAIN_S:
            for stream in tuple(self._waiting):
                self._ask(stream)
