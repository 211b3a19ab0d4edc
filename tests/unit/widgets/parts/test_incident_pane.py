import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from tests.unit.widgets.conftest import picture
from widgets.logic.incident_lines import Line
from widgets.parts.incident_pane import EMPTY_PX, HEADING_PX, PartPane
from widgets.theme.palettes import look_for


@pytest.fixture
def pane(show, vietnamese):
    above = show(QWidget(), 400, 300)
    made = PartPane(look_for("dark", "desk"), "Tin nhắn", "Chưa gửi tin nào", above)
    made.setGeometry(0, 0, 400, 300)
    made.show()
    return made


def test_nothing_is_said_in_words(pane):
    assert pane.list.isHidden()
    assert pane.wanted_height(400) == HEADING_PX + EMPTY_PX
    empty = picture(pane)
    pane.set_nothing("Không đọc được nhật ký")
    assert picture(pane) != empty


def test_lines_stand_under_the_heading(pane):
    pane.set_lines([Line("Một"), Line("Hai")], "2")
    assert not pane.list.isHidden()
    assert pane.list.y() == HEADING_PX
    assert pane.wanted_height(400) == HEADING_PX + 2 * 56
    assert pane.remark == "2"
    pane.set_lines([])
    assert pane.list.isHidden()


def test_without_a_heading_the_lines_take_all(show, vietnamese):
    above = show(QWidget(), 400, 300)
    made = PartPane(look_for("dark", "desk"), "", "", above)
    made.setGeometry(0, 0, 400, 300)
    made.set_lines([Line("Một")])
    assert (made.list.y(), made.list.height()) == (0, 300)


def test_another_heading_is_painted_at_once(qtbot, pane):
    class Painted(QObject):
        n = 0

        def eventFilter(self, watched, event):  # noqa: N802 - the name that Qt calls
            self.n += event.type() == QEvent.Type.Paint
            return False

    painted = Painted()
    qtbot.wait(50)
    pane.installEventFilter(painted)
    pane.set_heading("Tin nhắn")
    qtbot.wait(50)
    assert painted.n == 0
    pane.set_heading("Cho việc: Ngập Hòa Khánh")
    qtbot.waitUntil(lambda: painted.n > 0)
    pane.removeEventFilter(painted)


def test_without_its_heading_the_list_moves_up(pane):
    pane.set_lines([Line("Một")])
    pane.set_heading("")
    assert (pane.list.y(), pane.list.height()) == (0, 300)
