import pytest
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
