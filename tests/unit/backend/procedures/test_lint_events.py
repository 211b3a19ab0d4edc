"""Events: one bad drawing per finding."""

from __future__ import annotations

import pytest

from tests.unit.backend.procedures.kit import (
    END,
    START,
    boundary,
    bpmn,
    chain,
    findings,
    flows,
    line,
    node,
    service,
    timer,
    user,
)

ROOTS = '<bpmn:message id="M" name="tra-loi"/><bpmn:message id="N"/><bpmn:signal id="S" name="het-mua"/>'

BAD: dict[str, tuple[bytes, str, str]] = {
    "a bad timer": (line(node("intermediateCatchEvent", "t", timer("5 phút"))), "t", "'5 phút'"),
    "a bad date": (line(node("intermediateCatchEvent", "t", timer("mai", "timeDate"))), "t", "'mai'"),
    "a cycle that interrupts": (bpmn(START, user("a"), boundary("c", "a", timer("R3/PT5M", "timeCycle")), END, flows("start > a", "a > end", "c > end")), "c", "does not interrupt"),
    "a receive without message": (line(node("receiveTask", "r")), "r", "names no message"),
    "a message without name": (line(node("receiveTask", "r", messageRef="N"), roots=ROOTS), "r", "names no message"),
    "a catch of nothing": (line(node("intermediateCatchEvent", "r")), "r", "what it waits for"),
    "a conditional event": (line(node("intermediateCatchEvent", "r", "<bpmn:conditionalEventDefinition/>")), "r", "conditional event"),
    "a timer start": (bpmn(node("startEvent", "start", timer("PT5M")), END, chain("start", "end")), "start", "timer event"),
    "two definitions": (line(node("intermediateCatchEvent", "r", timer("PT5M") + '<bpmn:signalEventDefinition signalRef="S"/>'), roots=ROOTS), "r", "several definitions"),
    "a boundary event on nothing": (bpmn(START, user("a"), boundary("t", "x", timer("PT5M")), END, flows("start > a", "a > end", "t > end")), "t", "attached to nothing"),
    "an error that does not interrupt": (bpmn(START, service("a"), boundary("t", "a", "<bpmn:errorEventDefinition/>", interrupts=False), END, flows("start > a", "a > end", "t > end")), "t", "must interrupt"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_run_is_said_of_its_element(name: str) -> None:
    xml, element_id, words = BAD[name]
    found = findings(xml, "error")
    assert any(where == element_id and words in message for where, message in found), found
