"""Flood on the duty desk: more new alarms than a person can take (ISA-18.2: 10 in 10 minutes)."""

from __future__ import annotations

from collections import deque

WINDOW_S = 600.0
ENTER_ABOVE = 10
"""More new alarms than this in the window begin a flood. Source: ANSI/ISA-18.2-2016, 16.5."""
LEAVE_BELOW = 5
"""Fewer than this end it. Source: the same."""


class Flood:
    """New alarms of the last ten minutes, and the flood that they may make."""

    def __init__(self) -> None:
        """Start calm."""
        self._news: deque[tuple[float, str]] = deque()
        self.since_at: float | None = None
        self.first_out = ""
        """Alarm id of the first alarm of the running flood."""

    def count(self) -> int:
        """Return how many new alarms the window holds."""
        return len(self._news)

    def add(self, at: float, alarm_id: str) -> None:
        """Count a new alarm."""
        self._news.append((at, alarm_id))

    def restore(self, news: list[tuple[float, str]], first_out: str, now: float) -> None:
        """Take over after a restart.

        Args:
            news: (raised_at, alarm id) of stored alarms, ascending.
            first_out: alarm id marked as the first of a running flood, empty if there was none.
            now: s since epoch.
        """
        self._news.extend(item for item in news if item[0] > now - WINDOW_S)
        if first_out:
            began_at = next((at for at, alarm_id in news if alarm_id == first_out), now)
            self.since_at, self.first_out = began_at, first_out

    def step(self, now: float) -> bool | None:
        """Slide the window; return True if a flood begins, False if it ends, None if neither."""
        while self._news and self._news[0][0] <= now - WINDOW_S:
            self._news.popleft()
        if self.since_at is None and len(self._news) > ENTER_ABOVE:
            self.since_at, self.first_out = now, self._news[0][1]
            return True
        if self.since_at is not None and len(self._news) < LEAVE_BELOW:
            self.since_at, self.first_out = None, ""
            return False
        return None

    def due_at(self) -> float | None:
        """Return when the window next loses an alarm, None if it is empty."""
        return self._news[0][0] + WINDOW_S if self._news else None
