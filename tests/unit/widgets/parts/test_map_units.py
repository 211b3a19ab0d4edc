from __future__ import annotations

import pytest

from backend.contract.messages import GetHistory
from backend.contract.resources import GetNearest
from tests.unit.widgets.city import NOW, City
from tests.unit.widgets.harbour import BOAT_AT, Harbour
from widgets.live import RegistersUpdated
from widgets.parts.map_units import DUTY_EVERY_S, UnitWatch


@pytest.fixture
def daemon() -> Harbour:
    return Harbour(City(empty=True))


@pytest.fixture
def watch(qtbot: object, daemon: Harbour) -> UnitWatch:
    made = UnitWatch(daemon.city.live, lambda _place: True, daemon.city.live)
    daemon.begin()
    return made


def lines(watch: UnitWatch) -> dict[str, list[list[float]]]:
    found = watch.tracks()["features"]
    return {f["properties"]["id"]: f["geometry"]["coordinates"] for f in found}  # type: ignore[attr-defined]


def test_the_past_of_what_moves_is_asked_for_and_drawn(watch: UnitWatch, daemon: Harbour) -> None:
    (asked,) = daemon.asked(GetHistory)
    assert isinstance(asked, GetHistory)
    assert set(asked.series) == {f"{p}.{m}" for p in ("boat1", "boat2") for m in ("lat_deg", "lon_deg")}
    assert asked.start_at == NOW - 600
    assert lines(watch)["boat1"][-1] == [BOAT_AT[1], BOAT_AT[0]]
    assert len(lines(watch)["boat1"]) == 11


def test_a_track_grows_with_each_position(watch: UnitWatch, daemon: Harbour) -> None:
    daemon.city.clock.at += 20
    daemon.city.publish("boat1.lat_deg", 16.07)
    daemon.city.publish("boat1.lon_deg", 108.21)
    assert lines(watch)["boat1"][-1] == [108.21, 16.07]


def test_crews_that_can_be_sent_are_asked_about_again_and_again(watch: UnitWatch, daemon: Harbour) -> None:
    daemon.city.pass_time(1)
    assert watch.duty == {"boat1": "busy", "boat2": "free"}
    n_asked = len(daemon.asked(GetNearest))
    daemon.city.pass_time(1)
    assert len(daemon.asked(GetNearest)) == n_asked
    daemon.duty["boat1"] = "free"
    daemon.city.pass_time(DUTY_EVERY_S)
    assert watch.duty["boat1"] == "free"


def test_an_order_is_noticed_with_the_next_second(watch: UnitWatch, daemon: Harbour) -> None:
    daemon.city.pass_time(1)
    daemon.duty["boat2"] = "busy"
    daemon.city.live.registers_changed.emit(RegistersUpdated(frozenset({"order"})))
    daemon.city.pass_time(1)
    assert watch.duty["boat2"] == "busy"


def test_who_may_not_ask_knows_nothing_of_duty(qtbot: object, watch: UnitWatch, daemon: Harbour) -> None:
    daemon.city.pass_time(1)
    told: list[bool] = []
    watch.duty_changed.connect(lambda: told.append(True))
    daemon.refuses = (GetNearest,)
    daemon.city.pass_time(DUTY_EVERY_S)
    assert watch.duty == {}
    assert told == [True]


def test_without_history_the_track_begins_now(qtbot: object, daemon: Harbour) -> None:
    daemon.refuses = (GetHistory,)
    made = UnitWatch(daemon.city.live, lambda _place: True, daemon.city.live)
    daemon.begin()
    assert lines(made) == {}
    daemon.city.clock.at += 20
    daemon.city.publish("boat1.lon_deg", 108.21)
    assert lines(made) == {}, "its latitude is still the old one"
    daemon.city.publish("boat1.lat_deg", 16.07)
    assert len(lines(made)["boat1"]) == 2


def test_what_the_map_does_not_show_is_not_followed(qtbot: object, daemon: Harbour) -> None:
    made = UnitWatch(daemon.city.live, lambda place: place.kind == "camera", daemon.city.live)
    daemon.begin()
    daemon.city.pass_time(1)
    assert daemon.asked(GetHistory) == []
    assert daemon.asked(GetNearest) == []
    assert made.tracks()["features"] == []


def test_a_place_that_is_gone_leaves_no_track(watch: UnitWatch, daemon: Harbour) -> None:
    state = daemon.city.live.state
    state.places = {k: p for k, p in state.places.items() if k != "boat1"}
    assert set(lines(watch)) == {"boat2"}
