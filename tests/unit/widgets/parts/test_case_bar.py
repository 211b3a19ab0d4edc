import pytest
from PySide6.QtCore import QPoint, Qt

from tests.unit.widgets.city import City
from tests.unit.widgets.conftest import has_colour, picture
from widgets.parts.case_bar import ActionBar, Deed

DEEDS = (Deed("assign", "G", "Giao đơn vị"), Deed("delete", "D", "Xóa", "(1)"), Deed("plain", "", "mở"))


@pytest.fixture
def bar(show, city: City) -> ActionBar:
    made = ActionBar(city.context().look)
    made.set_deeds("3 đã chọn", DEEDS)
    return show(made, 900, 46)


def test_every_deed_shows_its_key_and_can_be_clicked(qtbot, bar):
    picture(bar)
    assert bar.shown() == ["assign", "delete", "plain"]
    box = bar._boxes[1][0].center().toPoint()
    with qtbot.waitSignal(bar.pressed) as pressed:
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=box)
    assert pressed.args == ["delete"]
    with qtbot.assertNotEmitted(bar.pressed):
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(880, 20))


def test_what_is_under_the_pointer_is_framed_in_focus(qtbot, bar, city: City):
    bar.set_deeds("", DEEDS)
    focus = city.context().look.tokens.focus
    assert not has_colour(picture(bar), focus)
    qtbot.mouseMove(bar, bar._boxes[0][0].center().toPoint())
    assert has_colour(picture(bar), focus)
    assert bar.cursor().shape() == Qt.CursorShape.PointingHandCursor
    qtbot.mouseMove(bar, QPoint(880, 20))
    assert bar.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_those_without_room_are_left_out_from_the_end(show, city: City):
    made = ActionBar(city.context().look)
    made.set_deeds("", DEEDS)
    picture(show(made, 190, 46))
    assert made.shown() == ["assign"]
    assert made.accessibleName() == "G Giao đơn vị · D Xóa ·  mở"
