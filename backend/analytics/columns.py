"""The readings of one series as columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backend.contract.state import Quality
from backend.domain.observation import Observation


class Readings(NamedTuple):
    """Readings of one series; arrays of one length, `at` ascending and distinct."""

    at: NDArray[np.float64]
    """Instant of the measurement, s since epoch."""
    value: NDArray[np.float64]
    """In the series' unit."""
    quality: NDArray[np.uint8]
    """`Quality`."""

    def __len__(self) -> int:
        """Return how many readings there are."""
        return len(self.at)

    def picked(self, which: NDArray[np.bool_]) -> Readings:
        """Return those for which `which` (bool[n]) is true."""
        return Readings(self.at[which], self.value[which], self.quality[which])

    def between(self, start_at: float, end_at: float) -> Readings:
        """Return those with `start_at` ≤ at ≤ `end_at` (s since epoch)."""
        first = int(np.searchsorted(self.at, start_at, side="left"))
        last = int(np.searchsorted(self.at, end_at, side="right"))
        return Readings(self.at[first:last], self.value[first:last], self.quality[first:last])

    def plausible(self, low: float, high: float) -> Readings:
        """Return them as intake marks them: good ones outside of `low … high` are uncertain."""
        wild = (self.quality == Quality.GOOD) & ~((self.value >= low) & (self.value <= high))
        quality = np.where(wild, np.uint8(Quality.UNCERTAIN), self.quality).astype(np.uint8)
        return Readings(self.at, self.value, quality)

    def observations(self, series_id: str) -> list[Observation]:
        """Return them as the evaluator takes them."""
        kinds = tuple(Quality)
        columns = (self.at.tolist(), self.value.tolist(), self.quality.tolist())
        return [Observation(series_id, a, v, kinds[q]) for a, v, q in zip(*columns, strict=True)]


def readings(at: object, value: object, quality: object = None) -> Readings:
    """Return columns made of anything that numpy takes; without `quality` all are good."""
    at_ = np.asarray(at, np.float64)
    quality_ = np.zeros(len(at_), np.uint8) if quality is None else np.asarray(quality, np.uint8)
    return Readings(at_, np.asarray(value, np.float64), quality_)
