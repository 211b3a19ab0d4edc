"""Stuck: a sensor that says the very same for longer than nature stands still."""

from __future__ import annotations

import math

from backend.domain.checks.spec import StuckCheck


class Stuck:
    """Since when a series says the same."""

    __slots__ = ("_gap_s", "_last_at", "_since_at", "_spec", "_value")

    def __init__(self, spec: StuckCheck, gap_s: float) -> None:
        """Start with nothing seen.

        Args:
            spec: of the metric.
            gap_s: after a longer silence nobody knows what the value was meanwhile, s.
        """
        self._spec, self._gap_s = spec, gap_s
        self._value = self._since_at = self._last_at = math.nan

    def look(self, at: float, value: float) -> float | None:
        """Return since when (s since epoch) the series is stuck, None where it is not.

        Args:
            at: s since epoch, later than the one before.
            value: in the metric's unit.
        """
        if value != self._value or not at - self._last_at <= self._gap_s:
            self._value, self._since_at = value, at
        self._last_at = at
        if at - self._since_at < self._spec.after_s or value in self._spec.except_at:
            return None
        return self._since_at
