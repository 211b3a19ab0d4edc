"""One key gives back pages, enlarged tiles and the incident that was looked at."""

from __future__ import annotations

from collections.abc import Callable

from app.wall.before import Before, give_back, remember

from .conftest import RIGHT, Room, layout

OpenRoom = Callable[..., Room]


def test_pages_and_enlarged_tiles_come_back(room: OpenRoom) -> None:
    made = room(layout("a", 1, range(2), range(2, 4)))
    made.screens.given = [RIGHT]
    made.director.show("a", "start")
    window, frames = made.director.windows["RIGHT"], made.director.frames()
    window.turn_to(1)
    window.enlarge(frames["t2"])
    before = remember("a", "SC.1", made.director.windows, frames)
    assert before == Before("a", "SC.1", {"RIGHT": (1, "t2")})
    window.turn_to(0)
    window.enlarge(frames["t2"])
    give_back(before, made.director.windows, frames)
    assert (window.page, window.enlarged) == (1, frames["t2"])


def test_what_is_gone_is_left_out(room: OpenRoom) -> None:
    made = room(layout("a", 1, range(2), range(2, 4)))
    made.director.show("a", "start")
    before = Before("a", "", {"GONE": (0, ""), "LEFT": (7, "unknown")})
    give_back(before, made.director.windows, made.director.frames())
    assert made.director.windows["LEFT"].page == 0
    assert made.director.windows["LEFT"].enlarged is None
