from __future__ import annotations

import msgspec
import pytest

from backend.contract.state import Place
from tests.unit.widgets.city import NOW, alarm, snapshot
from widgets.logic.live_state import LiveState
from widgets.logic.map_marks import MarkStyle, changes, is_shown, marks, standing_alarms

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
    assert not is_shown(Place("p", "P", "flood_post"), STYLE)
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
