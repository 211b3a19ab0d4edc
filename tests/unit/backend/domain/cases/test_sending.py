from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.cases import CaseFile
from backend.domain.cases.change import CaseChange, CaseState, MessageAsk
from backend.domain.cases.sending import answered, begun, crew_of, subject_of, timed
from backend.domain.cases.spec import ActionSpec, CaseKindSpec

KIND = msgspec.convert(
    {
        "id": "order",
        "name": {"vi": "Lệnh"},
        "statuses": [{"id": "sent", "name": {"vi": "Đã gửi"}, "group": "waiting"}],
        "resource": "crew",
        "about": "for",
        "opening": {"message": "lenh", "to_roles": ["resource"], "about_action": "send_crew"},
        "replies": [
            {"words": ["1", "nhận", "ok"], "action": "accept"},
            {"words": ["đã tới", "3"], "action": "arrive"},
            {"words": ["đã"], "action": "leave"},
        ],
    },
    CaseKindSpec,
)


def order(**fields: object) -> CaseFile:
    base: dict[str, object] = {
        "case_id": "LDD.1", "kind": "order", "title": "Đi", "status": "sent", "group": "waiting",
        "severity": "high", "opened_at": 1000.0, "changed_at": 1000.0, "text": "mang áo phao",
        "data": {"crew": "x1", "for": " SC.1 "},
    }  # fmt: skip
    return CaseFile(**(base | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "action", "rest"),
    [
        ("1", "accept", ""),
        ("1.", "accept", ""),
        ("NHAN", "accept", ""),
        ("Nhận, 5 phút nữa tới", "accept", "5 phút nữa tới"),
        ("đã tới: nước sâu 1 m", "arrive", "nước sâu 1 m"),
        ("Da toi", "arrive", ""),
        ("đã đi", "leave", "đi"),
        # ten is not one, and a question is a remark
        ("10 phút nữa", "", "10 phút nữa"),
        ("Mấy người?", "", "Mấy người?"),
        ("", "", ""),
        ("…", "", "…"),
    ],
)
def test_the_longest_word_that_begins_an_answer_counts(said: str, action: str, rest: str) -> None:
    assert answered(KIND, said) == (action, rest)


@given(st.text(max_size=60))
def test_an_answer_is_an_action_or_kept_whole(said: str) -> None:
    action, rest = answered(KIND, said)
    assert action or rest == said.strip()
    assert len(rest) <= len(said)


def test_the_beginning_tells_the_crew_and_the_case_that_it_is_about() -> None:
    change = begun(KIND, CaseChange("case.opened", CaseState(order()), None, "Hà"))
    assert change.messages == (MessageAsk("lenh", ("resource",), "mang áo phao"),)
    assert change.about_action == "send_crew"


def test_what_is_over_when_it_is_first_told_tells_nobody() -> None:
    change = begun(KIND, CaseChange("case.opened", CaseState(order(group="done")), None, "nguồn"))
    assert change.messages == ()


def test_a_kind_that_says_nothing_of_its_beginning_tells_nobody() -> None:
    plain = msgspec.structs.replace(KIND, opening=type(KIND.opening)())
    change = CaseChange("case.opened", CaseState(order()), None, "Hà")
    assert begun(plain, change) == change


def test_minutes_are_noted_once() -> None:
    action = msgspec.convert({"id": "arrive", "name": {"vi": "Tới"}, "minutes": "min"}, ActionSpec)
    first = timed(order(), action, 1090.0)
    assert first.data["min"] == "1.5"
    assert timed(first, action, 9000.0) == first
    assert timed(order(), ActionSpec(id="x", name=KIND.name), 1090.0) == order()


def test_crew_and_subject_are_read_from_the_fields_that_the_kind_names() -> None:
    assert (crew_of(KIND, order()), subject_of(KIND, order())) == ("x1", "SC.1")
    plain = msgspec.structs.replace(KIND, resource="", about="")
    assert (crew_of(plain, order()), subject_of(plain, order())) == ("", "")
