"""The wall's clock: what tiles measure ages with. Live today, any time in a replay."""

from __future__ import annotations

import time


class WallClock:
    """Time of the wall, corrected by the daemon's pulse."""

    def __init__(self) -> None:
        """Start with the machine's time."""
        self._offset_s = 0.0

    def now(self) -> float:
        """Return seconds since the Unix epoch, UTC, in the daemon's time."""
        return time.time() + self._offset_s  # noqa: TID251 - the wall's one place that reads the machine's clock

    def follow(self, daemon_at: float) -> None:
        """Take over the daemon's time where the two differ by more than two seconds (a replay)."""
        offset = daemon_at - time.time()  # noqa: TID251 - as above
        self._offset_s = offset if abs(offset) > 2.0 else 0.0
