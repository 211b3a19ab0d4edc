"""Conditions, rules and texts: one bad drawing per finding."""

from __future__ import annotations

import pytest

from tests.unit.backend.procedures.kit import (
    END,
    START,
    bpmn,
    findings,
    flows,
    line,
    node,
    service,
    user,
)

GATE = node("exclusiveGateway", "g", default="g-end")

BAD: dict[str, tuple[bytes, str, str]] = {
    "CEL that does not compile": (bpmn(START, GATE, user("a"), END, flows("start > g", "g > a : n = 1", "g > end", "a > end")), "g-a", "cannot be read"),
    "a variable nobody sets": (bpmn(START, GATE, user("a"), END, flows("start > g", "g > a : mua == 1", "g > end", "a > end")), "g-a", "nobody sets the variable mua"),
    "a parameter nobody sets": (line(service("s", parameters="text={mua}")), "s", "nobody sets the variable mua"),
    "a rule without expression": (line(node("businessRuleTask", "r")), "r", "no expression"),
    "a variable with accents": (line(user("a", tc_outcomes="x;y", tc_variable="tình hình")), "a", "is no variable"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_run_is_said_of_its_element(name: str) -> None:
    xml, element_id, words = BAD[name]
    found = findings(xml, "error")
    assert any(where == element_id and words in message for where, message in found), found


@pytest.mark.parametrize(
    ("xml", "element_id", "words"),
    [
        (line(user("a", "<bpmn:documentation>{mua}</bpmn:documentation>")), "a", "nobody sets the variable mua"),
        (bpmn(START, user("b", tc_outcomes="Có;Không"), GATE, user("a"), END, flows("start > b", "b > g", "g > a : b == 'Co'", "g > end", "a > end")), "g-a", "never 'Co'"),
    ],
)  # fmt: skip
def test_what_runs_but_is_suspicious_is_a_warning(xml: bytes, element_id: str, words: str) -> None:
    assert findings(xml, "error") == []
    found = findings(xml, "warning")
    assert any(where == element_id and words in message for where, message in found), found


def test_variables_of_a_called_procedure_are_not_judged_as_errors() -> None:
    xml = bpmn(START, node("callActivity", "c", calledElement="con"), GATE, user("a"), END, flows("start > c", "c > g", "g > a : muc == 'cao'", "g > end", "a > end"))  # fmt: skip
    assert findings(xml, "error") == []
    assert any("muc" in message for _, message in findings(xml, "warning"))
