from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from backend.contract.state import Text
from backend.domain.incidents.spec import CorrelationSpec, Opening, Selector, at_least, problems


class Rule(msgspec.Struct):
    procedure: str


RULES: Any = {"deep": Rule("ngap"), "rain": Rule("none")}
RIGHT = CorrelationSpec(
    id="c",
    title=Text("Ngập tại {area}", "Flood at {name}"),
    members=(
        Selector(rules=("deep",), procedure="own"),
        Selector(case_kinds=("sos",), within_m=200, same="area"),
    ),
    within_m=800,
    within_s=2700,
    opens=Opening(n_members=2, n_kinds=2),
)


def found(spec: CorrelationSpec) -> list[str]:
    return [f"{one.key}: {one.found}; {one.cure}" for one in problems(spec, RULES, ["sos", "call"])]


def test_a_right_correlation_has_no_problem() -> None:
    assert found(RIGHT) == []


def test_a_selector_may_have_its_own_reach_and_place() -> None:
    assert [RIGHT.reach_m(one) for one in RIGHT.members] == [800, 200]
    assert [RIGHT.same_of(one) for one in RIGHT.members] == ["near", "area"]


def test_severities_are_compared_worst_first() -> None:
    assert at_least("critical", "high")
    assert at_least("high", "high")
    assert not at_least("medium", "high")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"within_m": 0.0}, "within_m: found 0"),
        ({"within_s": -1.0}, "within_s: found -1"),
        ({"max_age_s": 0.0}, "max_age_s: found 0"),
        ({"scene_dwell_s": -1.0}, "scene_dwell_s: found -1"),
        ({"id": " "}, "id: it is empty"),
        ({"title": Text("")}, "title.vi: it is empty"),
        ({"title": Text("{where}")}, "title.vi: unknown placeholder 'where'; allowed: {area} {name}"),
        ({"title": Text("x", "{")}, "title.en: unknown placeholder"),
        ({"members": ()}, "members: it is empty"),
        ({"members": (Selector(rules=("deep",), links=False),)}, "no member links"),
        ({"members": (Selector(),)}, "members[0]: it selects nothing"),
        ({"members": (Selector(rules=("deep",), within_m=-5),)}, "members[0].within_m: found -5"),
        (
            {"members": (Selector(rules=("dep",)),)},
            "there is no rule 'dep'; did you mean 'deep'? expected one of: deep, rain",
        ),
        ({"members": (Selector(case_kinds=("s",)),)}, "no kind of case 's'; expected one of: call, sos"),
        ({"members": (Selector(rules=("rain",), procedure="own"),)}, "the rule 'rain' names no procedure"),
        ({"members": (Selector(case_kinds=("sos",), procedure="own"),)}, "'own' for cases"),
        (
            {"members": (Selector(rules=("deep",)), Selector(rules=("deep",)))},
            "members[1]: 'deep' stands in members[0]",
        ),
        ({"opens": Opening()}, "opens: it never opens"),
        ({"opens": Opening(n_members=-1)}, "opens.n_members: found -1"),
        ({"opens": Opening(n_members=4, n_kinds=3)}, "opens.n_kinds: found 3; 1 to 2"),
        ({"opens": Opening(n_members=1, n_kinds=2)}, "at most as many kinds as members"),
    ],
)
def test_what_is_wrong_is_said_with_its_cure(changed: dict[str, Any], words: str) -> None:
    assert any(words in one for one in found(replace(RIGHT, **changed))), found(replace(RIGHT, **changed))
