from __future__ import annotations

import msgspec
import pytest

from backend.contract.state import Place
from tests.unit.widgets.city import NOW, alarm, snapshot
from tests.unit.widgets.harbour import harbour_state
from widgets.logic.live_state import LiveState
from widgets.logic.map_marks import (
    Known,
    Layer,
    Mark,
    MarkStyle,
    changes,
    held,
    is_shown,
    markers_every_s,
    marks,
    standing_alarms,
)
from widgets.logic.map_units import TrackWords

STYLE = MarkStyle(("flood_post",), False, "alarmed", "vi", "mất số liệu")


@pytest.fixture
def state() -> LiveState:
    found = LiveState()
    taken = snapshot(
        [
            alarm(1),
            alarm(
                2, subject="ham_nghi", series_id="ham_nghi.level", severity="high", operator="acknowledged"
            ),
        ]
    )
    places = tuple(
        msgspec.structs.replace(place, lat=16.0 + k / 100, lon=108.1) for k, place in enumerate(taken.places)
    )
    found.reset(msgspec.structs.replace(taken, places=places))
    return found


def test_an_alarmed_post_wears_its_severity_and_value(state: LiveState) -> None:
    mark = marks(state, STYLE, NOW)["me_suot"]
    assert (mark.layer, mark.severity, mark.taken, mark.state) == ("alarmed", "critical", False, "fresh")
    assert mark.label == "Mẹ Suốt 62\u00a0cm"
    assert mark.feature()["properties"] == {
        "id": "me_suot", "state": "fresh", "label": mark.label,
        "severity": "critical", "icon": "critical-fresh-new", "rank": 0,
    }  # fmt: skip


def test_an_acknowledged_alarm_is_marked_as_taken(state: LiveState) -> None:
    feature = marks(state, STYLE, NOW)["ham_nghi"].feature()
    assert feature["properties"]["icon"] == "high-fresh-taken"  # type: ignore[index]


def test_calm_posts_have_no_label_and_age(state: LiveState) -> None:
    found = marks(state, STYLE, NOW)
    assert (found["au_co"].layer, found["au_co"].label, found["au_co"].severity) == ("calm", "", None)
    assert found["phu_loc_07"].state == "lost"
    assert marks(state, STYLE, NOW + 100)["au_co"].state == "late"


def test_a_lost_alarmed_post_says_that_it_has_no_data(state: LiveState) -> None:
    assert marks(state, STYLE, NOW + 1000)["me_suot"].label == "Mẹ Suốt · mất số liệu"


@pytest.mark.parametrize(("labels", "n"), [("all", 8), ("alarmed", 2), ("none", 0)])
def test_labels_as_asked(state: LiveState, labels: str, n: int) -> None:
    style = msgspec.structs.replace(STYLE, labels=labels)
    assert sum(bool(mark.label) for mark in marks(state, style, NOW).values()) == n


@pytest.mark.parametrize("operator", ["shelved", "suppressed", "out_of_service", "none"])
def test_alarms_put_aside_do_not_mark_a_place(operator: str) -> None:
    assert standing_alarms([alarm(1, operator=operator)]) == {}
    assert standing_alarms([alarm(1, active=False)]) == {}


def test_the_worst_alarm_speaks_and_the_untaken_one_first() -> None:
    found = standing_alarms(
        [alarm(1, severity="high"), alarm(2, severity="critical", operator="acknowledged"), alarm(3)]
    )
    assert [a.alarm_id for a in found["me_suot"]] == ["flood@3", "flood@2", "flood@1"]


def test_only_kinds_that_are_asked_for_and_have_a_position() -> None:
    post, camera = Place("p", "P", "flood_post", 16.0, 108.0), Place("c", "C", "camera", 16.0, 108.0)
    everything = msgspec.structs.replace(STYLE, kinds=())
    assert is_shown(post, STYLE)
    assert not is_shown(Place("r", "R", "rain_station", 16.0, 108.0), STYLE)
    assert not is_shown(camera, everything)
    assert is_shown(camera, msgspec.structs.replace(everything, cameras=True))


def test_only_what_changed_is_sent(state: LiveState) -> None:
    before = marks(state, STYLE, NOW)
    assert set(changes({}, before)) == {"alarmed", "calm"}
    assert changes(before, before) == {}
    state.alarms = {}
    after = marks(state, STYLE, NOW)
    found = changes(before, after)
    assert found["alarmed"] == {"put": [], "drop": ["me_suot", "ham_nghi"]}
    assert len(found["calm"]["put"]) == 2
    del after["au_co"]
    assert changes(before, after)["calm"]["drop"] == ["au_co"]


