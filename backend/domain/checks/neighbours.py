"""Neighbours: which stations stand around one, and whether two of them tell the same weather."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from backend.domain.checks.spec import NeighboursCheck
from backend.domain.incidents.ground import EARTH_RADIUS_M, Point


def nearest(points: Mapping[str, Point], spec: NeighboursCheck) -> dict[str, list[str]]:
    """Return the neighbours of each station, nearest first.

    Distances are those of `backend.domain.incidents.ground.distance_m`, a row of all at a time.

    Args:
        points: id of a station -> degrees north and east.
        spec: how far and how many.
    """
    names = sorted(points)
    at = np.array([points[name] for name in names], np.float64).reshape(-1, 2)
    north, east = at[:, 0], at[:, 1]
    found = {}
    for i, name in enumerate(names):
        across = (east - east[i]) * np.cos(np.radians((north + north[i]) / 2))
        far_m = EARTH_RADIUS_M * np.radians(np.hypot(north - north[i], across))
        far_m[i] = np.inf
        reach_m = spec.within_km * 1000.0
        if spec.n < len(names):
            reach_m = min(reach_m, float(np.partition(far_m, spec.n - 1)[spec.n - 1]))
        around = sorted((float(far_m[k]), names[k]) for k in np.flatnonzero(far_m <= reach_m))
        found[name] = [other for _, other in around][: spec.n]
    return found


def agree(value: float, other: float, spec: NeighboursCheck) -> bool:
    """Return whether the values of two stations tell the same (in the metric's unit)."""
    if spec.max_difference is not None and abs(value - other) <= spec.max_difference:
        return True
    low, high = sorted((value, other))
    return spec.max_factor is not None and low > 0 and high <= spec.max_factor * low


def stands_alone(value: float, others: Sequence[float], spec: NeighboursCheck) -> bool:
    """Return whether enough neighbours have a value, and none of them agrees."""
    return len(others) >= spec.min_n and not any(agree(value, other, spec) for other in others)
