from __future__ import annotations

import asyncio

import pytest

from backend.contract.messages import Failure, ReplyBody
from backend.contract.resources import GetNearest, Nearest
from backend.contract.state import Place, Quality, Series, Text
from backend.domain.clock import ScaledClock
from backend.domain.observation import Observation
from backend.domain.resources import CapacitySpec, ResourceSpec
from backend.engine.feed import LiveValues
from backend.engine.resources import OnResources, Resources, live_look
from backend.engine.sessions import Session
from backend.usecases.place_kinds import PlaceKind

NOW = 10_000.0
KINDS = {
    "patrol": PlaceKind(Text("Tổ"), ("lat_deg", "lon_deg"), moves=True, resource=ResourceSpec(30.0)),
    "shelter": PlaceKind(Text("Trường"), ("n",), capacity=CapacitySpec(attribute="room", used_metric="n")),
}
PLACES = (
    Place("t1", "Tổ 1", "patrol", 16.0, 108.0),
    Place("t2", "Tổ 2", "patrol", 16.0, 108.0),
    Place("s1", "Trường 1", "shelter", 16.01, 108.0, attributes={"room": "10"}),
    *(Place(f"c{n}", f"Camera {n}", "camera", 16.0 + n / 1000, 108.0) for n in range(6)),
)
IDS = ("t1.lat_deg", "t1.lon_deg", "t2.lat_deg", "t2.lon_deg", "s1.n")
SERIES = {
    name: Series(name, i, name.partition(".")[0], name.partition(".")[2], Text("x"), "°", 60.0)
    for i, name in enumerate(IDS)
}


@pytest.fixture
def values() -> LiveValues:
    values = LiveValues()
    readings = {
        "t1.lat_deg": 16.02,
        "t1.lon_deg": 108.0,
        "t2.lat_deg": 16.03,
        "t2.lon_deg": 108.0,
        "s1.n": 10.0,
    }
    values.take(
        (SERIES[name].index, Observation(name, NOW - 10, value, Quality.GOOD))
        for name, value in readings.items()
    )
    return values


def ask(values: LiveValues, body: GetNearest, busy: dict[str, str] | None = None) -> ReplyBody:
    resources = Resources(PLACES, KINDS, live_look(values, SERIES), lambda: busy or {})
    clock = ScaledClock(NOW, 0.0)
    (handler,) = OnResources(resources, clock).handlers().values()
    session = Session("x", "ha", "Hà", "duty_officer", NOW)
    return asyncio.run(handler(body, session))  # type: ignore[arg-type]


def names(reply: ReplyBody) -> list[str]:
    assert isinstance(reply, Nearest)
    return [near.place_id for near in reply.places]


def test_without_kinds_all_that_can_be_sent_are_meant(values: LiveValues) -> None:
    reply = ask(values, GetNearest(16.0, 108.0))
    assert names(reply) == ["t1", "t2"]
    assert isinstance(reply, Nearest)
    first = reply.places[0]
    assert (first.lat, first.seen_at, first.state) == (16.02, NOW - 10, "free")
    assert first.distance_m == pytest.approx(2224, abs=2)
    assert first.travel_s == pytest.approx(2224 * 1.3 / (30 / 3.6), abs=1)


def test_who_is_on_an_order_is_busy_and_not_free(values: LiveValues) -> None:
    reply = ask(values, GetNearest(16.0, 108.0), {"t1": "LDD.1"})
    assert isinstance(reply, Nearest)
    assert (reply.places[0].state, reply.places[0].case_id) == ("busy", "LDD.1")
    assert names(ask(values, GetNearest(16.0, 108.0, free_only=True), {"t1": "LDD.1"})) == ["t2"]


def test_cameras_and_shelters_are_found_as_well(values: LiveValues) -> None:
    assert names(ask(values, GetNearest(16.0, 108.0, kinds=("camera",)))) == ["c0", "c1", "c2", "c3"]
    reply = ask(values, GetNearest(16.0, 108.0, kinds=("shelter",)))
    assert isinstance(reply, Nearest)
    assert (reply.places[0].state, reply.places[0].note) == ("full", "10/10")


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (GetNearest(91.0, 108.0), "invalid", "Tọa độ"),
        (GetNearest(16.0, 108.0, n=51), "invalid", "từ 1 đến 50"),
        (GetNearest(16.0, 108.0, n=0), "invalid", "từ 1 đến 50"),
        (GetNearest(16.0, 108.0, kinds=("taxi",)), "not_found", "camera, patrol, shelter"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_cure(
    values: LiveValues, body: GetNearest, kind: str, words: str
) -> None:
    reply = ask(values, body)
    assert isinstance(reply, Failure)
    assert reply.kind == kind
    assert words in reply.said("vi")


def test_a_look_at_what_was_never_measured_sees_nothing() -> None:
    look = live_look(LiveValues(), SERIES)
    assert look("t1", "lat_deg", NOW) is None
    assert look("t9", "lat_deg", NOW) is None


def test_an_old_reading_is_lost(values: LiveValues) -> None:
    seen = live_look(values, SERIES)("t1", "lat_deg", NOW + 500)
    assert seen is not None
    assert seen.freshness == "lost"
