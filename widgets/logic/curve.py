"""The growing curve of one series: history and live points, gaps kept, thinned to the pixels. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backend.contract import codec
from backend.contract.messages import Columns

Floats = NDArray[np.float64]
_FIRST_CAPACITY = 1024
_PACE = 5
"""So many distances between readings tell how often they come."""
_GAP_PACES = 2.5
"""Neighbours so many usual distances apart have a gap between them."""


class Curve:
    """Points of one series, ascending in time.

    Attributes:
        gap_s: neighbours further apart than this (s) have a gap between them; never less than what
            the curve began with, so that a past with rarer readings stays a line.
        step_s: roll-up step of the history part (s), 0 for raw.
    """

    def __init__(self, gap_s: float) -> None:
        """Start empty."""
        self.gap_s = self._least_gap_s = gap_s
        self.step_s = 0.0
        self._at = np.empty(_FIRST_CAPACITY)
        self._value = np.empty(_FIRST_CAPACITY)
        self._first = self._end = 0
        self._band: tuple[Floats, Floats, Floats] = (np.empty(0), np.empty(0), np.empty(0))

    def __len__(self) -> int:
        """Return the number of points."""
        return self._end - self._first

    @property
    def at(self) -> Floats:
        """Instants, float64[n], ascending; a view."""
        return self._at[self._first : self._end]

    @property
    def value(self) -> Floats:
        """Values, float64[n]; NaN draws a gap; a view."""
        return self._value[self._first : self._end]

    def append(self, at: float, value: float) -> bool:
        """Add a point; one that is not newer than the last is left out. Return whether it was added."""
        if len(self) and at <= self._at[self._end - 1]:
            return False
        if self._end == len(self._at):
            self._make_room()
        self._at[self._end], self._value[self._end] = at, value
        self._end += 1
        return True

    def trim(self, before_at: float) -> None:
        """Forget points before `before_at`, but keep one so that the line enters from the left."""
        kept = int(np.searchsorted(self.at, before_at))
        self._first += max(0, kept - 1)

    def take_history(self, columns: Columns) -> None:
        """Put a history before the live points that came meanwhile."""
        at, value = codec.floats(columns.at), codec.floats(columns.value)
        newer = self.at > at[-1] if len(at) else np.ones(len(self), bool)
        at, value = np.concatenate([at, self.at[newer]]), np.concatenate([value, self.value[newer]])
        capacity = max(_FIRST_CAPACITY, 2 * len(at))
        self._at, self._value = np.empty(capacity), np.empty(capacity)
        self._first, self._end = 0, len(at)
        self._at[: len(at)], self._value[: len(at)] = at, value
        self.gap_s = max(columns.gap_s, columns.step_s, self._least_gap_s)
        self.step_s = columns.step_s
        if columns.low and columns.high:
            lows, highs = codec.floats(columns.low), codec.floats(columns.high)
            self._band = (codec.floats(columns.at), lows, highs)

    def drawn(self, bucket_s: float) -> tuple[Floats, Floats]:
        """Return x and y to draw, thinned to two points per `bucket_s` seconds, NaN at gaps."""
        return with_gaps(*thinned(self.at, self.value, bucket_s), max(self.gap_s, bucket_s))

    def since(self, at: float) -> tuple[Floats, Floats]:
        """Return the points from `at` on as x and y to draw, NaN at gaps."""
        first = int(np.searchsorted(self.at, at))
        value = self.value[first:]
        finite = np.isfinite(value)
        return with_gaps(self.at[first:][finite], value[finite], self.gap_s)

    def band(self) -> tuple[Floats, Floats, Floats]:
        """Return instants, minima and maxima of the rolled-up history; empty for raw data."""
        return self._band

    def span(self, start_at: float, end_at: float) -> tuple[float, float] | None:
        """Return least and greatest value within a window, None where there is none."""
        inside = self.value[(self.at >= start_at) & (self.at <= end_at)]
        inside = inside[np.isfinite(inside)]
        return (float(inside.min()), float(inside.max())) if len(inside) else None

    def _make_room(self) -> None:
        at, value = self.at, self.value
        capacity = max(_FIRST_CAPACITY, 2 * len(at))
        new_at, new_value = np.empty(capacity), np.empty(capacity)
        new_at[: len(at)], new_value[: len(at)] = at, value
        self._at, self._value, self._first, self._end = new_at, new_value, 0, len(at)


def thinned(at: Floats, value: Floats, bucket_s: float) -> tuple[Floats, Floats]:
    """Return the points that can be told apart when `bucket_s` seconds are one pixel.

    Each bucket keeps its least and greatest value, in the order of its trend. Buckets lie on absolute
    time, so that a sliding window does not make the curve shimmer.

    Args:
        at: float64[n], ascending.
        value: float64[n]; NaN is left out.
        bucket_s: width of a bucket, > 0.
    """
    finite = np.isfinite(value)
    if not finite.all():
        at, value = at[finite], value[finite]
    if len(at) < 4 or (at[-1] - at[0]) / bucket_s * 2 > len(at):
        return at, value
    bucket = np.floor_divide(at, bucket_s)
    starts = np.flatnonzero(np.diff(bucket, prepend=bucket[0] - 1))
    ends = np.append(starts[1:], len(at)) - 1
    low, high = np.minimum.reduceat(value, starts), np.maximum.reduceat(value, starts)
    rising = value[ends] >= value[starts]
    x, y = np.empty(2 * len(starts)), np.empty(2 * len(starts))
    x[0::2], x[1::2] = at[starts], at[ends]
    y[0::2], y[1::2] = np.where(rising, low, high), np.where(rising, high, low)
    return x, y


def with_gaps(at: Floats, value: Floats, gap_s: float) -> tuple[Floats, Floats]:
    """Return the points with a NaN between neighbours more than `gap_s` seconds apart.

    Where the readings just before or just after come as rarely, that is their pace and no gap: a past
    of one reading in ten minutes stays a line although the live ones come every ten seconds.
    """
    apart = np.diff(at)
    long = apart > gap_s
    if not long.any():
        return at, value
    ends = np.zeros(_PACE)
    usual = np.median(np.lib.stride_tricks.sliding_window_view(np.concatenate([ends, apart, ends]), _PACE), 1)
    before, after = usual[: len(apart)], usual[_PACE + 1 :]
    breaks = np.flatnonzero(long & (apart > _GAP_PACES * np.maximum(before, after))) + 1
    return np.insert(at, breaks, at[breaks - 1]), np.insert(value, breaks, np.nan)
