"""Some neighbouring readings of one series as a curve of what has come together since the first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Strip:
    """Readings in the order of time, each with the time that it stands for."""

    __slots__ = ("_at", "_counts", "_knots", "_start_at", "_until_amount", "_until_s", "_value")

    def __init__(self, at: Floats, value: Floats, max_gap_s: float, n_before: int) -> None:
        """Work out what each reading stands for.

        Args:
            at: float64[n], ascending and distinct, s since epoch.
            value: float64[n], NaN where a reading does not count.
            max_gap_s: longest time that one reading stands for, s.
            n_before: so many of the first readings are there only as neighbours of the next.
        """
        counts = value == value  # noqa: PLR0124 - not NaN, at a third of the cost
        covers = np.zeros(len(at))
        covers[1:] = at[1:] - at[:-1]
        covers[(covers > max_gap_s) | ~counts] = 0.0
        self._at, self._counts = at[n_before:], counts[n_before:]
        self._value = np.where(counts, value, 0.0)[n_before:]
        covers = covers[n_before:]
        self._start_at = self._at - covers
        self._knots = _pairs(self._start_at, self._at)
        self._until_amount = _risen(self._value * covers)
        self._until_s = _risen(covers)

    def integral(self, at: Floats) -> Floats:
        """Return the integral from the strip's begin to each instant, value x s, evenly over each reading."""
        return np.interp(at, self._knots, self._until_amount) if len(self._at) else np.zeros(len(at))

    def covered_s(self, at: Floats) -> Floats:
        """Return how many seconds readings stand for, from the strip's begin to each instant."""
        return np.interp(at, self._knots, self._until_s) if len(self._at) else np.zeros(len(at))

    def counted(self, begin: int, n: int, step: int) -> tuple[Ints, Floats, Floats, Floats]:
        """Return the readings that count in `n` buckets of `step` s from bucket `begin` on.

        Returns:
            Bucket (from 0), value, start of the time that it stands for and instant of each.
        """
        bucket = np.ceil(self._at / step).astype(np.int64) - begin
        inside = self._counts & (bucket >= 0) & (bucket < n)
        return bucket[inside], self._value[inside], self._start_at[inside], self._at[inside]


def _pairs(first: Floats, second: Floats) -> Floats:
    """Return first[0], second[0], first[1], second[1] and so on."""
    joined = np.empty(2 * len(first))
    joined[::2], joined[1::2] = first, second
    return joined


def _risen(amounts: Floats) -> Floats:
    """Return what has come together before and after each reading, in pairs."""
    until = np.cumsum(amounts)
    return _pairs(until - amounts, until)
