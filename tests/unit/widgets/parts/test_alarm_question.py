"""What each action asks and what it becomes."""

from __future__ import annotations

import pytest

from backend.contract.messages import AcknowledgeAlarm, ShelveAlarm
from backend.contract.work_requests import (
    AssignAlarm,
    CommentAlarm,
    JoinIncident,
    OpenIncident,
    SilenceDesk,
)
from tests.unit.widgets.city import NOW
from tests.unit.widgets.storm import incident
from widgets.parts.alarm_question import Filled, incident_choices, question_for, request_for, requests_for

ACTIONS = ("acknowledge", "shelve", "comment", "assign", "silence", "join")


@pytest.mark.parametrize(
    ("action", "filled", "request_"),
    [
        ("acknowledge", Filled("xem", 10), AcknowledgeAlarm("a", "xem", NOW + 600)),
        ("acknowledge", Filled(), AcknowledgeAlarm("a", "", None)),
        ("shelve", Filled("bảo trì", 60), ShelveAlarm("a", "bảo trì", NOW + 3600)),
        (
            "shelve",
            Filled("bảo trì", 60, approver="truongca", password="x"),
            ShelveAlarm("a", "bảo trì", NOW + 3600, "truongca", "x"),
        ),
        ("comment", Filled("đã báo"), CommentAlarm("a", "đã báo")),
        ("assign", Filled("gấp", name="Đội thoát nước"), AssignAlarm("a", "Đội thoát nước", "gấp")),
        ("silence", Filled("họp", 15), SilenceDesk("a", NOW + 900, "họp")),
        ("silence", Filled(), SilenceDesk("a", None, "")),
        ("join", Filled(incident_id="SC.1"), JoinIncident("SC.1", "a")),
    ],
)
def test_an_action_becomes_its_request(action, filled, request_):
    assert request_for(action, "a", filled, NOW) == request_


def test_only_what_is_needed_is_asked(vietnamese):
    asked = {a: question_for(a) for a in ACTIONS}
    assert {a for a, q in asked.items() if q.minutes is not None} == {"acknowledge", "shelve", "silence"}
    assert {a for a, q in asked.items() if q.missing} == {"shelve", "comment", "join"}
    assert [a for a, q in asked.items() if q.name] == ["assign", "join"]
    assert asked["shelve"].minutes.least == 1, "shelving ends"
    assert asked["silence"].minutes.zero == "bật tiếng lại ngay"


def test_several_join_one_by_one_but_open_one_incident_together():
    join, new = Filled(incident_id="SC.1"), Filled("Ngập Mẹ Suốt")
    assert requests_for("join", ["a", "b"], join, NOW) == (
        JoinIncident("SC.1", "a"),
        JoinIncident("SC.1", "b"),
    )
    assert requests_for("join", ["a", "b"], new, NOW) == (OpenIncident("Ngập Mẹ Suốt", ("a", "b")),)


def test_a_new_incident_is_offered_first_and_closed_ones_never(vietnamese):
    offered = incident_choices([incident("SC.1"), incident("SC.2", state="closed")], "vi")
    assert list(offered.values()) == ["", "SC.1"]
    new, other = offered
    assert new == "Sự cố mới"
    assert other.endswith(" · SC.1")
