"""How often somebody may ask: token buckets, as many as fit, the longest unused forgotten first. Pure."""

from __future__ import annotations

from collections import OrderedDict

MOST_KNOWN = 20_000
"""Addresses remembered; one that was forgotten begins with a full bucket."""


class Buckets:
    """One bucket for each name, all of the same size."""

    def __init__(self, per_minute: float, burst: float | None = None) -> None:
        """Allow `per_minute` in the long run and `burst` at once (≥ 1; left out: a tenth, at least 5)."""
        self._per_s = per_minute / 60.0
        self._burst = max(1.0, burst if burst is not None else max(5.0, per_minute / 10.0))
        self._level: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many names are remembered."""
        return len(self._level)

    def take(self, name: str, now: float) -> float:
        """Take one; return 0, or how long to wait (s) if there is none left.

        Args:
            name: who asks.
            now: any clock in seconds that only runs forward.
        """
        level, at = self._level.pop(name, (self._burst, now))
        level = min(self._burst, level + max(0.0, now - at) * self._per_s)
        wait_s = 0.0 if level >= 1.0 else (1.0 - level) / self._per_s
        self._level[name] = (level - 1.0 if wait_s == 0.0 else level, now)
        if len(self._level) > MOST_KNOWN:
            self._level.popitem(last=False)
        return wait_s
