from __future__ import annotations

import json

import msgspec
import pytest

from backend.contract.state import Place, Series, Text
from tests.unit.widgets.city import NOW, snapshot, values
from widgets.logic.live_state import LiveState
from widgets.logic.map_fill import UNKNOWN, WardFill, distance_km, fill_steps, read_wards

FILL = WardFill(metric="rain", steps=(10, 30, 50))
WARDS = {"w1": (108.10, 16.00), "w2": (108.15, 16.00), "far": (109.00, 15.00)}


def state(*rows: tuple[str, float, float, float], age_s: float = 5.0) -> LiveState:
    """Return a state of rain stations: ward, longitude, latitude, mm."""
    places = tuple(
        Place(f"s{k}", "S", "rain_station", lat, lon, ward) for k, (ward, lon, lat, _v) in enumerate(rows)
    )
    series = tuple(Series(f"s{k}.rain", k, f"s{k}", "rain", Text("Mưa"), "mm", 60) for k in range(len(rows)))
    read = values([(k, NOW - age_s, row[3]) for k, row in enumerate(rows)])
    found = LiveState()
    found.reset(msgspec.structs.replace(snapshot(), places=places, series=series, values=read))
    return found


def test_a_ward_takes_the_worst_of_its_own_stations() -> None:
    live = state(("w1", 108.1, 16.0, 12.0), ("w1", 108.1, 16.0, 55.0))
    assert fill_steps(live, FILL, WARDS, NOW)["w1"] == 3
    mean = msgspec.structs.replace(FILL, combine="mean")
    assert fill_steps(live, mean, WARDS, NOW)["w1"] == 2


@pytest.mark.parametrize(
    ("value", "step"), [(0, 0), (9.9, 0), (10, 1), (29.9, 1), (30, 2), (50, 3), (900, 3)]
)
def test_bounds_belong_to_the_upper_step(value: float, step: int) -> None:
    assert fill_steps(state(("w1", 108.1, 16.0, value)), FILL, WARDS, NOW)["w1"] == step


def test_a_ward_without_a_station_takes_its_neighbours_within_reach() -> None:
    live = state(("w1", 108.10, 16.0, 40.0), ("w9", 108.25, 16.0, 0.0))
    steps = fill_steps(live, FILL, WARDS, NOW)
    assert steps["w2"] == 2  # 5 km from 40 mm, 11 km from 0 mm
    assert steps["far"] == UNKNOWN


def test_a_neighbour_that_is_lost_or_has_moved_counts_no_more_where_it_was() -> None:
    rows = [("w8", 108.14, 16.0, 60.0), ("w9", 108.11, 16.0, 0.0)]
    assert fill_steps(state(*rows), FILL, WARDS, NOW)["w2"] == 3
    live = state(*rows)
    live.readings.pop("s0.rain")
    assert fill_steps(live, FILL, WARDS, NOW)["w2"] == 0
    assert fill_steps(state(("w8", 108.30, 16.0, 60.0), rows[1]), FILL, WARDS, NOW)["w2"] == 0
    assert fill_steps(state(*rows), msgspec.structs.replace(FILL, reach_km=0.5), WARDS, NOW)["w2"] == UNKNOWN


def test_lost_stations_and_values_without_a_number_do_not_speak() -> None:
    assert set(fill_steps(state(("w1", 108.1, 16.0, 40.0), age_s=500), FILL, WARDS, NOW).values()) == {
        UNKNOWN
    }
    assert fill_steps(state(("w1", 108.1, 16.0, float("nan"))), FILL, WARDS, NOW)["w1"] == UNKNOWN
    assert fill_steps(state(("w1", 108.1, 16.0, 40.0), age_s=100), FILL, WARDS, NOW)["w1"] == 2


@pytest.mark.parametrize("steps", [(), (1, 2, 3, 4, 5), (3, 1), (1, 1)])
def test_bounds_that_no_scale_can_be_drawn_from_are_refused(steps: tuple[float, ...]) -> None:
    with pytest.raises(msgspec.ValidationError, match="one to four ascending"):
        msgspec.convert({"metric": "rain", "steps": steps}, WardFill)


def test_points_and_names_come_from_the_layer() -> None:
    properties = {
        "code": "20200",
        "name": "Ho\u0300a Kha\u0301nh",
        "kind": "phường",
        "label": [108.13, 16.05],
    }
    other = {"code": "20308", "name": "Bà Nà", "kind": "xã", "label": [108.0, 16.0]}
    features = [{"type": "Feature", "properties": p, "geometry": None} for p in (properties, other)]
    wards = read_wards(json.dumps({"type": "FeatureCollection", "features": features}).encode())
    assert wards.points == {"20200": (108.13, 16.05), "20308": (108.0, 16.0)}
    names = json.loads(wards.names)["features"]
    assert [name["properties"] for name in names] == [
        {"name": "Hòa Khánh", "rank": 0},
        {"name": "Bà Nà", "rank": 1},
    ]


@pytest.mark.parametrize("label", [None, [], [108.1], "108.1, 16.0", [108.1, None]])
def test_a_ward_without_a_point_has_no_name_on_the_map_and_does_not_stop_the_others(label: object) -> None:
    bare = {"code": "1", "name": "A"} | ({} if label is None else {"label": label})
    whole = {"code": "2", "name": "B", "label": [108.2, 16.1]}
    wards = read_wards(json.dumps({"features": [{"properties": p} for p in (bare, whole)]}).encode())
    assert wards.points == {"2": (108.2, 16.1)}
    assert [name["properties"]["name"] for name in json.loads(wards.names)["features"]] == ["B"]


def test_a_layer_of_other_things_is_refused() -> None:
    with pytest.raises(msgspec.MsgspecError, match="code"):
        read_wards(b'{"features": [{"properties": {"name": "A"}}]}')


def test_distances_are_in_kilometres() -> None:
    # Đà Nẵng to Hội An
    assert distance_km((108.22, 16.07), (108.33, 15.88)) == pytest.approx(24.2, rel=0.02)
