"""One figure over a window of the past: missing is never zero, too little data gives only a bound."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from backend.contract.state import Quality
from backend.domain.derived.past import Past, Spells
from backend.domain.derived.spec import EVENTS, Derived

HOUR_S = 3600.0
EDGE_S = 1e-6
"""Sums of seconds are rounded: a window that is covered but for so little is covered."""


class Figure(NamedTuple):
    """What a function gives, before any factor of units."""

    value: float
    quality: Quality
    """GOOD; ABOVE or BELOW: the true value lies above or below, too much of the time is not covered."""


def figure(spec: Derived, past: Past, k: int) -> Figure | None:
    """Return a metric's value at the end of bucket `k`.

    Args:
        spec: with a window.
        past: of the metric in `from`, up to date until `k`.
        k: bucket.

    Returns:
        None where nothing can be said.
    """
    if spec.function in EVENTS:
        return _event(spec, past, k)
    n = round(spec.window_s / past.step_s)
    covered_s = past.covered_s(k, n)
    value = _value(spec, past, k, covered_s)
    if not math.isfinite(value):
        return None
    if covered_s >= spec.min_coverage * spec.window_s - EDGE_S:
        return Figure(value, Quality.GOOD)
    bound = _bound(spec, past, k)
    return None if bound is None else Figure(value, bound)


def _bound(spec: Derived, past: Past, k: int) -> Quality | None:
    """Return on which side of a figure on too little data the true one lies, None where nobody knows."""
    if spec.function in ("sum", "integral"):
        return Quality.ABOVE if past.lowest(k, round(spec.window_s / past.step_s)) >= 0.0 else None
    sides: dict[str, Quality] = {"max": Quality.ABOVE, "min": Quality.BELOW}
    return sides.get(spec.function)


def _value(spec: Derived, past: Past, k: int, covered_s: float) -> float:
    n = round(spec.window_s / past.step_s)
    match spec.function:
        case "sum":
            return past.amount(k, n) if past.highest(k, n) > -math.inf else math.nan
        case "integral":
            return past.integral(k, n) / HOUR_S if covered_s > 0 else math.nan
        case "max":
            return past.highest(k, n)
        case "min":
            return past.lowest(k, n)
    return past.integral(k, n) / covered_s if covered_s > 0 else math.nan


def coverage(spec: Derived, past: Past, k: int) -> float:
    """Return which share of a metric's window readings stand for, 0 … 1."""
    covered_s = past.covered_s(k, round(spec.window_s / past.step_s))
    return min(1.0, max(0.0, covered_s / spec.window_s))


def _event(spec: Derived, past: Past, k: int) -> Figure | None:
    n = round(spec.window_s / past.step_s)
    if past.covered_s(k, n) <= 0:
        return None
    spells = past.wet[spec.wet_above or 0.0].spells(k, n)
    if spec.function == "dry_time":
        return _dry_time(spec, past, k, spells)
    return _event_sum(spec, past, k, spells)


def _event_sum(spec: Derived, past: Past, k: int, spells: Spells) -> Figure:
    """Return the amount of the running event, 0 where none runs."""
    end_at, dry_s = float(k * past.step_s), spec.dry_s or math.inf
    if not len(spells.bucket) or end_at - spells.last_at[-1] >= dry_s:
        return Figure(0.0, _sure(spec, past, k, end_at - dry_s))  # it is sure if the dry time was watched
    breaks = np.flatnonzero(spells.first_at[1:] - spells.last_at[:-1] >= dry_s)
    begin = int(breaks[-1]) + 1 if len(breaks) else 0
    rest = past.integral(k, k - int(spells.bucket[begin]))
    amount = (float(spells.since_first[begin]) + rest) / HOUR_S
    return Figure(amount, _sure(spec, past, k, float(spells.first_at[begin]) - dry_s))


def _sure(spec: Derived, past: Past, k: int, since_at: float) -> Quality:
    """Return GOOD if readings stand for enough of the time since an instant, all of which is remembered."""
    n = math.ceil((k * past.step_s - since_at) / past.step_s)
    if n * past.step_s > spec.window_s:
        return Quality.ABOVE  # it may have begun before all that is remembered
    enough = past.covered_s(k, n) >= spec.min_coverage * n * past.step_s - EDGE_S
    return Quality.GOOD if enough else Quality.ABOVE


def _dry_time(spec: Derived, past: Past, k: int, spells: Spells) -> Figure | None:
    """Return how long it has been dry, s: at most so long where somebody did not look meanwhile."""
    end_at = float(k * past.step_s)
    dry_s = end_at - float(spells.last_at[-1]) if len(spells.bucket) else spec.window_s
    n = math.ceil(dry_s / past.step_s)
    enough = past.covered_s(k, n) >= spec.min_coverage * n * past.step_s - EDGE_S
    if not len(spells.bucket):
        return Figure(dry_s, Quality.ABOVE) if enough else None
    return Figure(dry_s, Quality.GOOD if enough else Quality.BELOW)
