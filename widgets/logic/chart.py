"""What a chart shows: its window, its comparison day, its limits. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import msgspec

from backend.contract.state import Limit, ReferenceDay, Series
from widgets.logic import formats


class Window(msgspec.Struct, frozen=True):
    """The stretch of time that a chart shows."""

    start_at: float
    end_at: float

    @property
    def span_s(self) -> float:
        """Length in seconds."""
        return self.end_at - self.start_at


def window_at(now: float, window_s: float, ahead_s: float, n_pixels: float, *, phase: float = 0.0) -> Window:
    """Return the window that holds `now`, moving on in steps of one pixel so that most redraws keep it.

    Args:
        now: s since epoch.
        window_s: length, > 0.
        ahead_s: part of it that lies after `now`, ≥ 0.
        n_pixels: width on screen, ≥ 1.
        phase: share of a step, 0 to 1, so that many charts do not all move on in the same frame.
    """
    step = window_s / max(1.0, n_pixels)
    end_at = (math.ceil((now + max(ahead_s, 6 * step)) / step - phase) + phase) * step
    return Window(end_at - window_s, end_at)


def local_midnight(at: float, timezone: str) -> float:
    """Return the instant of the last local midnight at or before `at`."""
    day = formats.local(at, timezone)
    return day.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def reference_shift_s(day: ReferenceDay, now: float, timezone: str) -> float:
    """Return seconds to add to an instant of the reference day to lay it onto today."""
    return local_midnight(now, timezone) - day.start_at


def reference_named(day_id: str, days: Iterable[ReferenceDay]) -> ReferenceDay | None:
    """Return the reference day of an id, or None."""
    return next((day for day in days if day.day_id == day_id), None)


def shared_limits(series: Sequence[Series]) -> list[Limit]:
    """Return the limits to draw for several series of one unit: each value and name once."""
    found: dict[tuple[float, str], Limit] = {}
    for one in series:
        if one.unit == series[0].unit:
            for limit in one.limits:
                found.setdefault((limit.value, limit.name.vi), limit)
    return sorted(found.values(), key=lambda limit: limit.value)


def near_limits(limits: Iterable[Limit], spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the value spans that a chart should hold so that the limits next to the data are seen.

    A limit counts as next when the data has come at least a third of the way to it from zero.
    """
    data = list(spans)
    if not data:
        return [(limit.value, limit.value) for limit in limits]
    low, high = min(s[0] for s in data), max(s[1] for s in data)
    kept = [
        limit.value
        for limit in limits
        if (limit.direction == "above" and high >= limit.value / 3)
        or (limit.direction == "below" and low <= limit.value * 3)
    ]
    ascending = sorted(limit.value for limit in limits if limit.direction == "above")
    return [(v, v) for v in (*kept, *ascending[:1])]
