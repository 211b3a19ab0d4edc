from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.players.pool import PlayerPool
from backend.contract.state import Place
from tests.unit.app.players.footage import clips, patient_pool, pool, wait_for
from tests.unit.widgets.city import City
from tests.unit.widgets.harbour import camera
from widgets.logic.video_grid import Rect
from widgets.parts.map_videos import MapVideos
from widgets.theme.palettes import look_for
from widgets.tile import TileContext

__all__ = ["clips", "patient_pool", "pool"]


class Ground(QWidget):
    """Stands for the map's page."""


@pytest.fixture
def ground(qtbot: QtBot) -> Ground:
    made = Ground()
    qtbot.addWidget(made)
    made.resize(1200, 900)
    made.show()
    return made


@pytest.fixture
def videos(ground: Ground, pool: PlayerPool) -> Iterator[MapVideos]:
    made = MapVideos(TileContext(City().live, look_for("dark", "desk"), "vi", pool), ground)
    yield made
    made.release()


def cameras(*numbers: int) -> list[Place]:
    return [camera(f"cam{number}") for number in numbers]


def moving(place_id: str, clips: dict[str, Path]) -> Place:
    return camera(place_id, stream=str(clips["moving"]))


def test_a_camera_plays_beside_its_symbol_with_the_clock_of_its_frames(
    videos: MapVideos, clips: dict[str, Path]
) -> None:
    videos.show([moving("cam1", clips)])
    picture = videos.pictures["cam1"]
    assert not picture.isVisible(), "nobody has said where the camera is"
    videos.take_points({"cam1": (300.0, 400.0)})
    assert picture.isVisible()
    assert picture.x() > 300
    wait_for(lambda: videos.sights() == {"cam1": "fresh"}, "the picture")
    wait_for(lambda: picture.cell.frames_shown > 3, "painted frames")
    (health,) = videos.health()
    assert (health.camera_id, health.state) == ("cam1", "fresh")


def test_a_camera_without_a_picture_is_lost(videos: MapVideos) -> None:
    videos.show(cameras(1))
    videos.take_points({"cam1": (300.0, 400.0)})
    wait_for(lambda: videos.sights() == {"cam1": "lost"}, "the refusal")


def test_four_lie_apart_and_clear_of_what_is_kept_free(videos: MapVideos) -> None:
    videos.show(cameras(1, 2, 3, 4))
    inset = Rect(960, 600, 200, 250)
    videos.take_points({f"cam{k}": (1000.0 + 15 * k, 650.0 + 10 * k) for k in range(1, 5)}, [inset])
    rects = [Rect(*picture.geometry().getRect()) for picture in videos.pictures.values()]  # type: ignore[misc]
    for a, b in itertools.combinations([*rects, inset], 2):
        assert a.x >= b.x + b.width or b.x >= a.x + a.width or a.y >= b.y + b.height or b.y >= a.y + a.height


def test_a_fifth_takes_the_place_of_the_oldest(videos: MapVideos) -> None:
    for place in cameras(1, 2, 3, 4, 5):
        videos.add(place)
    assert list(videos.pictures) == ["cam2", "cam3", "cam4", "cam5"]
    videos.add(camera("cam3"))
    assert list(videos.pictures) == ["cam2", "cam4", "cam5", "cam3"]


def test_what_stays_keeps_its_stream_and_what_goes_ends(
    videos: MapVideos, clips: dict[str, Path], pool: PlayerPool
) -> None:
    videos.show([moving("cam1", clips)])
    videos.take_points({"cam1": (300.0, 400.0), "cam2": (600.0, 400.0)})
    wait_for(lambda: videos.sights() == {"cam1": "fresh"}, "the picture")
    kept = videos.pictures["cam1"]
    videos.show([moving("cam1", clips), camera("cam2")])
    assert videos.pictures["cam1"] is kept
    videos.close()
    assert not videos.is_open
    wait_for(lambda: not pool.player_ids(), "the player to end")


def test_a_click_on_a_picture_tells_which_camera_it_is(qtbot: QtBot, videos: MapVideos) -> None:
    videos.show(cameras(1))
    videos.take_points({"cam1": (300.0, 400.0)})
    with qtbot.waitSignal(videos.chosen) as chosen:
        qtbot.mouseClick(videos.pictures["cam1"], Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert chosen.args == ["cam1"]


def test_pictures_follow_the_map(videos: MapVideos, ground: Ground) -> None:
    videos.show(cameras(1))
    videos.take_points({"cam1": (300.0, 400.0)})
    before = videos.pictures["cam1"].geometry()
    videos.take_points({"cam1": (350.0, 450.0)})
    after = videos.pictures["cam1"].geometry()
    assert after.topLeft() - before.topLeft() == QPoint(50, 50)
    ground.resize(500, 400)
    videos.lay_out()
    assert ground.rect().contains(videos.pictures["cam1"].geometry())
