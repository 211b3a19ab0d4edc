import msgspec
import pytest
from PySide6.QtCore import Qt

from backend.contract.case_requests import FindPlaces, FoundPlaces, SetCaseData
from backend.contract.cases import CaseNote, DataFieldInfo
from backend.contract.messages import Failure
from backend.contract.state import Text
from tests.unit.widgets.case_city import KIND, DeskCity, case
from widgets.parts.case_book import CaseBook
from widgets.parts.case_correct_form import CorrectCaseForm

DRAFT = msgspec.structs.replace(
    KIND,
    data=(
        DataFieldInfo("instruction", Text("Người dân cần làm gì"), "long_text", required=True),
        DataFieldInfo("urgency", Text("Độ khẩn"), "choice", {"Immediate": Text("Hành động ngay"), "Future": Text("Sắp tới")}),
        DataFieldInfo("expires", Text("Hiệu lực đến"), "datetime"),
        DataFieldInfo("areas", Text("Phường, xã"), "areas"),
        DataFieldInfo("shape", Text("Vùng trên bản đồ"), "shape"),
    ),
)  # fmt: skip
SAID = {
    "instruction": "Đưa xe lên cao.\nKhông qua đoạn ngập.",
    "urgency": "Immediate",
    "expires": "2026-11-24T21:00:00+07:00",
    "areas": "20194",
    "shape": '{"type": "Point", "coordinates": [108.2, 16.05], "radius_m": 1500}',
}


@pytest.fixture
def make(show, desk_city: DeskCity):
    def build(**fields) -> CorrectCaseForm:
        context = desk_city.context()
        book = CaseBook(context)
        file = msgspec.structs.replace(case(0), **({"data": SAID} | fields))
        made = CorrectCaseForm(context, book, DRAFT, file)
        book.setParent(made)
        return show(made, 1100, 800)

    return build


def test_the_fields_hold_what_the_case_says_and_why_it_came_back(make):
    form = make(notes=(CaseNote(1.0, "Lê Minh", "Ghi rõ là diễn tập"),))
    assert (form.title.text(), form.place.written()) == (case(0).title, case(0).place)
    assert form.why.text() == "Lê Minh: Ghi rõ là diễn tập"
    assert form.why.isVisible()
    values = form.data.values()
    assert values["expires"] == "2026-11-24 21:00", "as people write it"
    assert (values["instruction"], values["urgency"], values["areas"]) == (
        SAID["instruction"], "Immediate", "20194",
    )  # fmt: skip
    assert '"radius_m": 1500.0' in values["shape"]


def test_only_what_was_changed_is_sent_and_the_form_says_so_to_its_window(qtbot, make, desk_city: DeskCity):
    form = make()
    form.title.setText("Diễn tập: mưa to")
    dict(form.data.rows())["Độ khẩn"].field.setText("sap toi")
    with qtbot.waitSignal(form.corrected):
        qtbot.keyClick(form.title, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (body,) = desk_city.daemon.of(SetCaseData)
    assert body == SetCaseData(case(0).case_id, {"title": "Diễn tập: mưa to", "urgency": "Future"})


def test_what_is_taken_away_is_sent_empty(make, desk_city: DeskCity):
    form = make()
    rows = dict(form.data.rows())
    rows["Phường, xã"].remove("20194")
    rows["Hiệu lực đến"].clear()
    form.send()
    (body,) = desk_city.daemon.of(SetCaseData)
    assert body.values == {"areas": "", "expires": ""}


def test_a_place_that_is_found_brings_its_position_and_a_ward_its_code(make, desk_city: DeskCity):
    form = make()
    form.place.field.setText("cho")
    form.place._ask()
    assert form.changed() == {"place": "Chợ Hòa Khánh", "lat": "16.0712", "lon": "108.1499"}
    form.place.field.setText("hoa khanh nam")
    form.place._ask()
    form.place.strip.set_names(form.place.strip.names, 1)
    assert form.changed() == {"place": "Phường Hòa Khánh Nam", "area_code": "20194"}


def test_words_alone_are_sent_alone_and_the_form_warns_that_the_position_goes(make, desk_city: DeskCity):
    desk_city.daemon.answers[FindPlaces] = FoundPlaces(())
    form = make(data={})
    usual = form.message.text()
    form.place.field.setText("Ngõ nhỏ")
    form.place._ask()
    assert form.changed() == {"place": "Ngõ nhỏ"}
    assert form.message.text() == "Nơi mới không có tọa độ: vị trí cũ trên bản đồ sẽ bị xóa."
    del desk_city.daemon.answers[FindPlaces]
    form.place._ask()
    assert form.message.text() == usual, "a place was found after all"


@pytest.mark.parametrize("fields", [{"lat": None, "lon": None, "data": {}}, {}])
def test_a_case_without_a_position_or_with_an_extent_has_none_to_lose(make, desk_city: DeskCity, fields):
    desk_city.daemon.answers[FindPlaces] = FoundPlaces(())
    form = make(**fields)
    usual = form.message.text()
    form.place.field.setText("Ngõ nhỏ")
    form.place._ask()
    assert form.message.text() == usual


def test_an_empty_title_or_a_missing_field_is_named_and_nothing_is_sent(make, desk_city: DeskCity):
    form = make()
    form.send()
    assert form.message.text() == "Chưa sửa gì."
    form.title.clear()
    form.send()
    assert form.message.text() == "Hãy ghi tiêu đề: chuyện gì."
    form.title.setText("x")
    dict(form.data.rows())["Người dân cần làm gì"].clear()
    form.send()
    assert form.message.text() == "Hãy điền trước: Người dân cần làm gì."
    assert desk_city.daemon.of(SetCaseData) == []


def test_a_refusal_is_said_and_can_be_sent_again(make, desk_city: DeskCity):
    refused = Failure.of("not_allowed", Text("hồ sơ đã trình duyệt"), Text("hãy trả lại trước"))
    desk_city.daemon.answers[SetCaseData] = refused
    form = make()
    form.phone.setText("0905 000 111")
    form.send()
    assert form.message.text() == "Hồ sơ đã trình duyệt. Hãy trả lại trước."
    desk_city.daemon.slow = (SetCaseData,)
    form.send()
    form.send()
    assert len(desk_city.daemon.of(SetCaseData)) == 2, "it is sent once more, not twice"


def test_a_case_without_a_reporter_is_not_asked_for_one(make):
    form = make(reporter="", phone="", email="")
    assert form.phone.isHidden()
    assert make().phone.isVisible()


def test_keys_leave_go_on_and_write_lines(qtbot, make):
    form = make()
    with qtbot.waitSignal(form.closed):
        qtbot.keyClick(form.title, Qt.Key.Key_Escape)
    with qtbot.waitSignal(form.closed):
        qtbot.keyClick(form.back_button, Qt.Key.Key_Return)
    form.title.setFocus()
    qtbot.keyClick(form.title, Qt.Key.Key_Return)
    assert form.focusWidget() is form.text
    before = form.text.toPlainText()
    qtbot.keyClick(form.text, Qt.Key.Key_Return)
    assert form.text.toPlainText() == "\n" + before
