import msgspec
import pytest
from PySide6.QtCore import Qt

from backend.contract.checks import DoubtOf, Doubts, GetDoubts
from backend.contract.messages import Failure, GetHistory, GetJournal
from backend.contract.state import Quality, Text, ValueClass
from tests.unit.widgets.city import NOW, values
from tests.unit.widgets.conftest import has_colour, picture
from widgets.parts.record import RecordPane
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
    asked = {type(body): body for body in city.daemon.asked}
    assert GetHistory in asked
    assert asked[GetJournal].subject == "me_suot"
    assert GetDoubts not in asked, "nothing is doubtful"
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


def test_a_doubtful_value_says_why_and_asks_once(qtbot, city, record):
    words = Text("Đứng yên ở 62 cm từ 03:00 22/11")
    city.daemon.answers[GetDoubts] = Doubts((DoubtOf("me_suot.level", "stuck", NOW - 2000, words),))
    index = city.live.state.series["me_suot.level"].index
    for seconds in (1, 2):
        city.clock.at += seconds
        city.live.take(values([(index, city.clock.at, 62.0)], Quality.UNCERTAIN))
        record.refresh()
    line = record.values.lines()[0]
    assert line.note.startswith(words.vi)
    assert (line.right, line.shape) == ("?62 cm", None)
    assert [type(body) for body in city.daemon.asked].count(GetDoubts) == 1


def test_the_class_stands_before_source_and_time(city, record):
    series = city.live.state.series["me_suot.level"]
    classes = (ValueClass(40.0, Text("Ngập nguy cấp")),)
    changed = msgspec.structs.replace(series, classes=classes)
    city.live.state.series["me_suot.level"] = changed
    city.live.state.series_of_place["me_suot"][0] = changed
    record.refresh()
    assert record.values.lines()[0].note.startswith("Ngập nguy cấp · Trụ ngập")
