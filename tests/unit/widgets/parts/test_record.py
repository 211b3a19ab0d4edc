import pytest
from PySide6.QtCore import Qt

from backend.contract.messages import Failure, GetHistory, GetJournal
from backend.contract.state import Text
from tests.unit.widgets.city import NOW
from tests.unit.widgets.conftest import has_colour, picture
from widgets.parts.record import RecordPane, quality_word
from widgets.theme.look import DARK


@pytest.fixture
def record(show, city):
    return show(RecordPane(city.context(), "me_suot"), 900, 500)


def test_the_record_shows_all_that_is_known_of_a_place(city, record):
    assert [line.left for line in record.values.lines()] == ["Mực ngập", "Pin"]
    assert record.values.lines()[0].right == "62 cm"
    assert "Trụ ngập" in record.values.lines()[0].note
    assert record.alarms.lines()[0].right == "CHƯA NHẬN"
    assert [line.left for line in record.journal.lines()][:2] == ["Đã nhận cảnh báo", "Phát cảnh báo"]
    asked = [type(body) for body in city.daemon.asked]
    assert asked == [GetHistory, GetJournal]
    assert city.daemon.asked[1].subject == "me_suot"
    assert has_colour(picture(record), DARK.live_series)


def test_a_lost_value_keeps_its_number_and_says_since_when(show, city):
    record = show(RecordPane(city.context(), "phu_loc_07"), 900, 500)
    line = record.values.lines()[0]
    assert (line.right, line.stale) == ("7 cm", True)
    assert "không có số liệu từ 03:38" in line.note


def test_new_values_come_in(qtbot, city, record):
    city.publish("me_suot.level", 71.0)
    qtbot.waitUntil(lambda: record.values.lines()[0].right == "71 cm")
    assert record._curve.value[-1] == 71.0


def test_a_late_value_says_its_age(city, record):
    city.pass_time(100)
    assert "chậm" in record.values.lines()[0].note


def test_escape_and_the_button_go_back(qtbot, record):
    with qtbot.waitSignal(record.closed):
        qtbot.keyClick(record, Qt.Key.Key_Escape)
    with qtbot.waitSignal(record.closed):
        record._back.click()
    qtbot.keyClick(record, Qt.Key.Key_F5)


def test_a_refused_journal_is_said(show, city):
    city.daemon.answers[GetJournal] = Failure.of(
        "not_allowed", Text("Không được xem nhật ký.", "not for you")
    )
    record = show(RecordPane(city.context(), "me_suot"), 900, 500)
    assert record.journal.lines()[0].left == "Không được xem nhật ký."


def test_a_small_tile_leaves_out_the_chart(record):
    record.resize(380, 320)
    assert record.plot.isHidden()
    assert record.journal.isHidden()
    assert record._back.text() == "‹"


def test_an_unknown_place_is_shown_by_its_id(show, city):
    record = show(RecordPane(city.context(), "nowhere"), 900, 500)
    assert record.values.lines() == []
    assert NOW > 0


def test_qualities_have_words(vietnamese):
    assert quality_word(0) == ""
    assert len({quality_word(k) for k in range(1, 5)}) == 4
