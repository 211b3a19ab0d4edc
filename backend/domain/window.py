"""A sliding window over one series: amounts, extremes, rate, and how much of it is covered by data."""

from __future__ import annotations

import math
from collections import deque


class Window:
    """Samples of the last `width_s` seconds; each stands for the time since the one before it.

    A sample at t covers (t - d, t], d being the distance to the sample before, at most `max_gap_s`.
    Sums are kept while samples come and go, and computed afresh now and then against rounding.
    """

    __slots__ = ("_amount", "_covered_s", "_highs", "_integral", "_last_at", "_lows", "_n_left", "_samples")

    def __init__(self) -> None:
        """Start with no sample."""
        self._samples: deque[tuple[float, float, float]] = deque()  # (at, covers_s, value)
        self._highs: deque[tuple[float, float]] = deque()
        self._lows: deque[tuple[float, float]] = deque()
        self._amount = self._integral = self._covered_s = 0.0
        self._last_at = math.nan
        self._n_left = 0

    def __len__(self) -> int:
        return len(self._samples)

    def add(self, at: float, value: float, max_gap_s: float) -> None:
        """Add a sample later than all others; longer silences than `max_gap_s` stay uncovered."""
        gap = at - self._last_at
        covers = gap if gap <= max_gap_s else 0.0  # also for the first one, whose gap is NaN
        self._last_at = at
        self._samples.append((at, covers, value))
        self._amount += value
        self._integral += value * covers
        self._covered_s += covers
        while self._highs and self._highs[-1][1] <= value:
            self._highs.pop()
        self._highs.append((at, value))
        while self._lows and self._lows[-1][1] >= value:
            self._lows.pop()
        self._lows.append((at, value))

    def slide(self, start_at: float) -> None:
        """Forget the samples at or before `start_at`."""
        samples = self._samples
        while samples and samples[0][0] <= start_at:
            _, covers, value = samples.popleft()
            self._amount -= value
            self._integral -= value * covers
            self._covered_s -= covers
            self._n_left += 1
        for extremes in (self._highs, self._lows):
            while extremes and extremes[0][0] <= start_at:
                extremes.popleft()
        if not samples or self._n_left >= 1024:
            self._n_left = 0
            self._amount = math.fsum(s[2] for s in samples)
            self._integral = math.fsum(s[1] * s[2] for s in samples)
            self._covered_s = math.fsum(s[1] for s in samples)

    def _before_s(self, start_at: float) -> float:
        at, covers, _ = self._samples[0]
        return max(0.0, start_at - (at - covers))

    def covered_s(self, start_at: float) -> float:
        """Return how many seconds after `start_at` are covered by data."""
        return self._covered_s - self._before_s(start_at) if self._samples else 0.0

    def integral(self, start_at: float) -> float:
        """Return the integral over time after `start_at`, value x s."""
        if not self._samples:
            return 0.0
        return self._integral - self._before_s(start_at) * self._samples[0][2]

    @property
    def amount(self) -> float:
        """Sum of the values."""
        return self._amount

    @property
    def highest(self) -> float:
        """Highest value, NaN without samples."""
        return self._highs[0][1] if self._highs else math.nan

    @property
    def lowest(self) -> float:
        """Lowest value, NaN without samples."""
        return self._lows[0][1] if self._lows else math.nan

    @property
    def rate(self) -> float:
        """Change per hour from the oldest to the newest sample, NaN with fewer than two."""
        if len(self._samples) < 2:
            return math.nan
        (first_at, _, first), (last_at, _, last) = self._samples[0], self._samples[-1]
        return (last - first) / (last_at - first_at) * 3600.0

    @property
    def oldest_at(self) -> float:
        """Instant of the oldest sample, inf without samples."""
        return self._samples[0][0] if self._samples else math.inf
