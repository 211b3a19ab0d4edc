import pytest
from PySide6.QtCore import Qt

from tests.unit.widgets.casework import CaseRegister, case, city_cases
from tests.unit.widgets.city import NOW
from widgets.logic.shown_number import disagreements
from widgets.registry import make


@pytest.fixture
def register(city):
    return CaseRegister(city, city_cases(300))


@pytest.fixture
def tile_of(show, city, register):
    def made(width=800, height=600, density="desk", **options):
        given = {"figures": ("on_time", "overdue"), **options}
        return show(make("ranking", given, city.context(density=density)), width, height)

    return made


def names(tile):
    return [row.name for row in tile.body.model.rows]


def ranks(tile):
    return [row.rank for row in tile.body.model.rows]


def test_the_worst_stands_on_top_and_what_is_not_assessed_at_the_end(tile_of, register):
    register.files = [f for f in register.files if f.unit_id != "w3" or f.open]
    tile = tile_of(level="ward")
    found = [rank for rank in ranks(tile) if rank is not None]
    assert found == sorted(found, reverse=True)
    assert names(tile)[-1] == "Phường An Khê"
    assert ranks(tile)[-1] is None
    assert "old" not in {row.key for row in tile.body.model.rows}


def test_every_number_equals_its_list(tile_of, register):
    numbers = tile_of().body.shown_numbers()
    assert len(numbers) > 20
    assert disagreements(numbers, register.n) == []


@pytest.mark.parametrize("by", ["area", "field"])
def test_areas_and_fields_have_names(tile_of, register, by):
    tile = tile_of(by=by)
    assert disagreements(tile.body.shown_numbers(), register.n) == []
    expected = {"area": "Phường Hải Châu", "field": "Tiếng ồn"}[by]
    assert expected in names(tile)
    assert tile.body.head_row.words()[0] == {"area": "Địa bàn", "field": "Lĩnh vực"}[by]


def test_typing_filters_without_diacritics_and_esc_gives_all_back(tile_of, qtbot):
    tile = tile_of()
    for key in "hoa kh":
        qtbot.keyClick(tile.body.view, key)
    assert names(tile) == ["Phường Hòa Khánh"]
    assert tile.body.filter_line.isVisible()
    qtbot.keyClick(tile.body.view, Qt.Key.Key_Backspace)
    qtbot.keyClick(tile.body.view, Qt.Key.Key_Escape)
    assert len(names(tile)) > 20


def test_enter_opens_the_list_of_the_chosen_unit(tile_of, qtbot, register):
    tile = tile_of()
    tile.body.view.selectRow(2)
    qtbot.keyClick(tile.body.view, Qt.Key.Key_Return)
    pane = tile.body.drilled
    assert pane.title.text().endswith(names(tile)[2])
    assert pane.model.n_total == register.n(pane.number.listed)


def test_what_has_no_cell_opens_nothing(tile_of, register):
    register.files = [f for f in register.files if f.unit_id != "w3" or f.open]
    tile = tile_of()
    last = tile.body.model.index(len(names(tile)) - 1, 0)
    tile.body.view.clicked.emit(last)
    assert tile.body.drilled is None


def test_the_heads_sort(tile_of):
    tile = tile_of()
    worst = names(tile)
    tile.body.head_row.figure_clicked.emit(0)
    assert next(r for r in ranks(tile) if r) == 1
    tile.body.head_row.name_clicked.emit()
    assert names(tile) != worst
    tile.body.head_row.figure_clicked.emit(1)
    assert tile.body.default_title() == "Tỷ lệ giải quyết đúng hạn"
    assert tile.body.delegate.infos[0].figure_id == "overdue"


def test_the_choice_follows_its_unit(tile_of, register, city):
    tile = tile_of(order="best")
    tile.body.view.selectRow(1)
    key = tile.body.chosen().key
    register.files.append(case(9001, unit_id="w15", group="done", status="done", finished_at=NOW - 5))
    register.change()
    city.pass_time(1)
    assert tile.body.chosen().key == key


def test_the_head_says_how_many_are_ranked(tile_of, register):
    tile = tile_of(level="department")
    assert tile.body.head().subtitle == "6 được xếp hạng"
    register.files = [f for f in register.files if f.unit_id != "dep3" or f.open]
    assert tile_of(level="department").body.head().subtitle == "xếp hạng 5 trên 6"


def test_a_unit_that_has_no_cases_of_the_kind_is_not_ranked(tile_of, register):
    register.files = [f for f in register.files if f.unit_id != "dep3"]
    tile = tile_of(level="department")
    assert "dep3" not in {row.key for row in tile.body.model.rows}
    assert tile.body.head().subtitle == "5 được xếp hạng"


def test_an_unverified_threshold_is_marked_in_the_head(tile_of):
    assert tile_of(figures=("satisfied",)).body.head().subtitle.endswith(" · mục tiêu chưa kiểm chứng")


@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
def test_it_paints_at_every_density(tile_of, density):
    assert not tile_of(density=density, dense=True).grab().toImage().isNull()
