from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Quality, Text
from backend.domain.ladder import Climb, Ladder, step

N = Text("n")


def ladder(*highs: float, **delays: float) -> Ladder:
    steps = tuple(step(-math.inf, high, strict=False, severity="high", name=N) for high in highs)
    return Ladder(
        steps,
        delays.get("hold", 0.0),
        delays.get("off", 0.0),
        delays.get("deadband", 0.0),
        int(delays.get("count", 1)),
        delays.get("gap", 100.0),
    )


def play(rungs: Ladder, *samples: tuple[float, float], quality: Quality = Quality.GOOD) -> Climb:
    climb = Climb(len(rungs.steps))
    for at, value in samples:
        climb.sample(rungs, at, value, quality, at)
    return climb


def test_the_limit_itself_crosses_only_if_strict() -> None:
    loose = step(2.0, 8.0, strict=False, severity="high", name=N)
    strict = step(2.0, 8.0, strict=True, severity="high", name=N)
    for value in (2.0, 8.0):
        assert loose.low_trip <= value <= loose.high_trip
        assert not strict.low_trip <= value <= strict.high_trip
    assert (strict.limit(9.0), strict.limit(1.0), strict.limit(None)) == (8.0, 2.0, 8.0)


def test_a_hold_counts_from_the_first_sample_that_crosses() -> None:
    rungs = ladder(20, hold=10)
    climb = play(rungs, (0, 25), (5, 30))
    assert (climb.level, climb.due_at) == (0, 10)
    climb.settle(rungs, 9.9)
    assert climb.level == 0
    climb.settle(rungs, 10)
    assert (climb.level, climb.value) == (1, 30)


def test_one_sample_below_the_limit_starts_the_hold_again() -> None:
    climb = play(ladder(20, hold=10), (0, 25), (5, 19), (6, 25))
    assert (climb.level, climb.due_at) == (0, 16)


def test_silence_longer_than_the_gap_proves_nothing() -> None:
    rungs = ladder(20, hold=10, gap=8)
    climb = play(rungs, (0, 25))
    climb.settle(rungs, 10)
    assert (climb.level, climb.due_at) == (0, math.inf)
    climb.sample(rungs, 11, 25, Quality.GOOD, 11)
    assert (climb.level, climb.due_at) == (0, 21)


def test_minimum_count_in_a_row() -> None:
    rungs = ladder(20, count=3)
    assert play(rungs, (0, 25), (1, 25)).level == 0
    assert play(rungs, (0, 25), (1, 25), (2, 5), (3, 25)).level == 0
    assert play(rungs, (0, 25), (1, 25), (2, 25)).level == 1


def test_deadband_and_off_delay_hold_the_level() -> None:
    rungs = ladder(20, off=10, deadband=3)
    climb = play(rungs, (0, 25), (1, 17.1))
    assert (climb.level, climb.due_at) == (1, math.inf)
    climb.sample(rungs, 2, 17, Quality.GOOD, 2)
    assert (climb.level, climb.due_at) == (1, 12)
    climb.sample(rungs, 5, 18, Quality.GOOD, 5)
    assert climb.due_at == math.inf
    climb.sample(rungs, 6, 10, Quality.GOOD, 6)
    climb.settle(rungs, 16)
    assert (climb.level, climb.at_rest) == (0, True)


def test_severity_rises_at_once_and_falls_step_by_step() -> None:
    rungs = ladder(20, 40, deadband=2)
    climb = play(rungs, (0, 45))
    assert climb.level == 2
    for at, value, level in ((1, 39, 2), (2, 30, 1), (3, 41, 2), (4, 18.5, 1), (5, 17, 0)):
        climb.sample(rungs, at, value, Quality.GOOD, at)
        assert climb.level == level, value


def test_each_step_is_left_by_its_own_off_delay() -> None:
    """Back from the worse step for long, and from the milder one only since a moment: that one stays."""
    rungs = ladder(20, 40, off=10)
    climb = play(rungs, (0, 45), (1, 30), (10, 15))
    assert (climb.level, climb.due_at) == (2, 11)
    climb.settle(rungs, 11)
    assert (climb.level, climb.due_at) == (1, 20)
    climb.settle(rungs, 20)
    assert (climb.level, climb.at_rest, climb.due_at) == (0, True, math.inf)


def test_a_value_that_is_back_from_all_steps_at_once_leaves_them_together() -> None:
    rungs = ladder(20, 40, off=10)
    climb = play(rungs, (0, 45), (1, 15), (5, 18))
    climb.settle(rungs, 11)
    assert (climb.level, climb.at_rest) == (0, True)


def test_crossing_a_step_again_begins_its_off_delay_anew() -> None:
    rungs = ladder(20, 40, off=10)
    climb = play(rungs, (0, 45), (1, 15), (5, 30), (6, 15))
    climb.settle(rungs, 11)
    assert (climb.level, climb.due_at) == (1, 16)
    climb.settle(rungs, 16)
    assert climb.level == 0


@pytest.mark.parametrize(
    ("quality", "value", "level", "after"),
    [
        (Quality.BELOW, 25, 0, 0),  # below 25: above 20 or not? unknown
        (Quality.BELOW, 25, 1, 1),
        (Quality.BELOW, 15, 1, 0),  # below 15: surely back
        (Quality.ABOVE, 25, 0, 1),  # above 25: surely above 20
        (Quality.ABOVE, 20, 0, 1),  # above 20 is more than 20
        (Quality.ABOVE, 15, 0, 0),
        (Quality.ABOVE, 15, 1, 1),
    ],
)
def test_censored_values_count_only_where_they_prove(
    quality: Quality, value: float, level: int, after: int
) -> None:
    rungs = ladder(20)
    climb = play(rungs, (0, 25 if level else 5))
    climb.sample(rungs, 1, value, quality, 1)
    assert climb.level == after


def test_an_inconclusive_value_leaves_a_pending_hold_alone() -> None:
    rungs = ladder(20, hold=10)
    climb = play(rungs, (0, 25))
    assert climb.sample(rungs, 5, 30, Quality.BELOW, 5) is False
    assert climb.due_at == 10


def test_adopted_level_falls_like_any_other() -> None:
    rungs = ladder(20, 40)
    climb = Climb(2)
    climb.adopt(2, 0.0)
    assert not climb.at_rest
    climb.sample(rungs, 1, 30, Quality.GOOD, 1)
    assert climb.level == 1
    climb.forget()
    assert climb.at_rest


@given(st.lists(st.floats(0, 60), min_size=1, max_size=60), st.integers(0, 5), st.integers(0, 5))
def test_level_is_always_between_what_is_crossed_and_what_was_held(
    values: list[float], hold: int, off: int
) -> None:
    rungs = ladder(20, 40, hold=hold, off=off, deadband=2)
    climb = Climb(2)
    highest = 0
    for at, value in enumerate(values):
        climb.sample(rungs, at, value, Quality.GOOD, at)
        highest = max(highest, rungs.crossed(value))
        assert 0 <= climb.level <= highest
        if hold == 0:
            assert climb.level >= rungs.crossed(value)
        if off == 0:
            assert climb.level <= max(rungs.held(value), rungs.crossed(value))
    calm_at = len(values)
    for at in range(calm_at, calm_at + off + 2):
        climb.sample(rungs, at, 0.0, Quality.GOOD, at)
    assert climb.at_rest
    assert climb.due_at == math.inf
