from tests.unit.widgets.conftest import has_colour, picture
from widgets.logic.measures import MixShare
from widgets.parts.measure_mix import MixPane
from widgets.theme.look import DARK, Look


def pane_of(show, low, high, critical, width=600):
    pane = MixPane(Look(DARK), "vi")
    pane.set_shares((MixShare(low, 0.8), MixShare(high, 0.15), MixShare(critical, 0.05)))
    return show(pane, width, 112)


def n_pixels(pane, colour):
    """Return how many pixels of the middle of the thick bar have a colour."""
    image, wanted = picture(pane), int(colour[1:], 16)
    return sum(image.pixel(x, 48) & 0xFFFFFF == wanted for x in range(image.width()))


def test_the_parts_are_as_wide_as_their_shares(show, vietnamese):
    pane = pane_of(show, 0.5, 0.25, 0.25)
    wide = 600 - 2 * 16
    for colour, share in ((DARK.low, 0.5), (DARK.high, 0.25), (DARK.critical, 0.25)):
        assert abs(n_pixels(pane, colour) - share * wide) <= 3


def test_a_share_of_nothing_is_not_drawn(show, vietnamese):
    pane = pane_of(show, 1.0, 0.0, 0.0)
    assert n_pixels(pane, DARK.critical) == n_pixels(pane, DARK.high) == 0


def test_too_many_urgent_ones_are_marked(show, vietnamese):
    assert not has_colour(picture(pane_of(show, 0.8, 0.15, 0.05)), DARK.age, 1)
    assert has_colour(picture(pane_of(show, 0.4, 0.3, 0.3)), DARK.age)


def test_nothing_measured_yet_is_an_empty_pane(show, vietnamese):
    assert not has_colour(picture(show(MixPane(Look(DARK), "vi"), 600, 112)), DARK.low, 1)
