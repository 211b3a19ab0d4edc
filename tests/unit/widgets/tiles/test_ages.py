import msgspec
import pytest

from tests.unit.widgets.casework import CaseRegister, case, city_cases
from tests.unit.widgets.city import NOW
from widgets.logic.drill import DAY_S
from widgets.logic.shown_number import disagreements
from widgets.registry import make
from widgets.tiles.ages import Options


@pytest.fixture
def register(city):
    return CaseRegister(city, [f for f in city_cases(900) if f.open])


@pytest.fixture
def tile_of(show, city, register):
    def made(width=480, height=760, density="desk", **options):
        given = {"case_kind": "report", **options}
        return show(make("ages", given, city.context(density=density)), width, height)

    return made


@pytest.mark.parametrize("height", [760, 380, 260])
def test_every_piece_and_sum_equals_its_list(tile_of, register, height):
    tile = tile_of(height=height)
    assert disagreements(tile.body.shown_numbers(), register.n) == []
    sides = [n.n for f in tile.body.pyramid.floors() for n in (f.calm, f.urgent) if n is not None]
    assert sum(sides) == len(register.files)


def test_paused_and_free_cases_are_calm_and_still_found(tile_of, register):
    register.files = [
        case(1, group="paused", status="asking", due_at=NOW - 5),
        case(2, group="paused", status="asking", due_at=None),
        case(3, due_at=None),
        case(4),
        case(5, due_at=NOW - 5),
    ]
    tile = tile_of()
    (floor,) = [f for f in tile.body.pyramid.floors() if f.calm]
    assert (floor.name, floor.calm.n, floor.urgent.n) == ("1 ngày", 4, 1)
    assert disagreements(tile.body.shown_numbers(), register.n) == []


def test_a_higher_tile_has_more_floors(tile_of):
    tile = tile_of(height=300)
    n = len(tile.body.pyramid.floors())
    tile.resize(480, 760)
    assert n < len(tile.body.pyramid.floors()) == 12
    assert next(f.name for f in tile.body.pyramid.floors()) == "từ 90 ngày"


def test_the_oldest_bucket_has_no_end(tile_of, register):
    register.files = [case(1, opened_at=NOW - 400 * DAY_S)]
    tile = tile_of()
    assert tile.body.pyramid.floors()[0].calm.n == 1
    assert disagreements(tile.body.shown_numbers(), register.n) == []


def test_title_and_head(tile_of, register):
    tile = tile_of()
    assert tile.title() == "Tuổi hồ sơ đang mở"
    assert tile.body.head().subtitle == f"{len(register.files)}\u00a0phản ánh của người dân"


@pytest.mark.parametrize("where", [{"groups": ["done"]}, {"due": ["near"]}, {"opened_to": 5}])
def test_what_the_pyramid_parts_by_is_refused(where):
    with pytest.raises(msgspec.ValidationError, match="leave out groups"):
        msgspec.convert({"where": where}, Options)


@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
def test_it_paints_at_every_density(tile_of, density):
    assert not tile_of(density=density).grab().toImage().isNull()
