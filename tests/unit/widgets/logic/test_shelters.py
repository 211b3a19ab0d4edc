import math

import pytest

from tests.unit.widgets.city import NOW, City
from tests.unit.widgets.shelter_city import INCIDENT, with_shelters
from widgets.logic.shelters import Wanted, in_order, middle_of, shelters_of, totals_of

WANTED = Wanted("shelter", "n_places", "n_people", "is_open")
HERE = (16.06, 108.16)


@pytest.fixture
def state(vietnamese):
    return with_shelters(City(())).live.state


def names(found):
    return [one.place_id for one in found]


def test_each_place_says_its_state_and_what_is_not_known_is_not_free(state):
    found = {one.place_id: one for one in shelters_of(state, WANTED, NOW)}
    states = {name: one.state for name, one in found.items()}
    assert states == {"le_loi": "open", "van_hoa": "full", "ubnd": "closed", "moi": "unknown", "xa": "open"}
    assert found["le_loi"].left == 120
    assert found["le_loi"].share == pytest.approx(0.4)
    assert math.isnan(found["moi"].left)
    assert math.isnan(found["moi"].share)


def test_a_count_that_is_too_old_is_no_count(state):
    later = shelters_of(state, WANTED, NOW + 4 * 7200)
    assert {one.state for one in later if one.place_id != "ubnd"} == {"unknown"}
    assert totals_of(later).left == 0


def test_nearest_first_and_who_takes_nobody_last(state):
    found = shelters_of(state, WANTED, NOW, HERE)
    assert names(in_order(found, "nearest")) == ["le_loi", "xa", "moi", "van_hoa", "ubnd"]
    assert found[0].distance_m == pytest.approx(0.0, abs=1)
    # Trường xa: 0.12° north, 0.06° west
    assert found[4].distance_m == pytest.approx(14_800, rel=0.02)


def test_most_room_first_and_by_name(state):
    found = shelters_of(state, WANTED, NOW)
    assert names(in_order(found, "room"))[:2] == ["xa", "le_loi"]
    assert names(in_order(found, "nearest")) == names(in_order(found, "room")), "nothing to be near to"
    assert names(in_order(found, "name")) == ["van_hoa", "le_loi", "moi", "xa", "ubnd"]


def test_totals_count_only_what_is_known(state):
    totals = totals_of(shelters_of(state, WANTED, NOW))
    assert (totals.n_places, totals.n_open, totals.n_unknown) == (5, 2, 1)
    assert (totals.people, totals.left) == (402, 1110)


def test_the_middle_of_an_incident():
    assert middle_of(INCIDENT) == pytest.approx((16.06, 108.16))
    assert middle_of(None) is None
