from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Freshness, Place, Quality
from backend.domain.incidents.ground import distance_m
from backend.domain.resources import (
    Candidate,
    CapacitySpec,
    ResourceSpec,
    Seen,
    nearest,
    room,
    state_of,
    travel_s,
    where,
)

PATROL = ResourceSpec(speed_km_h=30.0, detour=1.5, duty_metric="on_duty")
HERE = (16.06, 108.21)


def seen(
    value: float, at: float = 100.0, fresh: Freshness = "fresh", quality: Quality = Quality.GOOD
) -> Seen:
    return Seen(at, value, quality, fresh)


def patrol(name: str = "t1", lat: float = 16.06, lon: float = 108.21, **fields: object) -> Candidate:
    base: dict[str, object] = {
        "place": Place(name, name, "patrol", 16.0, 108.0),
        "moves": True,
        "resource": PATROL,
        "seen": {"lat_deg": seen(lat, 100.0), "lon_deg": seen(lon, 90.0), "on_duty": seen(1.0)},
    }
    return Candidate(**(base | fields))  # type: ignore[arg-type]


def shelter(used: Seen | None, total: str = "100", **fields: object) -> Candidate:
    return Candidate(
        place=Place("s1", "Trường", "shelter", 16.06, 108.21, attributes={"room": total}),
        capacity=CapacitySpec(attribute="room", used_metric="n", open_metric="open"),
        seen={"n": used} | fields if used else fields,  # type: ignore[arg-type]
    )


def test_what_moves_is_where_it_last_said_and_as_old_as_the_older_half() -> None:
    found = where(patrol(lat=16.07, lon=108.22))
    assert found == ((16.07, 108.22), 90.0, False)


def test_what_does_not_move_is_where_it_is() -> None:
    assert where(Candidate(place=Place("c", "c", "camera", 16.0, 108.0))) == ((16.0, 108.0), None, False)
    assert where(Candidate(place=Place("c", "c", "camera"))) is None


def test_a_crew_that_never_told_its_position_is_at_its_base_and_lost() -> None:
    assert where(patrol(seen={})) == ((16.0, 108.0), None, True)
    assert state_of(patrol(seen={})) == "lost"


@pytest.mark.parametrize("quality", [Quality.UNCERTAIN, Quality.BAD, Quality.BELOW])
def test_a_position_that_is_not_good_is_none(quality: Quality) -> None:
    bad = {"lat_deg": seen(89.9, quality=quality), "lon_deg": seen(108.0), "on_duty": seen(1.0)}
    assert state_of(patrol(seen=bad)) == "lost"


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "free"),
        ({"case_id": "LDD.1"}, "busy"),
        ({"seen": {"lat_deg": seen(16.0), "lon_deg": seen(108.0), "on_duty": seen(0.0)}}, "off"),
        ({"seen": {"lat_deg": seen(16.0), "lon_deg": seen(108.0)}}, "unknown"),
        (
            {"seen": {"lat_deg": seen(16.0, fresh="lost"), "lon_deg": seen(108.0), "on_duty": seen(1.0)}},
            "lost",
        ),
        (
            {"seen": {"lat_deg": seen(16.0, fresh="late"), "lon_deg": seen(108.0), "on_duty": seen(1.0)}},
            "free",
        ),
        # an order keeps it busy whatever its track says
        ({"case_id": "LDD.1", "seen": {}}, "busy"),
        ({"resource": None}, "unknown"),
        ({"resource": ResourceSpec(10.0)}, "free"),
    ],
)
def test_a_crew_is_in_one_state(fields: dict[str, object], state: str) -> None:
    assert state_of(patrol(**fields)) == state


@pytest.mark.parametrize(
    ("candidate", "state", "taken"),
    [
        (shelter(seen(40.0), open=seen(1.0)), "free", (40.0, 100.0)),
        (shelter(seen(100.0), open=seen(1.0)), "full", (100.0, 100.0)),
        (shelter(seen(40.0), open=seen(0.0)), "off", (40.0, 100.0)),
        (shelter(seen(40.0, fresh="lost"), open=seen(1.0)), "lost", (40.0, 100.0)),
        (shelter(None), "unknown", None),
        (shelter(seen(40.0), total="nhiều", open=seen(1.0)), "unknown", None),
    ],
)
def test_a_place_has_room_or_not(candidate: Candidate, state: str, taken: tuple[float, float] | None) -> None:
    assert state_of(candidate) == state
    assert room(candidate) == taken


def test_room_may_be_measured_too() -> None:
    candidate = Candidate(
        place=Place("s", "s", "shelter", 16.0, 108.0),
        capacity=CapacitySpec(metric="places", used_metric="n"),
        seen={"places": seen(50.0), "n": seen(50.0)},
    )
    assert (state_of(candidate), room(candidate)) == ("full", (50.0, 50.0))


def test_the_way_takes_its_detour_at_the_speed_of_the_kind() -> None:
    # 10 km by 1.5 at 30 km/h are half an hour
    assert travel_s(patrol(), 10_000.0) == pytest.approx(1800.0)
    assert travel_s(patrol(resource=None), 10_000.0) is None


def test_the_nearest_come_first_and_what_cannot_be_sent_is_left_out() -> None:
    rows = [
        patrol("far", lat=16.10),
        patrol("near", lat=16.061),
        patrol("busy", case_id="LDD.1"),
        Candidate(place=Place("nowhere", "?", "patrol"), resource=PATROL),
    ]
    every = nearest(HERE, rows, n=10)
    assert [near.place_id for near in every] == ["busy", "near", "far"]
    assert (every[0].state, every[0].case_id, every[0].seen_at) == ("busy", "LDD.1", 90.0)
    assert [near.place_id for near in nearest(HERE, rows, n=1, free_only=True)] == ["near"]


def test_by_time_the_faster_is_nearer_and_what_is_not_sent_comes_last() -> None:
    slow = patrol("boat", lat=16.065, resource=ResourceSpec(6.0))
    fast = patrol("car", lat=16.07, resource=ResourceSpec(60.0))
    camera = Candidate(place=Place("camera", "camera", "camera", 16.0601, 108.21))
    assert [n.place_id for n in nearest(HERE, [slow, fast, camera], n=3)] == ["camera", "boat", "car"]
    assert [n.place_id for n in nearest(HERE, [slow, fast, camera], n=3, order="time")] == [
        "car", "boat", "camera",
    ]  # fmt: skip


def test_a_shelter_says_how_much_of_its_room_is_taken() -> None:
    (near,) = nearest(HERE, [shelter(seen(40.0), open=seen(1.0))], n=4)
    assert (near.note, near.state, near.travel_s) == ("40/100", "free", None)


@given(
    st.lists(st.tuples(st.floats(15.8, 16.3), st.floats(107.9, 108.4), st.booleans()), max_size=30),
    st.integers(1, 40),
    st.booleans(),
)
def test_nothing_left_out_is_nearer_than_what_is_named(
    points: list[tuple[float, float, bool]], n: int, free_only: bool
) -> None:
    rows = [
        patrol(f"t{i}", lat, lon, case_id="L" if busy else "") for i, (lat, lon, busy) in enumerate(points)
    ]
    found = nearest(HERE, rows, n=n, free_only=free_only)
    allowed = [(lat, lon) for lat, lon, busy in points if not (busy and free_only)]
    assert len(found) == min(n, len(allowed))
    apart = sorted(distance_m(HERE, point) for point in allowed)
    assert [near.distance_m for near in found] == apart[: len(found)]
    assert all(not math.isnan(near.distance_m) for near in found)
