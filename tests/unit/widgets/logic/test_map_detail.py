from __future__ import annotations

import msgspec
import pytest

from tests.unit.widgets.city import NOW, alarm, snapshot
from widgets.logic.live_state import LiveState
from widgets.logic.map_detail import Detail, detail


@pytest.fixture
def city() -> LiveState:
    found = LiveState()
    found.reset(snapshot([alarm(1)]))
    places = found.places
    for place_id in ("me_suot", "phu_loc_07"):
        places[place_id] = msgspec.structs.replace(places[place_id], lat=16.06, lon=108.15)
    return found


def card(city: LiveState, place_id: str) -> Detail:
    found = detail(city, place_id, NOW, "vi", {"phu_loc_07.level": "từ 03:38"})
    assert found is not None
    return found


def test_values_with_their_age_and_alarms_with_their_words(city: LiveState) -> None:
    found = card(city, "me_suot")
    assert (found.name, found.where, found.at) == ("Mẹ Suốt", "Hòa Khánh", (108.15, 16.06))
    assert [(row.name, row.value, row.state) for row in found.rows] == [
        ("Mực ngập", "62\u00a0cm", "fresh"),
        ("Pin", "12,40\u00a0V", "fresh"),
    ]
    assert found.rows[0].age == "2\u00a0s"
    assert found.alarms[0].symbol == "◆"
    assert found.alarms[0].title == "Ngập 62 cm — Mẹ Suốt, Hòa Khánh"


def test_a_lost_value_is_a_dash_with_the_words_given(city: LiveState) -> None:
    row = card(city, "phu_loc_07").rows[0]
    assert (row.value, row.age, row.state) == ("–", "từ 03:38", "lost")


def test_no_card_without_a_place_or_its_position(city: LiveState) -> None:
    assert detail(city, "nowhere", NOW, "vi", {}) is None
    assert detail(city, "quang_trung", NOW, "vi", {}) is None
