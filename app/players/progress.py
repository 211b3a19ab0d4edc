"""Is this picture alive? Frozen and black detection from small samples of the frames. Pure."""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.players.messages import ReasonCode, Thresholds

SAMPLE_EVERY_S = 0.2
"""A frame is compared at most so often: five times a second finds a frozen picture soon enough."""
SAMPLE_COLUMNS = 96
"""Pixels per line that a sample aims at; a few thousand in all cost some microseconds."""

CHANGED_MEAN = 0.35
"""Mean absolute difference (of 255) above which the content has changed: sensor noise lies above it,
the small pulse of a re-encoded still picture at a key frame below."""
CHANGED_STEP = 16
"""Difference of one pixel (of 255) that counts as something moving."""
CHANGED_SHARE = 0.002
"""Share of such pixels above which the content has changed: a person far away in a still scene."""
BLACK_MEAN = 14.0
BLACK_SPREAD = 6.0
"""A black picture is dark all over; a street at night is dark with lights, so its spread is larger."""

Verdict = Literal["connecting", "playing", "frozen", "black"]


class Progress(msgspec.Struct, frozen=True):
    """What the frames say about a stream."""

    verdict: Verdict
    since: float
    reason: ReasonCode = ""


def sample_of(pixels: NDArray[np.uint8]) -> NDArray[np.int16]:
    """Return a small picture of the green channel, which is most of the luma.

    Args:
        pixels: uint8[height, ≥ width × 4], B G R and one unused byte per pixel.
    """
    step = max(1, pixels.shape[1] // 4 // SAMPLE_COLUMNS)
    return pixels[::step, 1 :: 4 * step].astype(np.int16)


class ProgressMonitor:
    """Follows one stream's frames; `now` is in seconds, from any clock that never steps back."""

    def __init__(self, thresholds: Thresholds, now: float) -> None:
        """Start before the first frame."""
        self.changed_at = 0.0
        self._thresholds = thresholds
        self._reference: NDArray[np.int16] | None = None
        self._frame_at: float | None = None
        self._sampled_at = -1e9
        self._black_since: float | None = None
        self._progress = Progress("connecting", now)

    def wants_sample(self, now: float) -> bool:
        """Return whether the next frame should come with a sample."""
        return now - self._sampled_at >= SAMPLE_EVERY_S

    def note_frame(self, now: float, sample: NDArray[np.int16] | None) -> None:
        """Note that a frame came; `sample` is int16[rows, columns], or None where it was not looked at."""
        self._frame_at = now
        if sample is None:
            return
        self._sampled_at = now
        if float(sample.mean()) < BLACK_MEAN and float(sample.std()) < BLACK_SPREAD:
            self._black_since = now if self._black_since is None else self._black_since
        else:
            self._black_since = None
        if self._has_changed(sample):
            self._reference, self.changed_at = sample, now

    def judge(self, now: float) -> Progress:
        """Return the stream's condition now, and since when."""
        verdict, since, reason = self._verdict(now)
        if (verdict, reason) != (self._progress.verdict, self._progress.reason):
            self._progress = Progress(verdict, since, reason)
        return self._progress

    def _verdict(self, now: float) -> tuple[Verdict, float, ReasonCode]:
        limits = self._thresholds
        if self._frame_at is None:
            return "connecting", self._progress.since, ""
        if self._black_since is not None and now - self._black_since > limits.black_s:
            return "black", self._black_since, "dark_picture"
        if now - self._frame_at > limits.silent_s:
            return "frozen", self._frame_at, "no_frames"
        if now - self.changed_at > limits.frozen_s:
            return "frozen", self.changed_at, "same_picture"
        return "playing", now, ""

    def _has_changed(self, sample: NDArray[np.int16]) -> bool:
        # Compared with the picture of the last change, not with the previous one: slow change adds up.
        if self._reference is None or self._reference.shape != sample.shape:
            return True
        difference = np.abs(sample - self._reference)
        if float(difference.mean()) > CHANGED_MEAN:
            return True
        return float((difference > CHANGED_STEP).mean()) > CHANGED_SHARE
