import pytest
from PySide6.QtCore import Qt

from backend.contract.entered_readings import (
    Enterable,
    EnterableMetric,
    EnteredValue,
    EnterReadings,
    GetEnterable,
)
from backend.contract.messages import Failure
from backend.contract.state import Text
from widgets.parts.record import RecordPane

PEOPLE = EnterableMetric("n_people", Text("Số người"), "người", 0, 0, 5000)


@pytest.fixture
def box(show, city):
    city.daemon.answers[GetEnterable] = Enterable("me_suot", (PEOPLE,))
    return show(RecordPane(city.context(), "me_suot"), 900, 500).entry


def test_a_number_and_a_note_are_sent(qtbot, city, box):
    assert box.isVisible()
    assert box.chooser.currentText() == "Số người (người)"
    qtbot.keyClicks(box.number, "1.250")
    qtbot.keyClicks(box.note, " diem danh ")
    qtbot.keyClick(box.number, Qt.Key.Key_Return)
    assert city.daemon.asked[-1] == EnterReadings(
        "me_suot", (EnteredValue("n_people", 1250.0),), note="diem danh"
    )
    assert box.words.text() == "Đã nhập."
    assert box.number.text() == ""


def test_what_is_no_number_or_cannot_be_is_said_before_it_is_sent(qtbot, city, box):
    n_asked = len(city.daemon.asked)
    for typed, words in (
        ("1.5", "Hãy ghi một số"),
        ("9000", "9.000 là không thể có: chỉ từ 0 đến 5.000 người."),
    ):
        box.number.setText(typed)
        qtbot.keyClick(box.number, Qt.Key.Key_Return)
        assert words in box.words.text()
    assert len(city.daemon.asked) == n_asked


def test_a_refusal_is_said_and_what_was_typed_stays(qtbot, city, box):
    city.daemon.answers[EnterReadings] = Failure.of("not_allowed", Text("Không thuộc đơn vị.", "not yours"))
    box.number.setText("12")
    qtbot.keyClick(box.number, Qt.Key.Key_Return)
    assert box.words.text() == "Không thuộc đơn vị."
    assert box.number.text() == "12"


def test_a_digit_begins_a_reading_and_escape_leaves_it(qtbot, box):
    record = box.parent()
    record.setFocus()
    qtbot.keyClick(record, Qt.Key.Key_4)
    assert box.number.text() == "4"
    with qtbot.waitSignal(box.left):
        qtbot.keyClick(box.number, Qt.Key.Key_Escape)


def test_who_may_enter_nothing_sees_no_line(show, city):
    city.daemon.answers[GetEnterable] = Enterable("me_suot", ())
    record = show(RecordPane(city.context(), "me_suot"), 900, 500)
    assert not record.entry.isVisible()
