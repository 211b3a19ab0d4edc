import pytest
from PySide6.QtCore import Qt

from backend.contract.case_requests import ActOnCases, CaseRefusal, CasesActed
from backend.contract.indicators import SetPlan
from backend.contract.messages import Done, Failure
from backend.contract.state import Text
from tests.unit.widgets.indicator_office import press
from widgets.parts.indicator_ask import Asked, AskForm

PLAN = Asked(
    "Kế hoạch", "", lambda words, number: SetPlan("MT.04", "2026", number, "", words), number=(2600.0, 1)
)
BACK = Asked("Trả lại", "", lambda words, _n: ActOnCases(("GT.1",), "return", {"note": words}))


@pytest.fixture
def form(city, show):
    made = AskForm(city.context())
    made.answers = []
    made.done.connect(made.answers.append)
    return show(made, 700, 260)


def of(city, kind):
    return [body for body in city.daemon.asked if isinstance(body, kind)]


def test_enter_sends_what_was_filled_in(form, city):
    form.open(Asked("Hỏi", "Vì sao?", lambda words, _n: SetPlan("A", "2026", None, "", words)))
    press(form.words, Qt.Key.Key_Return)
    assert of(city, SetPlan)[0].note == "Vì sao?"
    assert form.answers == [Done(8)]
    assert form.isHidden()


def test_nothing_is_sent_without_a_reason(form, city):
    form.open(BACK)
    form.send()
    assert of(city, ActOnCases) == []
    assert form.message.text() == "Hãy ghi lý do trước."


def test_a_number_is_asked_for_and_must_be_readable(form, city):
    form.open(PLAN)
    assert form.number.text() == "2.600,0"
    form.words.setPlainText("NQ 12")
    form.number.setText("2.6")
    press(form.number, Qt.Key.Key_Return)
    assert of(city, SetPlan) == []
    assert "2.6" in form.message.text()
    form.number.setText("2.750,5")
    form.send()
    assert of(city, SetPlan) == [SetPlan("MT.04", "2026", 2750.5, "", "NQ 12")]


@pytest.mark.parametrize(
    "reply",
    [
        Failure.of("not_allowed", Text("Tài khoản này không được làm.")),
        CasesActed((), (CaseRefusal("GT.1", Text("Tài khoản này không được làm.")),), 1),
    ],
)
def test_what_is_refused_stays_with_its_reason(form, city, reply):
    city.daemon.answers[ActOnCases] = reply
    form.open(BACK)
    form.words.setPlainText("thiếu số")
    form.send()
    assert form.message.text() == "Tài khoản này không được làm."
    assert not form.isHidden()
    assert form.answers == []


def test_an_answer_after_esc_finds_nobody(form, city):
    city.daemon.silent = True
    form.open(Asked("Hỏi", "?", lambda words, _n: SetPlan("A", "2026", None, "", words)))
    form.send()
    form.send()
    assert len(of(city, SetPlan)) == 1  # once, however often Enter is pressed
    assert press(form.words, Qt.Key.Key_Escape)
    form._answered(form._n_opened - 1, Done(1))
    assert form.answers == []


def test_shift_enter_begins_a_line(form, qtbot):
    form.open(BACK)
    qtbot.keyClicks(form.words, "mot")
    qtbot.keyClick(form.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert not form.isHidden()
    assert form.words.toPlainText().count("\n") + form.words.toPlainText().count("\u2028") == 1
