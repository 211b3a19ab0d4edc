from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from backend.contract.cameras import (
    CameraRights,
    GetCameraRights,
    GotoPreset,
    MoveCamera,
    SavePreset,
    StartViewing,
    TakeSnapshot,
)
from tests.unit.widgets.camera_city import MINE, PLACE, camera_city
from tests.unit.widgets.city import City
from widgets.parts.camera_pane import CameraPane

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def key(code: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, kind=QEvent.Type.KeyPress) -> QKeyEvent:
    return QKeyEvent(kind, code, modifiers)


def mouse(x: float, y: float, kind=QEvent.Type.MouseMove) -> QMouseEvent:
    left = Qt.MouseButton.LeftButton
    return QMouseEvent(kind, QPointF(x, y), QPointF(x, y), left, left, NONE)


@pytest.fixture
def make(qtbot, vietnamese):
    def build(right=MINE, may_take_over: bool = False, place=PLACE) -> tuple[City, CameraPane]:
        city, tile = camera_city(right, may_take_over=may_take_over), QWidget()
        qtbot.addWidget(tile)
        tile.resize(1000, 500)
        tile.show()
        return city, CameraPane(city.context(), place, tile)

    return build


def moves(city: City) -> list[tuple[float, float, float]]:
    found = (body for body in city.daemon.asked if isinstance(body, MoveCamera))
    return [(one.pan, one.tilt, one.zoom) for one in found]


def test_arrows_turn_while_they_are_held(make):
    city, pane = make()
    assert pane.press(key(Qt.Key.Key_Right))
    assert pane.press(key(Qt.Key.Key_Up, SHIFT))
    assert pane.release(key(Qt.Key.Key_Up))
    assert pane.release(key(Qt.Key.Key_Right))
    assert moves(city) == [(0.4, 0, 0), (1, 1, 0), (0.4, 0, 0), (0, 0, 0)]
    assert not pane.release(key(Qt.Key.Key_A))


def test_plus_and_minus_zoom_and_losing_the_keys_stops(make):
    city, pane = make()
    pane.press(key(Qt.Key.Key_Plus))
    pane.let_go()
    pane.press(key(Qt.Key.Key_Minus))
    assert moves(city) == [(0, 0, 0.4), (0, 0, 0), (0, 0, -0.4)]


def test_a_drag_turns_and_a_click_does_not(make):
    city, pane = make()
    pane.mouse_press(mouse(500, 250))
    assert pane.pressed
    pane.mouse_move(mouse(504, 250))
    assert not pane.mouse_release()
    pane.mouse_press(mouse(500, 250))
    pane.mouse_move(mouse(900, 250))
    assert pane.mouse_release()
    assert moves(city) == [(1, 0, 0), (0, 0, 0)]
    pane.mouse_move(mouse(100, 100))
    assert len(moves(city)) == 2


def test_digits_are_the_cameras_only_while_its_positions_are_shown(make):
    city, pane = make()
    assert not pane.wants(key(Qt.Key.Key_2))
    assert not pane.press(key(Qt.Key.Key_2))
    pane.press(key(Qt.Key.Key_P))
    assert pane.bar.presets.text() == "1 Toàn cảnh   2 Bờ trái   N: nhớ vị trí này"
    assert pane.wants(key(Qt.Key.Key_2))
    assert pane.press(key(Qt.Key.Key_2))
    assert GotoPreset("cam-1", "7") in city.daemon.asked
    assert pane.press(key(Qt.Key.Key_Escape))
    assert not pane.listing
    assert not pane.press(key(Qt.Key.Key_Escape))


def test_a_position_gets_a_name(qtbot, make):
    city, pane = make()
    assert not pane.press(key(Qt.Key.Key_N))
    pane.press(key(Qt.Key.Key_P))
    pane.press(key(Qt.Key.Key_N))
    pane.line.words.setText("Cửa cống")
    qtbot.keyClick(pane.line.words, Qt.Key.Key_Return)
    assert SavePreset("cam-1", "Cửa cống") in city.daemon.asked
    assert pane.line is None


def test_c_takes_a_picture_and_with_shift_asks_for_the_case(qtbot, make):
    city, pane = make()
    pane.press(key(Qt.Key.Key_C))
    pane.press(key(Qt.Key.Key_C, SHIFT))
    pane.line.words.setText("PAHT.1")
    qtbot.keyClick(pane.line.words, Qt.Key.Key_Return)
    taken = [body for body in city.daemon.asked if isinstance(body, TakeSnapshot)]
    assert taken == [TakeSnapshot("cam-1"), TakeSnapshot("cam-1", "PAHT.1")]
    assert pane.bar.message.text() == "đã lưu ảnh vào PAHT.1"


def test_a_group_that_asks_why_is_answered_before_anything_is_seen(qtbot, make):
    city, pane = make(msgspec.structs.replace(MINE, purpose_needed=True))
    assert pane.line is not None
    assert not pane.control.turns
    qtbot.keyClick(pane.line.words, Qt.Key.Key_Escape)
    assert pane.line is None
    assert pane.press(key(Qt.Key.Key_Return))
    city.daemon.answers[GetCameraRights] = CameraRights((MINE,))
    pane.line.words.setText("tìm trẻ lạc")
    with qtbot.waitSignal(pane.opened):
        qtbot.keyClick(pane.line.words, Qt.Key.Key_Return)
    assert StartViewing(("cam-1",), "tìm trẻ lạc") in city.daemon.asked
    assert pane.control.turns


def test_who_may_not_turn_is_told_but_not_of_a_camera_that_stands_fixed(make):
    looks = msgspec.structs.replace(MINE, may_move=False, may_photograph=False)
    city, pane = make(looks)
    assert pane.press(key(Qt.Key.Key_Left))
    assert pane.bar.message.text() == "tài khoản này không được điều khiển camera"
    assert moves(city) == []
    assert not pane.press(key(Qt.Key.Key_C))
    fixed = msgspec.structs.replace(PLACE, attributes={"ptz": "no"})
    assert not make(looks, place=fixed)[1].press(key(Qt.Key.Key_Left))


def test_a_supervisor_takes_over_and_the_holder_stands_above_the_picture(make):
    held = msgspec.structs.replace(MINE, holder="Bình")
    city, pane = make(held, may_take_over=True)
    assert pane.bar.holder.text() == "Bình đang điều khiển camera này"
    assert pane.press(key(Qt.Key.Key_T))
    assert MoveCamera("cam-1", 0, 0, 0, take_over=True) in city.daemon.asked
    assert not make(held)[1].press(key(Qt.Key.Key_T))


def test_leaving_takes_everything_away(qtbot, make):
    _city, pane = make()
    pane.press(key(Qt.Key.Key_P))
    pane.press(key(Qt.Key.Key_N))
    pane.leave()
    assert pane.line is None
    assert not pane.bar.isVisible()
