import pytest

from backend.contract.indicators import AreaFigure, IndicatorFigure
from tests.unit.widgets.conftest import has_colour, picture
from tests.unit.widgets.indicator_office import entry_of
from widgets.logic.indicator_ranking import Standing
from widgets.parts.board_colours import bar_colour
from widgets.parts.indicator_standing import StandingDelegate
from widgets.parts.list_view import ListView
from widgets.parts.ranking_delegate import lanes
from widgets.parts.ranking_model import RankingModel
from widgets.theme.look import THEMES
from widgets.theme.palettes import look_for


@pytest.fixture
def line_of(show, office):
    def made(figure, rank=1, theme="dark", width=640):
        look = look_for(theme, "desk")
        model = RankingModel()
        view = ListView(look, model, 48, None)
        delegate = StandingDelegate(
            look, "vi", lambda: lanes(view.width(), look, n_figures=1, shares=True), view
        )
        delegate.info, delegate.end = entry_of(office, "MT.01", "2026-9M").info, 10.0
        view.set_delegate(delegate)
        model.set_rows([Standing(AreaFigure("48", "Đà Nẵng", figure, rank))])
        view.held = model
        return picture(show(view, width, 60)), look

    return made


@pytest.mark.parametrize("theme", THEMES)
def test_a_bar_is_calm_and_the_group_has_its_sign(line_of, theme):
    image, look = line_of(IndicatorFigure("MT.01", "2026-9M", 8.0, plan=10.0, colour="red"), theme=theme)
    assert has_colour(image, bar_colour(look), 100)
    assert has_colour(image, look.tokens.critical)


def test_without_a_plan_there_is_no_sign_and_without_a_figure_no_bar(line_of):
    image, look = line_of(IndicatorFigure("MT.01", "2026-9M", 8.0))
    assert not has_colour(image, look.tokens.lost, 3)
    image, look = line_of(IndicatorFigure("MT.01", "2026-9M", None), rank=None)
    assert not has_colour(image, bar_colour(look), 1)
    assert has_colour(image, look.tokens.text_third, 5)


def test_provisional_bars_are_hollow(line_of):
    solid, look = line_of(IndicatorFigure("MT.01", "2026-9M", 8.0))
    hollow, _look = line_of(IndicatorFigure("MT.01", "2026-9M", 8.0, final=False))
    assert has_colour(solid, bar_colour(look), 600)
    assert not has_colour(hollow, bar_colour(look), 600)
