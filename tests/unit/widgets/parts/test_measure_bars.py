import msgspec
import numpy as np

from tests.unit.widgets.conftest import has_colour, picture
from tests.unit.widgets.logic.test_measures import CALM
from widgets.parts.measure_bars import BarsPane
from widgets.theme.look import DARK, Look


def pane_of(show, counts, width=800):
    pane = BarsPane(Look(DARK), "vi")
    pane.set_measures(
        msgspec.structs.replace(CALM, per_10min=np.array(counts, "<i4").tobytes()), "Asia/Ho_Chi_Minh"
    )
    return show(pane, width, 200)


def test_only_bars_above_the_limit_are_marked(show, vietnamese):
    calm, flood = pane_of(show, [2] * 144), pane_of(show, [2] * 100 + [23] * 44)
    left = (16, 150, 100, 30)
    assert has_colour(picture(calm).copy(*left), DARK.live_series)
    assert not has_colour(picture(calm).copy(*left), DARK.age, 1)
    assert has_colour(picture(flood).copy(650, 60, 100, 100), DARK.age, 200)


def test_the_limit_stays_in_view_on_a_calm_day(show, vietnamese):
    image = picture(pane_of(show, [1] * 144)).copy(16, 36, 600, 120)
    assert has_colour(image, DARK.age, 20), "the dashed line"


def test_without_measures_only_the_title_stands_there(show, vietnamese):
    pane = show(BarsPane(Look(DARK), "vi"), 800, 200)
    assert has_colour(picture(pane), DARK.text_third, 1)
    assert not has_colour(picture(pane_of(show, [])), DARK.live_series, 1)


def test_a_narrow_pane_draws_fewer_bars(show, vietnamese):
    assert has_colour(picture(pane_of(show, [5] * 144, width=120)), DARK.live_series)
