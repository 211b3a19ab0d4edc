"""The storm's rain: moving cells over the city, a pure function of time and place.

The story is laid by hand (which street floods when), the small cells and the texture come from
the seed. It repeats every day, so that the demo never runs dry.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DAY_H = 24.0
KM_PER_DEGREE = 111.2

# Columns: peak (hour of the model's day), life (h), latitude and longitude at the peak, velocity
# north and east (km/h), radius (km), intensity at the peak (mm/h).
_STORY: tuple[tuple[float, ...], ...] = (
    (0.5, 13.0, 15.90, 107.90, -1.0, 0.0, 34.0, 12.0),  # evening rain over the mountains: fills the rivers
    (1.0, 12.0, 15.50, 108.10, 0.0, 0.5, 30.0, 10.0),
    (1.3, 9.0, 16.00, 108.05, 0.0, 1.0, 16.0, 9.0),
    (3.20, 2.1, 16.136, 108.123, -1.5, 1.0, 4.5, 72.0),  # Suối Lương, Nam Ô, then Hòa Khánh
    (3.00, 2.2, 16.058, 108.178, -1.0, 2.0, 3.7, 30.0),  # Thanh Khê and Cẩm Lệ
    (3.15, 2.0, 16.026, 108.212, 0.5, 0.5, 2.2, 24.0),
    (4.15, 1.5, 16.043, 108.200, -2.0, 1.5, 4.2, 43.0),  # the next band, an hour later
    (5.60, 2.0, 15.965, 108.200, -5.0, 1.0, 6.0, 46.0),
    (6.80, 2.4, 15.880, 108.300, -4.0, 1.0, 7.0, 52.0),  # Hội An
    (7.80, 3.0, 15.860, 108.100, -3.0, -2.0, 8.0, 40.0),
    (9.40, 2.6, 15.570, 108.450, -2.0, 1.0, 9.0, 48.0),  # Tam Kỳ
    (11.5, 2.2, 16.080, 108.160, -2.0, 2.0, 5.0, 44.0),  # the storm's tail comes back over the north
    (14.0, 2.6, 16.030, 108.220, -1.0, 1.0, 6.0, 36.0),
    (17.0, 3.0, 15.900, 108.200, 2.0, 0.0, 10.0, 26.0),
)

# The named day: heavy rain from noon to past midnight in wave after wave.
_NAMED_DAY: tuple[tuple[float, ...], ...] = (
    (3.00, 5.0, 16.07, 108.16, 0.0, 0.0, 13.0, 44.0),
    (8.00, 5.0, 16.06, 108.18, 0.0, 0.5, 13.0, 32.0),
    (13.0, 5.0, 16.06, 108.17, 0.0, 0.0, 14.0, 52.0),
    (16.5, 4.0, 16.09, 108.15, 0.0, 0.5, 15.0, 96.0),
    (19.5, 4.6, 16.05, 108.19, 0.0, 0.0, 14.0, 84.0),
    (23.0, 5.0, 16.08, 108.14, 0.0, 0.5, 13.0, 54.0),
    (19.0, 16.0, 15.90, 108.10, 0.0, 0.0, 36.0, 14.0),
)


class RainField:
    """Rain intensity at any time and place."""

    def __init__(self, seed: int, *, named_day: bool = False, fair: bool = False) -> None:
        """Lay the story's cells, and small ones by `seed`.

        Args:
            seed: equal seeds give equal rain.
            named_day: the heavier rain that stands for 14/10/2022.
            fair: a day on which no rain falls.
        """
        story = np.array(_NAMED_DAY if named_day else _STORY)
        rng = np.random.default_rng([seed, 7])
        n = 9
        small = np.column_stack(
            (
                rng.uniform(6.0, 24.0, n),
                rng.uniform(0.6, 1.5, n),
                rng.uniform(15.75, 16.12, n),
                rng.uniform(107.95, 108.35, n),
                rng.uniform(-6.0, 2.0, n),
                rng.uniform(-3.0, 3.0, n),
                rng.uniform(2.0, 4.0, n),
                rng.uniform(8.0, 26.0, n),
            )
        )
        self._cells = np.vstack((story, small))
        if fair:
            self._cells = self._cells[:0]
        self._phase_seed = float(rng.uniform(0.0, 100.0))

    def rain_mm_h(self, t_h: float, lat: Floats, lon: Floats) -> Floats:
        """Return the intensity at points.

        Args:
            t_h: hours since the model's first midnight.
            lat: float64[n], degrees north.
            lon: float64[n], degrees east.

        Returns:
            float64[n], mm/h, never negative; below 0.2 (a gauge's resolution) it is 0.
        """
        peak, life, cell_lat, cell_lon, north, east, radius, intensity = self._cells.T
        since = (t_h - peak + DAY_H / 2) % DAY_H - DAY_H / 2
        alive = np.abs(since) < life / 2
        if not alive.any():
            return np.zeros_like(lat)
        since, life = since[alive], life[alive]
        strength = intensity[alive] * np.cos(np.pi * since / life) ** 2
        centre_lat = cell_lat[alive] + north[alive] * since / KM_PER_DEGREE
        km_per_lon = KM_PER_DEGREE * np.cos(np.radians(16.0))
        centre_lon = cell_lon[alive] + east[alive] * since / km_per_lon
        d_north = (lat[:, None] - centre_lat) * KM_PER_DEGREE
        d_east = (lon[:, None] - centre_lon) * km_per_lon
        near = np.exp(-(d_north**2 + d_east**2) / (2 * radius[alive] ** 2))
        rain = (near * strength).sum(axis=1) * self._texture(t_h, lat, lon)
        return np.where(rain < 0.2, 0.0, rain)

    def _texture(self, t_h: float, lat: Floats, lon: Floats) -> Floats:
        """Return the flicker of rain at a gauge, around 1: three waves with phases of the place."""
        place = lat * 127.1 + lon * 311.7 + self._phase_seed
        wave = np.zeros_like(lat)
        for period_h, size, mix in ((0.23, 0.10, 12.99), (0.071, 0.08, 78.23), (0.017, 0.05, 37.72)):
            phase = np.sin(place * mix) * 43758.5453
            wave += size * np.sin(2 * np.pi * (t_h / period_h + phase))
        return 1.0 + wave
