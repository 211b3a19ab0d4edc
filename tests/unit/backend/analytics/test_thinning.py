from __future__ import annotations

import datetime

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.analytics.columns import Readings, readings
from backend.analytics.judging import evaluator_of
from backend.analytics.replay import held_by, replay
from backend.analytics.thinning import thinned, thinned_for
from backend.contract.state import Quality, Text
from backend.domain.limit_sets import LimitRow, LimitSet, RowRef
from backend.domain.rule import RuleSpec
from backend.domain.rules import threshold
from backend.domain.steps import Escalation
from tests.unit.backend.analytics import series_lab as lab

QUALITIES = [Quality.GOOD] * 12 + [Quality.UNCERTAIN, Quality.BELOW, Quality.ABOVE, Quality.BAD]


@st.composite
def histories(draw: st.DrawFn) -> Readings:
    """Return runs of values around the limits 10 and 12, with gaps and qualities."""
    n = draw(st.integers(0, 60))
    steps = draw(
        st.lists(st.sampled_from([1.0, 20.0, 60.0, 60.0, 60.0, 180.0, 181.0, 400.0]), min_size=n, max_size=n)
    )
    levels = st.sampled_from([5.0, 5.0, 8.0, 9.0, 9.5, 10.0, 10.5, 11.0, 12.0, 13.0, 20.0])
    lengths = st.integers(1, 12)
    values: list[float] = []
    while len(values) < n:
        values += [draw(levels)] * draw(lengths)
    qualities = draw(st.lists(st.sampled_from(QUALITIES), min_size=n, max_size=n))
    return readings(lab.START + np.cumsum(steps), values[:n], qualities)


@st.composite
def threshold_rules(draw: st.DrawFn) -> threshold.Spec:
    delays = st.sampled_from([0.0, 30.0, 60.0, 150.0, 600.0])
    direction = draw(st.sampled_from(["above", "below", "outside"]))
    limit: float | tuple[float, float] = (8.5, 11.5) if direction == "outside" else 10.0
    further: float | tuple[float, float] = {"above": 12.0, "below": 8.0, "outside": (5.5, 12.5)}[direction]
    return lab.threshold_rule(
        direction=direction,
        limit=limit,
        escalate=(Escalation(further, "high"),) if draw(st.booleans()) else (),
        hold_s=draw(delays),
        off_delay_s=draw(delays),
        deadband=draw(st.sampled_from([0.0, 0.5, 1.0, 1.4])),
        inclusive=draw(st.booleans()),
        min_count=draw(st.integers(1, 3)),
    )


def said(rule: RuleSpec, history: Readings, *, thin: Readings | None = None) -> list[tuple[object, ...]]:
    """Return when the rule held and each change of severity in that time."""
    facts = lab.facts()
    evaluator, bound, _ = evaluator_of(rule, facts, {})
    assert bound is not None
    end_at = lab.START + 30_000
    verdicts = replay(evaluator, facts.series_id, history if thin is None else thin, lab.START, end_at)
    found: list[tuple[object, ...]] = []
    for stretch, told in held_by(verdicts):
        changes = [(v.at, v.severity) for v in told]
        kept = [c for i, c in enumerate(changes) if i == 0 or c[1] != changes[i - 1][1]]
        found.append((stretch, kept))
    return found


@settings(max_examples=250, deadline=None)
@given(rule=threshold_rules(), history=histories())
def test_a_threshold_says_the_same_of_what_is_left(rule: threshold.Spec, history: Readings) -> None:
    _, bound, _ = evaluator_of(rule, lab.facts(), {})
    assert bound is not None
    assert said(rule, history, thin=thinned(bound, history)) == said(rule, history)


@settings(max_examples=80, deadline=None)
@given(
    rule=st.builds(lab.absence_rule, after_s=st.sampled_from([None, 60.0, 150.0, 200.0])), history=histories()
)
def test_an_absence_says_the_same_of_what_is_left(rule: RuleSpec, history: Readings) -> None:
    _, bound, _ = evaluator_of(rule, lab.facts(), {})
    assert bound is not None
    assert said(rule, history, thin=thinned(bound, history)) == said(rule, history)


@settings(max_examples=80, deadline=None)
@given(variants=st.lists(threshold_rules(), min_size=2, max_size=4), history=histories())
def test_what_is_left_for_several_variants_serves_each(
    variants: list[threshold.Spec], history: Readings
) -> None:
    base = variants[0]
    same = [
        lab.threshold_rule(
            direction=base.direction, limit=base.limit, escalate=base.escalate, inclusive=base.inclusive,
            min_count=base.min_count, hold_s=v.hold_s, off_delay_s=v.off_delay_s, deadband=v.deadband,
        )
        for v in variants
    ]  # fmt: skip
    bounds = [threshold.bind(rule, lab.facts(), {}) for rule in same]
    few = thinned_for(bounds, history)
    for rule, bound in zip(same, bounds, strict=True):
        assert said(rule, history, thin=thinned(bound, few)) == said(rule, history)


def test_a_limit_that_comes_into_force_counts_from_its_day() -> None:
    day = 1_700_006_400.0 - 7 * 3600 + 86_400  # midnight in Vietnam
    chosen = LimitSet(
        id="s", name=Text("S"), source="x", effective_from=datetime.date(2023, 11, 16),
        rows={"r": LimitRow(name=Text("R"), unit="m", max=10.0)},
    )  # fmt: skip
    rule = lab.threshold_rule(limit=RowRef("s", "r"))
    bound = threshold.bind(rule, lab.facts(max_age_s=3600.0), {"s": chosen})
    at = day - 3600 + 60.0 * np.arange(120)
    few = thinned(bound, readings(at, np.full(120, 11.0)))
    assert bound.valid_from in few.at.tolist()
    assert len(few) < 90


def test_calm_weeks_cost_next_to_nothing() -> None:
    history = lab.minutes(*([1.0] * 20_000 + [11.0] * 30 + [1.0] * 20_000))
    bound = threshold.bind(lab.threshold_rule(hold_s=120, off_delay_s=600), lab.facts(), {})
    assert len(thinned(bound, history)) < 60


def test_a_rate_keeps_all_that_may_enter_its_window() -> None:
    rule = lab.aggregate_rule(function="rate")
    _, bound, _ = evaluator_of(rule, lab.facts(), {})
    assert bound is not None
    history = readings(lab.START + np.arange(5.0), np.ones(5), [0, 1, 2, 3, 4])
    assert thinned(bound, history).quality.tolist() == [0, 2, 3]


def test_nothing_stays_nothing() -> None:
    bound = threshold.bind(lab.threshold_rule(), lab.facts(), {})
    assert len(thinned(bound, lab.minutes())) == 0
