"""Calls to 1022 and SOS requests that the water in the streets causes, by ward."""

from __future__ import annotations

import math

import msgspec
import numpy as np

from backend.demo.city import City
from backend.demo.storm import Floats


class AreaCalls(msgspec.Struct, frozen=True):
    """What the hotline knows of one ward, or of the whole city."""

    n_calls_15min: int
    n_sos_open: int
    """Requests for rescue not yet closed."""
    n_sos_waiting: int
    """Of these, with nobody on the way."""


class Hotline:
    """Requests appear where streets stand deep, find a team, and are closed."""

    def __init__(self, city: City, seed: int) -> None:
        """Start with a quiet hotline; equal seeds give equal requests."""
        self.areas = city.hotline_areas()
        self._area_of = np.array([self.areas.index(post.area_name) for post in city.posts])
        self._rng = np.random.default_rng([seed, 1022])
        self._until_next = self._rng.exponential(1.0, len(self.areas))
        self._open: list[list[tuple[float, float]]] = [[] for _ in self.areas]
        self._t_h: float | None = None

    def advance(self, t_h: float, depth_cm: Floats) -> None:
        """Let requests come and go up to `t_h` (h) with streets as deep as `depth_cm` (float64[n_posts])."""
        step_h = 0.0 if self._t_h is None else max(t_h - self._t_h, 0.0)
        self._t_h = t_h
        danger = np.maximum(depth_cm - 25.0, 0.0) / 10.0
        hazard_per_h = np.bincount(self._area_of, danger, len(self.areas))
        self._until_next -= hazard_per_h * step_h
        for i, requests in enumerate(self._open):
            while self._until_next[i] <= 0:
                self._until_next[i] += self._rng.exponential(1.0)
                assigned_h = t_h + self._rng.uniform(0.08, 0.3)
                requests.append((assigned_h, assigned_h + self._rng.uniform(0.4, 1.1)))
            self._open[i] = [request for request in requests if request[1] > t_h]

    def by_area(self, depth_cm: Floats) -> list[AreaCalls]:
        """Return one figure per area of `areas`, as of the last `advance`."""
        t_h = self._t_h or 0.0
        wet = np.bincount(self._area_of, np.maximum(depth_cm - 5.0, 0.0), len(self.areas))
        wobble = 1 + 0.15 * np.sin(2 * math.pi * t_h * 3 + np.arange(len(self.areas)))
        calls = 0.18 * wet * wobble
        return [
            AreaCalls(round(calls[i]), len(requests), sum(assigned > t_h for assigned, _ in requests))
            for i, requests in enumerate(self._open)
        ]


def total(areas: list[AreaCalls]) -> AreaCalls:
    """Return the whole city's figure."""
    return AreaCalls(
        sum(a.n_calls_15min for a in areas),
        sum(a.n_sos_open for a in areas),
        sum(a.n_sos_waiting for a in areas),
    )
