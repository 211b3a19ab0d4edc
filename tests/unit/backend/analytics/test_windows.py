from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.analytics.columns import Readings, readings
from backend.analytics.judging import evaluator_of
from backend.analytics.replay import Stretch, replay, stretches
from backend.analytics.windows import may_matter
from backend.contract.state import Quality
from backend.domain.rules import aggregate
from tests.unit.backend.analytics import series_lab as lab

QUALITIES = [Quality.GOOD] * 12 + [Quality.UNCERTAIN, Quality.BELOW, Quality.ABOVE]


@st.composite
def histories(draw: st.DrawFn) -> Readings:
    """Return mostly quiet values of quarters, whose sums are exact."""
    n = draw(st.integers(0, 80))
    steps = draw(
        st.lists(st.sampled_from([60.0, 60.0, 60.0, 60.0, 120.0, 181.0, 900.0]), min_size=n, max_size=n)
    )
    values: list[float] = []
    while len(values) < n:
        level = draw(st.sampled_from([0.0, 0.0, 0.0, 0.25, 2.0, 6.0, -1.0]))
        values += [level] * draw(st.integers(1, 25))
    qualities = draw(st.lists(st.sampled_from(QUALITIES), min_size=n, max_size=n))
    return readings(lab.START + np.cumsum(steps), values[:n], qualities)


@st.composite
def rules(draw: st.DrawFn) -> aggregate.Spec:
    function = draw(st.sampled_from(["sum", "integral", "max", "min", "mean", "rate"]))
    delays = st.sampled_from([0.0, 60.0, 300.0])
    return lab.aggregate_rule(
        function=function,
        direction=draw(st.sampled_from(["above", "below"])),
        limit={"sum": 10.0, "integral": 0.5}.get(function, 1.5),
        window_s=draw(st.sampled_from([300.0, 600.0])),
        min_coverage=draw(st.sampled_from([0.5, 0.8, 1.0])),
        hold_s=draw(delays),
        off_delay_s=draw(delays),
        deadband=draw(st.sampled_from([0.0, 0.25])),
    )


def held(rule: aggregate.Spec, history: Readings) -> list[Stretch]:
    evaluator, bound, _ = evaluator_of(rule, lab.facts(), {})
    assert bound is not None
    return stretches(replay(evaluator, "p1.level", history, lab.START, lab.START + 40_000))


@settings(max_examples=250, deadline=None)
@given(rule=rules(), history=histories())
def test_an_aggregate_holds_at_the_same_times_with_what_is_left(
    rule: aggregate.Spec, history: Readings
) -> None:
    bound = aggregate.bind(rule, lab.facts(), {})
    assert held(rule, history.picked(may_matter(bound, history))) == held(rule, history)


@pytest.mark.parametrize("function", ["sum", "integral", "max", "min", "mean"])
def test_dry_weeks_cost_next_to_nothing(function: str) -> None:
    rule = lab.aggregate_rule(function=function, limit=1.5)
    history = lab.minutes(*([0.0] * 20_000 + [200.0] * 30 + [0.0] * 20_000))
    kept = may_matter(aggregate.bind(rule, lab.facts(), {}), history)
    assert 30 < kept.sum() < 120
    assert held(rule, history)
