from __future__ import annotations

import pytest

from backend.domain.checks.spec import Checks, NeighboursCheck, SpikeCheck, StuckCheck, problems

RIGHT = Checks(
    stuck=StuckCheck(after_s=3600),
    spike=SpikeCheck(max_step=1, within_s=60),
    neighbours=NeighboursCheck(within_km=5, max_factor=3),
)


def test_right_checks_have_no_problem() -> None:
    assert list(problems(RIGHT)) == []
    assert RIGHT.memory_s == 3600
    assert Checks(neighbours=RIGHT.neighbours).memory_s == 0


@pytest.mark.parametrize(
    ("checks", "key"),
    [
        (Checks(), ""),
        (Checks(stuck=StuckCheck(after_s=0)), "stuck.after_s"),
        (Checks(spike=SpikeCheck(max_step=0, within_s=60)), "spike.max_step"),
        (Checks(spike=SpikeCheck(max_step=1, within_s=-1, accept_s=5)), "spike.within_s"),
        (Checks(spike=SpikeCheck(max_step=1, within_s=60, accept_s=0)), "spike.accept_s"),
        (Checks(neighbours=NeighboursCheck(within_km=0, max_factor=2)), "neighbours.within_km"),
        (Checks(neighbours=NeighboursCheck(within_km=1)), "neighbours"),
        (Checks(neighbours=NeighboursCheck(within_km=1, max_factor=1)), "neighbours.max_factor"),
        (Checks(neighbours=NeighboursCheck(within_km=1, max_difference=0)), "neighbours.max_difference"),
        (Checks(neighbours=NeighboursCheck(within_km=1, max_factor=2, n=1)), "neighbours.min_n"),
    ],
)
def test_a_wrong_check_names_its_key(checks: Checks, key: str) -> None:
    assert [problem.key for problem in problems(checks)] == [key]
