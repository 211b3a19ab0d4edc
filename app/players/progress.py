"""Is this picture alive? Frozen and black detection from small samples of the frames. Pure."""

from __future__ import annotations

from collections import deque
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.players.messages import ReasonCode, Thresholds

SAMPLE_EVERY_S = 0.2
"""A frame is compared at most so often: five times a second finds a frozen picture soon enough."""
SAMPLE_COLUMNS = 192
"""Pixels per line that a sample aims at; some twenty thousand in all cost a tenth of a millisecond."""
BLOCK = 6
"""Samples are averaged over blocks of so many rows and columns: coding noise goes, things stay."""

CHANGED_BLOCK = 7.0
"""Change of a block's mean (of 255) that counts as something moving. A still picture encoded again and
again pulses by up to 5 at key frames (x264 at its worst quality); streets and empty rooms change by
more than 11 within 8 s (measured on traffic, car park, campus and indoor footage)."""
NOISY_SHARE = 0.01
"""Share of pixels that differ from the sample before, above which there is sensor noise."""
NOISY_WINDOW_S = 5.0
NOISY_PART = 0.8
"""A live sensor's noise differs in nearly every sample (all of them in the footage measured), a still
picture's coding noise in less than half: so an empty street at night is told from a frozen one."""
NOISY_LEAST = 4
"""Samples in the window below which nothing is said of noise."""
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


def blocks_of(sample: NDArray[np.int16]) -> NDArray[np.float32]:
    """Return the means of a sample's blocks; the sample itself where it is smaller than a block."""
    rows, columns = sample.shape[0] // BLOCK, sample.shape[1] // BLOCK
    if not rows or not columns:
        return sample.astype(np.float32)
    whole = sample[: rows * BLOCK, : columns * BLOCK].reshape(rows, BLOCK, columns, BLOCK)
    means: NDArray[np.float32] = whole.mean(axis=(1, 3), dtype=np.float32)
    return means


class ProgressMonitor:
    """Follows one stream's frames; `now` is in seconds, from any clock that never steps back."""

    def __init__(self, thresholds: Thresholds, now: float) -> None:
        """Start before the first frame."""
        self.changed_at = 0.0
        self._thresholds = thresholds
        self._reference: NDArray[np.float32] | None = None
        self._previous: NDArray[np.int16] | None = None
        self._noisy: deque[tuple[float, bool]] = deque()
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
        is_noisy = self._note_noise(now, sample)
        if self._has_changed(sample) or is_noisy:
            self.changed_at = now

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
        blocks = blocks_of(sample)
        former = self._reference
        if former is not None and former.shape == blocks.shape and _gap(blocks, former) <= CHANGED_BLOCK:
            return False
        self._reference = blocks
        return True

    def _note_noise(self, now: float, sample: NDArray[np.int16]) -> bool:
        """Return whether the samples of the last seconds differ as a live sensor's do."""
        former, self._previous = self._previous, sample
        if former is None or former.shape != sample.shape:
            return False
        self._noisy.append((now, float((sample != former).mean()) > NOISY_SHARE))
        while now - self._noisy[0][0] > NOISY_WINDOW_S:
            self._noisy.popleft()
        n_noisy = sum(noisy for _at, noisy in self._noisy)
        return len(self._noisy) >= NOISY_LEAST and n_noisy >= NOISY_PART * len(self._noisy)


def _gap(blocks: NDArray[np.float32], former: NDArray[np.float32]) -> float:
    return float(np.abs(blocks - former).max())
