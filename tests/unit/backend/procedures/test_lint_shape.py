"""The shape of a drawing: one bad drawing per finding."""

from __future__ import annotations

import pytest

from tests.unit.backend.procedures.kit import (
    END,
    START,
    bpmn,
    chain,
    findings,
    flows,
    line,
    node,
    timer,
    user,
)

BAD: dict[str, tuple[bytes, str, str]] = {
    "nothing inside": (bpmn(), "qt", "nothing inside"),
    "no start": (bpmn(user("a"), END, chain("a", "end")), "qt", "0 start events"),
    "two starts": (bpmn(START, node("startEvent", "s2"), END, flows("start > end", "s2 > end")), "qt", "2 start events"),
    "no end": (bpmn(START, user("a"), flows("start > a")), "qt", "no end event"),
    "a step without way out": (bpmn(START, user("a"), END, flows("start > a")), "a", "no flow leaves"),
    "a flow out of an end": (bpmn(START, END, user("a"), flows("start > end", "end > a", "a > end")), "end", "a flow leaves it"),
    "a flow to nowhere": (bpmn(START, END, flows("start > end", "start > x")), "start-x", "missing element"),
    "an empty sub-process": (line(node("subProcess", "con")), "con", "nothing inside"),
    "a script": (line(node("scriptTask", "s")), "s", "does not run"),
    "a complex gateway": (line(node("complexGateway", "s")), "s", "does not run"),
    "an event sub-process": (line(user("a"), node("subProcess", "e", triggeredByEvent="true")), "e", "does not run"),
    "a loop": (line(user("a", "<bpmn:multiInstanceLoopCharacteristics/>")), "a", "multi-instance"),
    "a gateway without conditions": (bpmn(START, node("exclusiveGateway", "g"), user("a"), END, flows("start > g", "g > a", "g > end", "a > end")), "g", "without condition: → A, → Xong"),
    "a default that is none": (bpmn(START, node("exclusiveGateway", "g", default="x"), END, flows("start > g", "g > end")), "g", "default flow x"),
    "a call of nothing": (line(node("callActivity", "c")), "c", "names no procedure"),
    "a call of itself": (line(node("callActivity", "c", calledElement="qt")), "c", "calls itself"),
    "an event gateway before a task": (bpmn(START, node("eventBasedGateway", "g"), user("a"), node("intermediateCatchEvent", "t", timer("PT5M")), END, flows("start > g", "g > a", "g > t", "a > end", "t > end")), "g", "A is no catch event"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_run_is_said_of_its_element(name: str) -> None:
    xml, element_id, words = BAD[name]
    found = findings(xml, "error")
    assert any(where == element_id and words in message for where, message in found), found


@pytest.mark.parametrize(
    ("xml", "element_id", "words"),
    [
        (bpmn(START, user("a"), user("b"), END, flows("start > a", "a > end", "b > end")), "b", "never reached"),
        (line(user("a"), executable="false"), "", "marked executable"),
        (bpmn(START, node("exclusiveGateway", "g"), user("a"), END, flows("start > g", "g > a : value > 1", "g > end : value < 1", "a > end")), "g", "no default flow"),
    ],
)  # fmt: skip
def test_what_runs_but_is_suspicious_is_a_warning(xml: bytes, element_id: str, words: str) -> None:
    assert findings(xml, "error") == []
    found = findings(xml, "warning")
    assert any(where == element_id and words in message for where, message in found), found
