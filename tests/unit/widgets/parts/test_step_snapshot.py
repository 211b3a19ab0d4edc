import pytest
from PySide6.QtGui import QColor, QImage

from backend.contract.state import Place
from tests.unit.widgets.city import NOW
from widgets.parts.step_snapshot import SIZE_PX, CameraSnapshot, jpeg
from widgets.video_port import StreamState, VideoStream

CAMERA = Place(
    "cam1", "Mẹ Suốt 01", "camera", attributes={"stream": "rtsp://sub", "stream_main": "rtsp://main"}
)


class Stream(VideoStream):
    def __init__(self):
        super().__init__()
        self.condition, self.closed, self.picture = "connecting", False, None

    def image(self):
        return self.picture

    def state(self):
        return StreamState(self.condition, NOW, NOW, 1)

    def close(self):
        self.closed = True

    def play(self, condition="playing"):
        self.condition, self.picture = condition, QImage(64, 36, QImage.Format.Format_RGB32)
        self.picture.fill(QColor("#336699"))
        self.frame_ready.emit()


class Port:
    def __init__(self):
        self.asked, self.streams = [], []

    def open(self, camera_id, address, width_px, height_px):
        self.asked.append((camera_id, address, width_px, height_px))
        self.streams.append(Stream())
        return self.streams[-1]


@pytest.fixture
def port(qapp):
    return Port()


@pytest.fixture
def camera(port):
    made = CameraSnapshot(port)
    yield made
    made.stop()


def test_the_first_live_picture_of_the_main_stream_is_taken(qtbot, port, camera):
    camera.take(CAMERA)
    assert port.asked == [("cam1", "rtsp://main", *SIZE_PX)]
    with qtbot.waitSignal(camera.taken) as taken:
        port.streams[0].play()
    snapshot = taken.args[0]
    assert snapshot.place_id == "cam1"
    image = QImage.fromData(snapshot.data, "JPG")
    assert (image.width(), image.height()) == (64, 36)
    assert abs(image.pixelColor(30, 18).red() - 0x33) < 12
    assert port.streams[0].closed


@pytest.mark.parametrize("condition", ["frozen", "black", "lost", "connecting"])
def test_a_picture_that_is_not_live_proves_nothing(qtbot, port, camera, condition):
    camera.take(CAMERA)
    with qtbot.assertNotEmitted(camera.taken):
        port.streams[0].play(condition)
    with qtbot.waitSignal(camera.failed) as failed:
        camera._wait.setInterval(0)
    assert "Mẹ Suốt 01" in failed.args[0]
    assert port.streams[0].closed


def test_without_a_stream_the_cure_is_said_at_once(qtbot, port, camera):
    with qtbot.waitSignal(camera.failed):
        camera.take(Place("x", "Camera lạ", "camera"))
    blind = CameraSnapshot(None, camera)
    with qtbot.waitSignal(blind.failed) as failed:
        blind.take(CAMERA)
    assert failed.args[0].startswith("Mẹ Suốt 01")
    assert port.asked == []


def test_another_wish_lets_the_first_camera_go(port, camera):
    camera.take(CAMERA)
    camera.take(CAMERA)
    assert [stream.closed for stream in port.streams] == [True, False]


def test_a_jpeg_holds_its_own_bytes(qapp):
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0)
    assert jpeg(image)[:2] == b"\xff\xd8"
