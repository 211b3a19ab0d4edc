import math

import msgspec
import pytest

from backend.contract.state import Quality
from tests.unit.widgets.city import NOW, City, alarm, column, flood_alarms, values
from widgets.logic.figure import AggregateOf, AlarmsOf, CountOf, Query, figure, members, past_figure

LEVELS = {"kind": "flood_post", "metric": "level"}


@pytest.fixture
def state(qapp):
    return City(flood_alarms()).live.state


def shown(query, state, now):
    return figure(query, state, now, members(query, state))


def test_a_single_series_with_its_worst_limit(state):
    found = shown(Query(series="me_suot.level"), state, NOW)
    assert (found.value, found.unit, found.severity, found.beyond) == (62.0, "cm", "critical", 22.0)
    assert (found.state, found.place_id, found.oldest_at) == ("fresh", "me_suot", NOW - 2)


def test_a_value_below_all_limits_has_no_colour_but_knows_the_next_one(state):
    found = shown(Query(series="nguyen_luong_bang.level"), state, NOW)
    assert (found.severity, found.limit.value, found.beyond) == (None, 10.0, -6.0)


def test_a_late_value_is_still_the_value(state):
    found = shown(Query(series="cam_le.stage"), state, NOW)
    assert (found.value, found.state) == (1.48, "late")
    assert math.isclose(found.beyond, 0.48)


def test_a_lost_single_value_keeps_its_last_number(state):
    found = shown(Query(series="phu_loc_07.level"), state, NOW)
    assert (found.value, found.state) == (7.0, "lost")


def test_an_unknown_series_gives_a_dash(state):
    found = shown(Query(series="no.such"), state, NOW)
    assert math.isnan(found.value)
    assert (found.state, found.limit) == ("lost", None)


def test_counting_leaves_lost_places_out_and_says_so(state):
    found = shown(Query(count=CountOf(**LEVELS, above=20)), state, NOW)
    assert (found.value, found.total, found.n_lost) == (3.0, 8, 1)
    assert found.severity == "high", "the colour of the limit that is counted"
    below = shown(Query(count=CountOf(**LEVELS, below=0)), state, NOW)
    assert (below.value, below.severity) == (2.0, None)


def test_counting_nothing_has_no_colour(state):
    assert shown(Query(count=CountOf(**LEVELS, above=500)), state, NOW).severity is None
    nowhere = shown(Query(count=CountOf(kind="volcano", metric="level", above=1)), state, NOW)
    assert math.isnan(nowhere.value)
    assert nowhere.state == "lost"


@pytest.mark.parametrize(
    ("of", "value", "severity"),
    [("max", 62.0, "critical"), ("min", 0.0, None), ("sum", 149.0, None), ("mean", 149 / 7, "high")],
)
def test_aggregates_over_the_places_that_are_alive(state, of, value, severity):
    found = shown(Query(aggregate=AggregateOf(**LEVELS, of=of)), state, NOW)
    assert math.isclose(found.value, value)
    assert found.severity == severity


def test_an_aggregate_of_nothing(state):
    found = shown(Query(aggregate=AggregateOf(kind="volcano", metric="x")), state, NOW)
    assert math.isnan(found.value)


def test_alarms_are_counted_as_they_stand_on_the_list(state):
    found = shown(Query(alarms=AlarmsOf()), state, NOW)
    assert (found.value, found.n_unacknowledged, found.severity) == (5.0, 1, "critical")
    assert shown(Query(alarms=AlarmsOf(severity=("high",))), state, NOW).value == 2.0
    assert shown(Query(alarms=AlarmsOf(rule="rain")), state, NOW).value == 0.0
    assert shown(Query(alarms=AlarmsOf()), state, NOW + 8).state == "late", "no pulse for 8 s"


def test_members_of_a_query(state):
    assert len(members(Query(count=CountOf(**LEVELS, above=1)), state)) == 8
    assert members(Query(alarms=AlarmsOf()), state) == []
    assert members(Query(series="no.such"), state) == []


def test_the_figure_as_it_was(state):
    past = [column("a", [100, 200], [5, 25]), column("b", [100, 190], [1, 30]), column("c", [], [])]
    assert past_figure(Query(count=CountOf(**LEVELS, above=20)), past, 210) == 2.0
    assert past_figure(Query(count=CountOf(**LEVELS, above=20)), past, 150) == 0.0
    assert past_figure(Query(aggregate=AggregateOf(**LEVELS, of="sum")), past, 210) == 55.0
    assert past_figure(Query(aggregate=AggregateOf(**LEVELS, of="mean")), past, 210) == 27.5
    assert past_figure(Query(series="a"), past[:1], 210) == 25.0
    assert math.isnan(past_figure(Query(series="a"), past[:1], 5000)), "too long ago to be known"


def test_a_count_of_alarms_before_the_first_pulse_is_not_called_late(qapp):
    city = City()
    city.live.state.pulse = None
    city.change(alarm(1))
    assert shown(Query(alarms=AlarmsOf()), city.live.state, NOW).state == "fresh"


def test_what_is_doubted_exceeds_nothing_and_is_left_out_of_other_figures(qapp):
    city = City(flood_alarms())
    index = city.live.state.series["au_co.level"].index
    city.live.take(values([(index, NOW + 1, 250.0)], Quality.UNCERTAIN))
    found = shown(Query(series="au_co.level"), city.live.state, NOW)
    assert (found.value, found.severity, found.limit, found.quality) == (250.0, None, None, Quality.UNCERTAIN)
    highest = shown(Query(aggregate=AggregateOf(**LEVELS)), city.live.state, NOW)
    assert (highest.value, highest.place_id) == (62.0, "me_suot")
    assert shown(Query(count=CountOf(**LEVELS, above=20)), city.live.state, NOW).value == 3.0


def test_only_places_with_the_wanted_attribute_count(state):
    place = state.places["me_suot"]
    state.places["me_suot"] = msgspec.structs.replace(
        place, attributes={**place.attributes, "street": "main"}
    )
    where = {"street": ["main", "side"]}
    assert shown(Query(count=CountOf(**LEVELS, above=20, where=where)), state, NOW).value == 1.0
    assert (
        shown(Query(aggregate=AggregateOf(**LEVELS, where={"street": "main"})), state, NOW).place_id
        == "me_suot"
    )
    assert shown(Query(count=CountOf(**LEVELS, above=20, where={"street": "none"})), state, NOW).total == 0
