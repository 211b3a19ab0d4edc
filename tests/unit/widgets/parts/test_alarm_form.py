import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from backend.contract.messages import AcknowledgeAlarm, Done, Failure, ShelveAlarm
from backend.contract.state import Text
from backend.contract.work_requests import AssignAlarm, CommentAlarm, JoinIncident, OpenIncident, SilenceDesk
from tests.unit.widgets.city import NOW
from tests.unit.widgets.storm import change, incident
from widgets.parts.alarm_form import AlarmForm


@pytest.fixture
def form(show, city):
    return show(AlarmForm(city.context()))


def test_taking_an_alarm_with_comment_and_time(qtbot, city, form):
    form.open("acknowledge", ["flood@1"], "Ngập 62 cm — Mẹ Suốt")
    assert form.heading.text() == "Nhận: Ngập 62 cm — Mẹ Suốt"
    form.words.setText("đang xem")
    form.minutes.setValue(10)
    with qtbot.waitSignal(form.closed):
        qtbot.keyClick(form.words, Qt.Key.Key_Return)
    assert city.daemon.asked[-1] == AcknowledgeAlarm("flood@1", "đang xem", NOW + 600)


def test_taking_without_a_time_limit(city, form):
    form.open("acknowledge", ["flood@1"])
    form.send()
    assert city.daemon.asked[-1] == AcknowledgeAlarm("flood@1", "", None)


def test_the_minutes_can_be_read(form):
    form.open("shelve", ["flood@1"])
    QApplication.processEvents()
    assert form.minutes.text() == "30 phút"
    assert form.minutes.lineEdit().width() > 100, "the text has room"


def test_shelving_needs_a_reason(city, form):
    form.open("shelve", ["flood@1"])
    form.send()
    assert "lý do" in form.message.text()
    assert city.daemon.asked == []
    form.words.setText("bảo trì")
    form.send()
    assert city.daemon.asked[-1] == ShelveAlarm("flood@1", "bảo trì", NOW + 1800)
    assert form.isHidden()


def test_above_the_limit_the_supervisor_approves_at_this_desk(qtbot, city, form):
    city.daemon.answers[ShelveAlarm] = Failure("not_allowed", "Quá 30 phút.", "Nhờ trưởng ca duyệt.")
    form.open("shelve", ["flood@1"])
    assert form.approver.isHidden()
    form.words.setText("bảo trì")
    form.send()
    assert form.message.text() == "Quá 30 phút. Nhờ trưởng ca duyệt."
    assert not form.approver.isHidden()
    form.approver.setText("truongca")
    form.password.setText("bí mật")
    del city.daemon.answers[ShelveAlarm]
    qtbot.keyClick(form.password, Qt.Key.Key_Return)
    assert city.daemon.asked[-1] == ShelveAlarm("flood@1", "bảo trì", NOW + 1800, "truongca", "bí mật")
    assert form.isHidden()
    assert form.password.text() == "", "a password does not wait in a hidden field"


def test_a_remark(city, form):
    form.open("comment", ["flood@1"])
    assert form.minutes.isHidden()
    form.send()
    assert form.message.text() == "Hãy viết nội dung ghi chú."
    form.words.setText("đã báo phường")
    form.send()
    assert city.daemon.asked == [CommentAlarm("flood@1", "đã báo phường")]


def test_giving_to_somebody_by_a_part_of_the_name(qtbot, city, form):
    city.live.state.people, city.live.state.units = ("Trần Minh Hà", "Lê Thị Thu"), {"tn": "Đội thoát nước"}
    form.open("assign", ["flood@1"])
    qtbot.keyClicks(form.names.field, "doi tho")
    qtbot.keyClick(form.names.field, Qt.Key.Key_Return)
    assert city.daemon.asked == [AssignAlarm("flood@1", "Đội thoát nước", "")]
    form.open("assign", ["flood@1"])
    qtbot.keyClicks(form.names.field, "zz")
    form.send()
    assert form.message.text() == "Không có ai tên như vậy; hãy gõ một phần của tên."


def test_muting_the_desk_and_ending_it(qtbot, city, form):
    form.open("silence", ["duty"])
    form.send()
    assert city.daemon.asked[-1] == SilenceDesk("duty", NOW + 900, "")
    form.open("silence", ["duty"])
    form.minutes.setValue(0)
    assert form.minutes.text() == "bật tiếng lại ngay"
    form.send()
    assert city.daemon.asked[-1] == SilenceDesk("duty", None, "")


def test_a_whole_group_is_taken_at_once_and_a_refusal_keeps_the_form_open(city, form):
    form.open("acknowledge", ["a", "b", "c"])
    form.send()
    assert [request.alarm_id for request in city.daemon.asked] == ["a", "b", "c"]
    assert form.isHidden()
    city.daemon.answers[AcknowledgeAlarm] = Failure("invalid", "Đã trở lại bình thường.")
    form.open("acknowledge", ["a", "b"])
    form.send()
    assert form.message.text() == "Đã trở lại bình thường."
    assert not form.isHidden()


