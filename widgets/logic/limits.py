"""Which limits a value exceeds. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable

from backend.contract.state import SEVERITIES, Limit, Severity, as_shown, exceeds, reaches

__all__ = ["as_shown", "exceeded", "exceeds", "nearest_ahead", "rank", "reaches", "worst_severity"]


def rank(severity: Severity | None) -> int:
    """Return 0 for critical, 3 for low, 4 for none."""
    return SEVERITIES.index(severity) if severity is not None else len(SEVERITIES)


def exceeded(value: float, limits: Iterable[Limit]) -> Limit | None:
    """Return the worst limit that `value` exceeds; of equal severity the farthest one."""
    hit = [limit for limit in limits if exceeds(value, limit)]
    return min(hit, key=lambda limit: (rank(limit.severity), abs(value - limit.value)), default=None)


def nearest_ahead(value: float, limits: Iterable[Limit]) -> Limit | None:
    """Return the nearest limit that `value` has not reached yet."""
    if math.isnan(value):
        return None
    ahead = [limit for limit in limits if not exceeds(value, limit)]
    return min(ahead, key=lambda limit: abs(limit.value - value), default=None)


def worst_severity(severities: Iterable[Severity]) -> Severity | None:
    """Return the worst of several severities, None where there are none."""
    return min(severities, key=rank, default=None)
