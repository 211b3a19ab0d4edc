from __future__ import annotations

import math

from backend.analytics.columns import readings
from backend.analytics.judging import evaluator_of
from backend.analytics.replay import Stretch, replay, stretches
from backend.domain.rule import RuleSpec
from tests.unit.backend.analytics import series_lab as lab

T = lab.START


def held(rule: RuleSpec, *values: float, end_s: float = 3600) -> list[Stretch]:
    evaluator, _, _ = evaluator_of(rule, lab.facts(), {})
    return stretches(replay(evaluator, "p1.level", lab.minutes(*values), T, T + end_s))


def test_a_hold_ends_between_two_readings() -> None:
    assert held(lab.threshold_rule(hold_s=90), 1, 11, 11, 11, 1) == [Stretch(T + 150, T + 240)]


def test_an_off_delay_ends_between_two_readings() -> None:
    assert held(lab.threshold_rule(off_delay_s=90), 11, 1, 1, 1) == [Stretch(T, T + 150)]


def test_what_still_holds_at_the_end_is_open() -> None:
    assert held(lab.threshold_rule(), 1, 11) == [Stretch(T + 60, math.inf)]


def test_a_silence_begins_and_ends_at_its_own_instants() -> None:
    evaluator, _, _ = evaluator_of(lab.absence_rule(after_s=100.0), lab.facts(), {})
    history = readings([T, T + 60, T + 600], [1, 1, 1])
    found = stretches(replay(evaluator, "p1.level", history, T, T + 900))
    assert found == [Stretch(T + 160, T + 600), Stretch(T + 700, math.inf)]


def test_a_place_that_never_spoke_is_silent_from_the_start() -> None:
    evaluator, _, _ = evaluator_of(lab.absence_rule(after_s=100.0), lab.facts(), {})
    assert stretches(replay(evaluator, "p1.level", lab.minutes(), T, T + 900)) == [Stretch(T + 100, math.inf)]
