"""Steps: one bad drawing per finding."""

from __future__ import annotations

import pytest

from backend.procedures.known import Known
from backend.procedures.lint import lint
from tests.unit.backend.procedures.kit import (
    findings,
    line,
    node,
    service,
    user,
)

LANE = '<bpmn:laneSet id="l"><bpmn:lane id="l1" name="truc-ban"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
KNOWN = Known(
    templates=frozenset({"ngap"}),
    roles=frozenset({"truc-ban", "thoat-nuoc"}),
    channels=frozenset({"sms"}),
    procedures=frozenset({"con"}),
)

BAD: dict[str, tuple[bytes, str, str]] = {
    "a bad deadline": (line(user("a", tc_deadline="15 phút")), "a", "'15 phút'"),
    "a bad deadline of the whole": (line(user("a"), tc_deadline="PT"), "qt", "'PT'"),
    "a bad mode": (line(user("a", tc_deadline="PT5M", tc_mode="office")), "a", "'office'"),
    "bad evidence": (line(user("a", tc_evidence="selfie")), "a", "'selfie'"),
    "approvals that are no number": (line(user("a", tc_approvals="hai")), "a", "'hai'"),
    "approvals of a manual task": (line(node("manualTask", "a", tc_approvals="2")), "a", "only a user task"),
    "an action without name": (line(node("serviceTask", "s")), "s", "does not say what to do"),
    "an unknown action": (line(service("s", "explode")), "s", "'explode'"),
    "a missing parameter": (line(service("s", "send", parameters="to=truc-ban")), "s", "lacks: template"),
    "people within no number": (line(service("s", "send", parameters="template=ngap|to=truc-ban|within_m=gần")), "s", "within_m is 'gần'"),
    "people within too much": (line(service("s", "send", parameters="template=ngap|to=truc-ban|within_m=99999")), "s", "within_m is '99999'"),
    "one of two parameters": (line(service("s", "assign", parameters="")), "s", "unit / lead"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_run_is_said_of_its_element(name: str) -> None:
    xml, element_id, words = BAD[name]
    found = findings(xml, "error")
    assert any(where == element_id and words in message for where, message in found), found


@pytest.mark.parametrize(
    ("xml", "element_id", "words"),
    [
        (line(user("a")), "a", "no lane"),
        (line(node("task", "a")), "a", "no type"),
        (line(user("a", tc_deadlin="PT5M")), "a", "tc:deadlin"),
        (line(service("s", parameters="text=x|mau=do")), "s", "no mau"),
    ],
)  # fmt: skip
def test_what_runs_but_is_suspicious_is_a_warning(xml: bytes, element_id: str, words: str) -> None:
    assert findings(xml, "error") == []
    found = findings(xml, "warning")
    assert any(where == element_id and words in message for where, message in found), found


@pytest.mark.parametrize(
    ("element", "words"),
    [
        (service("a", "send", parameters="template=mua|to=truc-ban"), "no template 'mua'"),
        (service("a", "send", parameters="template=ngap|to=ai"), "no addressee 'ai'"),
        (service("a", "send", parameters="template=ngap|to=truc-ban|channel=zalo"), "no channel 'zalo'"),
        (service("a", "assign", parameters="unit=dien"), "no unit 'dien'"),
        (node("callActivity", "a", calledElement="la"), "no procedure 'la'"),
        (user("a", tc_unit="dien"), "no role or unit 'dien'"),
    ],
)
def test_names_that_the_centre_does_not_have(element: str, words: str) -> None:
    assert findings(line(element), "error") == []
    assert any(words in message for _, message in findings(line(element), "error", KNOWN))


def test_names_that_the_centre_has_and_names_in_variables_pass() -> None:
    steps = (
        service("b", "send", parameters="template=ngap|to={unit}|channel=sms"),
        node("callActivity", "c", calledElement="con"),
    )
    assert (
        lint(
            line(user("a"), *steps).replace(b"<bpmn:startEvent", LANE.encode() + b"<bpmn:startEvent", 1),
            KNOWN,
        )
        == ()
    )


@pytest.mark.parametrize(
    ("element", "words"),
    [
        (user("a", tc_until="going", tc_approvals="2"), "only a person approves"),
        (user("a", tc_until="going", tc_outcomes="Có;Không"), "only a person approves"),
        (service("a", tc_until="going"), "for steps of people only"),
        (service("a", "case.open", parameters="kind=x|data=event=Mưa; Lên cao; expires=+PT3H"), "cannot be read: 'Lên cao'"),
        (service("a", "case.open", parameters="kind=x|data==Mưa"), "cannot be read: '=Mưa'"),
    ],
)  # fmt: skip
def test_what_a_case_cannot_end_or_hold_is_said(element: str, words: str) -> None:
    assert any(words in message for _, message in findings(line(element), "error"))


def test_a_step_may_end_with_its_case_and_a_case_may_be_opened_with_data() -> None:
    opens = service("b", "case.open", parameters="kind=x|data=event=Mưa; expires=+PT3H;")
    assert findings(line(user("a", tc_until="going;there"), opens), "error") == []
