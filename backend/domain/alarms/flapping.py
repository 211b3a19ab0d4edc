"""Flapping: an alarm that switches too often is one state, one line, one sound."""

from __future__ import annotations

from collections import deque

N_CHANGES = 4
WINDOW_S = 600.0
"""This many changes within this time are flapping; this long without one ends it."""


class Switches:
    """When one alarm switched last."""

    __slots__ = ("_times",)

    def __init__(self) -> None:
        """Start with none."""
        self._times: deque[float] = deque(maxlen=N_CHANGES)

    def add(self, at: float) -> None:
        """Count a raising or clearing."""
        self._times.append(at)

    def flapping(self) -> bool:
        """Return whether the newest changes are too many in too short a time."""
        times = self._times
        return len(times) == N_CHANGES and times[-1] - times[0] <= WINDOW_S

    def ends_at(self) -> float:
        """Return when the alarm counts as steady if it does not switch again, s since epoch."""
        return self._times[-1] + WINDOW_S
