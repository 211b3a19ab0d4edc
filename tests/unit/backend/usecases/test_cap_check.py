from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from backend.domain.cases.spec import CaseKindSpec
from backend.usecases.cap_check import cap_problems

PACK = Path(__file__).parents[4] / "resources" / "usecases" / "public-warning"
SHIPPED = yaml.safe_load((PACK / "cases" / "public-message.yaml").read_text(encoding="utf-8"))


def problems(change: dict[str, Any]) -> list[tuple[str, str]]:
    raw = msgspec.json.decode(msgspec.json.encode(SHIPPED))
    for path, value in change.items():
        part: Any = raw
        *names, last = path.split(".")
        for name in names:
            part = next(e for e in part if e["id"] == name) if isinstance(part, list) else part[name]
        if value is None:
            del part[last]
        else:
            part[last] = value
    spec = msgspec.convert(raw, CaseKindSpec)
    return [(problem.key, problem.found) for problem in cap_problems(spec)]


def test_the_shipped_kind_has_no_fault_and_one_without_cap_none_either() -> None:
    assert problems({}) == []
    assert problems({"cap": None}) == []


@pytest.mark.parametrize(
    ("change", "key", "found"),
    [
        ({"cap.statuses": ["gone"]}, "cap.statuses[0]", "there is no status 'gone'"),
        ({"cap.statuses": []}, "cap.statuses", "no status is in force"),
        ({"cap.event": "nope"}, "cap.event", "there is no data field 'nope'"),
        ({"cap.event": ""}, "cap.event", "an alert cannot be without"),
        ({"cap.urgency": "event"}, "cap.urgency", "'event' is of type 'text'"),
        ({"cap.expires": "effective"}, "cap.expires", "'effective' may be left empty"),
        ({"data.urgency.choices": {"Soon": {"vi": "Sắp"}}}, "cap.urgency (urgency.choices)", "'Soon'"),
        ({"cap.areas": "", "cap.shape": ""}, "cap", "nothing says where"),
        ({"cap.other_languages": {"en": {"sound": "event_en"}}}, "cap.other_languages.en.sound", "'sound'"),
        ({"cap.other_languages": {"en": {"event": "shape"}}}, "cap.other_languages.en.event", "type 'shape'"),
        ({"actions.approve.second_person": None}, "actions[2]", "publishes by one person alone"),
        ({"actions.approve.effect": None}, "actions[2].effect", "does not note when it was issued"),
        ({"actions.return.to": "published"}, "actions[1]", "publishes by one person alone"),
    ],
)
def test_each_fault_is_named(change: dict[str, Any], key: str, found: str) -> None:
    told = problems(change)
    assert any(k == key and found in words for k, words in told), told
