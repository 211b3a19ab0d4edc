import itertools

import numpy as np
import pytest

from widgets.theme.look import THEMES, Look
from widgets.theme.palettes import TOKENS, contrast_ratio, ink_on, look_for, luminance, series_colours
from widgets.theme.vision import simulate_colours


@pytest.mark.parametrize("theme", THEMES)
def test_text_reads_on_every_tile(theme):
    tokens = TOKENS[theme]
    ratios = [contrast_ratio(c, tokens.tile) for c in (tokens.text, tokens.text_second, tokens.text_third)]
    assert ratios[0] >= 12
    assert ratios[1] >= 6
    assert ratios[2] >= 4


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["critical", "high", "medium", "low", "lost", "age", "focus", "done"])
def test_signs_and_ages_stand_out_from_the_tile(theme, name):
    assert contrast_ratio(getattr(TOKENS[theme], name), TOKENS[theme].tile) >= 4


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["critical", "high", "medium", "low", "lost"])
def test_words_read_on_a_solid_badge(theme, name):
    fill = getattr(TOKENS[theme], name)
    assert contrast_ratio(ink_on(fill), fill) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_curves_are_told_apart_from_the_tile_and_from_severities(theme):
    look = look_for(theme, "desk")
    colours = series_colours(look)
    assert len(set(colours)) == 6
    assert all(contrast_ratio(c, look.tokens.tile) >= 3 for c in colours)
    warm = {look.tokens.critical, look.tokens.high, look.tokens.medium}
    assert not warm & set(colours)


@pytest.mark.parametrize("deficiency", ["protan", "deutan", "tritan"])
@pytest.mark.parametrize("theme", THEMES)
def test_four_curves_stay_apart_for_every_colour_vision(theme, deficiency):
    colours = series_colours(look_for(theme, "desk"))[:4]
    rgb = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours], np.uint8)
    seen = simulate_colours(rgb, deficiency).astype(float)
    apart = [np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)]
    assert min(apart) > 35


def test_rain_goes_in_one_direction():
    for tokens in TOKENS.values():
        steps = [luminance(c) for c in tokens.rain]
        assert steps in (sorted(steps), sorted(steps, reverse=True))


def test_contrast_of_black_and_white():
    assert round(contrast_ratio("#000000", "#FFFFFF"), 6) == 21
    assert contrast_ratio("#777777", "#777777") == 1


def test_a_look_scales_with_its_density():
    look = look_for("light", "wall")
    assert isinstance(look, Look)
    assert (look.theme, look.px(20)) == ("light", 36)
