"""The storm's water: rain fills streets, streets drain, rivers follow, people call.

Streets: one store per post with drains of limited capacity and a spill above the kerb; rivers: a
cascade of three linear reservoirs (Nash 1957) fed by the mean rain of the catchment.
"""

from __future__ import annotations

from collections import deque

import msgspec
import numpy as np
from numpy.typing import NDArray

from backend.demo.city import CATCHMENTS, City, Site
from backend.demo.rainfield import DAY_H, RainField

Floats = NDArray[np.float64]

STEP_H = 10.0 / 3600.0
RUNOFF = 0.85
"""Share of the rain on a paved catchment that runs to its lowest point."""
SPILL_PER_H = 9.0
DRAIN_FULL_MM = 4.0
"""Drains reach their capacity when about this much stands above them."""
REFERENCE_RUNOFF_MM_H = 28.0
RATING_EXPONENT = 0.6
"""Level over discharge, `h ~ Q^0.6`: Manning's formula for a wide channel."""
TIDE_PERIOD_H = 24.84
_TIDAL = {
    "song-cam-le": 0.10,
    "song-hoi-an": 0.16,
    "song-cau-lau": 0.06,
    "thap-co-co": 0.12,
    "thap-cu-de": 0.10,
    "thap-phu-loc": 0.10,
}


class Balance(msgspec.Struct, frozen=True):
    """Water of the streets since the model started, mm over each post's catchment."""

    inflow: Floats
    outflow: Floats
    stored: Floats


class Storm:
    """The model's state, moved forward by `advance`."""

    def __init__(
        self, city: City, seed: int, start_h: float, *, named_day: bool = False, fair: bool = False
    ) -> None:
        """Run one day up to `start_h` (hours of the model's day), so that rivers carry their past rain."""
        self.city = city
        self.field = RainField(seed, named_day=named_day, fair=fair)
        self._lat, self._lon = _positions(city)
        n_stations, n_posts = len(city.stations), len(city.posts)
        self._stations = slice(0, n_stations)
        self._posts = slice(n_stations, n_stations + n_posts)
        self._catchment_of = _catchment_rows(city, n_stations + n_posts, len(self._lat))
        self._drain = np.array([post.drain_mm_h for post in city.posts])
        self._gain = np.array([post.gain_cm_per_mm for post in city.posts])
        self._spill_mm = np.array([post.spill_cm for post in city.posts]) / self._gain
        self._lag_h = np.array([gauge.lag_h for gauge in city.gauges])
        self._base_m = np.array([gauge.base_m for gauge in city.gauges])
        self._rise_m = np.array([gauge.rise_m for gauge in city.gauges])
        self._tide_m = np.array([_TIDAL.get(gauge.place_id, 0.0) for gauge in city.gauges])
        self._stored = np.zeros(n_posts)
        self._inflow = np.zeros(n_posts)
        self._outflow = np.zeros(n_posts)
        self._cascade = np.zeros((3, len(city.gauges)))
        self._hour: deque[Floats] = deque(maxlen=round(1.0 / STEP_H))
        self._n_steps = round((start_h - DAY_H) / STEP_H)
        self.advance(start_h)

    @property
    def t_h(self) -> float:
        """Hours since the model's first midnight, of the last step."""
        return self._n_steps * STEP_H

    def advance(self, t_h: float) -> None:
        """Move the state to the last step at or before `t_h`; never backwards."""
        while (self._n_steps + 1) * STEP_H <= t_h + 1e-9:
            self._n_steps += 1
            self._step()

    def rain_mm_h(self) -> Floats:
        """Return float64[n_stations], mm/h now."""
        return self.field.rain_mm_h(self.t_h, self._lat[self._stations], self._lon[self._stations])

    def rain_1h_mm(self) -> Floats:
        """Return float64[n_stations], mm of the last hour."""
        mm = np.sum(self._hour, axis=0) if self._hour else np.zeros(len(self.city.stations))
        return np.asarray(mm, np.float64)

    def depth_cm(self) -> Floats:
        """Return float64[n_posts], cm above the street."""
        return np.asarray(self._stored * self._gain, np.float64)

    def level_m(self) -> Floats:
        """Return float64[n_gauges], m at the gauge's zero."""
        runoff = self._cascade[2] / REFERENCE_RUNOFF_MM_H
        tide = self._tide_m * np.sin(2 * np.pi * self.t_h / TIDE_PERIOD_H)
        level = self._base_m + self._rise_m * runoff**RATING_EXPONENT + tide
        return np.asarray(level, np.float64)

    def balance(self) -> Balance:
        """Return the water of the streets since the model started."""
        return Balance(self._inflow.copy(), self._outflow.copy(), self._stored.copy())

    def _step(self) -> None:
        rain = self.field.rain_mm_h(self.t_h, self._lat, self._lon)
        self._hour.append(rain[self._stations] * STEP_H)
        inflow = rain[self._posts] * RUNOFF * STEP_H
        stored = self._stored + inflow
        drained = self._drain * (1 - np.exp(-stored / DRAIN_FULL_MM)) * STEP_H
        spilt = np.maximum(stored - self._spill_mm, 0.0) * SPILL_PER_H * STEP_H
        outflow = np.minimum(drained + spilt, stored)
        self._stored = stored - outflow
        self._inflow += inflow
        self._outflow += outflow
        share = STEP_H / (self._lag_h / 3)
        into = self._catchment_of @ rain
        for i in range(len(self._cascade)):
            self._cascade[i] += share * (into - self._cascade[i])
            into = self._cascade[i]


def _positions(city: City) -> tuple[Floats, Floats]:
    """Return latitudes and longitudes of stations, posts and catchment points, in that order."""
    sites: tuple[Site, ...] = (*city.stations, *city.posts)
    points = [(site.lat, site.lon) for site in sites]
    points += [point for name in CATCHMENTS for point in CATCHMENTS[name]]
    return np.array([p[0] for p in points]), np.array([p[1] for p in points])


def _catchment_rows(city: City, first: int, n_points: int) -> Floats:
    """Return float64[n_gauges, n_points]: weights that average the rain of each gauge's catchment."""
    columns: dict[str, list[int]] = {}
    at = first
    for name, points in CATCHMENTS.items():
        columns[name] = list(range(at, at + len(points)))
        at += len(points)
    rows = np.zeros((len(city.gauges), n_points))
    for i, gauge in enumerate(city.gauges):
        rows[i, columns[gauge.catchment]] = 1.0 / len(columns[gauge.catchment])
    return rows
