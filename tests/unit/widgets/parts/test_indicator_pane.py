import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from backend.contract.case_requests import ActOnCases
from backend.contract.indicators import IndicatorSets, ReviewFigure, SetPlan
from backend.contract.messages import Failure
from backend.contract.state import Text
from tests.unit.widgets.indicator_office import entry_of, press
from widgets.logic.board_names import BoardNames
from widgets.parts.indicator_book import ExplanationBook
from widgets.parts.indicator_pane import IndicatorPane
from widgets.parts.indicator_record import Known


@pytest.fixture
def pane_of(office, city, show):
    host = show(QWidget(), 1100, 800)
    infos = {info.code: info for info in IndicatorSets(*office.catalogue.all.infos()).indicators}
    known = Known(infos, Text("Nguy cơ không đạt"), Text("dưới 90 %"), Text("Bộ"), "", BoardNames())
    book = ExplanationBook(city.live, host)
    made = []

    def open_pane(code="MT.04", period="2026-10"):
        pane = IndicatorPane(city.context(), entry_of(office, code, period), known, book, host)
        pane.setGeometry(host.rect())
        pane.show()
        pane.setFocus()
        pane.heard = []
        pane.changed.connect(lambda: pane.heard.append("changed"))
        pane.closed.connect(lambda: pane.heard.append("closed"))
        pane.case_chosen.connect(pane.heard.append)
        made.append(pane)
        return pane

    yield open_pane
    for pane in made:
        pane.release()


def keys(pane):
    return [deed.key for deed in pane.bar.deeds]


def test_it_shows_record_and_versions(pane_of):
    pane = pane_of()
    assert pane.title.text() == "Kim ngạch xuất khẩu hàng hóa · 10 tháng năm 2026"
    assert pane.value.text() == "1.874,0\u00a0triệu USD"
    assert "Bản 1" in pane.page.words()
    assert keys(pane) == ["E", "P"]


def test_an_answer_is_accepted_in_two_keys(pane_of, office):
    file = office.explain("MT.04", "2026-10", "answered", result="Do bão số 12")
    pane = pane_of()
    assert "Do bão số 12" in pane.page.words()
    assert press(pane, Qt.Key.Key_A, "a")
    press(pane.form.words, Qt.Key.Key_Return)
    assert office.asked(ActOnCases) == [ActOnCases((file.case_id,), "accept")]
    assert pane.heard == ["changed"]
    office.change(file.case_id, kind="explanation")
    assert "Đã chấp nhận giải trình" in pane.page.words() or "chấp nhận" in pane.page.words()
    assert keys(pane) == ["E", "O", "P"]


def test_a_version_that_waits_is_reviewed_and_a_reason_is_needed_to_give_it_back(pane_of, office):
    office.put("MT.04", "2026-10", 1900.0, state="submitted", version=2, reviewed_by="")
    pane = pane_of()
    assert keys(pane)[:2] == ["V", "X"]
    press(pane, Qt.Key.Key_X, "x")
    press(pane.form.words, Qt.Key.Key_Return)
    assert office.asked(ReviewFigure) == []
    pane.form.words.setPlainText("thiếu khu công nghệ cao")
    press(pane.form.words, Qt.Key.Key_Return)
    assert office.asked(ReviewFigure)[0].note == "thiếu khu công nghệ cao"
    assert "bị trả lại" in pane.page.words()
    assert "V" not in keys(pane)


def test_a_plan_is_set_with_its_reason(pane_of, office):
    pane = pane_of("MT.08", "2026-10")
    press(pane, Qt.Key.Key_P, "p")
    pane.form.number.setText("20.000")
    pane.form.words.setPlainText("NQ 45/NQ-HĐND")
    pane.form.send()
    assert office.asked(SetPlan) == [SetPlan("MT.08", "2026-10", 20000.0, "", "NQ 45/NQ-HĐND")]
    pane.set_entry(entry_of(office, "MT.08", "2026-10"))
    assert "KH 20.000" in pane.page.words()


def test_escape_goes_back_and_the_request_opens(pane_of, office):
    file = office.explain("MT.04", "2026-10")
    pane = pane_of()
    press(pane, Qt.Key.Key_O, "o")
    assert press(pane, Qt.Key.Key_Escape)
    assert pane.heard == [file.case_id, "closed"]


def test_a_change_is_asked_for_again_and_after_the_end_nothing_is(pane_of, office, city):
    pane = pane_of()
    office.put("MT.04", "2026-10", 1880.0, version=2)
    office.change()
    assert "Bản 2" in pane.page.words()
    office.refuse = Failure.of("busy", Text("Máy chủ bận."))
    office.change()
    assert pane.form.message.text() == "Máy chủ bận."
    pane.release()
    n = len(city.daemon.asked)
    office.change()
    assert len(city.daemon.asked) == n
