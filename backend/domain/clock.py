"""The clock that is passed in, so that replay, drill and tests run on any time."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> float:
        """Return seconds since the Unix epoch, UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Return the machine's time."""
        return time.time()  # noqa: TID251 - the one place where the machine's clock is read


class ScaledClock:
    """A clock that starts at any instant and runs at any speed."""

    def __init__(self, start_at: float, speed: float = 1.0) -> None:
        """Start at `start_at` (s since epoch) and run `speed` times as fast as the machine."""
        self._start_at, self._speed, self._origin = start_at, speed, time.monotonic()

    def now(self) -> float:
        """Return the scaled time."""
        return self._start_at + (time.monotonic() - self._origin) * self._speed
