from __future__ import annotations

import msgspec
import pytest

from backend.contract.cases import CaseFile, CaseKindInfo, StatusInfo
from backend.contract.resources import NearPlace
from backend.contract.state import Place, Series, Text
from tests.unit.widgets.city import NOW
from tests.unit.widgets.storm import case, incident, storm_snapshot
from widgets.logic.crews import Target, codes_of, counts, crews, target_of, targets
from widgets.logic.live_state import LiveState

STAGES = tuple(StatusInfo(s, Text(s), "working") for s in ("sent", "accepted", "on_the_way", "there"))
KIND = CaseKindInfo("order", Text("Lệnh"), "dispatch", STAGES, (), (), resource="crew", about="for")
PLACES = (
    *(Place(f"t{k}", f"Tổ {k}", "patrol") for k in (1, 2, 3, 4, 5)),
    Place("s1", "Trạm", "station"),
)


@pytest.fixture
def state() -> LiveState:
    state = LiveState()
    plain = storm_snapshot([])
    lat = tuple(
        Series(f"{p}.lat_deg", 900 + i, p, "lat_deg", Text("x"), "°", 60.0)
        for i, p in enumerate(("t1", "t2"))
    )
    state.reset(msgspec.structs.replace(plain, places=(*plain.places, *PLACES), series=(*plain.series, *lat)))
    return state


def near(place_id: str, **fields: object) -> NearPlace:
    base: dict[str, object] = {
        "distance_m": 100.0,
        "lat": 16.0,
        "lon": 108.0,
        "state": "free",
        "seen_at": NOW - 5,
    }
    return NearPlace(place_id=place_id, **(base | fields))  # type: ignore[arg-type]


def order(case_id: str, crew: str, **fields: object) -> CaseFile:
    base: dict[str, object] = {
        "kind": "order", "title": "Đi", "status": "sent", "group": "waiting", "severity": "high",
        "opened_at": NOW - 60, "changed_at": NOW - 60, "data": {"crew": crew},
    }  # fmt: skip
    return CaseFile(case_id=case_id, **(base | fields))  # type: ignore[arg-type]


def test_who_can_be_sent_comes_first_each_with_its_order_and_track(state: LiveState) -> None:
    found = [near("t1", state="busy"), near("t2", seen_at=NOW - 100), near("s1"), near("gone")]
    rows = crews(found, [order("L1", "t1"), order("L0", "t2", group="done")], KIND, state, NOW)
    assert [(row.crew_id, row.order.case_id if row.order else "", row.track) for row in rows] == [
        ("t2", "", "late"), ("s1", "", "still"), ("t1", "L1", "fresh"),
    ]  # fmt: skip
    assert counts(rows) == {"free": 2, "busy": 1}


def test_those_sent_here_come_before_the_free_ones_the_furthest_on_first(state: LiveState) -> None:
    seen = incident()
    target = Target(seen.incident_id, "Ngập", 16.0, 108.0)
    state.work[seen.incident_id] = seen
    found = [near("s1"), *(near(f"t{k}", state="busy") for k in (1, 2, 3, 4)), near("t5", state="lost")]
    orders = [
        order("L1", "t1", data={"crew": "t1", "for": "SC.elsewhere"}, status="there"),
        order("L2", "t2", data={"crew": "t2", "for": seen.incident_id}),
        order("L3", "t3", data={"crew": "t3", "for": "SOS.20261122.0025"}, status="on_the_way"),
        order("L4", "t4", incident_id=seen.incident_id, status="accepted"),
        order("L5", "t5", incident_id=seen.incident_id, status="there"),
    ]
    rows = crews(found, orders, KIND, state, NOW, codes_of(target, state))
    assert [row.crew_id for row in rows] == ["t5", "t3", "t4", "t2", "s1", "t1"]


def test_an_order_may_name_what_is_looked_at_or_a_member_of_it(state: LiveState) -> None:
    seen = incident()
    state.work[seen.incident_id] = seen
    assert codes_of(Target(seen.incident_id, "Ngập", 16.0, 108.0), state) == {
        seen.incident_id, *(member.ref for member in seen.members),
    }  # fmt: skip
    assert codes_of(Target("SOS.1", "Gọi cứu", 16.0, 108.0), state) == {"SOS.1"}
    assert codes_of(Target("", "Thành phố", 16.0, 108.0), state) == codes_of(None, state) == frozenset()


def test_a_track_that_was_never_seen_is_lost(state: LiveState) -> None:
    (row,) = crews([near("t1", seen_at=None, state="lost")], [], None, state, NOW)
    assert row.track == "lost"


def test_crews_stand_around_the_incident_in_view(state: LiveState) -> None:
    seen = incident(extent=(108.1, 16.0, 108.3, 16.2))
    found = target_of(seen, [case()], state, "vi")
    assert found is not None
    assert (found.ref, found.title) == (seen.incident_id, "Ngập Hòa Khánh: Mẹ Suốt")
    assert (found.lat, found.lon) == (pytest.approx(16.1), pytest.approx(108.2))


def test_else_around_the_worst_open_case_and_else_around_the_middle_of_the_map(state: LiveState) -> None:
    mild, worst = case(1, severity="medium"), case(2, severity="high")
    lost, over = case(3, severity="critical", lat=None), case(4, severity="critical", open=False)
    found = target_of(None, [mild, worst, lost, over], state, "vi")
    assert found is not None
    assert found.ref == worst.case_id
    middle = target_of(incident(extent=None), [lost], state, "vi")
    assert middle is not None
    assert (middle.ref, (middle.lon, middle.lat)) == ("", state.centre.map_centre)
    assert target_of(None, [], LiveState(), "vi") is None


def test_everything_open_can_be_the_target_the_worst_first() -> None:
    state = LiveState()
    items = [
        incident("SC.1", severity="high", extent=(108.0, 16.0, 108.0, 16.0)),
        incident("SC.2", state="closed", extent=(108.0, 16.0, 108.0, 16.0)),
        case(1, severity="critical"),
        case(2, severity="critical", open=False),
    ]
    state.reset(storm_snapshot(items))
    assert [found.ref for found in targets(state, "vi")] == [case(1).case_id, "SC.1"]
    assert targets(state, "vi")[1] == Target("SC.1", "Ngập Hòa Khánh: Mẹ Suốt", 16.0, 108.0)
