import pytest
from PySide6.QtCore import QPoint, Qt

from tests.unit.widgets.city import City
from tests.unit.widgets.conftest import has_colour, picture
from widgets.parts.case_tabs import Tab, TabStrip

TABS = (Tab("a", "Chờ xử lý", 30_113), Tab("b", "Sắp, đã hết hạn", 12, urgent=True), Tab("c", "Tất cả", None))


@pytest.fixture
def strip(show, city: City) -> TabStrip:
    made = TabStrip(city.context().look, "vi")
    made.set_tabs(TABS, "a")
    return show(made, 700, 46)


def test_counters_have_all_their_digits(strip):
    assert strip.counter(TABS[0]) == "30.113"
    assert strip.counter(TABS[2]) == ""
    assert "30113" in strip.accessibleName()


def test_what_is_near_its_deadline_is_counted_in_colour(strip, city: City):
    high = city.context().look.tokens.high
    assert has_colour(picture(strip), high)
    strip.set_tabs([Tab("b", "Sắp hết hạn", 0, urgent=True)], "b")
    assert not has_colour(picture(strip), high), "none is nothing to look at"


def test_stepping_goes_round_the_corner(qtbot, strip):
    with qtbot.waitSignal(strip.chosen) as chosen:
        strip.step(-1)
    assert chosen.args == ["c"]
    strip.step(1)
    assert strip.current == "a"


def test_a_click_chooses(qtbot, strip):
    picture(strip)
    box = strip._boxes[1][0]
    with qtbot.waitSignal(strip.chosen) as chosen:
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert chosen.args == ["b"]
    with qtbot.assertNotEmitted(strip.chosen):
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(690, 20))
        strip.choose("b")


def test_the_chosen_tab_is_seen_where_not_all_have_room(show, city: City):
    made = TabStrip(city.context().look, "vi")
    made.set_tabs([Tab(str(n), "Một mục khá dài", 10_000 * n) for n in range(8)], "7")
    picture(show(made, 420, 46))
    assert "7" in [tab for _box, tab in made._boxes]
    empty = TabStrip(city.context().look, "vi", made)
    empty.step(1)
    assert empty.current == ""
