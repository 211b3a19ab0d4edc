"""One stream in a player: a thread that connects, plays, and tries again with growing pauses."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import cast

from app.players.address import without_password
from app.players.decoder import Decoder, Sink, StreamError
from app.players.frames import FrameMemory
from app.players.messages import Report, StreamCondition, Thresholds, Watch
from app.players.pacing import Backoff

log = logging.getLogger(__name__)


class Playback:
    """Plays one address until stopped, whatever happens to the camera."""

    def __init__(
        self,
        watch: Watch,
        memory: FrameMemory,
        decoder: Callable[[], Decoder],
        wake: Callable[[], None],
    ) -> None:
        """Prepare to play; `decoder` makes one for each attempt, `wake` tells the wall of a frame."""
        self._watch = watch
        self._decoder = decoder
        self._sink = Sink(memory, (watch.width_px, watch.height_px), watch.thresholds, wake)
        self._stop = threading.Event()
        self._loss: Report | None = None
        self._thread = threading.Thread(target=self._run, name=f"stream {watch.stream_id}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End soon; does not wait."""
        self._stop.set()

    def retarget(self, watch: Watch, memory: FrameMemory) -> None:
        """Go on in another memory and size."""
        self._sink.retarget(memory, (watch.width_px, watch.height_px))

    def report(self) -> Report:
        """Return how the stream is now."""
        loss = self._loss
        if loss is not None and not self._sink.has_frames:
            return loss
        condition, since, reason = self._sink.judge()
        return Report(self._watch.stream_id, cast(StreamCondition, condition), since, reason)

    def _run(self) -> None:
        limits: Thresholds = self._watch.thresholds
        backoff = Backoff(limits.backoff_min_s, limits.backoff_max_s)
        while not self._stop.is_set():
            self._sink.restart()
            try:
                self._decoder().play(self._watch.address, self._sink, self._stop)
            except StreamError as error:
                self._lose(error, backoff)
            except Exception as error:
                log.exception("camera %s: decoder failed", without_password(self._watch.address))
                self._lose(StreamError("broken", repr(error)), backoff)

    def _lose(self, error: StreamError, backoff: Backoff) -> None:
        """Note why the stream is gone, then pause."""
        since = self._loss.since if self._loss is not None else time.monotonic()
        if self._sink.has_frames:
            backoff.succeed()
            self._loss, since = None, self._sink.frame_at
        pause = backoff.next_s()
        if self._loss is None or self._loss.reason != error.reason:
            log.warning("camera %s: %s", without_password(self._watch.address), error)
        self._loss = Report(self._watch.stream_id, "lost", since, error.reason, error.detail, pause)
        self._sink.restart()
        self._stop.wait(pause)
