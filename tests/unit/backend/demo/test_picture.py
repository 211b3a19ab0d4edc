from __future__ import annotations

import numpy as np
import pytest

from backend.demo import picture


@pytest.mark.parametrize("at", [(320, 180), (0, 0), (639, 359), (-15, 100), (700, 400), (-5000, 0)])
def test_light_stays_inside_of_the_picture(at: tuple[float, float]) -> None:
    shown = picture.blank()
    picture.glow(shown, at, (10, 10), (1.0, 0.5, 0.25))
    assert shown.shape == (360, 640, 3)
    inside = 0 <= at[0] < 640 and 0 <= at[1] < 360
    if inside:
        assert shown[at[1], at[0]].tolist() == pytest.approx([1.0, 0.5, 0.25])
    assert (shown.max() > 0) == (inside or at == (-15, 100))


def test_a_dark_shape_takes_light_away_only_there() -> None:
    shown = picture.blank() + 1
    picture.darken(shown, (100, 100), (20, 10), 0.8)
    assert shown[100, 100, 0] == pytest.approx(0.2, abs=0.01)
    assert shown[100, 130, 0] == 1
    picture.darken(shown, (-500, -500), (20, 10), 0.8)


def test_water_shakes_what_it_mirrors_and_leaves_the_shore() -> None:
    rng = np.random.default_rng(1)
    layer = rng.random((360, 640, 3)).astype(np.float32)
    shaken = picture.ripple(layer, 120, 0.3, 1.0)
    assert (shaken[:100] == layer[:100]).all()
    assert (shaken[300] != layer[300]).any()
    np.testing.assert_allclose(picture.ripple(layer, 120, 0.0, 1.0), picture.ripple(layer, 120, 1.0, 1.0))


def test_rain_falls_and_repeats() -> None:
    rain = picture.Rain(np.random.default_rng(2), 200, -0.1)
    shown = [picture.blank() for _ in range(3)]
    for frame, phase in zip(shown, (0.0, 0.01, 1.0), strict=True):
        rain.draw(frame, phase)
    assert (shown[0] > 0).any()
    assert (shown[0] != shown[1]).any()
    assert np.abs(shown[0] - shown[2]).mean() < 1e-3


def test_toning_keeps_black_black_and_white_below_the_top() -> None:
    assert picture.tone(picture.blank(), (1, 1, 1)).max() == 0
    bright = picture.tone(picture.blank() + 5, (1, 1, 1))
    assert bright.dtype == np.uint8
    assert bright.min() > 240
