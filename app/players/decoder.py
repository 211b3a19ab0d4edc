"""What a decoder is: it plays one address into a sink until it is told to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from app.players.frames import FrameMemory, Slot, fit
from app.players.messages import ReasonCode, Thresholds
from app.players.progress import ProgressMonitor, sample_of

HURRY_S = 0.1
"""While the wall has not taken the last picture, the next ones are not even converted for so long."""


class StreamError(Exception):
    """A stream cannot be opened, or went away."""

    def __init__(self, reason: ReasonCode, detail: str = "") -> None:
        """Keep the reason for people and the library's words for the log."""
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class Sink:
    """Where a decoder puts its pictures: a frame memory, a progress monitor, a wake-up.

    Called from the stream's decoding thread; `watch` and `judge` from the player's main thread.
    """

    def __init__(
        self, memory: FrameMemory, box: tuple[int, int], thresholds: Thresholds, wake: Callable[[], None]
    ) -> None:
        """Fill `memory` with pictures that fit `box` (px); `wake` tells the wall of each."""
        self._lock = threading.Lock()
        self._target = (memory, box)
        self._thresholds = thresholds
        self._wake = wake
        self._monitor = ProgressMonitor(thresholds, time.monotonic())

    @property
    def timeout_s(self) -> float:
        """Seconds after which a stream that gives nothing is given up."""
        return self._thresholds.timeout_s

    def retarget(self, memory: FrameMemory, box: tuple[int, int]) -> None:
        """Go on in another memory, with pictures that fit `box`."""
        with self._lock:
            self._target = (memory, box)

    def restart(self) -> None:
        """Forget the frames seen: a new attempt to connect begins."""
        with self._lock:
            self._monitor = ProgressMonitor(self._thresholds, time.monotonic())

    def judge(self) -> tuple[str, float, ReasonCode]:
        """Return condition, since when (monotonic) and why."""
        with self._lock:
            progress = self._monitor.judge(time.monotonic())
        return progress.verdict, progress.since, progress.reason

    @property
    def has_frames(self) -> bool:
        """True once a picture came since the last `restart`."""
        return self._monitor.changed_at > 0

    @property
    def frame_at(self) -> float:
        """Monotonic instant of the newest picture."""
        return self._target[0].frame_at

    def wants_frame(self) -> bool:
        """Return whether converting the next frame is worth it; False while the wall is behind."""
        memory = self._target[0]
        if memory.waiting and time.monotonic() - memory.frame_at < HURRY_S:
            with self._lock:
                self._monitor.note_frame(time.monotonic(), None)
            return False
        return True

    def begin(self, source: tuple[int, int], pixel_aspect: float) -> tuple[FrameMemory, Slot]:
        """Return the slot to fill with a picture whose coded size is `source` (px)."""
        with self._lock:
            memory, box = self._target
        return memory, memory.begin(*fit(source, box, pixel_aspect))

    def publish(self, memory: FrameMemory, slot: Slot) -> None:
        """Hand a filled slot to the wall."""
        now = time.monotonic()
        with self._lock:
            sample = sample_of(memory.pixels(slot)) if self._monitor.wants_sample(now) else None
            self._monitor.note_frame(now, sample)
            changed_at = self._monitor.changed_at
        memory.publish(slot, now, changed_at)
        self._wake()


class Decoder(Protocol):
    """Plays one address."""

    def play(self, address: str, sink: Sink, stop: threading.Event) -> None:
        """Fill `sink` until `stop` is set.

        Raises:
            StreamError: the stream cannot be opened, or went away.
        """
        ...
