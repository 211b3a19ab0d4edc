import pytest

from widgets.parts.board_colours import (
    bar_colour,
    due_colour,
    due_shape,
    mixed,
    segment_colours,
    track_colour,
    verdict_colour,
    verdict_shape,
)
from widgets.theme.look import THEMES
from widgets.theme.palettes import contrast_ratio, look_for


def test_mixing():
    assert mixed("#FF0000", "#000000", 0.0) == "#FF0000"
    assert mixed("#FF0000", "#0000FF", 0.5) == "#8000" + "80"


@pytest.mark.parametrize("theme", THEMES)
def test_what_goes_well_is_calm_and_what_needs_a_person_has_a_sign(theme):
    look = look_for(theme, "desk")
    assert due_colour("overdue", look) == look.tokens.high
    assert (due_shape("overdue"), due_shape("near"), due_shape("on_time")) == ("high", "medium", None)
    assert due_colour("on_time", look) == bar_colour(look)
    assert contrast_ratio(bar_colour(look), look.tokens.tile) > 1.7
    assert contrast_ratio(bar_colour(look), track_colour(look)) > 1.5


def test_verdicts_have_signs():
    look = look_for("dark", "desk")
    assert [verdict_shape(v) for v in ("bad", "missed", "met", "", "unknown")] == [
        "critical", "high", None, None, None,
    ]  # fmt: skip
    assert verdict_colour("met", look) == look.tokens.done
    assert verdict_colour("", look) == look.tokens.text_second


def test_every_segment_has_a_colour_of_its_own():
    look = look_for("dark", "desk")
    keys = tuple(f"s{k}" for k in range(10))
    assert len(set(segment_colours("status", keys, look).values())) == 10
    assert segment_colours("due", ("near",), look) == {"near": look.tokens.medium}
    assert segment_colours("severity", ("low", "odd"), look) == {
        "low": look.tokens.low,
        "odd": look.tokens.lost,
    }
