"""The wall's keys work in every window, but not while somebody writes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from widgets.parts.incident_form import AskForm, Choice, Field, Question

from .conftest import RIGHT, Pane, Room, layout

OpenRoom = Callable[..., Room]


def opened(room: OpenRoom, qtbot: QtBot) -> Room:
    made = room(layout("a", 1, range(2), range(2, 4)), layout("b", 2, range(2), range(2, 4)))
    made.director.show("a", "start")
    window = made.director.windows["RIGHT"]
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return made


def test_theme_language_and_end(room: OpenRoom, qtbot: QtBot) -> None:
    made = opened(room, qtbot)
    window, ended = made.director.windows["RIGHT"], []
    made.director.quit_requested.connect(lambda: ended.append(True))
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(window, Qt.Key.Key_T, control)
    assert made.director.theme == "light"
    qtbot.keyClick(window, Qt.Key.Key_L, control)
    assert made.director.language == "vi"
    qtbot.keyClick(window, Qt.Key.Key_Q, control)
    assert ended == [True]


def test_the_handover_opens_over_the_window_and_goes_again(room: OpenRoom, qtbot: QtBot) -> None:
    made = opened(room, qtbot)
    window = made.director.windows["RIGHT"]
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    (pane,) = window.findChildren(Pane)
    assert pane.isVisible()
    assert pane.context.focus is made.director.focus
    pane.closed.emit()
    assert not pane.isVisible()


def test_escape_puts_an_enlarged_tile_back(room: OpenRoom, qtbot: QtBot) -> None:
    made = opened(room, qtbot)
    window = made.director.windows["RIGHT"]
    made.director.frames()["t2"].enlarge_requested.emit()
    assert window.enlarged is made.director.frames()["t2"]
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.enlarged is None


def test_digits_in_a_field_are_text(room: OpenRoom, qtbot: QtBot) -> None:
    made = opened(room, qtbot)
    field = QLineEdit(made.director.windows["RIGHT"])
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_2)
    assert field.text() == "2"
    assert made.director.layout is not None
    assert made.director.layout.layout_id == "a"


def test_a_key_without_a_layout_does_nothing(room: OpenRoom, qtbot: QtBot) -> None:
    made = opened(room, qtbot)
    qtbot.keyClick(made.director.windows["RIGHT"], Qt.Key.Key_9)
    assert made.director.layout is not None
    assert made.director.layout.layout_id == "a"


def test_escape_leaves_a_form_before_anything_else(room: OpenRoom, qtbot: QtBot) -> None:
    made = opened(room, qtbot)
    window, frame = made.director.windows["RIGHT"], made.director.frames()["t2"]
    frame.enlarge_requested.emit()
    form = AskForm(frame.context, frame)
    form.ask(Question("Why?", lambda _texts, _chosen: None, fields=(Field("reason"),)))
    qtbot.waitUntil(form.fields[0].hasFocus)
    qtbot.keyClick(form.fields[0], Qt.Key.Key_Escape)
    assert form.isHidden()
    assert window.enlarged is frame, "the tile stays large"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.enlarged is None


def test_the_space_bar_ticks_in_a_form_and_turns_no_page(room: OpenRoom, qtbot: QtBot) -> None:
    made = opened(room, qtbot)
    made.screens.given = [RIGHT]
    made.screens.changed.emit()
    window, frame = made.director.windows["RIGHT"], made.director.frames()["t2"]
    form = AskForm(frame.context, frame)
    form.ask(Question("Which?", lambda _t, _c: None, choices=(Choice("a", "A"),), several=True))
    qtbot.waitUntil(form.list.hasFocus)
    qtbot.keyClick(form.list, Qt.Key.Key_Space)
    assert (form.chosen(), window.page) == (("a",), 0)
