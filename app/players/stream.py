"""One camera as the wall plays it: its frame memory, its condition, its watchers."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from app.players.frames import N_SLOTS, FrameMemory
from app.players.frames import Slot as PictureSlot
from app.players.messages import Report, StreamCondition, Thresholds, Watch
from app.players.words import words_of
from widgets.clock import WallClock
from widgets.video_port import StreamState, VideoStream


class SharedStream:
    """The one stream of an address; players come and go, the memory and the last picture stay."""

    def __init__(self, stream_id: int, address: str, thresholds: Thresholds, clock: WallClock) -> None:
        """Start with nobody watching and nothing playing."""
        self.stream_id = stream_id
        self.address = address
        self.watchers: list[WatchedStream] = []
        self.box = (0, 0)
        self.unwatched_since: float | None = None
        self._thresholds = thresholds
        self._clock = clock
        self._report = Report(stream_id, "connecting", time.monotonic())
        self._memory: FrameMemory | None = None
        self._fd = -1
        self._last: FrameMemory | None = None
        self._seen = 0
        self._images: list[tuple[PictureSlot, QImage] | None] = [None] * N_SLOTS

    def wanted_box(self) -> tuple[int, int]:
        """Return the room (px) that the largest watcher has; the present one while nobody watches."""
        boxes = [watcher.box for watcher in self.watchers]
        if not boxes:
            return self.box
        return max(width for width, _ in boxes), max(height for _, height in boxes)

    def resize(self, box: tuple[int, int]) -> tuple[Watch, int]:
        """Make frame memory for pictures up to `box` (px); return the command for the player."""
        memory, fd = FrameMemory.create(*box)
        if self._memory is not None:
            memory.carry_over(self._memory)
            if self._memory.newest() is not None:
                self._last = self._memory
            os.close(self._fd)
        self._memory, self._fd, self.box = memory, fd, box
        return self.watch_command()

    def watch_command(self) -> tuple[Watch, int]:
        """Return the command that makes a player play this stream, and the descriptor to go with it."""
        return Watch(self.stream_id, self.address, *self.box, self._thresholds), self._fd

    def take_report(self, report: Report) -> bool:
        """Note what the player says; return whether it is news."""
        news = (report.condition, report.reason) != (self._report.condition, self._report.reason)
        self._report = report
        return news

    def has_new_frame(self) -> bool:
        """Return whether a picture came since the last call."""
        if self._memory is None:
            return False
        seq = self._memory.take()
        if seq == self._seen:
            return False
        self._seen = seq
        return True

    def image(self) -> QImage | None:
        """Return the newest picture, laid over the frame memory."""
        if self._memory is None:
            return None
        slot = self._memory.newest()
        if slot is not None:
            if self._last is not None:
                self._last, self._images = None, [None] * N_SLOTS
            return self._laid_over(self._memory, slot)
        if self._last is None:
            return None
        slot = self._last.newest()
        return None if slot is None else self._laid_over(self._last, slot)

    def state(self) -> StreamState:
        """Return how the stream is, in the wall's time."""
        report, memory = self._report, self._memory
        changed_at = memory.changed_at if memory is not None else 0.0
        now, reading = self._clock.now(), time.monotonic()
        return StreamState(
            condition=report.condition,
            since_at=now - (reading - report.since),
            frame_at=now - (reading - changed_at) if changed_at else None,
            n_frames=memory.seq if memory is not None else 0,
            reason=words_of(report.reason),
        )

    def release(self) -> None:
        """Give back the memory's descriptor; the pages go when the last picture over them does."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _laid_over(self, memory: FrameMemory, slot: PictureSlot) -> QImage:
        known = self._images[slot.number]
        if known is not None and known[0] == slot:
            return known[1]
        image = QImage(
            memory.pixels(slot).data,
            slot.width_px,
            slot.height_px,
            slot.stride_bytes,
            QImage.Format.Format_RGB32,
        )
        self._images[slot.number] = slot, image
        return image


class WatchedStream(VideoStream):
    """One watcher's view of a stream that others may watch too."""

    def __init__(
        self,
        stream: SharedStream,
        box: tuple[int, int],
        on_close: Callable[[WatchedStream], None],
        parent: QObject | None = None,
    ) -> None:
        """Watch `stream` with room for `box` (px)."""
        super().__init__(parent)
        self.stream = stream
        self.box = box
        self._on_close: Callable[[WatchedStream], None] | None = on_close

    def image(self) -> QImage | None:
        """Return the newest picture, laid over shared memory: paint it now, do not keep it."""
        return self.stream.image()

    def state(self) -> StreamState:
        """Return how the stream is."""
        return self.stream.state()

    def close(self) -> None:
        """Stop watching; the stream ends with its last watcher."""
        if self._on_close is not None:
            on_close, self._on_close = self._on_close, None
            on_close(self)
            self.deleteLater()


def lost_to_player(stream_id: int, *, hung: bool) -> Report:
    """Return the report of a stream whose player process is gone."""
    condition: StreamCondition = "lost"
    return Report(stream_id, condition, time.monotonic(), "player_silent" if hung else "player_died")
