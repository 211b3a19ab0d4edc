import msgspec
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QImage

from backend.contract.case_requests import AttachToCase, CaseKinds, GetCaseKinds, OpenCase
from backend.contract.messages import Failure
from backend.contract.state import Place, Text
from tests.unit.widgets.case_city import KIND, DeskCity
from tests.unit.widgets.city import NOW
from widgets.parts.case_camera import CameraCase
from widgets.video_port import StreamState

CAMERA = Place(
    "cam-01", "Camera Mẹ Suốt", "camera", 16.07, 108.15, "20194", "Hòa Khánh", {"stream": "rtsp://x"}
)


class Stream(QObject):
    """A camera that shows a picture at once, or never."""

    frame_ready = Signal()
    state_changed = Signal()

    def __init__(self, playing: bool) -> None:
        super().__init__()
        self.playing, self.closed = playing, False

    def state(self) -> StreamState:
        return StreamState("playing" if self.playing else "connecting", NOW, NOW, 1)

    def image(self) -> QImage | None:
        image = QImage(640, 360, QImage.Format.Format_RGB32)
        image.fill(QColor("#224466"))
        return image if self.playing else None

    def close(self) -> None:
        self.closed = True


class Port:
    def __init__(self, playing: bool = True) -> None:
        self.stream, self.playing = None, playing

    def open(self, _camera_id, _address, _width, _height) -> Stream:
        self.stream = Stream(self.playing)
        return self.stream


@pytest.fixture
def make(show, desk_city: DeskCity):
    def build(playing: bool = True, place: Place = CAMERA) -> CameraCase:
        from PySide6.QtWidgets import QVBoxLayout, QWidget

        above = QWidget()
        context = msgspec.structs.replace(desk_city.context(), video=Port(playing))
        made = CameraCase(context, place, above)
        QVBoxLayout(above).addWidget(made)
        show(above, 1300, 800)
        return made

    return build


def test_the_place_is_filled_in_and_the_picture_of_now_goes_with_the_case(qtbot, make, desk_city: DeskCity):
    pane = make()
    assert pane.note.text() == "Ảnh lúc 03:42:17 sẽ đính kèm."
    assert not pane.preview.pixmap().isNull()
    assert pane.form.place.written() == "Camera Mẹ Suốt, Hòa Khánh"
    pane.form.title.setText("Cây đổ chắn đường")
    with qtbot.waitSignals([pane.made, pane.closed]):
        pane.form.send()
    (opened,) = desk_city.daemon.of(OpenCase)
    assert (opened.source, opened.place_id, opened.lat) == ("camera", "cam-01", 16.07)
    (kept,) = desk_city.daemon.of(AttachToCase)
    assert (kept.case_id, kept.phase, kept.media_type) == ("PAHT.20261122.0099", "before", "image/jpeg")
    assert kept.name == "cam-01 2026-11-22 03.42.17.jpg"
    assert kept.data.startswith(b"\xff\xd8")


def test_a_dead_camera_does_not_stop_the_report(qtbot, make, desk_city: DeskCity):
    pane = make(place=msgspec.structs.replace(CAMERA, attributes={}))
    assert "Vẫn ghi nhận được khi không có ảnh." in pane.note.text()
    pane.form.title.setText("Cây đổ")
    with qtbot.waitSignal(pane.closed):
        pane.form.send()
    assert desk_city.daemon.of(AttachToCase) == []
    assert len(desk_city.daemon.of(OpenCase)) == 1


def test_a_picture_that_is_refused_is_said_and_the_case_is_not_entered_twice(make, desk_city: DeskCity):
    desk_city.daemon.answers[AttachToCase] = Failure.of("invalid", Text("ảnh quá lớn"))
    pane = make()
    pane.form.title.setText("Cây đổ")
    pane.form.send()
    assert pane.form.message.text() == "Đã ghi nhận PAHT.20261122.0099, nhưng chưa giữ được ảnh: Ảnh quá lớn."
    pane.form.send()
    assert len(desk_city.daemon.of(OpenCase)) == 1


def test_leaving_gives_the_camera_back(qtbot, make):
    pane = make(playing=False)
    stream = pane.camera._stream
    with qtbot.waitSignal(pane.closed):
        qtbot.keyClick(pane.form.title, Qt.Key.Key_Escape)
    assert stream.closed


def test_a_kind_with_cameras_among_its_sources_is_taken_first(make, desk_city: DeskCity):
    plain = msgspec.structs.replace(KIND, kind="dossier", sources={})
    closed = msgspec.structs.replace(KIND, kind="x", may_open=False)
    desk_city.daemon.answers[GetCaseKinds] = CaseKinds((closed, plain, KIND))
    assert make().kind().kind == "report"
    desk_city.daemon.answers[GetCaseKinds] = CaseKinds((closed, plain))
    assert make().kind().kind == "dossier"


def test_where_nothing_can_be_entered_it_says_so(make, desk_city: DeskCity):
    desk_city.daemon.answers[GetCaseKinds] = CaseKinds((msgspec.structs.replace(KIND, may_open=False),))
    pane = make(playing=False)
    assert pane.form is None
    assert pane.note.text() == "Chưa có gói nghiệp vụ nào nhận phản ánh từ camera."
    desk_city.daemon.answers[GetCaseKinds] = Failure.of("not_allowed", Text("không được xem"))
    assert make(playing=False).note.text() == "Không được xem."
