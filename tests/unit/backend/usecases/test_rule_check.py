from __future__ import annotations

from backend.contract.document import read_yaml
from backend.usecases.rule_check import RuleEntry, check_rules


def faults_of(text: str) -> list[tuple[str, str]]:
    data, lines = read_yaml(text, "f.yaml")
    entries = [RuleEntry(lines, f"rules[{i}]", item) for i, item in enumerate(data["rules"])]
    _, faults = check_rules(entries, {"m": "cm"}, {"post": ["m"]}, {})
    return [(fault.key, fault.found) for fault in faults]


def test_something_that_is_no_rule() -> None:
    assert faults_of("rules: [7]") == [("rules[0]", "this is no rule")]


def test_a_kind_that_is_missing_or_no_word() -> None:
    assert faults_of("rules: [{id: a}]") == [("rules[0].kind", "the key 'kind' is missing")]
    assert faults_of("rules: [{id: a, kind: [x]}]") == [("rules[0].kind", "unknown kind of rule '['x']'")]


def test_a_kind_of_place_without_the_metric() -> None:
    rule = (
        "rules: [{id: a, kind: absence, title: {vi: x}, metric: m, place_kind: camera, severity: low, "
        "consequence: {vi: x}, response: {vi: x}, respond_within_s: 5, unit_id: u, procedure: none}]"
    )
    assert faults_of(rule) == [("rules[0].place_kind", "no pack declares the kind of place 'camera'")]
    assert faults_of(rule.replace("camera", "post")) == []
