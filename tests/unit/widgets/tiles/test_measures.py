import msgspec
import numpy as np
import pytest

from backend.contract.messages import Failure
from backend.contract.state import Text
from backend.contract.work import LoadRow, TopAlarm
from backend.contract.work_requests import GetMeasures
from tests.unit.widgets.city import NOW
from tests.unit.widgets.logic.test_measures import CALM
from widgets.live import LinkState
from widgets.registry import make

BUSY = msgspec.structs.replace(
    CALM,
    desk=LoadRow("", "", 193, 8.04, 23, 0.021),
    units=(LoadRow("tn", "Thoát nước", 163, 6.8, 21, 0.018),),
    top=(TopAlarm("a", Text("Ngập — Mẹ Suốt"), 14, 0.073),),
    per_10min=np.arange(144, dtype="<i4").tobytes(),
)


@pytest.fixture
def tile_of(show, city):
    def made(answer=BUSY, width=1100, height=760, density="desk", **options):
        city.daemon.answers[GetMeasures] = answer
        return show(make("measures", options, city.context(density=density)), width, height)

    return made


def n_asked(city):
    return sum(isinstance(request, GetMeasures) for request in city.daemon.asked)


def test_all_measures_of_the_last_day(tile_of, city):
    tile = tile_of()
    assert city.daemon.asked[-1] == GetMeasures(NOW - 86400, NOW)
    body = tile.body
    assert [figure.value for figure in body.figures.figures()][:3] == ["8,0", "23", "2,1 %"]
    assert [line.left for line in body.units.lines()] == ["Thoát nước"]
    assert [line.left for line in body.top.lines()] == ["Ngập — Mẹ Suốt"]
    assert tile.title() == "Chất lượng cảnh báo"
    assert body.head().subtitle == "24 giờ qua"
    assert tile.health().state == "fresh"


def test_the_time_measured_is_an_option(tile_of, city):
    assert tile_of(hours=8).body.head().subtitle == "8 giờ qua"
    assert city.daemon.asked[-1] == GetMeasures(NOW - 8 * 3600, NOW)


def test_it_asks_again_every_minute(tile_of, city):
    tile_of()
    city.pass_time(59)
    assert n_asked(city) == 1
    city.pass_time(2)
    assert n_asked(city) == 2


def test_without_an_answer_it_asks_again_soon_and_says_why(tile_of, city):
    tile = tile_of(Failure("busy", "Máy chủ bận."))
    assert (tile.health().state, tile.health().note) == ("lost", "Máy chủ bận.")
    city.daemon.answers[GetMeasures] = BUSY
    city.pass_time(11)
    assert tile.health().state == "fresh"


def test_old_measures_say_so(tile_of, city):
    tile = tile_of()
    city.daemon.silent = True
    city.pass_time(151)
    assert tile.health().state == "late"


def test_a_link_that_is_back_asks_at_once(tile_of, city):
    tile_of()
    city.live.set_link(LinkState("live", NOW))
    assert n_asked(city) == 2


def test_one_question_at_a_time(tile_of, city):
    city.daemon.silent = True
    tile_of()
    city.pass_time(300)
    assert n_asked(city) == 1


@pytest.mark.parametrize(
    ("size", "density", "shown"),
    [
        ((1100, 760), "desk", "bars mix lists units"),
        ((700, 760), "desk", "bars mix lists"),
        ((1100, 420), "desk", "bars"),
        ((560, 300), "desk", ""),
        ((1920, 1000), "briefing", "bars"),
        ((1400, 1000), "wall", "bars"),
    ],
)
def test_what_does_not_fit_whole_is_left_out(tile_of, size, density, shown):
    body = tile_of(width=size[0], height=size[1], density=density).body
    parts = {"bars": body.bars, "mix": body.mix, "lists": body.lists, "units": body.units}
    assert [name for name, part in parts.items() if part.isVisible()] == shown.split()
    assert all(part.geometry().bottom() <= body.height() for name, part in parts.items() if name != "units")
