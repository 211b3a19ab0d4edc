"""Leaves out readings that cannot bring the figure of an aggregate rule near its limit.

A window needs no more than the readings in it and how long the first of them stands for. So what lies
further before a crossing than the window is wide can be left out, and what comes long after it too. The
sums of what is left may differ from the daemon's in the last digit of a float.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from backend.analytics.calm import Flags, settled
from backend.analytics.columns import Readings
from backend.contract.state import Quality
from backend.domain.rules import aggregate

_ROUNDING = 1e-9
"""Relative; sums that are nearer to the limit than this are looked at."""


def may_matter(bound: aggregate.Bound, readings: Readings) -> Flags:
    """Return which readings can matter to an aggregate rule (bool[n])."""
    good = readings.quality == Quality.GOOD
    kept = (readings.quality == Quality.BELOW) | (readings.quality == Quality.ABOVE)
    at, value = readings.at[good], readings.value[good]
    near = _near(bound, at, value)
    if near is None:
        return np.asarray(kept | good)
    behind_s = bound.window_s + bound.max_gap_s
    begins = near.copy()
    begins[1:] |= near[:-1]
    over = settled(at, begins, bound.max_gap_s, behind_s + bound.ladder.off_delay_s)
    next_near_at = np.minimum.accumulate(np.where(near, at, math.inf)[::-1])[::-1]
    kept[np.flatnonzero(good)] = ~over | (next_near_at - at <= behind_s)
    return np.asarray(kept)


def _near(bound: aggregate.Bound, at: NDArray[np.float64], value: NDArray[np.float64]) -> Flags | None:
    """Return after which readings the figure may hold the first step; None where that cannot be told."""
    first = bound.ladder.steps[0]
    if bound.direction == "below":
        limit = first.low_trip + bound.ladder.deadband
        margin = _ROUNDING * (1.0 + abs(limit))
        return value < limit + margin if bound.function in ("max", "min", "mean") else None
    limit = first.high_trip - bound.ladder.deadband
    margin = _ROUNDING * (1.0 + abs(limit))
    if bound.function in ("max", "min", "mean"):
        return value > limit - margin
    if bound.function == "rate":
        return None
    most = np.maximum(value, 0.0)
    if bound.function == "integral":
        most = most * np.minimum(np.diff(at, prepend=-math.inf), bound.max_gap_s) / 3600.0
    total = np.concatenate([np.zeros(1), np.cumsum(most)])
    left = np.searchsorted(at, at - bound.window_s, side="right")
    within = total[1:] - total[left]
    return np.asarray(within > limit - margin - _ROUNDING * total[-1])
