from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.domain.alarms.events import AlarmRefusedError
from backend.domain.alarms.shelf import SHELF_LIMITS_S

Make = Callable[..., Any]


@pytest.mark.parametrize("severity", list(SHELF_LIMITS_S))
def test_longer_than_the_limit_needs_the_supervisor(severity: Any, play: Make) -> None:
    limit_s = SHELF_LIMITS_S[severity]
    book = play()
    book.raises(severity=severity)
    with pytest.raises(AlarmRefusedError, match="approved by the supervisor"):
        book.shelve(for_s=limit_s + 60)
    assert book.state() == (True, "unacknowledged")
    assert book.shelve(for_s=limit_s + 60, approved_by="trưởng ca") == ["shelved"]
    assert book.changes[0].payload["approved_by"] == "trưởng ca"


def test_the_limit_itself_is_allowed(play: Make) -> None:
    book = play()
    book.raises(severity="critical")
    assert book.shelve(for_s=SHELF_LIMITS_S["critical"]) == ["shelved"]


def test_a_rule_may_set_its_own_limit(play: Make) -> None:
    book = play(shelve_max_s=0.0)
    book.raises()
    with pytest.raises(AlarmRefusedError, match="0 minutes"):
        book.shelve(for_s=60)


@pytest.mark.parametrize(("for_s", "reason", "why"), [(600, " ", "needs a reason"), (-5, "x", "in the past")])
def test_a_reason_and_an_end_to_come(for_s: float, reason: str, why: str, play: Make) -> None:
    book = play()
    book.raises()
    with pytest.raises(AlarmRefusedError, match=why):
        book.shelve(for_s=for_s, reason=reason)