def test_names_are_composed_for_a_map_that_draws_letter_by_letter(state: LiveState) -> None:
    decomposed = msgspec.structs.replace(state.places["me_suot"], name="Me\u0323 Suo\u0302\u0301t")
    state.places["me_suot"] = decomposed
    assert marks(state, STYLE, NOW)["me_suot"].label.startswith("Mẹ Suốt")


HARBOUR = MarkStyle(
    ("boat", "police_station"), True, "alarmed", "vi", "mất số liệu", {"boat": "boat"},
    TrackWords("chậm {age}", "mất dấu từ {time}"),
)  # fmt: skip


def test_a_unit_wears_its_glyph_its_duty_and_the_way_it_goes() -> None:
    mark = marks(harbour_state(), HARBOUR, NOW, Known({"boat1": "busy"}))["boat1"]
    assert (mark.layer, mark.lon, mark.lat) == ("units", 108.2, 16.06)
    properties = mark.feature()["properties"]
    assert properties == {
        "id": "boat1", "state": "fresh", "label": "Xuồng 01", "icon": "unit-boat-fresh-busy", "bearing": 10,
        "name": "Xuồng 01", "rank": mark.feature()["properties"]["rank"],  # type: ignore[index]
    }  # fmt: skip


def test_a_lost_unit_says_since_when_and_goes_nowhere() -> None:
    mark = marks(harbour_state(1000), HARBOUR, NOW)["boat1"]
    assert (mark.state, mark.bearing_deg) == ("lost", None)
    assert mark.label == "Xuồng 01\nmất dấu từ 03:25"
    quiet = msgspec.structs.replace(HARBOUR, labels="none")
    assert marks(harbour_state(1000), quiet, NOW)["boat1"].label == ""


def test_a_station_without_a_glyph_stays_a_station() -> None:
    found = marks(harbour_state(), HARBOUR, NOW)
    assert found["station"].layer == "calm"
    starred = msgspec.structs.replace(HARBOUR, glyphs={"police_station": "star"})
    assert marks(harbour_state(), starred, NOW)["station"].glyph == "star"


def test_a_camera_wears_its_sight_and_the_way_it_looks() -> None:
    found = marks(harbour_state(), HARBOUR, NOW, Known(seen={"cam1": "frozen"}))
    assert [found[k].state for k in ("cam1", "cam2", "cam3")] == ["frozen", "lost", "frozen"]
    assert found["cam2"].bearing_deg == 90
    assert found["cam2"].name == "Camera 2"


def test_an_alarmed_unit_is_alarmed_where_it_is_now() -> None:
    state = harbour_state()
    state.alarms = {"a": alarm(1, subject="boat1", series_id="boat1.speed_km_h")}
    mark = marks(state, HARBOUR, NOW)["boat1"]
    assert (mark.layer, mark.lon, mark.lat) == ("alarmed", 108.2, 16.06)


def test_units_are_held_where_they_were_drawn_and_nothing_else_is() -> None:
    before, after = marks(harbour_state(), HARBOUR, NOW), marks(harbour_state(1000), HARBOUR, NOW + 200)
    layers: frozenset[Layer] = frozenset({"units"})
    found = held(before, after, layers)
    assert found["boat1"] == before["boat1"]
    assert found["cam1"] == after["cam1"] != before["cam1"]
    assert held({}, after, layers) == after
    assert held(before, after, frozenset()) == after
    alarmed = {"boat1": msgspec.structs.replace(after["boat1"], layer="alarmed")}
    assert held(before, alarmed, layers) == alarmed
    assert set(changes(before, alarmed)) == {"alarmed", "units", "cameras", "calm"}


def test_an_alarmed_unit_is_held_only_as_long_as_it_does_nothing_but_move() -> None:
    layers: frozenset[Layer] = frozenset({"alarmed"})
    drawn = Mark("boat1", "alarmed", 108.2, 16.06, "fresh", "high")
    moved = msgspec.structs.replace(drawn, lon=108.21)
    assert held({"boat1": drawn}, {"boat1": moved}, layers) == {"boat1": drawn}
    worse = msgspec.structs.replace(moved, severity="critical")
    assert held({"boat1": drawn}, {"boat1": worse}, layers) == {"boat1": worse}


def test_alarmed_units_move_more_rarely_where_the_map_draws_slowly() -> None:
    assert markers_every_s(0.05) == 1.0
    assert markers_every_s(0.6) == pytest.approx(2.0)
    assert markers_every_s(60) == 5.0
