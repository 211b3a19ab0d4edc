"""Watches the floods of alarms on the duty desk and reports each when it ends."""

from __future__ import annotations

from collections import deque

import msgspec

from backend.analytics.alarm_measures import Names, Raising, flood_report
from backend.domain.alarms import events
from backend.domain.alarms.events import AlarmChange
from backend.domain.alarms.flood import WINDOW_S


class FloodWatch:
    """Remembers what was raised as long as it may belong to a flood."""

    def __init__(self, names: Names) -> None:
        """Start calm."""
        self._names = names
        self._raised: deque[Raising] = deque()
        self._began_at: float | None = None
        self._first_out = ""

    def take(self, change: AlarmChange, now: float) -> dict[str, object] | None:
        """Note a change; return the report of a flood that ends with it, as plain data."""
        alarm = change.alarm
        if change.kind == events.RAISED and alarm.operator == "unacknowledged":
            self._raised.append(Raising(now, alarm.alarm_id, alarm.severity, alarm.title.vi))
        elif change.kind == events.FLOOD_BEGAN:
            self._began_at, self._first_out = now, alarm.alarm_id
        elif change.kind == events.FLOOD_ENDED and self._began_at is not None:
            return self._report(now)
        if self._began_at is None:
            self._forget(now)
        return None

    def _forget(self, now: float) -> None:
        while self._raised and self._raised[0].at < now - WINDOW_S:
            self._raised.popleft()

    def _report(self, now: float) -> dict[str, object]:
        began_at, self._began_at = self._began_at or now, None
        # Those of the ten minutes before made the flood: they belong to it.
        report = flood_report(list(self._raised), self._names, (began_at, now), self._first_out)
        self._forget(now)
        found: dict[str, object] = msgspec.to_builtins(report)
        return found
