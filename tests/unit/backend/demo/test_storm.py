"""The water of the demo city obeys what water obeys."""

from __future__ import annotations

import numpy as np
import pytest

from backend.demo.city import load
from backend.demo.rainfield import DAY_H
from backend.demo.storm import STEP_H, Floats, Storm

FROM_H, TO_H = 0.0, 12.0


@pytest.fixture(scope="module")
def day() -> dict[str, Floats]:
    """Half a day of the storm in steps of five minutes; rows are times."""
    storm = Storm(load(), 3, FROM_H)
    rows: dict[str, list[Floats]] = {"t": [], "rain": [], "depth": [], "level": [], "rain_1h": []}
    for k in range(round((TO_H - FROM_H) * 12)):
        storm.advance(FROM_H + k / 12)
        rows["t"].append(np.array(storm.t_h))
        rows["rain"].append(storm.rain_mm_h())
        rows["rain_1h"].append(storm.rain_1h_mm())
        rows["depth"].append(storm.depth_cm())
        rows["level"].append(storm.level_m())
    return {name: np.array(values) for name, values in rows.items()}


def test_nothing_is_negative_or_beyond_nature(day: dict[str, Floats]) -> None:
    assert (day["rain"] >= 0).all()
    assert day["rain"].max() < 200
    assert (day["depth"] >= 0).all()
    assert day["depth"].max() < 150
    assert (day["rain_1h"] >= 0).all()


def test_a_storm_crosses_the_city(day: dict[str, Floats]) -> None:
    assert (day["rain"].max(axis=0) >= 30).sum() >= 15
    peak_h = day["t"][day["rain"].argmax(axis=0)]
    names = [station.place_id for station in load().stations]
    north, south = (peak_h[names.index(name)] for name in ("mua-suoi-luong", "mua-tam-ky"))
    assert north < south - 2


def test_streets_keep_the_balance_of_their_water() -> None:
    storm = Storm(load(), 1, 3.0)
    before = storm.balance()
    storm.advance(5.0)
    after = storm.balance()
    gained = (after.inflow - before.inflow) - (after.outflow - before.outflow)
    np.testing.assert_allclose(after.stored - before.stored, gained, atol=1e-9)
    np.testing.assert_allclose(after.stored, after.inflow - after.outflow, atol=1e-9)


def test_rain_comes_before_the_street_and_the_street_before_the_river(day: dict[str, Floats]) -> None:
    city = load()
    night = day["t"] < 6.0

    def peak_h(series: Floats) -> float:
        return float(day["t"][night][series[night].argmax()])

    rain = day["rain"][:, [s.place_id for s in city.stations].index("mua-hoa-khanh")]
    depth = day["depth"][:, [p.place_id for p in city.posts].index("ngap-me-suot")]
    ids = [g.place_id for g in city.gauges]
    level = {name: day["level"][:, ids.index(name)] for name in ("song-ai-nghia", "song-cau-lau")}
    assert peak_h(rain) < peak_h(depth) < peak_h(level["song-ai-nghia"])
    assert day["level"][:, ids.index("song-ai-nghia")].argmax() < level["song-cau-lau"].argmax()


def test_the_hour_of_rain_is_the_sum_of_its_parts() -> None:
    storm = Storm(load(), 1, 2.5)
    parts = np.zeros(len(load().stations))
    for k in range(1, round(1 / STEP_H) + 1):
        storm.advance(2.5 + k * STEP_H)
        parts += storm.rain_mm_h() * STEP_H
    np.testing.assert_allclose(storm.rain_1h_mm(), parts, rtol=1e-9)


def test_the_storm_comes_back_every_day() -> None:
    storm = Storm(load(), 1, 3.5)
    lat = np.array([16.1, 16.0])
    lon = np.array([108.12, 108.2])
    today, tomorrow = (storm.field.rain_mm_h(t, lat, lon) for t in (3.4, 3.4 + DAY_H))
    assert today.max() > 20
    np.testing.assert_allclose(tomorrow, today, rtol=0.4)


def test_the_named_day_is_the_heavier_one() -> None:
    ordinary, named = (Storm(load(), 1, 20.0, named_day=flag) for flag in (False, True))
    assert named.rain_1h_mm().max() > 2 * ordinary.rain_1h_mm().max()
