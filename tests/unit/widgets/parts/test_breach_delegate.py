import pytest
from PySide6.QtWidgets import QWidget

from tests.unit.widgets.casework import case
from tests.unit.widgets.city import NOW
from tests.unit.widgets.conftest import has_colour, picture
from widgets.logic.breach import Breach
from widgets.parts.breach_delegate import BreachDelegate
from widgets.parts.breach_model import BreachModel
from widgets.parts.list_view import ListView


@pytest.mark.parametrize(("left_s", "shape"), [(-1, "high"), (60, "medium"), (7200, None)])
def test_the_sign_says_how_near_it_is(city, left_s, shape):
    delegate = BreachDelegate(city.context(), city.live)
    assert delegate.shape(Breach(case(1), "settle", NOW + left_s)) == shape


def test_what_must_be_done_until_when(city):
    delegate = BreachDelegate(city.context(), city.live)
    assert delegate.words(Breach(case(1), "accept", NOW + 60)) == ("tiếp nhận", "03:43")
    assert delegate.words(Breach(case(1), "settle", NOW - 4 * 3600)) == ("giải quyết", "23:42 21/11")


@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
def test_it_ticks(city, show, density):
    context = city.context(density=density)
    holder = QWidget()
    model = BreachModel(holder)
    view = ListView(context.look, model, context.look.px(66), holder)
    view.set_delegate(BreachDelegate(context, view))
    model.set_rows([Breach(case(1), "settle", NOW - 100_000), Breach(case(2), "settle", NOW + 90)])
    view.resize(900, 400)
    before = picture(show(holder, 900, 400))
    assert has_colour(before, context.look.tokens.high)
    city.clock.at += 1
    assert picture(holder) != before
