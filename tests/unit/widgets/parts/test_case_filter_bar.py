import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tests.unit.widgets.case_city import KIND, DeskCity
from tests.unit.widgets.conftest import picture
from widgets.logic.case_query import Filter
from widgets.parts.case_book import CaseBook
from widgets.parts.case_choices import choices_of
from widgets.parts.case_filter_bar import FilterBar, facet_word


@pytest.fixture
def bar(show, desk_city: DeskCity) -> FilterBar:
    context = desk_city.context()
    above = QWidget()
    made = FilterBar(context.look, above)
    made.offered.setParent(above)
    box = QVBoxLayout(above)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(made)
    box.addStretch(1)
    made.set_choices(choices_of(KIND, CaseBook(context, above), "vi"))
    show(above, 1300, 500)
    above.activateWindow()
    return made


def offered(bar: FilterBar) -> list[str]:
    return [bar.offered.item(n).text() for n in range(bar.offered.count())]


def test_typing_settles_before_the_list_is_searched(qtbot, bar):
    with qtbot.waitSignal(bar.changed):
        qtbot.keyClicks(bar.search, "o  ga")
        assert bar.words() == "", "not for every letter"
    assert bar.words() == "o ga"


def test_escape_clears_the_search_and_then_leaves(qtbot, bar):
    bar.search.setText("hoa")
    bar._search_now()
    with qtbot.waitSignal(bar.changed):
        qtbot.keyClick(bar.search, Qt.Key.Key_Escape)
    assert bar.words() == ""
    with qtbot.waitSignal(bar.left):
        qtbot.keyClick(bar.search, Qt.Key.Key_Escape)


def test_enter_searches_at_once_and_goes_to_the_list(qtbot, bar):
    bar.search.setText("hoa")
    with qtbot.waitSignals([bar.changed, bar.left]):
        qtbot.keyClick(bar.search, Qt.Key.Key_Return)


def test_values_of_all_facets_are_found_without_diacritics(qtbot, bar):
    bar.narrow.setFocus()
    bar.narrow.setText("thoat nuoc")
    assert offered(bar) == ["Lĩnh vực: Thoát nước", "Đơn vị: Công ty Thoát nước và Xử lý nước thải"]
    assert bar.offered.isVisible()
    with qtbot.waitSignal(bar.changed):
        qtbot.keyClick(bar.narrow, Qt.Key.Key_Down)
        qtbot.keyClick(bar.narrow, Qt.Key.Key_Return)
    assert bar.filters() == (Filter("unit", "cty-thoat-nuoc"),)
    assert not bar.offered.isVisible()
    assert bar.narrow.text() == ""


def test_a_chosen_value_is_not_offered_again(bar):
    bar.add(Filter("due", "near"))
    bar.add(Filter("due", "near"))
    bar.narrow.setFocus()
    bar.narrow.setText("sap het han")
    assert offered(bar) == []
    assert len(bar.filters()) == 1


def test_chips_are_removed_by_a_click_and_the_last_by_backspace(qtbot, bar):
    for chip in (Filter("unit", "so-xay-dung"), Filter("severity", "high"), Filter("due", "overdue")):
        bar.add(chip)
    picture(bar.chips)
    box = next(box for box, chip in bar.chips._boxes if chip.facet == "severity")
    with qtbot.waitSignal(bar.changed):
        qtbot.mouseClick(bar.chips, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert [chip.facet for chip in bar.filters()] == ["unit", "due"]
    qtbot.keyClick(bar.narrow, Qt.Key.Key_Backspace)
    assert [chip.facet for chip in bar.filters()] == ["unit"]
    assert bar.chips.accessibleName() == "Đơn vị: Sở Xây dựng"
    bar.clear()
    assert bar.filters() == ()


def test_a_chip_whose_value_is_unknown_shows_it_as_it_is(bar):
    bar.add(Filter("field", "da-bo"))
    assert bar.chips.accessibleName() == "da-bo"


def test_escape_leaves_the_filter(qtbot, bar):
    bar.narrow.setFocus()
    bar.narrow.setText("so")
    with qtbot.waitSignal(bar.left):
        qtbot.keyClick(bar.narrow, Qt.Key.Key_Escape)
    assert not bar.offered.isVisible()


def test_little_room_keeps_the_fields(bar):
    bar.fit(700)
    assert bar.chips.isHidden()
    assert bar.search.width() + bar.narrow.width() <= 700
    bar.fit(1300)
    assert not bar.chips.isHidden()


def test_every_facet_has_a_name(vietnamese):
    assert facet_word("area") == "Phường, xã"
