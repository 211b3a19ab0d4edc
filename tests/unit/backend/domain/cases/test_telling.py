from __future__ import annotations

from typing import Any

import msgspec
import pytest

from backend.domain.cases.change import CaseState
from backend.domain.cases.rules import CaseRules
from backend.domain.cases.telling import news, told
from tests.unit.backend.domain.cases.conftest import Says, instant


@pytest.fixture
def known(rules: CaseRules, says: Says) -> CaseState:
    change = rules.taken(says(field="road", due_at=instant("30/11 17:00")), None, instant("02/11 08:00"))
    assert change is not None
    return change.state


def test_the_same_words_with_a_newer_time_are_no_news(says: Says, known: CaseState) -> None:
    assert news(says("05/11 08:00", field="road", due_at=instant("30/11 17:00")), known) is None


def test_older_words_are_no_news_whatever_they_say(says: Says, known: CaseState) -> None:
    assert news(says("01/11 08:00", "working", opened="01/11 07:00"), known) is None


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"assignee": "Lê"}, "assignee"), ({"unit": "cong-an"}, "unit"), ({"text": "x"}, "text"), ({"result": "x"}, "result"),
        ({"source": "app"}, "source"), ({"parent": "H-0"}, "parent"), ({"media": ("https://x",)}, "media"),
        ({"data": {"level": "full"}}, "data"), ({"rating": 3}, "rating"), ({"accepted_at": 5.0}, "accepted_at"),
    ],
)  # fmt: skip
def test_only_the_part_that_is_new_is_left(
    says: Says, known: CaseState, fields: dict[str, Any], part: str
) -> None:
    given = {"field": "road", "due_at": instant("30/11 17:00")} | fields
    left = news(says("03/11 08:00", **given), known)
    assert left is not None
    assert getattr(left, part) == fields[part]
    assert (left.field, left.due_at, left.case.status, left.case.title.vi) == ("", None, "", "")


def test_each_part_is_hashed_apart_and_data_in_any_order(says: Says) -> None:
    one = told(says(data={"a": "1", "b": "2"}))
    other = told(says(data={"b": "2", "a": "1"}, text="x"))
    assert [a == b for a, b in zip(one, other, strict=True)].count(False) == 1
    assert all(0 <= part < 2**32 for part in one)


def test_a_hash_per_part_survives_its_packing(says: Says) -> None:
    packed = msgspec.msgpack.encode(told(says()))
    assert msgspec.msgpack.decode(packed, type=tuple[int, ...]) == told(says())
