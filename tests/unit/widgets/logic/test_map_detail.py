from __future__ import annotations

import msgspec
import pytest

from backend.contract.state import Limit, Quality, Text, ValueClass
from tests.unit.widgets.city import NOW, alarm, snapshot
from tests.unit.widgets.harbour import harbour_state
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


def test_a_value_says_where_it_stands_and_its_class(city: LiveState) -> None:
    series = city.series["me_suot.level"]
    classes = (ValueClass(20.0, Text("Ngập sâu", "Deep")),)
    levels = tuple(
        Limit(Text(f"Báo động {roman}", f"Alarm level {roman}"), value, "above", "high")
        for roman, value in (("I", 20.0), ("II", 40.0))
    )
    classed = msgspec.structs.replace(series, classes=classes, limits=levels)
    city.series["me_suot.level"] = classed
    city.series_of_place["me_suot"] = [classed, *city.series_of_place["me_suot"][1:]]
    row, battery = card(city, "me_suot").rows
    assert "Ngập sâu" in row.said
    assert battery.said == ""
    reading = city.readings["me_suot.level"]
    city.readings["me_suot.level"] = msgspec.structs.replace(reading, quality=Quality.UNCERTAIN)
    assert card(city, "me_suot").rows[0].said == "", "a doubtful value is not judged"


def test_the_card_of_a_unit_stands_where_it_is_and_leaves_its_position_to_the_map() -> None:
    found = detail(harbour_state(), "boat1", NOW, "vi", {})
    assert found is not None
    assert found.at == (108.2, 16.06)
    assert [row.name for row in found.rows] == ["speed_km_h"]
