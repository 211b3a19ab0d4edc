import pytest
import shiboken6
from PySide6.QtWidgets import QWidget

from backend.contract.cases import CaseQuery
from tests.unit.widgets.casework import CaseRegister, case
from tests.unit.widgets.city import NOW
from widgets.logic.board_names import BoardNames
from widgets.logic.shown_number import ShownNumber
from widgets.parts.drill_down import DrillDown
from widgets.tile import TileBody

NUMBER = ShownNumber("all", 1.0, CaseQuery(kind="report"), NOW, 1)


@pytest.fixture
def wall(city, show):
    CaseRegister(city, [case(1)])
    window = QWidget()
    window.body = TileBody(city.context(), window)
    window.drill = DrillDown(window.body, window.body)
    return show(window, 1600, 900)


def test_a_large_tile_shows_its_list_in_itself(wall):
    wall.body.setGeometry(10, 10, 800, 600)
    wall.drill.open(NUMBER, BoardNames())
    assert wall.drill.pane.parentWidget() is wall.body
    wall.body.resize(900, 600)
    assert wall.drill.pane.size() == wall.body.size()


def test_a_small_tile_shows_it_over_the_window_beside_itself(wall):
    wall.body.setGeometry(1300, 10, 300, 200)
    wall.drill.open(NUMBER, BoardNames())
    pane = wall.drill.pane
    assert pane.parentWidget() is wall
    assert (pane.width(), pane.x() + pane.width(), pane.y()) == (860, 1600, 48)
    wall.resize(700, 900)
    assert pane.width() == 700


def test_a_tile_that_is_no_longer_shown_leaves_no_list_behind(wall):
    wall.body.setGeometry(0, 0, 300, 200)
    wall.body.show()
    wall.drill.open(NUMBER, BoardNames())
    wall.body.hide()
    assert wall.drill.pane is None


def test_one_list_at_a_time_and_closing_twice_is_nothing(wall):
    wall.drill.open(NUMBER, BoardNames())
    first = wall.drill.pane
    wall.drill.open(NUMBER, BoardNames())
    assert wall.drill.pane is not first
    wall.drill.close()
    wall.drill.close()
    assert wall.drill.pane is None


def test_a_list_that_went_with_its_window_is_closed_already(wall):
    wall.drill.open(NUMBER, BoardNames())
    shiboken6.delete(wall.drill.pane)
    wall.body.resize(100, 100)
    wall.drill.close()
    assert wall.drill.pane is None
