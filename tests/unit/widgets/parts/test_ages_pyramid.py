import pytest
from PySide6.QtCore import QPointF

from backend.contract.cases import CaseQuery
from tests.unit.widgets.conftest import has_colour, picture
from widgets.logic.shown_number import ShownNumber
from widgets.parts.ages_pyramid import AgesPyramid, FloorFace
from widgets.theme.palettes import look_for


def number(words, n):
    return ShownNumber(words, float(n), CaseQuery(), 0.0, n)


def floors(n=12):
    return tuple(
        FloorFace(
            f"{n - k} ngày",
            {
                "on_time": number(f"on{k}", 10 + 5 * k),
                "paused": number(f"stop{k}", 3),
                "overdue": number(f"late{k}", 4),
            },
            number(f"calm{k}", 13 + 5 * k),
            number(f"urgent{k}", 4),
        )
        for k in range(n)
    )


TOTALS = {
    "on_time": number("on", 400),
    "paused": number("stop", 36),
    "near": number("near", 0),
    "overdue": number("late", 48),
}


@pytest.fixture
def pyramid_of(show, vietnamese):
    def made(width=468, height=700, density="desk", n=12):
        pyramid = show(AgesPyramid(look_for("dark", density), "vi"), width, height)
        pyramid.set_floors(floors(n), TOTALS)
        return pyramid

    return made


def test_every_piece_sum_and_total_is_a_number(pyramid_of):
    pyramid = pyramid_of()
    words = [spot.number.words for spot in pyramid.spots()]
    assert len(words) == 12 * 5 + 4
    assert {"on0", "stop0", "late0", "calm0", "urgent0", "on", "stop", "near", "late"} <= set(words)


def test_calm_is_left_and_urgent_is_right(pyramid_of):
    pyramid = pyramid_of()
    spots = {spot.number.words: spot for spot in pyramid.spots()}
    middle = pyramid.width() / 2
    assert spots["on3"].left + spots["on3"].width < middle < spots["late3"].left
    assert spots["stop3"].left < spots["on3"].left
    assert spots["calm3"].left < spots["stop3"].left
    assert spots["urgent3"].left > spots["late3"].left


def test_the_oldest_stands_on_top(pyramid_of):
    spots = {spot.number.words: spot for spot in pyramid_of().spots()}
    assert spots["on0"].top < spots["on11"].top


def test_what_is_overdue_has_its_colour_and_shape(pyramid_of):
    assert has_colour(picture(pyramid_of()), look_for("dark", "desk").tokens.high)


@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
@pytest.mark.parametrize("size", [(380, 300), (948, 1000)])
def test_bars_and_sums_stay_inside(pyramid_of, density, size):
    pyramid = pyramid_of(*size, density, n=6)
    picture(pyramid)
    for spot in pyramid.spots()[:-4]:
        assert -1 <= spot.left <= spot.left + spot.width <= size[0] + 1
        assert 0 <= spot.top <= spot.top + spot.height <= size[1] + 1


def test_a_piece_is_hit_before_anything_else(pyramid_of):
    pyramid = pyramid_of()
    spot = next(s for s in pyramid.spots() if s.number.words == "on5")
    assert pyramid.spots()[pyramid.spot_at(QPointF(spot.box.center()))].number.words == "on5"
