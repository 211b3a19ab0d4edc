import pytest
from PySide6.QtCore import QPoint, Qt

from tests.unit.widgets.conftest import has_colour, picture
from tests.unit.widgets.indicator_office import CITY_FIGURES, entry_of
from widgets.logic.indicator_board import by_colour
from widgets.parts.indicator_face import face_of
from widgets.parts.indicator_grid import Group, IndicatorGrid

NEWEST = {code: max(values, key=lambda p: p[:4]) for code, values in CITY_FIGURES.items()}


def groups(office, codes=None, n=99):
    entries = [entry_of(office, code, NEWEST[code]) for code in list(codes or NEWEST)[:n]]
    return [Group(g, None, tuple(face_of(e, "vi") for e in these)) for g, these in by_colour(entries)]


@pytest.fixture
def grid_of(office, show):
    def made(width=1254, height=1000, density="desk", codes=None, n=99):
        grid = show(IndicatorGrid(office.city.context("dark", density)), width, height)
        grid.opened = []
        grid.figure_chosen.connect(lambda entry: grid.opened.append(entry.info.code))
        grid.set_groups(groups(office, codes, n))
        return grid

    return made


def test_red_stands_first_and_all_are_there(grid_of):
    grid = grid_of()
    assert [group.group for group in grid.groups()] == ["red", "orange", "green", "none"]
    assert len(grid.faces()) == len(NEWEST)
    assert has_colour(picture(grid), grid._look.tokens.critical)


def test_enter_opens_what_the_arrows_chose(grid_of, qtbot):
    grid = grid_of()
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    codes = [face.entry.info.code for face in grid.faces()]
    assert grid.opened[0] == codes[1]
    assert codes.index(grid.opened[1]) > 1


def test_a_click_opens_the_cell_under_it(grid_of, qtbot):
    grid = grid_of()
    k, box = grid.pages()[0].cells[5]
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(round(box.left + 20), round(box.top + 40)))
    assert grid.opened == [grid.faces()[k].entry.info.code]


def test_pages_turn_and_the_arrows_go_over_their_end(grid_of, qtbot):
    grid = grid_of(640, 500)
    assert len(grid.pages()) > 1
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_PageDown)
    assert grid.page == 1
    assert grid.chosen() is grid.faces()[grid.pages()[1].cells[0][0]]
    qtbot.keyClick(grid, Qt.Key.Key_PageUp)
    for _ in grid.pages()[0].cells:
        qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.page >= 1
    qtbot.keyClick(grid, Qt.Key.Key_Left)
    assert grid.chosen() is not None


def test_the_chosen_figure_stays_chosen_when_figures_come_and_go(grid_of, office):
    grid = grid_of()
    codes = [face.entry.info.code for face in grid.faces()]
    grid.choose(codes.index("MT.07"))
    office.put("MT.16", "2026", 2.1)
    grid.set_groups(groups(office))
    assert grid.chosen().entry.info.code == "MT.07"
    grid.set_groups(groups(office, ["MT.05", "MT.03"]))
    assert grid.chosen().entry.info.code in ("MT.05", "MT.03")


def test_one_alone_is_a_message_and_needs_no_choosing(grid_of, qtbot):
    grid = grid_of(codes=["MT.04"], density="briefing", width=900, height=500)
    assert grid.chosen().entry.info.code == "MT.04"
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(700, 300))
    assert grid.opened == ["MT.04"]
    assert has_colour(picture(grid), grid._look.tokens.critical)


@pytest.mark.parametrize("density", ["wall", "briefing"])
def test_far_densities_have_fewer_cells_a_page(grid_of, density):
    grid = grid_of(1904, 1000, density)
    assert len(grid.pages()[0].cells) < len(grid.faces())
    picture(grid)


def test_nothing_says_why(grid_of):
    grid = grid_of()
    grid.empty_words = "Không có chỉ tiêu"
    grid.set_groups([])
    assert grid.chosen() is None
    assert has_colour(picture(grid), grid._look.tokens.text_second)
    assert grid.cell_at(grid.rect().center().toPointF()) == -1
