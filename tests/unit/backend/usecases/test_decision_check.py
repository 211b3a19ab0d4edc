from __future__ import annotations

from typing import Any

import msgspec
import pytest
import yaml

from backend.domain.cases.spec import CaseKindSpec
from backend.usecases.decision_check import decision_problems

KIND = """
id: tin
name: {vi: Tin}
statuses:
  - {id: draft, name: {vi: Soạn}, group: waiting}
  - {id: out, name: {vi: Phát}, group: working, locked: true}
  - {id: over, name: {vi: Hết}, group: done}
data:
  - {id: until, name: {vi: Đến}, type: datetime}
  - {id: areas, name: {vi: Phường}, type: areas}
  - {id: shape, name: {vi: Vùng}, type: shape}
expiry: {data: until, action: end}
actions:
  - {id: approve, name: {vi: Duyệt}, from: [draft], to: out, second_person: true}
  - {id: end, name: {vi: Kết thúc}, from: [out], to: over, effect: finish}
"""


def problems(old: str = "", new: str = "") -> list[tuple[str, str]]:
    assert old in KIND
    raw: Any = yaml.safe_load(KIND.replace(old, new, 1) if old else KIND)
    return [(p.key, p.found) for p in decision_problems(msgspec.convert(raw, CaseKindSpec))]


def test_a_right_kind_has_no_fault() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("old", "new", "key", "found"),
    [
        (", locked: true", "", "actions[0].to", "could be changed by one afterwards"),
        ("from: [draft], to: out", "to: out", "actions[0]", "from any status"),
        ("from: [draft], to: out", "from: [draft], effect: note", "actions[0]", "decides nothing"),
        ("second_person: true", "second_person: true, roles: [contact]", "actions[0].roles", "known by name"),
        ("data: until,", "data: areas,", "expiry.data", "there is no data field of type 'datetime' 'areas'"),
        ("action: end}", "action: stop}", "expiry.action", "there is no action 'stop'"),
        ("action: end}", "action: approve}", "expiry.action", "a second person's decision"),
        ("to: over, effect: finish", "to: draft", "expiry.action", "does not end the case"),
        ("effect: finish}", "effect: finish, needs: [{need: note}]}", "expiry.action", "asks a person"),
        ("type: shape", "type: areas", "data[2].type", "a field of type 'areas' already"),
        ("group: done}", "group: deleted, locked: true}", "statuses[2].locked", "never corrected"),
    ],
)
def test_each_fault_is_named(old: str, new: str, key: str, found: str) -> None:
    told = problems(old, new)
    assert any(k == key and found in words for k, words in told), told
