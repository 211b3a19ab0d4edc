"""A pane lies over the window of the tile that asked, and one that cannot be made takes nothing down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.wall.chooser import LayoutChooser
from app.wall.panes import open_about, open_chooser, open_handover

from .conftest import CasePaneStub, Pane, Room, layout

OpenRoom = Callable[..., Room]


@pytest.fixture
def opened(room: OpenRoom) -> Room:
    made = room(layout("a", 1, range(2), range(2, 4)), layout("b", 2, range(2), range(2, 4)))
    made.director.show("a", "start")
    return made


def test_a_case_opens_over_its_window_and_goes_when_it_is_closed(opened: Room, qtbot: QtBot) -> None:
    window, context = opened.director.windows["LEFT"], opened.director.context()
    open_about(window, CasePaneStub, context, "PAHT.1")
    (pane,) = window.findChildren(CasePaneStub)
    assert pane.case_id == "PAHT.1"
    pane.closed.emit()
    qtbot.waitUntil(lambda: not window.findChildren(CasePaneStub))


def test_one_that_cannot_be_made_leaves_the_wall_as_it_is(opened: Room) -> None:
    def broken(*_about: object) -> CasePaneStub:
        raise RuntimeError("cannot be read")

    window, context = opened.director.windows["LEFT"], opened.director.context()
    open_about(window, broken, context, "PAHT.1")
    open_about(window, None, context, "PAHT.1")
    open_about(None, CasePaneStub, context, "PAHT.1")
    open_handover(window, None, context)
    assert not window.findChildren(Pane)
    assert all(frame.isVisible() for frame in opened.director.frames().values())


def test_the_chosen_layout_is_told_after_the_list_is_gone(opened: Room) -> None:
    window, told = opened.director.windows["LEFT"], list[tuple[str, bool]]()

    def chosen(layout_id: str) -> None:
        told.append((layout_id, window.put_back()))

    layouts = tuple(opened.director.stage.layouts.values())
    open_chooser(window, layouts, "a", opened.director.context(), chosen)
    (chooser,) = window.findChildren(LayoutChooser)
    chooser.chosen.emit("b")
    assert told == [("b", False)]