@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "Cảnh báo đã trở lại bình thường. Tải lại."), ("en", "The alarm is normal. Load it again.")],
)
def test_a_refusal_is_told_in_the_language_of_the_wall(city, show, language, said):
    city.daemon.answers[AcknowledgeAlarm] = Failure.of(
        "invalid",
        Text("Cảnh báo đã trở lại bình thường.", "the alarm is normal"),
        Text("Tải lại.", "load it again"),
    )
    form = show(AlarmForm(city.context(language=language)))
    form.open("acknowledge", ["a"])
    form.send()
    assert form.message.text() == said


def test_nothing_is_sent_twice_while_the_daemon_thinks(city, form):
    city.daemon.silent = True
    form.open("acknowledge", ["a"])
    form.send()
    form.send()
    assert len(city.daemon.asked) == 1


def test_escape_leaves_the_alarm_alone(qtbot, city, form):
    form.open("shelve", ["flood@1"])
    with qtbot.waitSignal(form.closed):
        qtbot.keyClick(form, Qt.Key.Key_Escape)
    form.send()
    assert city.daemon.asked == []
    qtbot.keyClick(form, Qt.Key.Key_F5)


def test_escape_in_a_field_is_the_forms_not_the_walls(form):
    form.open("comment", ["flood@1"])
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(form.words, event)
    assert event.isAccepted()


def test_a_new_incident_takes_the_alarms_title(qtbot, city, form):
    form.open("join", ["a", "b"], "Ngập 62 cm — Mẹ Suốt")
    assert form.heading.text() == "Đưa vào sự cố: Ngập 62 cm — Mẹ Suốt"
    assert form.names.name() == "Sự cố mới"
    assert form.words.text() == "Ngập 62 cm — Mẹ Suốt"
    form.words.clear()
    form.send()
    assert form.message.text() == "Hãy ghi sự cố mới là về việc gì."
    form.words.setText("Ngập Hòa Khánh")
    qtbot.keyClick(form.words, Qt.Key.Key_Return)
    assert city.daemon.asked == [OpenIncident("Ngập Hòa Khánh", ("a", "b"))]
    assert form.isHidden()


def test_an_open_incident_is_found_without_diacritics_and_asks_for_no_title(qtbot, city, form):
    change(city, incident("SC.1", title=Text("Ngập Mẹ Suốt")), incident("SC.2", title=Text("Cháy chợ Cồn")))
    form.open("join", ["a", "b"], "Ngập 62 cm")
    qtbot.keyClicks(form.names.field, "cho con")
    assert form.names.name() == "Cháy chợ Cồn · SC.2"
    assert form.words.isHidden()
    qtbot.keyClick(form.names.field, Qt.Key.Key_Return)
    assert city.daemon.asked == [JoinIncident("SC.2", "a"), JoinIncident("SC.2", "b")]
    form.open("comment", ["a"])
    assert not form.words.isHidden(), "the next form has its line again"


def test_the_arrows_choose_an_incident_too(qtbot, city, form):
    change(city, incident("SC.1", title=Text("Ngập Mẹ Suốt")))
    form.open("join", ["a"], "Ngập 62 cm")
    qtbot.keyClick(form.names.field, Qt.Key.Key_Down)
    assert form.names.name() == "Ngập Mẹ Suốt · SC.1"
    assert form.words.isHidden()
    qtbot.keyClick(form.names.field, Qt.Key.Key_Up)
    assert not form.words.isHidden()


def test_why_an_alarm_did_not_join_is_said(qtbot, city, form):
    change(city, incident("SC.1", title=Text("Ngập Mẹ Suốt")))
    city.daemon.answers[JoinIncident] = Failure("invalid", "SC.1 đã đóng.", "Chọn sự cố khác.")
    form.open("join", ["a"], "Ngập 62 cm")
    qtbot.keyClicks(form.names.field, "zz")
    form.send()
    assert form.message.text() == "Không có sự cố đang mở nào tên như vậy; hãy gõ một phần của tên."
    form.names.field.setText("me suot")
    form.send()
    assert form.message.text() == "SC.1 đã đóng. Chọn sự cố khác."
    assert form.names.field.hasFocus()


def kept_answers(city, monkeypatch):
    """Return where the form's ways to be answered are kept instead of being answered at once."""
    waiting = []
    monkeypatch.setattr(city.live, "request", lambda body, on_reply: waiting.append((body, on_reply)))
    return waiting


def test_only_what_was_refused_is_tried_again(city, form, monkeypatch):
    waiting = kept_answers(city, monkeypatch)
    form.open("comment", ["a", "b"])
    form.words.setText("đã báo phường")
    form.send()
    waiting[0][1](Done(8))
    waiting[1][1](Failure("late", "Mất liên lạc."))
    assert form.message.text() == "Mất liên lạc."
    form.send()
    assert [body.alarm_id for body, _on_reply in waiting] == ["a", "b", "b"]


def test_an_answer_to_a_form_that_was_left_does_not_touch_the_next_one(city, form, monkeypatch):
    waiting = kept_answers(city, monkeypatch)
    form.open("acknowledge", ["a"])
    form.send()
    form.close_form()
    form.open("acknowledge", ["b"])
    waiting[0][1](Done(8))
    assert not form.isHidden()
    form.send()
    assert [body.alarm_id for body, _on_reply in waiting] == ["a", "b"]
