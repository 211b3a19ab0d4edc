from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.contract.state import Text
from backend.domain.observation import Observation
from backend.domain.rule import Ground
from backend.domain.rules import absence
from backend.domain.series import SeriesFacts


@pytest.fixture
def bound(rule: Callable[..., Any], series: Callable[..., SeriesFacts]) -> absence.Bound:
    return absence.bind(rule("absence", after_s=100.0), series(), {})


def test_silence_of_a_series_that_never_spoke_counts_from_the_first_look(bound: absence.Bound) -> None:
    memory = absence.Memory()
    first = absence.evaluate(bound, memory, None, 1000.0)
    assert first is not None
    assert (first.level, memory.due_at) == (0, 1100.0)
    lost = absence.evaluate(bound, memory, None, 1100.0)
    assert lost is not None
    assert (lost.level, lost.at) == (1, 1100.0)
    assert not memory.at_rest


def test_a_reading_ends_it_and_moves_the_deadline(bound: absence.Bound) -> None:
    memory = absence.Memory()
    absence.evaluate(bound, memory, None, 0.0)
    absence.evaluate(bound, memory, None, 100.0)
    memory.seen_at = 150.0
    back = absence.evaluate(bound, memory, Observation("p.level", 150.0, 7.0), 151.0)
    assert back is not None
    assert (back.level, back.value, memory.due_at) == (0, 7.0, 250.0)


def test_a_clock_ahead_does_not_stretch_the_silence(bound: absence.Bound) -> None:
    memory = absence.Memory()
    memory.seen_at = 5000.0
    absence.evaluate(bound, memory, None, 0.0)
    assert memory.due_at == 100.0


def test_what_was_lost_before_a_restart_stays_lost_until_a_reading_comes(bound: absence.Bound) -> None:
    memory = absence.Memory()
    memory.adopt(1, 0.0)
    memory.seen_at = 10.0
    still = absence.evaluate(bound, memory, None, 1000.0)
    assert still is not None
    assert still.level == 1


def test_default_is_three_times_the_maximum_age(
    rule: Callable[..., Any], series: Callable[..., SeriesFacts]
) -> None:
    bound = absence.bind(rule("absence"), series(max_age_s=60.0), {})
    assert bound.after_s == 180.0
    finding = absence.evaluate(bound, absence.Memory(), None, 0.0)
    assert finding is not None
    assert bound.words(finding)[1] == Text("Không có số liệu quá 3 phút", "No data for more than 3 min")


def test_problems(rule: Callable[..., Any]) -> None:
    ground = Ground("cm", {})
    assert [p.key for p in absence.problems(rule("absence", after_s=0.0), ground)] == ["after_s"]
    assert absence.problems(rule("absence"), ground) == []
