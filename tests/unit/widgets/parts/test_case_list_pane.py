import pytest
from PySide6.QtCore import QPoint, Qt

from backend.contract.cases import CaseQuery
from tests.unit.widgets.casework import CaseRegister, case, kind_info, units
from tests.unit.widgets.city import NOW
from widgets.logic.board_names import BoardNames
from widgets.logic.shown_number import ShownNumber
from widgets.parts.case_list_pane import CaseListPane

LATE = CaseQuery(kind="report", due=("overdue",))
ALL = CaseQuery(kind="report")
NUMBER = ShownNumber("quá hạn · Hải Châu", 2.0, LATE, NOW, 2)
SHARE = ShownNumber("tỷ lệ quá hạn", 40.0, LATE, NOW, 2, "%", ALL, 5)


@pytest.fixture
def register(city):
    return CaseRegister(city, [case(k, due_at=NOW - 9 + k * 5) for k in range(5)])


@pytest.fixture
def pane_of(city, show, register):
    def made(number=NUMBER):
        pane = show(CaseListPane(city.context(), number, BoardNames([kind_info()], units())), 900, 500)
        pane.opened, pane.ends = [], []
        pane.case_chosen.connect(pane.opened.append)
        pane.closed.connect(lambda: pane.ends.append(True))
        return pane

    return made


def test_it_lists_exactly_the_cases_with_their_true_number(pane_of):
    pane = pane_of()
    assert [file.case_id[-1] for file in pane.model.files] == ["0", "1"]
    assert (pane.title.text(), pane.count.text()) == ("Quá hạn · Hải Châu", "2")
    assert not pane.strip.isVisible()
    assert not pane.other.isVisible()


def test_deadlines_are_judged_when_the_number_was_computed(pane_of, city):
    city.clock.at += 3600
    assert pane_of().model.n_total == 2


def test_a_list_that_has_moved_on_says_so(pane_of, register):
    register.files = register.files[1:]
    pane = pane_of()
    assert pane.strip.words() == "Con số lúc 03:42:17 là 2; đến nay đã thành 1."


def test_the_two_sides_of_a_share(pane_of, qtbot):
    pane = pane_of(SHARE)
    assert pane.other.text() == "Toàn bộ: 5 (Tab)"
    qtbot.keyClick(pane.view, Qt.Key.Key_Tab)
    assert (pane.count.text(), pane.title.text()) == ("5", "Tỷ lệ quá hạn — toàn bộ số được tính")
    assert pane.other.text() == "Chỉ số được đếm: 2 (Tab)"
    qtbot.keyClick(pane.view, Qt.Key.Key_Tab)
    assert pane.count.text() == "2"


def test_a_part_of_a_map_has_no_number_to_hold_against(pane_of):
    pane = pane_of(ShownNumber("trong vùng này", None, LATE, NOW, -1))
    assert (pane.count.text(), pane.strip.words()) == ("2", "")


def test_an_empty_list_says_so(pane_of):
    pane = pane_of(ShownNumber("x", 0.0, CaseQuery(kind="report", fields=("none",)), NOW, 0))
    assert pane.strip.words() == "Không có hồ sơ nào sau con số này."


def test_enter_and_a_click_open_the_case(pane_of, qtbot):
    pane = pane_of()
    qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    second = pane.view.visualRect(pane.model.index(1, 0)).center()
    qtbot.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=second)
    qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    assert [code[-1] for code in pane.opened] == ["0", "1", "1"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Backspace])
def test_back(pane_of, qtbot, key):
    pane = pane_of()
    qtbot.keyClick(pane.view, key)
    qtbot.keyClick(pane.view, Qt.Key.Key_Tab)  # of a plain number there is no other side
    assert pane.ends == [True]
    assert pane.view.visualRect(pane.model.index(0, 0)).top() >= 0
    assert pane.childAt(QPoint(30, 30)) is not None
