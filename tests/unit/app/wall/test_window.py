"""A window lays out its pages under the truth bar and nothing leaves it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from app.wall.window import BANNER_PX, WallWindow

from .conftest import Room, layout

OpenRoom = Callable[..., Room]


@pytest.fixture
def window(room: OpenRoom) -> WallWindow:
    opened = room(layout("a", 1, range(4), range(4, 8)))
    opened.director.show("a", "start")
    return opened.director.windows["LEFT"]


def test_every_tile_lies_below_the_truth_bar_and_inside(window: WallWindow) -> None:
    (view,) = window.pages
    for frame in view.frames.values():
        top = frame.mapTo(window, frame.rect().topLeft())
        bottom = frame.mapTo(window, frame.rect().bottomRight())
        assert top.y() >= window.truth_bar.height()
        assert window.rect().contains(top)
        assert window.rect().contains(bottom)


def test_a_banner_takes_room_and_gives_it_back(window: WallWindow) -> None:
    (view,) = window.pages
    frame = view.frames["t0"]
    top = frame.mapTo(window, frame.rect().topLeft()).y()
    window.show_pages([view], "Monitor missing")
    assert window.banner.isVisible()
    assert frame.mapTo(window, frame.rect().topLeft()).y() == top + BANNER_PX
    window.show_pages([view], "")
    assert not window.banner.isVisible()
    assert frame.mapTo(window, frame.rect().topLeft()).y() == top


def test_a_bezel_keeps_tiles_from_the_edge(window: WallWindow) -> None:
    (view,) = window.pages
    frame = view.frames["t0"]
    window.set_bezel(30)
    assert frame.mapTo(window, frame.rect().topLeft()).x() == 38


def test_an_overlay_lies_on_top_and_escape_takes_it_away(window: WallWindow) -> None:
    pane = QWidget()
    window.set_overlay(pane)
    assert pane.isVisible()
    assert pane.geometry().right() == window.rect().right()
    assert pane.y() == window.truth_bar.height()
    assert window.put_back()
    assert not pane.isVisible()
    assert not window.put_back()


def test_closing_asks_and_does_not_close(window: WallWindow) -> None:
    asked: list[bool] = []
    window.close_requested.connect(lambda: asked.append(True))
    window.close()
    assert asked == [True]
    assert window.isVisible()
