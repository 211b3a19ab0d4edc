"""An incident opens its layout by itself, once, and never against a person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.wall.scenes import Scenes, named
from backend.contract.messages import WorkChanged
from backend.contract.state import Severity, Text
from backend.contract.work import Incident
from widgets.live import LinkState

from .conftest import Room, layout

OpenRoom = Callable[..., Room]


class StillTime:
    """Replaces the wall's clock."""

    def __init__(self, room: Room) -> None:
        self.at = 1_000_000.0
        room.live.clock.now = lambda: self.at  # type: ignore[method-assign]
        self._room = room

    def passes(self, seconds: float) -> None:
        self.at += seconds
        self._room.live.ticked.emit()


def incident(name: str, at: float, severity: Severity = "high", scene: str = "b") -> Incident:
    title = Text(f"Ngập {name}", f"Flood {name}")
    return Incident(name, title, severity, "open", at, at, (), scene=scene, scene_dwell_s=120.0)


@pytest.fixture
def opened(room: OpenRoom) -> Room:
    made = room(
        layout("a", 1, range(2), range(2, 4)),
        layout("b", 2, range(4), range(4, 6)),
        layout("c", 3, range(2), range(2, 4)),
    )
    made.director.show("a", "start")
    return made


@pytest.fixture
def time(opened: Room) -> StillTime:
    return StillTime(opened)


def come(room: Room, *incidents: Incident) -> None:
    room.live.take(WorkChanged(incidents))


def shown(room: Room) -> str:
    return room.director.layout.layout_id if room.director.layout else ""


def test_the_scene_opens_and_the_wall_says_why(opened: Room, time: StillTime) -> None:
    come(opened, incident("SC.1", time.at))
    assert shown(opened) == "b"
    assert opened.director.focus.pinned == "SC.1"
    bar = " ".join(opened.director.windows["LEFT"].truth_bar.words())
    assert "opened by itself: SC.1 Flood SC.1" in bar


def test_the_reason_goes_to_the_journal(opened: Room, time: StillTime) -> None:
    opened.live.set_link(LinkState("live", time.at))
    come(opened, incident("SC.1", time.at))
    assert {told.reason for told in opened.told if told.layout == "b"} == {
        "opened by itself: SC.1 Flood SC.1"
    }


def test_one_key_gives_back_exactly_what_was_there(opened: Room, time: StillTime, qtbot: QtBot) -> None:
    director = opened.director
    director.focus.pin("SC.0")
    enlarged = director.frames()["t2"]
    enlarged.enlarge_requested.emit()
    come(opened, incident("SC.1", time.at))
    window = director.windows["RIGHT"]
    assert window.enlarged is None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_Backspace)
    assert shown(opened) == "a"
    assert director.focus.pinned == "SC.0"
    assert window.enlarged is director.frames()["t2"]
    time.passes(500)
    assert shown(opened) == "a", "never twice for the same incident"


def test_a_scene_on_its_own_layout_gives_back_the_incident_before(opened: Room, time: StillTime) -> None:
    director = opened.director
    director.focus.pin("SC.0")
    come(opened, incident("SC.1", time.at, scene="a"))
    assert (shown(opened), director.focus.pinned) == ("a", "SC.1")
    director.show_before()
    assert (shown(opened), director.focus.pinned) == ("a", "SC.0")


def test_what_a_person_just_chose_is_not_taken_away(opened: Room, time: StillTime) -> None:
    opened.director.show_key(3)
    time.passes(30)
    come(opened, incident("SC.1", time.at))
    assert shown(opened) == "c"
    time.passes(30)
    assert shown(opened) == "b"


def test_a_worse_incident_waits_for_the_end_of_the_dwell(opened: Room, time: StillTime) -> None:
    come(opened, incident("SC.1", time.at))
    come(opened, incident("SC.2", time.at, "critical", scene="c"))
    assert shown(opened) == "b"
    time.passes(119)
    assert shown(opened) == "b"
    time.passes(2)
    assert shown(opened) == "c"


def test_scenes_can_be_switched_off(room: OpenRoom, qtbot: QtBot) -> None:
    made = room(layout("a", 1, range(2), range(2, 4)), layout("b", 2, range(2), range(2, 4)), scenes=False)
    made.director.show("a", "start")
    come(made, incident("SC.1", made.live.clock.now()))
    assert shown(made) == "a"
    assert made.director.scenes is None
    assert made.director.focus.incident_id == "SC.1"


def test_an_incident_is_named_by_code_and_title() -> None:
    assert named(incident("SC.1", 0.0), "vi") == "SC.1 Ngập SC.1"


def test_once_stopped_nothing_opens(opened: Room, time: StillTime) -> None:
    scenes = opened.director.scenes
    assert isinstance(scenes, Scenes)
    scenes.stop()
    come(opened, incident("SC.1", time.at))
    assert shown(opened) == "a"
    opened.director.scenes = None


def test_a_person_at_work_is_not_disturbed(opened: Room, time: StillTime) -> None:
    come(opened, incident("SC.1", time.at))
    time.passes(200)
    opened.director.focus.hold()
    come(opened, incident("SC.2", time.at, "critical", scene="c"))
    assert shown(opened) == "b"
    time.passes(61)
    assert shown(opened) == "c"
