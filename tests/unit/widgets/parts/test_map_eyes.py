from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from backend.contract.resources import GetNearest
from tests.unit.widgets.city import City
from tests.unit.widgets.harbour import Harbour
from widgets.parts.map_eyes import MapEyes
from widgets.parts.web_surface import PageMessage, WebSurface

POINT = (108.2, 16.06)


@pytest.fixture
def daemon() -> Harbour:
    found = Harbour(City(empty=True))
    found.begin()
    return found


@pytest.fixture
def told() -> list[tuple[str, object]]:
    return []


@pytest.fixture
def eyes(qtbot: QtBot, daemon: Harbour, told: list[tuple[str, object]]) -> Iterator[MapEyes]:
    surface = WebSurface("map/index.html", daemon.city.context().look)
    qtbot.addWidget(surface)
    surface.resize(1000, 800)
    surface.call = lambda function, argument: told.append((function, argument))  # type: ignore[method-assign]
    made = MapEyes(daemon.city.context(), surface)
    yield made
    made.release()
    surface.release()
    qtbot.wait(50)


def of(told: list[tuple[str, object]], name: str) -> list[object]:
    return [argument for function, argument in told if function == name]


def test_a_clicked_camera_opens_and_the_page_marks_it(eyes: MapEyes, told: list[tuple[str, object]]) -> None:
    eyes.open("cam1")
    assert list(eyes.videos.pictures) == ["cam1"]
    assert msgspec.to_builtins(of(told, "setPictures")[-1]) == [{"id": "cam1", "at": (108.2, 16.061)}]
    eyes.open("cam2")
    assert list(eyes.videos.pictures) == ["cam1", "cam2"]
    assert eyes.is_camera("cam1")
    assert not eyes.is_camera("boat1")


def test_the_nearest_four_replace_what_was_open(eyes: MapEyes, told: list[tuple[str, object]]) -> None:
    eyes.open("cam5")
    eyes.open_near(POINT)
    assert list(eyes.videos.pictures) == ["cam1", "cam2", "cam3", "cam4"]
    (near,) = of(told, "setNear")
    assert near == eyes.nearest.mark
    eyes.open("cam5")
    assert list(eyes.videos.pictures) == ["cam5"], "it is looked at for itself, not as one of four"
    assert eyes.nearest.mark.point is None


def test_escape_closes_all_and_enter_opens_the_last_again(eyes: MapEyes) -> None:
    eyes.open_again()
    assert not eyes.is_open
    eyes.open("cam1")
    assert eyes.is_open
    eyes.close()
    assert not eyes.is_open
    eyes.open_again()
    assert list(eyes.videos.pictures) == ["cam1"]


def test_why_there_are_no_cameras_is_said_on_the_map(
    eyes: MapEyes, daemon: Harbour, told: list[tuple[str, object]]
) -> None:
    daemon.refuses = (GetNearest,)
    eyes.open_near(POINT)
    assert "Không được xem." in str(of(told, "setNotice")[-1])
    eyes.close()
    assert of(told, "setNotice")[-1] == ""


def test_pictures_lie_where_the_page_says(eyes: MapEyes) -> None:
    eyes.open("cam1")
    eyes.take_points(PageMessage("points", points=(("cam1", 200.0, 300.0),), box=(780, 500, 980, 780)))
    assert eyes.videos.pictures["cam1"].x() == 222


def test_a_new_page_is_told_again(eyes: MapEyes, told: list[tuple[str, object]]) -> None:
    eyes.tell_again()
    assert told == []
    eyes.open_near(POINT)
    told.clear()
    eyes.tell_again()
    assert [name for name, _argument in told] == ["setNear", "setPictures"]


def test_a_click_on_a_picture_asks_for_the_record(qtbot: QtBot, eyes: MapEyes) -> None:
    eyes.open("cam1")
    with qtbot.waitSignal(eyes.record_wanted) as wanted:
        eyes.videos.pictures["cam1"].chosen.emit("cam1")
    assert wanted.args == ["cam1"]
