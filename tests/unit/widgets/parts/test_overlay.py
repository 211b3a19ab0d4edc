import pytest
from PySide6.QtWidgets import QWidget

from widgets.parts.overlay import Overlay
from widgets.tile import TileBody, TileHealth


class Body(TileBody):
    def health(self):
        return TileHealth("fresh")

    def default_title(self):
        return "x"


@pytest.fixture
def window(show):
    return show(QWidget(), 1600, 1000)


def body_in(window, city, width, height):
    body = Body(city.context(), window)
    body.setGeometry(100, 100, width, height)
    body.show()
    return body


def test_a_roomy_tile_has_the_pane_within(window, city):
    body = body_in(window, city, 900, 600)
    overlay = Overlay(body)
    pane = QWidget(overlay.host())
    overlay.open(pane)
    assert pane.geometry() == body.rect()
    body.resize(800, 500)
    assert pane.geometry() == body.rect()


def test_over_a_small_tile_it_lies_on_the_window_below_the_truth_bar(window, city):
    body = body_in(window, city, 300, 200)
    overlay = Overlay(body)
    pane = QWidget(overlay.host())
    overlay.open(pane)
    assert pane.parentWidget() is window
    assert pane.geometry().top() >= 48
    assert window.rect().contains(pane.geometry())
    body.hide()
    assert not pane.isVisible()


def test_one_pane_at_a_time(window, city):
    body = body_in(window, city, 900, 600)
    overlay = Overlay(body)
    first, second = QWidget(overlay.host()), QWidget(overlay.host())
    overlay.open(first)
    overlay.open(second)
    assert not first.isVisible()
    overlay.close()
    overlay.close()
    assert not second.isVisible()
