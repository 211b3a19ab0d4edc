from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.domain.cases.change import CaseState
from backend.domain.cases.keeping import encode_deadlines, state_of
from backend.domain.cases.rules import CaseRules
from tests.unit.backend.domain.cases.conftest import Desk, MakeFile, Says, instant


@pytest.mark.parametrize("n_steps", range(5))
def test_a_case_goes_on_after_a_restart_as_if_there_was_none(
    opened: Callable[..., Desk], n_steps: int
) -> None:
    steps = [
        ("accept", "02/11 09:00"),
        ("ask", "03/11 08:00"),
        ("resume", "05/11 08:00"),
        ("finish", "06/11 09:00"),
    ]
    desk, other = opened(), opened()
    for i, (action, when) in enumerate(steps):
        if i == n_steps:
            other.state = state_of(other.file, encode_deadlines(other.state))
        assert desk.do(action, when, note="x", result="y") == other.do(action, when, note="x", result="y")
    assert encode_deadlines(desk.state) == encode_deadlines(other.state)


def test_what_a_source_last_said_is_kept(rules: CaseRules, says: Says) -> None:
    change = rules.taken(says(due_at=instant("30/11 17:00")), None, instant("02/11 09:00"))
    assert change is not None
    read = state_of(change.state.file, encode_deadlines(change.state))
    assert read == change.state
    assert read.told_at == instant("02/11 08:00")


def test_a_case_without_deadlines_has_none(file: MakeFile) -> None:
    assert state_of(file(), b"") == CaseState(file())
    assert state_of(file(), encode_deadlines(CaseState(file()))) == CaseState(file())


def test_what_is_kept_is_small(opened: Callable[..., Desk]) -> None:
    desk = opened()
    desk.do("accept", "02/11 09:00")
    assert len(encode_deadlines(desk.state)) < 450
