import pytest
from PySide6.QtCore import Qt

from tests.unit.widgets.casework import CaseRegister, case
from tests.unit.widgets.city import NOW
from widgets.logic.shown_number import disagreements
from widgets.registry import make

HOUR = 3600.0
WAITING = {"status": "new", "group": "waiting"}
FILES = [
    case(1, due_at=NOW + 3 * HOUR),
    case(2, due_at=NOW + 600),
    case(3, due_at=NOW + 5 * HOUR),
    case(4, due_at=NOW - 60),
    case(5, due_at=NOW + 900, group="paused", status="asking"),
    case(6, accept_due_at=NOW - 4000, **WAITING),
    case(7, accept_due_at=NOW + 1800, **WAITING),
    case(8, due_at=NOW + 700, kind="dossier"),
]


@pytest.fixture
def register(city):
    return CaseRegister(city, FILES)


@pytest.fixture
def tile_of(show, city, register):
    def made(width=640, height=500, density="desk", **options):
        given = {"case_kind": "report", **options}
        return show(make("breach", given, city.context(density=density)), width, height)

    return made


def listed(tile):
    return [(row.file.case_id[-1], row.what) for row in tile.body.model.rows]


def test_what_runs_out_is_ordered_by_its_deadline(tile_of):
    assert listed(tile_of()) == [("6", "accept"), ("2", "settle"), ("7", "accept"), ("1", "settle")]


def test_how_far_ahead_is_an_option(tile_of):
    tile = tile_of(hours=6, accept=False)
    assert listed(tile) == [("2", "settle"), ("1", "settle"), ("3", "settle")]
    assert tile.body.head().subtitle == "6 giờ tới"
    assert [number.words for number in tile.body.shown_numbers()] == ["phải giải quyết xong trong 6 giờ tới"]


def test_the_counts_equal_their_lists(tile_of, register):
    numbers = tile_of().body.shown_numbers()
    assert [number.n for number in numbers] == [2, 1]
    assert disagreements(numbers, register.n) == []


def test_a_count_opens_its_list(tile_of):
    tile = tile_of(width=900)
    tile.body.totals.number_chosen.emit(tile.body.shown_numbers()[1])
    assert [file.case_id[-1] for file in tile.body.drilled.model.files] == ["6"]


def test_a_click_and_enter_open_the_case(tile_of, qtbot):
    tile = tile_of()
    chosen = []
    tile.case_chosen.connect(chosen.append)
    tile.body.view.selectRow(1)
    qtbot.keyClick(tile.body.view, Qt.Key.Key_Return)
    tile.body.view.clicked.emit(tile.body.model.index(0, 0))
    assert [code[-1] for code in chosen] == ["2", "6"]


def test_it_ticks_without_asking(tile_of, city, register):
    tile = tile_of()
    n, before = len(register.asked), tile.body.view.grab().toImage()
    city.pass_time(1)
    assert len(register.asked) == n
    assert tile.body.view.grab().toImage() != before


def test_nothing_to_breach_is_said(tile_of, register):
    register.files = []
    tile = tile_of()
    assert tile.body.nothing.isVisible()
    assert tile.body.nothing.text() == "Không có hồ sơ nào hết hạn trong 4 giờ tới."


def test_a_low_tile_keeps_the_list(tile_of):
    assert not tile_of(height=200).body.totals.isVisible()
    assert tile_of().body.totals.isVisible()


@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
def test_it_paints_at_every_density(tile_of, density):
    assert not tile_of(density=density).grab().toImage().isNull()


def test_the_head_says_how_far_ahead_unless_the_layouts_title_does(tile_of):
    assert tile_of().body.head().subtitle == "4 giờ tới"
    assert tile_of(title="Hết hạn trong 4 giờ tới").body.head().subtitle == ""
