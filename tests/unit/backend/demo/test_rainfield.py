from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backend.demo.rainfield import RainField

FIELD = RainField(1)
LAT, LON = np.meshgrid(np.linspace(15.2, 16.2, 12), np.linspace(107.5, 108.6, 12))


@given(st.floats(0.0, 96.0))
def test_rain_is_never_negative_nor_beyond_nature(t_h: float) -> None:
    rain = FIELD.rain_mm_h(t_h, LAT.ravel(), LON.ravel())
    assert rain.shape == (144,)
    assert ((rain == 0) | (rain >= 0.2)).all()
    assert rain.max() < 200


def test_equal_seeds_rain_alike_and_others_do_not() -> None:
    lat, lon = LAT.ravel(), LON.ravel()
    one, same, other = (RainField(seed).rain_mm_h(9.0, lat, lon) for seed in (4, 4, 5))
    assert (one == same).all()
    assert (one != other).any()


def test_the_first_band_passes_over_suoi_luong_before_the_demo_opens() -> None:
    lat, lon = np.array([16.1467]), np.array([108.1189])
    hours = np.arange(0.0, 6.0, 0.05)
    rain = np.array([FIELD.rain_mm_h(t, lat, lon)[0] for t in hours])
    assert 3.0 < hours[rain.argmax()] < 3.7
    assert rain.max() > 60
    assert rain[hours < 1.0].max() < 20


def test_where_no_cell_stands_it_is_dry() -> None:
    assert FIELD.rain_mm_h(3.4, np.array([10.0]), np.array([100.0])).tolist() == [0.0]


def test_on_a_fair_day_it_is_dry_everywhere_at_every_hour() -> None:
    fair = RainField(1, fair=True)
    assert not any(fair.rain_mm_h(hour, LAT.ravel(), LON.ravel()).any() for hour in np.arange(0.0, 24.0, 0.5))
