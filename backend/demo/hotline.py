"""Calls to 1022 and SOS requests that the water in the streets causes, by ward."""

from __future__ import annotations

import math

import msgspec
import numpy as np

from backend.demo.city import City
from backend.demo.storm import Floats

NEAREST_M, FARTHEST_M = 30.0, 280.0
"""How far from the street's flood post people call for help."""
METRES_PER_DEGREE = 111_195.0
"""Of latitude."""


class AreaCalls(msgspec.Struct, frozen=True):
    """What the hotline knows of one ward, or of the whole city."""

    n_calls_15min: int
    n_sos_open: int
    """Requests for rescue not yet closed."""
    n_sos_waiting: int
    """Of these, with nobody on the way."""


class Request(msgspec.Struct, frozen=True):
    """One request for rescue; nothing in it names a person."""

    number: int
    """Counts the requests of the whole city, from 1."""
    area_name: str
    street: str
    lat: float
    """Degrees north, WGS84."""
    lon: float
    """Degrees east, WGS84."""
    n_people: int
    assigned_h: float
    """When a team sets out, h of the model's day."""
    done_h: float
    """When it is closed."""

    def waits(self, t_h: float) -> bool:
        """Return whether nobody is on the way yet."""
        return self.assigned_h > t_h


class Hotline:
    """Requests appear where streets stand deep, find a team, and are closed."""

    def __init__(self, city: City, seed: int) -> None:
        """Start with a quiet hotline; equal seeds give equal requests."""
        self.areas = city.hotline_areas()
        self._city, self._seed = city, seed
        self._area_of = np.array([self.areas.index(post.area_name) for post in city.posts])
        self._rng = np.random.default_rng([seed, 1022])
        self._until_next = self._rng.exponential(1.0, len(self.areas))
        self._open: list[list[Request]] = [[] for _ in self.areas]
        self._n_requests = 0
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
                done_h = assigned_h + self._rng.uniform(0.4, 1.1)
                requests.append(self._request(i, depth_cm, assigned_h, done_h))
            self._open[i] = [request for request in requests if request.done_h > t_h]

    def _request(self, area: int, depth_cm: Floats, assigned_h: float, done_h: float) -> Request:
        """Return a request from around the deepest post of a ward."""
        self._n_requests += 1
        # a generator of its own: what a request looks like must not change when the next one comes
        rng = np.random.default_rng([self._seed, 1022, self._n_requests])
        posts = np.flatnonzero(self._area_of == area)
        post = self._city.posts[posts[np.argmax(depth_cm[posts])]]
        bearing, away_m = rng.uniform(0.0, 2 * math.pi), rng.uniform(NEAREST_M, FARTHEST_M)
        north = away_m * math.cos(bearing) / METRES_PER_DEGREE
        east = away_m * math.sin(bearing) / METRES_PER_DEGREE / math.cos(math.radians(post.lat))
        return Request(
            number=self._n_requests,
            area_name=self.areas[area],
            street=post.name,
            lat=round(post.lat + north, 5),
            lon=round(post.lon + east, 5),
            n_people=int(rng.integers(1, 7)),
            assigned_h=assigned_h,
            done_h=done_h,
        )

    def requests(self) -> list[Request]:
        """Return the open requests of the whole city in the order in which they came."""
        return sorted((one for area in self._open for one in area), key=lambda one: one.number)

    def by_area(self, depth_cm: Floats) -> list[AreaCalls]:
        """Return one figure per area of `areas`, as of the last `advance`."""
        t_h = self._t_h or 0.0
        wet = np.bincount(self._area_of, np.maximum(depth_cm - 5.0, 0.0), len(self.areas))
        wobble = 1 + 0.15 * np.sin(2 * math.pi * t_h * 3 + np.arange(len(self.areas)))
        calls = 0.18 * wet * wobble
        return [
            AreaCalls(round(calls[i]), len(requests), sum(request.waits(t_h) for request in requests))
            for i, requests in enumerate(self._open)
        ]


def total(areas: list[AreaCalls]) -> AreaCalls:
    """Return the whole city's figure."""
    return AreaCalls(
        sum(a.n_calls_15min for a in areas),
        sum(a.n_sos_open for a in areas),
        sum(a.n_sos_waiting for a in areas),
    )
