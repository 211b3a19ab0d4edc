import msgspec
import pytest

from tests.unit.widgets.casework import CaseRegister, case, city_cases
from tests.unit.widgets.city import NOW
from widgets.logic.drill import DAY_S
from widgets.logic.shown_number import disagreements
from widgets.registry import make
from widgets.tiles.trend import Options


@pytest.fixture
def register(city):
    return CaseRegister(city, city_cases(300))


@pytest.fixture
def tile_of(show, city, register):
    def made(width=800, height=500, density="desk", **options):
        given = {"case_kind": "report", **options}
        return show(make("trend", given, city.context(density=density)), width, height)

    return made


@pytest.mark.parametrize(("step", "last"), [("day", 30), ("day", 90), ("week", 8), ("month", 3)])
def test_every_bar_equals_its_list(tile_of, register, step, last):
    tile = tile_of(step=step, last=last)
    numbers = tile.body.shown_numbers()
    assert len(numbers) == 2 * last + 3
    assert disagreements(numbers, register.n) == []
    bars = numbers[: 2 * last]
    assert sum(bar.n for bar in bars[::2]) == numbers[-3].n
    assert sum(bar.n for bar in bars[1::2]) == numbers[-2].n


def test_a_narrowed_trend_equals_its_lists_too(tile_of, register):
    numbers = tile_of(where={"fields": ["waste"]}).body.shown_numbers()
    assert disagreements(numbers, register.n) == []
    assert all(number.query.fields == ("waste",) for number in numbers)


def test_the_backlog_ends_at_what_is_open_now(tile_of, register):
    face = tile_of().body.chart.face()
    assert face.spans[-1].span.backlog == face.backlog.n == register.n(face.backlog.listed)


def test_the_backlog_of_a_day_is_what_was_open_at_its_end(tile_of, register):
    span = tile_of().body.chart.face().spans[-8].span
    end = NOW - 3 * 3600 - 42 * 60 - 17 - 6 * DAY_S
    was_open = [
        f for f in register.files if f.opened_at < end and not (f.finished_at and f.finished_at < end)
    ]
    assert span.backlog == len(was_open)


def test_days_before_the_first_case_are_gaps(tile_of, register):
    register.files = [case(k, opened_at=NOW - k * DAY_S) for k in range(5)]
    face = tile_of().body.chart.face()
    assert [shown.received is None for shown in face.spans[:25]] == [True] * 25
    assert face.spans[-1].received.n == 1


def test_the_backlog_may_be_left_out(tile_of):
    assert tile_of(backlog=False).body.chart.face().backlog is None


def test_title_and_head(tile_of):
    tile = tile_of(step="week", last=8)
    assert (tile.title(), tile.body.head().subtitle) == ("Phản ánh của người dân", "8 tuần qua")


@pytest.mark.parametrize("where", [{"groups": ["done"]}, {"statuses": ["x"]}, {"opened_from": 5}])
def test_what_would_part_received_from_settled_is_refused(where):
    with pytest.raises(msgspec.ValidationError, match="leave out groups"):
        msgspec.convert({"where": where}, Options)


@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
def test_it_paints_at_every_density(tile_of, density):
    assert not tile_of(density=density).grab().toImage().isNull()
