import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.contract.messages import Failure
from backend.contract.state import Text
from backend.contract.work_requests import NoteIncident, SetIncident
from tests.unit.widgets.storm import context, stormy
from widgets.parts.incident_form import AskForm, Choice, Field, Question

NOTE = Question(
    "Ghi chú",
    lambda texts, _chosen: NoteIncident("SC.1", texts[0]),
    fields=(Field("Nội dung", "Hãy ghi nội dung."),),
)
PEOPLE = tuple(Choice(name, name) for name in ("Trần Minh Hà", "Lê Văn Sơn", "Phạm Quốc Bảo"))
LEAD = Question(
    "Ai chỉ huy?",
    lambda _texts, chosen: SetIncident("SC.1", lead=chosen[0]),
    fields=(Field("Tên"),),
    choices=PEOPLE,
    nothing="Hãy chọn một người.",
)
UNITS = Question(
    "Đơn vị nào?",
    lambda _texts, chosen: SetIncident("SC.1", units=chosen),
    choices=(Choice("pc07", "PC07", chosen=True), Choice("csgt", "CSGT")),
    several=True,
)


@pytest.fixture
def city(vietnamese):
    return stormy()


@pytest.fixture
def form(show, city):
    above = show(QWidget(), 500, 400)
    made = AskForm(context(city), above)
    QVBoxLayout(above).addWidget(made)
    return made


def test_words_are_sent_and_the_form_closes(qtbot, city, form):
    form.ask(NOTE)
    form.fields[0].setText("  nước đang xuống ")
    with qtbot.waitSignal(form.closed):
        qtbot.keyClick(form.fields[0], Qt.Key.Key_Return)
    assert city.daemon.asked[-1] == NoteIncident("SC.1", "nước đang xuống")
    assert form.isHidden()


def test_what_is_missing_is_asked_for(qtbot, city, form):
    form.ask(NOTE)
    qtbot.keyClick(form.fields[0], Qt.Key.Key_Return)
    assert form.message.text() == "Hãy ghi nội dung."
    assert city.daemon.asked == []


def test_a_refusal_is_said_where_the_person_acts_and_passwords_go(qtbot, city, form):
    city.daemon.answers[NoteIncident] = Failure.of(
        "not_allowed",
        Text("Chỉ trưởng ca được ghi.", "only the supervisor writes"),
        Text("Hỏi trưởng ca.", "ask the supervisor"),
    )
    secret = Question(
        "Ký",
        lambda texts, _chosen: NoteIncident("SC.1", texts[1]),
        fields=(Field("Tài khoản"), Field("Mật khẩu", secret=True)),
    )
    form.ask(secret)
    form.fields[0].setText("son")
    qtbot.keyClick(form.fields[0], Qt.Key.Key_Return)
    assert city.daemon.asked == [], "the password is still to be typed"
    form.fields[1].setText(" mật khẩu ")
    qtbot.keyClick(form.fields[1], Qt.Key.Key_Return)
    assert city.daemon.asked[-1] == NoteIncident("SC.1", " mật khẩu "), "a password keeps its blanks"
    assert form.message.text() == "Chỉ trưởng ca được ghi. Hỏi trưởng ca."
    assert (form.fields[0].text(), form.fields[1].text()) == ("son", "")
    assert not form.isHidden()


def test_a_name_is_found_without_diacritics(qtbot, city, form):
    form.ask(LEAD)
    qtbot.keyClicks(form.fields[0], "son")
    assert form.list.count() == 1
    qtbot.keyClick(form.fields[0], Qt.Key.Key_Return)
    assert city.daemon.asked[-1] == SetIncident("SC.1", lead="Lê Văn Sơn")


def test_arrows_move_in_the_list_while_typing(qtbot, city, form):
    form.ask(LEAD)
    qtbot.keyClick(form.fields[0], Qt.Key.Key_Down)
    qtbot.keyClick(form.fields[0], Qt.Key.Key_Down)
    qtbot.keyClick(form.fields[0], Qt.Key.Key_Up)
    qtbot.keyClick(form.fields[0], Qt.Key.Key_Return)
    assert city.daemon.asked[-1] == SetIncident("SC.1", lead="Lê Văn Sơn")


def test_a_name_that_nobody_has_is_not_sent(qtbot, city, form):
    form.ask(LEAD)
    qtbot.keyClicks(form.fields[0], "xyz")
    qtbot.keyClick(form.fields[0], Qt.Key.Key_Return)
    assert form.message.text() == "Hãy chọn một người."
    assert city.daemon.asked == []


def test_several_are_ticked_by_the_space_bar(qtbot, city, form):
    form.ask(UNITS)
    assert form.chosen() == ("pc07",)
    qtbot.keyClick(form.list, Qt.Key.Key_Down)
    qtbot.keyClick(form.list, Qt.Key.Key_Space)
    qtbot.keyClick(form.list, Qt.Key.Key_Return)
    assert city.daemon.asked[-1] == SetIncident("SC.1", units=("pc07", "csgt"))


def test_a_click_on_the_one_choice_sends(qtbot, city, form):
    form.ask(LEAD)
    box = form.list.visualItemRect(form.list.item(2))
    qtbot.mouseClick(form.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert city.daemon.asked[-1] == SetIncident("SC.1", lead="Phạm Quốc Bảo")


def test_escape_leaves_everything_as_it_is(qtbot, city, form):
    form.ask(NOTE)
    with qtbot.waitSignal(form.closed):
        qtbot.keyClick(form.fields[0], Qt.Key.Key_Escape)
    assert form.isHidden()
    form.send()
    assert city.daemon.asked == []


def test_an_answer_to_a_form_that_was_left_closes_no_other(city, form):
    late = []
    city.live._requester = lambda body, on_reply, deadline_s: late.append(on_reply)
    form.ask(NOTE)
    form.fields[0].setText("một")
    form.send()
    form.leave()
    form.ask(LEAD)
    late[0](Failure("late", "Quá muộn."))
    assert "Quá muộn" not in form.message.text()
    assert not form.isHidden()


def test_an_asker_may_go_on_by_itself(city, form):
    taken = []
    form.ask(Question("Camera nào?", lambda _texts, chosen: taken.append(chosen), choices=PEOPLE))
    form.send()
    assert taken == [("Trần Minh Hà",)]
    assert form.isHidden()
    assert city.daemon.asked == []
