import pytest
from PySide6.QtCore import Qt

from backend.contract.messages import AcknowledgeAlarm, Failure, ShelveAlarm
from tests.unit.widgets.city import NOW, alarm
from widgets.parts.alarm_form import AlarmForm


@pytest.fixture
def form(show, city):
    return show(AlarmForm(city.context()))


def test_taking_an_alarm_with_comment_and_time(qtbot, city, form):
    form.open("acknowledge", alarm(1))
    assert form.heading.text() == "Nhận: Ngập 62 cm — Mẹ Suốt, Hòa Khánh"
    form.words.setText("đang xem")
    form.minutes.setValue(10)
    with qtbot.waitSignal(form.closed):
        qtbot.keyClick(form.words, Qt.Key.Key_Return)
    assert city.daemon.asked[-1] == AcknowledgeAlarm("flood@1", "đang xem", NOW + 600)


def test_taking_without_a_time_limit(city, form):
    form.open("acknowledge", alarm(1))
    form.send()
    assert city.daemon.asked[-1] == AcknowledgeAlarm("flood@1", "", None)


def test_shelving_needs_a_reason(city, form):
    form.open("shelve", alarm(1))
    form.send()
    assert "lý do" in form.message.text()
    assert city.daemon.asked == []
    form.words.setText("bảo trì")
    form.send()
    assert city.daemon.asked[-1] == ShelveAlarm("flood@1", "bảo trì", NOW + 1800)
    assert form.isHidden()


def test_the_daemons_refusal_is_shown_in_its_words(city, form):
    city.daemon.answers[ShelveAlarm] = Failure("not_allowed", "Quá 30 phút.", "Nhờ trưởng ca duyệt.")
    form.open("shelve", alarm(1))
    form.words.setText("bảo trì")
    form.send()
    assert form.message.text() == "Quá 30 phút. Nhờ trưởng ca duyệt."
    assert not form.isHidden()


def test_escape_leaves_the_alarm_alone(qtbot, city, form):
    form.open("shelve", alarm(1))
    with qtbot.waitSignal(form.closed):
        qtbot.keyClick(form, Qt.Key.Key_Escape)
    form.send()
    assert city.daemon.asked == []
    qtbot.keyClick(form, Qt.Key.Key_F5)
