"""When to show a frame of a source that may deliver faster than life (files, HTTP). Pure."""

from __future__ import annotations

MAX_WAIT_S = 1.0
"""A larger jump in the timestamps is a break in the recording, not a pause to sit out."""
MAX_LATE_S = 0.5
"""Behind by more than this, the pace starts anew from here instead of racing after it."""


class Pacer:
    """Maps timestamps of frames to instants."""

    def __init__(self) -> None:
        """Start with no frame seen."""
        self._offset_s: float | None = None

    def wait_s(self, timestamp_s: float | None, now: float) -> float:
        """Return how long to wait before a frame is shown.

        Args:
            timestamp_s: the frame's time in its stream; None where it has none (it is due at once).
            now: seconds of a monotonic clock.
        """
        if timestamp_s is None:
            return 0.0
        if self._offset_s is None:
            self._offset_s = now - timestamp_s
        wait = timestamp_s + self._offset_s - now
        if not -MAX_LATE_S <= wait <= MAX_WAIT_S:
            self._offset_s = now - timestamp_s
            return 0.0
        return max(0.0, wait)


class Backoff:
    """Growing pauses between attempts: doubled after each, back to the first after a success."""

    def __init__(self, first_s: float, longest_s: float) -> None:
        """Start with `first_s`; never pause longer than `longest_s`."""
        self._first_s = first_s
        self._longest_s = longest_s
        self._next_s = first_s

    def succeed(self) -> None:
        """Start over with the first pause."""
        self._next_s = self._first_s

    def next_s(self) -> float:
        """Return the pause before the next attempt, and double the one after it."""
        pause = self._next_s
        self._next_s = min(self._longest_s, pause * 2)
        return pause
