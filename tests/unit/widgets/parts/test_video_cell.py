from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QColor, QImage, QPainter

from backend.contract.state import Place
from tests.unit.widgets.city import NOW, City
from widgets.parts.video_cell import VideoCell
from widgets.theme.palettes import look_for
from widgets.tile import TileContext
from widgets.video_port import StreamState, VideoStream


class Film(VideoStream):
    """A stream that shows what a test gives it."""

    def __init__(self, port: Films, size: tuple[int, int]) -> None:
        super().__init__()
        self.port, self.size, self.closed = port, size, False

    def image(self) -> QImage | None:
        return self.port.picture

    def state(self) -> StreamState:
        return self.port.now

    def close(self) -> None:
        self.closed = True


class Films:
    """A port without players: the cell's painting is what is tested here."""

    def __init__(self) -> None:
        self.opened: list[Film] = []
        self.picture: QImage | None = None
        self.now = StreamState("connecting", NOW - 1, None, 0)

    def open(self, camera_id: str, address: str, width_px: int, height_px: int) -> Film:
        self.opened.append(Film(self, (width_px, height_px)))
        return self.opened[-1]

    def show(self, width: int, height: int, condition: str = "playing") -> None:
        self.picture = QImage(width, height, QImage.Format.Format_RGB32)
        self.picture.fill(QColor(200, 40, 40))
        self.now = StreamState(condition, NOW - 41, NOW - 41, 3, "")  # type: ignore[arg-type]
        self.opened[-1].frame_ready.emit()


@pytest.fixture
def films() -> Films:
    return Films()


@pytest.fixture
def cell(qapp: object, films: Films) -> VideoCell:
    owner = QObject()
    city = City()
    context = TileContext(city.live, look_for("dark", "desk"), "vi", films)
    made = VideoCell(Place("c1", "Mẹ Suốt 01", "camera"), "rtsp://cam/1", context, "auto", owner)
    made.rect = QRect(10, 10, 320, 180)
    made._keep = (owner, city)  # type: ignore[attr-defined]
    return made


def paint(cell: VideoCell) -> QImage:
    image = QImage(340, 200, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    cell.paint(painter, 1.0)
    painter.end()
    return image


def test_the_exact_size_is_asked_and_nothing_is_opened_twice(cell: VideoCell, films: Films) -> None:
    cell.open(1.0)
    cell.open(1.0)
    assert [film.size for film in films.opened] == [(320, 180)]
    cell.open(2.0)
    assert [film.size for film in films.opened] == [(320, 180), (640, 360)]
    assert films.opened[0].closed


def test_a_live_picture_fills_its_cell_and_is_counted_once(cell: VideoCell, films: Films) -> None:
    cell.open(1.0)
    films.show(320, 180)
    image = paint(cell)
    assert image.pixelColor(12, 12).red() == 200
    assert image.pixelColor(5, 5).red() == 0
    paint(cell)
    assert cell.frames_shown == 1
    assert cell.health(NOW).state == "fresh"


def test_a_picture_of_another_shape_gets_bars_and_its_own_size(cell: VideoCell, films: Films) -> None:
    cell.open(1.0)
    changes: list[bool] = []
    cell.on_change = lambda _cell, only_frame: changes.append(only_frame)
    films.show(240, 180)
    image = paint(cell)
    assert image.pixelColor(20, 90).red() < 20
    assert image.pixelColor(170, 90).red() == 200
    assert changes == [True, False]
    assert cell.needs_resize(1.0)
    cell.open(1.0)
    assert films.opened[-1].size == (240, 180)


def test_a_frozen_picture_is_hatched_and_darker_and_not_repainted_for_each_frame(
    cell: VideoCell, films: Films
) -> None:
    cell.open(1.0)
    changes: list[bool] = []
    cell.on_change = lambda _cell, only_frame: changes.append(only_frame)
    films.show(320, 180, "frozen")
    row = [paint(cell).pixelColor(x, 40).green() for x in range(20, 300)]
    assert min(row) < 40, "darker"
    assert max(row) - min(row) > 10, "striped"
    assert changes == []


def test_a_lost_camera_without_a_picture_is_a_hatched_empty_cell(cell: VideoCell, films: Films) -> None:
    cell.open(1.0)
    films.now = StreamState("lost", NOW - 60, None, 0, "connection refused")
    row = [paint(cell).pixelColor(x, 40).red() for x in range(20, 300)]
    assert max(row) - min(row) > 5
    health = cell.health(NOW)
    assert (health.state, health.reason) == ("lost", "connection refused")


def test_until_the_main_stream_comes_the_small_one_shows(cell: VideoCell, films: Films) -> None:
    cell.open(1.0)
    films.show(320, 180)
    large = VideoCell(cell.place, "rtsp://cam/main", cell._context, "auto", cell)
    large.behind = cell
    large.rect = QRect(0, 0, 340, 200)
    assert paint(large).pixelColor(170, 60).red() > 100


def test_closing_gives_the_stream_back(cell: VideoCell, films: Films) -> None:
    cell.open(1.0)
    cell.close()
    assert films.opened[0].closed
    assert not cell.is_open
    assert cell.state() is None
