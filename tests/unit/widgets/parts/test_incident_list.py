import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from tests.unit.widgets.conftest import picture
from widgets.logic.incident_lines import Line
from widgets.parts.incident_list import LineList
from widgets.theme.palettes import look_for


@pytest.fixture
def tall(show, vietnamese):
    made = show(LineList(look_for("dark", "desk")), 400, 300)
    made.set_lines([Line("Quy trình", head=True), *(Line(f"Bước {n}", f"s{n}") for n in range(40))])
    return made


def test_arrows_choose_and_bring_into_view(qtbot, tall):
    tall.setFocus()
    assert tall.selected_id() == "s0", "the first one that can be chosen"
    for _ in range(10):
        qtbot.keyClick(tall, Qt.Key.Key_Down)
    assert tall.selected_id() == "s10"
    assert tall.verticalScrollBar().value() > 0
    for _ in range(12):
        qtbot.keyClick(tall, Qt.Key.Key_Up)
    assert (tall.selected_id(), tall.verticalScrollBar().value()) == ("s0", 0)


def test_scrolling_cuts_no_line_in_two(tall):
    tall.select("s20")
    offset = tall.verticalScrollBar().value()
    assert (offset + 56) % 56 == 0, "the heading covers exactly one line"


def test_the_heading_stays_in_view(tall):
    def top() -> QImage:
        return picture(tall).copy(0, 10, 200, 30)

    tall.select("s20")
    at_20 = top()
    tall.select("s30")
    assert top() == at_20
    tall.set_lines([Line("Việc khác", head=True), *tall.lines()[1:]])
    assert top() != at_20


def test_the_choice_stays_with_its_line(tall):
    tall.select("s5")
    tall.set_lines([Line("neu", "neu"), *tall.lines()])
    assert tall.selected_id() == "s5"
    tall.set_lines([Line("a", "a")])
    assert tall.selected_id() == ""


def test_enter_and_double_click_open(qtbot, tall):
    tall.select("s0")
    with qtbot.waitSignal(tall.opened) as opened:
        qtbot.keyClick(tall, Qt.Key.Key_Return)
    assert opened.args == ["s0"]
    qtbot.mouseClick(tall.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 56 * 2 + 20))
    assert tall.selected_id() == "s1"
    with qtbot.waitSignal(tall.opened) as opened:
        qtbot.mouseDClick(tall.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 56 * 3 + 20))
    assert opened.args == ["s2"]


def test_a_heading_cannot_be_chosen(qtbot, tall):
    tall.select("s3")
    tall.verticalScrollBar().setValue(0)
    qtbot.mouseClick(tall.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 20))
    assert tall.selected_id() == "s3"


def test_a_list_without_choices_scrolls(qtbot, show, vietnamese):
    made = show(LineList(look_for("dark", "desk")), 400, 300)
    made.set_lines([Line(f"Mục {n}") for n in range(40)])
    qtbot.keyClick(made, Qt.Key.Key_Down)
    first = made.verticalScrollBar().value()
    qtbot.keyClick(made, Qt.Key.Key_PageDown)
    assert 0 < first < made.verticalScrollBar().value()
    qtbot.keyClick(made, Qt.Key.Key_PageUp)
    assert made.verticalScrollBar().value() == first
    qtbot.keyClick(made, Qt.Key.Key_Return)
    assert made.selected_id() == ""


def test_half_a_line_at_the_end_is_not_painted(show, vietnamese):
    made = show(LineList(look_for("dark", "desk")), 400, 200)
    made.set_lines([Line(f"Mục {n}") for n in range(40)])
    image = picture(made)
    ground = image.pixelColor(300, 190)
    assert all(image.pixelColor(x, 185) == ground for x in range(10, 380))


def test_what_it_takes_to_show_all(tall):
    assert tall.wanted_height(400) == 41 * 56


def test_a_person_who_scrolls_is_not_pulled_back(tall):
    tall.select("s0")
    tall.verticalScrollBar().setValue(500)
    tall.set_lines([*tall.lines()[:-1], Line("Bước 39, còn 9 ph", "s39")])
    assert tall.verticalScrollBar().value() == 500
    tall.resize(400, 200)
    assert tall.verticalScrollBar().value() == 0, "a list that changes its size shows the choice"
