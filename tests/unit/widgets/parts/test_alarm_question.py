"""What each action asks and what it becomes."""

from __future__ import annotations

import pytest

from backend.contract.messages import AcknowledgeAlarm, ShelveAlarm
from backend.contract.work_requests import AssignAlarm, CommentAlarm, SilenceDesk
from tests.unit.widgets.city import NOW
from widgets.parts.alarm_question import Filled, question_for, request_for


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
    ],
)
def test_an_action_becomes_its_request(action, filled, request_):
    assert request_for(action, "a", filled, NOW) == request_


def test_only_what_is_needed_is_asked(vietnamese):
    asked = {a: question_for(a) for a in ("acknowledge", "shelve", "comment", "assign", "silence")}
    assert {a for a, q in asked.items() if q.minutes is not None} == {"acknowledge", "shelve", "silence"}
    assert {a for a, q in asked.items() if q.missing} == {"shelve", "comment"}
    assert [a for a, q in asked.items() if q.name] == ["assign"]
    assert asked["shelve"].minutes.least == 1, "shelving ends"
    assert asked["silence"].minutes.zero == "bật tiếng lại ngay"
