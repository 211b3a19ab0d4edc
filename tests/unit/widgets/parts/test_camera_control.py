from __future__ import annotations

from typing import Any

import msgspec
import pytest

from backend.contract.cameras import (
    CameraRights,
    GetCameraRights,
    GotoPreset,
    MoveCamera,
    ReleaseCamera,
    SavePreset,
    StartViewing,
    TakeSnapshot,
)
from backend.contract.messages import EntryAppended, Failure
from backend.contract.state import Text
from tests.unit.widgets.camera_city import MINE, PLACE, camera_city
from tests.unit.widgets.city import NOW, City
from tests.unit.widgets.storm import INCIDENT_ID, stormy
from widgets.focus import Focus
from widgets.logic.camera_moves import STILL
from widgets.parts.camera_control import REPEAT_MS, CameraControl

BUSY = Failure.of("invalid", Text("Bình đang điều khiển camera này."))


def asked(city: City, kind: type) -> list[Any]:
    return [body for body in city.daemon.asked if isinstance(body, kind)]


@pytest.fixture
def given(vietnamese) -> tuple[City, CameraControl]:
    city = camera_city()
    return city, CameraControl(city.context(), PLACE)


def test_a_movement_is_repeated_while_it_lasts_and_stopped_once(qtbot, given):
    city, control = given
    assert control.turns
    control.move((0.4, 0, 0))
    qtbot.waitUntil(lambda: len(asked(city, MoveCamera)) >= 3, timeout=REPEAT_MS * 20)
    control.move(STILL)
    control.move(STILL)
    moves = asked(city, MoveCamera)
    assert {(one.pan, one.tilt, one.zoom) for one in moves[:-1]} == {(0.4, 0, 0)}
    assert (moves[-1].pan, moves[-1].tilt, moves[-1].zoom) == STILL


def test_a_slow_camera_is_not_asked_again_before_it_answers_but_always_stopped(given):
    city, control = given
    city.daemon.silent = True
    control.move((1, 0, 0))
    control._send()
    control._send()
    assert len(asked(city, MoveCamera)) == 1
    control.move(STILL)
    assert len(asked(city, MoveCamera)) == 2


def test_a_refusal_is_said_and_ends_the_movement(given):
    city, control = given
    city.daemon.answers[MoveCamera] = BUSY
    control.move((1, 0, 0))
    assert (control.message, control.wrong) == ("Bình đang điều khiển camera này.", True)
    control._repeat.timeout.emit()
    city.daemon.answers.pop(MoveCamera)
    assert not control._repeat.isActive()


def test_who_holds_it_is_followed_by_the_journal_and_by_time(given):
    city, control = given
    held = msgspec.structs.replace(MINE, holder="Bình", held_until_at=NOW + 5)
    city.daemon.answers[GetCameraRights] = CameraRights((held,), may_take_over=True)
    city.live.take(EntryAppended(1, NOW, "Bình", "camera.held", "khac", {}))
    assert control.right == MINE
    city.live.take(EntryAppended(2, NOW, "Bình", "camera.held", "cam-1", {}))
    assert control.right == held
    city.daemon.answers[GetCameraRights] = CameraRights((MINE,))
    city.pass_time(6)
    assert control.right == MINE


def test_positions_are_numbered_from_one(given):
    city, control = given
    control.go_to(1)
    assert not asked(city, GotoPreset)
    control.load_presets()
    control.go_to(2)
    control.go_to(3)
    assert asked(city, GotoPreset) == [GotoPreset("cam-1", "7")]
    assert control.message == "đang quay tới vị trí “Bờ trái”"
    control.save("Cửa cống")
    assert asked(city, SavePreset) == [SavePreset("cam-1", "Cửa cống")]


def test_a_picture_goes_to_the_incident_in_view_or_to_a_case(vietnamese):
    city = stormy()
    city.daemon.answers |= camera_city().daemon.answers
    context = msgspec.structs.replace(city.context(), focus=Focus(city.live))
    control = CameraControl(context, PLACE)
    control.photograph()
    assert control.message == f"đã lưu ảnh vào {INCIDENT_ID}"
    control.photograph("PAHT.1")
    assert asked(city, TakeSnapshot) == [
        TakeSnapshot("cam-1", incident_id=INCIDENT_ID),
        TakeSnapshot("cam-1", case_id="PAHT.1"),
    ]


def test_without_an_incident_the_picture_is_kept_alone_and_a_failure_is_said(given):
    city, control = given
    control.photograph()
    assert control.message == "đã lưu ảnh làm bằng chứng; hiện không có sự cố nào"
    city.daemon.answers[TakeSnapshot] = BUSY
    control.photograph()
    assert control.wrong


def test_a_purpose_that_is_taken_opens_the_picture(qtbot, given):
    city, control = given
    with qtbot.waitSignal(control.opened):
        control.begin("tìm trẻ lạc")
    assert asked(city, StartViewing) == [StartViewing(("cam-1",), "tìm trẻ lạc")]
    city.daemon.answers[StartViewing] = BUSY
    control.begin("x")
    assert control.wrong


def test_leaving_gives_the_camera_back_to_the_others(given):
    city, control = given
    control.leave()
    assert not asked(city, ReleaseCamera)
    city.daemon.answers[GetCameraRights] = CameraRights((msgspec.structs.replace(MINE, mine=True),))
    held = CameraControl(city.context(), PLACE)
    held.move((1, 0, 0))
    held.leave()
    assert asked(city, MoveCamera)[-1].pan == 0
    assert asked(city, ReleaseCamera) == [ReleaseCamera("cam-1")]
    city.daemon.asked.clear()
    city.pass_time(60)
    assert city.daemon.asked == []


def test_a_supervisor_takes_it_over(given):
    city, control = given
    control.take_over()
    (body,) = asked(city, MoveCamera)
    assert body == MoveCamera("cam-1", 0, 0, 0, take_over=True)
