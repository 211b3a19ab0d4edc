"""What belongs together, and what the head of a group says."""

from __future__ import annotations

import pytest

from backend.contract.state import Text
from backend.contract.work import Incident
from tests.unit.widgets.city import NOW, alarm
from widgets.logic.alarm_groups import (
    NEAR_S,
    AlarmRow,
    Surroundings,
    alarms_of,
    cell_of,
    common_words,
    gathered,
    head_of,
    incident_of,
    joinable,
    row_id,
)

AREAS = {"me_suot": ("20197", "Hòa Khánh"), "ham_nghi": ("20209", "Thanh Khê")}
STORM = Incident("SC.1", Text("Ngập Mẹ Suốt", "Flood at Mẹ Suốt"), "critical", "open", NOW, NOW, ())
AROUND = Surroundings(lambda place_id: AREAS.get(place_id, ("", "")), {"SC.1": STORM}.get)


@pytest.mark.parametrize(
    ("fields", "cell"),
    [
        ({}, ("near", "flood", "20197")),
        ({"incident_id": "SC.1"}, ("incident", "SC.1")),
        ({"subject": "nowhere"}, ("alone", "flood@1")),
        ({"signal": "lost"}, ("near", "data lost", "20197")),
        ({"signal": "lost", "value": 62.0}, ("near", "flood", "20197")),
    ],
)
def test_the_incident_decides_then_rule_and_area(fields, cell):
    assert cell_of(alarm(1, **fields), AROUND) == cell


def raised(*after_s: float):
    return [alarm(k, raised_at=NOW + s) for k, s in enumerate(after_s)]


@pytest.mark.parametrize(
    ("after_s", "sizes"),
    [
        ((0, 60, 120), [3]),
        ((0, 60), [1, 1]),
        ((0, NEAR_S, 2 * NEAR_S), [3]),
        ((0, 60, 120, 121 + NEAR_S), [3, 1]),
        ((0, 60, 61 + NEAR_S, 120 + NEAR_S, 180 + NEAR_S), [1, 1, 3]),
    ],
)
def test_three_within_a_quarter_of_an_hour_belong_together(after_s, sizes):
    found = gathered(("near", "flood", "20197"), reversed(raised(*after_s)))
    assert [len(alarms) for alarms in found] == sizes
    assert [a.alarm_id for alarms in found for a in alarms] == [f"flood@{k}" for k in range(len(after_s))]


def test_an_incident_is_a_group_however_few_and_far_apart():
    assert [len(alarms) for alarms in gathered(("incident", "SC.1"), raised(0))] == [1]
    assert [len(alarms) for alarms in gathered(("incident", "SC.1"), raised(0, 9 * NEAR_S))] == [2]
    assert gathered(("incident", "SC.1"), []) == []


def test_the_head_says_worst_count_and_first():
    alarms = [
        alarm(
            3, severity="medium", raised_at=NOW - 300, title=Text("Ngập 18 cm — Âu Cơ", "Flood 18 cm — Âu Cơ")
        ),
        alarm(1, operator="acknowledged", raised_at=NOW - 200),
        alarm(2, severity="high", raised_at=NOW - 100),
    ]
    head = head_of(("near", "flood", "20197"), alarms, AROUND, n_suppressed=2)
    assert (head.title.vi, head.title.en) == ("Ngập — Hòa Khánh", "Flood — Hòa Khánh")
    assert head.severity == "high", "the critical one is taken"
    assert (len(head.alarms), head.n_unacknowledged, head.n_suppressed) == (3, 2, 2)
    assert head.first_out.alarm_id == "flood@3"
    assert head.active
    assert not head.open
    taken = head_of(("near", "flood", "20197"), alarms[1:2], AROUND)
    assert (taken.severity, taken.n_unacknowledged) == ("critical", 0)


def test_an_incident_gives_its_group_its_title():
    head = head_of(("incident", "SC.1"), [alarm(1, active=False)], AROUND)
    assert (head.title.vi, head.incident_id, head.area_name) == ("Ngập Mẹ Suốt", "SC.1", "")
    assert not head.active
    assert head_of(("incident", "SC.9"), [alarm(1)], AROUND).title.vi == "SC.9", "not known yet"


def test_titles_without_common_words_give_the_worst_one():
    alarms = [alarm(1, title=Text("Mưa lớn"), severity="low"), alarm(2, title=Text("Ngập sâu — Mẹ Suốt"))]
    assert head_of(("near", "flood", "20197"), alarms, AROUND).title.vi == "Ngập sâu — Mẹ Suốt"


def test_common_words_end_where_titles_differ():
    assert common_words(["Ngập 62 cm — Mẹ Suốt", "Ngập 34 cm — Hàm Nghi"]) == "Ngập"
    assert common_words(["Mất dữ liệu — trụ 1", "Mất dữ liệu — trụ 2"]) == "Mất dữ liệu"
    assert common_words(["Mưa", "Ngập"]) == ""
    assert common_words([]) == ""


def test_what_a_row_is_about():
    head = head_of(("incident", "SC.1"), raised(0, 60), AROUND)
    row = AlarmRow(alarm(7, incident_id="SC.1"))
    assert (row_id(head), row_id(row)) == ("incident:SC.1:", "flood@7")
    assert [len(alarms_of(x)) for x in (head, row, None)] == [2, 1, 0]
    assert [incident_of(x) for x in (head, row, AlarmRow(alarm(1)), None)] == ["SC.1", "SC.1", "", ""]


def test_only_what_has_no_incident_may_join_one():
    free, bound = alarm(1), alarm(2, incident_id="SC.1")
    assert joinable(AlarmRow(free)) == (free,)
    assert joinable(AlarmRow(bound)) == ()
    assert joinable(head_of(("near", "flood", "20197"), [free, bound], AROUND)) == (free,)
    assert joinable(None) == ()
