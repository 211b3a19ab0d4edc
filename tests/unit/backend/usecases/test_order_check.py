from __future__ import annotations

import msgspec
import pytest
import yaml

from backend.domain.cases.spec import CaseKindSpec
from backend.usecases.case_check import CaseNames
from backend.usecases.order_check import order_problems

KIND = """
id: order
name: {vi: Lệnh}
statuses: [{id: sent, name: {vi: Gửi}, group: waiting}]
data:
  - {id: crew, name: {vi: Tổ}, type: place, place_kinds: [patrol]}
  - {id: for, name: {vi: Cho}}
  - {id: min, name: {vi: Phút}, type: number}
resource: crew
about: for
opening: {message: lenh, to_roles: [resource], about_action: send}
replies: [{words: ["1", nhận], action: accept}, {words: ["2"], action: leave}]
alike: {phone: true}
actions:
  - {id: accept, name: {vi: Nhận}, to: sent, roles: [contact], minutes: min}
  - {id: leave, name: {vi: Đi}, to: sent, roles: [contact, duty_officer], about_action: leaves}
"""
NAMES = CaseNames(templates=["lenh"], place_kinds=["patrol", "boat"])


def problems(old: str = "", new: str = "") -> list[tuple[str, str, str]]:
    assert old in KIND
    spec = msgspec.convert(yaml.safe_load(KIND.replace(old, new, 1) if old else KIND), CaseKindSpec)
    return [tuple(problem) for problem in order_problems(spec, NAMES)]  # type: ignore[misc]


def test_a_right_kind_has_no_problem() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("resource: crew", "resource: for", "resource", "crew"),
        ("about: for", "about: fr", "about", "did you mean 'for'"),
        ("place_kinds: [patrol]", "place_kinds: [patrl]", "data[0].place_kinds[0]", "did you mean 'patrol'"),
        ("type: place, place_kinds: [patrol]}\n  - {id: for", "type: place}\n  - {place_kinds: [boat], id: for",
         "data[1].place_kinds", "type: place"),
        ("message: lenh,", "message: lnh,", "opening.message", "did you mean 'lenh'"),
        ("message: lenh,", "", "opening", "together"),
        ("minutes: min", "minutes: for", "actions[0].minutes", "min"),
        ("{words: [\"2\"], action: leave}", "{words: [\"2\"], action: go}", "replies[1].action", "accept"),
        ("roles: [contact]", "roles: [duty_officer]", "replies[0].action", "add 'contact'"),
        ("words: [\"2\"]", "words: []", "replies[1].words", "words by which"),
        ("words: [\"2\"]", "words: [NHAN]", "replies[1].words[0]", "keep it at one"),
        ("words: [\"2\"]", "words: [\"…\"]", "replies[1].words[0]", "leave it out"),
        ("words: [\"2\"], action: leave", "words: [\"2\"], action: accept", "replies[1].action", "once"),
        ("phone: true", "within_s: 60", "alike", "within_m"),
    ],
)  # fmt: skip
def test_a_problem_names_its_key_and_cure(old: str, new: str, key: str, words: str) -> None:
    found = problems(old, new)
    assert key in [problem[0] for problem in found]
    assert any(words in problem[2] for problem in found if problem[0] == key)


def test_who_sends_nobody_and_is_about_nothing_says_so() -> None:
    found = problems("resource: crew\nabout: for\n", "")
    assert [problem[0] for problem in found] == [
        "opening.to_roles", "opening.about_action", "actions[1].about_action",
    ]  # fmt: skip
