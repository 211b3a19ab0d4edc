import msgspec
import pytest
from PySide6.QtCore import Qt

from backend.contract.case_requests import OpenCase
from backend.contract.cases import DataFieldInfo
from backend.contract.messages import Failure
from backend.contract.state import Place, Text
from tests.unit.widgets.case_city import KIND, DeskCity
from widgets.parts.case_book import CaseBook
from widgets.parts.case_open_form import FromCamera, OpenCaseForm

CAMERA = Place("cam-01", "Camera Mẹ Suốt", "camera", 16.07, 108.15, "20194", "Hòa Khánh")


@pytest.fixture
def make(show, desk_city: DeskCity):
    def build(kind=KIND, **fields) -> OpenCaseForm:
        context = desk_city.context()
        made = OpenCaseForm(context, CaseBook(context), kind, **fields)
        made._book.setParent(made)
        return show(made, 1200, 800)

    return build


def test_only_a_title_is_needed(qtbot, make, desk_city: DeskCity):
    form = make()
    form.send()
    assert form.message.text() == "Hãy ghi tiêu đề: chuyện gì."
    form.title.setText("Ổ gà trước số 5")
    with qtbot.waitSignal(form.made) as made:
        qtbot.keyClick(form.title, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert made.args == ["PAHT.20261122.0099"]
    (body,) = desk_city.daemon.of(OpenCase)
    assert body == OpenCase("report", "Ổ gà trước số 5")


def test_everything_that_was_chosen_is_sent(make, desk_city: DeskCity):
    form = make()
    form.title.setText("Mất nắp cống")
    form.text.setPlainText("Nguy hiểm ban đêm\n")
    for picker, words in (
        (form.field, "thoat"),
        (form.severity, "nguy"),
        (form.unit, "thoat"),
        (form.source, "1022"),
    ):
        picker.field.setText(words)
    form.place.field.setText("hoa khanh")
    form.place._ask()
    form.reporter.setText("Nguyễn Thị Hoa")
    form.phone.setText("0905")
    form.send()
    (body,) = desk_city.daemon.of(OpenCase)
    assert (body.field, body.severity, body.unit_id, body.source) == (
        "thoat-nuoc",
        "critical",
        "cty-thoat-nuoc",
        "hotline",
    )
    assert (body.place, body.lat, body.lon) == ("Chợ Hòa Khánh", 16.0712, 108.1499)
    assert (body.text, body.reporter, body.phone) == ("Nguy hiểm ban đêm", "Nguyễn Thị Hoa", "0905")


def test_a_former_ward_gives_the_code_of_the_one_of_today(qtbot, make):
    form = make()
    form.place.field.setText("hoa khanh nam")
    form.place._ask()
    qtbot.keyClick(form.place.field, Qt.Key.Key_Down)
    assert form.request().area_code == "20194"


def test_a_required_data_field_is_asked_for(make, desk_city: DeskCity):
    form = make(msgspec.structs.replace(KIND, data=(DataFieldInfo("so", Text("Số nhà"), required=True),)))
    form.title.setText("x")
    form.send()
    assert form.message.text() == "Hãy điền trước: Số nhà."
    assert desk_city.daemon.of(OpenCase) == []
    form.data.edits()[0].setText("5")
    form.send()
    assert desk_city.daemon.of(OpenCase)[0].data == {"so": "5"}


def test_a_refusal_is_said_and_the_words_stay(make, desk_city: DeskCity):
    desk_city.daemon.answers[OpenCase] = Failure.of("invalid", Text("không có lĩnh vực này"))
    form = make()
    form.title.setText("x")
    form.send()
    assert form.message.text() == "Không có lĩnh vực này."
    assert form.title.text() == "x"


def test_from_a_camera_the_place_is_filled_in(make):
    form = make(camera=FromCamera(CAMERA, "Ảnh lúc 03:42 sẽ đính kèm."))
    assert form.place.written() == "Camera Mẹ Suốt, Hòa Khánh"
    assert form.message.text() == "Ảnh lúc 03:42 sẽ đính kèm."
    body = form.request()
    assert (body.lat, body.lon, body.area_code, body.place_id) == (16.07, 108.15, "20194", "cam-01")
    assert body.source == "camera"
    assert form.source.isHidden()


def test_enter_goes_on_and_escape_leaves(qtbot, make):
    form = make()
    form.activateWindow()
    form.title.setFocus()
    qtbot.keyClick(form.title, Qt.Key.Key_Return)
    assert not form.title.hasFocus()
    with qtbot.waitSignal(form.closed):
        qtbot.keyClick(form.text, Qt.Key.Key_Escape)
    with qtbot.waitSignal(form.closed):
        qtbot.keyClick(form.back_button, Qt.Key.Key_Return)


def test_a_case_is_not_entered_twice(make, desk_city: DeskCity):
    desk_city.daemon.slow = (OpenCase,)
    form = make()
    form.title.setText("x")
    form.send()
    form.send()
    assert len(desk_city.daemon.of(OpenCase)) == 1
    desk_city.daemon.let_go()
    form.done("Đã ghi nhận, chưa có ảnh")
    form.send()
    assert len(desk_city.daemon.of(OpenCase)) == 1
    assert not form.send_button.isEnabled()
