from __future__ import annotations

import pytest

from backend.contract.cases import CaseFile, CaseGroup, DueState

DUE, NEAR = 1000.0, 900.0


def case(group: CaseGroup, **more: object) -> CaseFile:
    fields = {"due_at": DUE, "near_at": NEAR, **more}
    return CaseFile("PAHT.1", "report", "Ổ gà", "s", group, "low", 0.0, 0.0, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "state"),
    [(899.9, "on_time"), (900.0, "near"), (1000.0, "near"), (1000.1, "overdue")],
)
def test_an_open_case_comes_near_its_deadline_and_passes_it(now: float, state: DueState) -> None:
    assert case("working").due_state(now) == state


def test_a_paused_case_is_never_near_or_past() -> None:
    assert case("paused").due_state(5000.0) == "on_time"
    assert case("paused").open


@pytest.mark.parametrize(("finished_at", "state"), [(1000.0, "kept"), (1000.1, "missed")])
def test_what_has_ended_kept_its_deadline_or_missed_it(finished_at: float, state: DueState) -> None:
    ended = case("done", finished_at=finished_at)
    assert ended.due_state(5000.0) == state
    assert not ended.open


def test_without_a_deadline_nothing_is_late() -> None:
    assert case("working", due_at=None).due_state(5000.0) == "none"
    assert case("working", near_at=None).due_state(950.0) == "on_time"
