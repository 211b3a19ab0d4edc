from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from app.players.viewing import AGAIN_S, ViewingPort
from backend.contract.cameras import CameraStream, StartViewing, Viewing
from backend.contract.messages import Failure
from backend.contract.state import Text
from tests.unit.widgets.city import NOW, City
from widgets.video_port import StreamState, VideoStream

SEEN = Viewing((CameraStream("c1", "rtsp://u:p@h/2", "rtsp://u:p@h/1"),), NOW + 60)
REFUSED = Failure.of("invalid", Text("Hãy ghi mục đích xem", "say why"))


class Playing(VideoStream):
    def __init__(self) -> None:
        super().__init__()
        self.closed = False

    def image(self) -> QImage | None:
        return QImage(4, 4, QImage.Format.Format_RGB32)

    def state(self) -> StreamState:
        return StreamState("playing", NOW, NOW, 9)

    def close(self) -> None:
        self.closed = True


class Pool(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[tuple[str, str, int, int]] = []
        self.stream = Playing()

    def open(self, *what) -> VideoStream:
        self.opened.append(what)
        return self.stream


@pytest.fixture
def given(qapp):
    city, pool = City(), Pool()
    city.daemon.answers[StartViewing] = SEEN
    return city, pool, ViewingPort(pool, city.live, "vi")


def test_plain_addresses_are_opened_at_once(given):
    city, pool, port = given
    assert port.open("c1", "rtsp://h/1", 64, 36) is pool.stream
    assert city.daemon.asked == []


def test_the_daemon_is_asked_for_the_picture_that_is_wanted(qtbot, given):
    city, pool, port = given
    stream = port.open("c1", "camera:c1/main", 64, 36)
    assert city.daemon.asked == [StartViewing(("c1",))]
    assert pool.opened == [("c1", "rtsp://u:p@h/1", 64, 36)]
    assert stream.state().condition == "playing"
    assert stream.image() is not None
    with qtbot.waitSignals([stream.frame_ready, stream.state_changed]):
        pool.stream.frame_ready.emit()
        pool.stream.state_changed.emit()
    stream.close()
    assert pool.stream.closed
    port.open("c1", "camera:c1/sub", 64, 36)
    assert pool.opened[-1][1] == "rtsp://u:p@h/2"


def test_a_refusal_is_told_and_asked_after_again(qtbot, given):
    city, _pool, port = given
    city.daemon.answers[StartViewing] = REFUSED
    stream = port.open("c1", "camera:c1/sub", 64, 36)
    state = stream.state()
    assert (state.condition, state.reason) == ("lost", "Hãy ghi mục đích xem.")
    assert stream.image() is None
    city.pass_time(AGAIN_S / 2)
    assert len(city.daemon.asked) == 1
    city.daemon.answers[StartViewing] = SEEN
    with qtbot.waitSignal(stream.state_changed):
        city.pass_time(AGAIN_S)
    assert stream.state().condition == "playing"
    city.pass_time(AGAIN_S * 2)
    assert len(city.daemon.asked) == 2


def test_an_answer_that_comes_too_late_opens_nothing(given):
    city, pool, port = given
    city.daemon.silent = True
    stream = port.open("c1", "camera:c1/sub", 64, 36)
    assert stream.state().condition == "connecting"
    stream.close()
    port._answered(stream, SEEN)
    assert pool.opened == []
