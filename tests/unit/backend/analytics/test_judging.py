from __future__ import annotations

import pytest

from backend.analytics.columns import Readings, readings
from backend.analytics.judging import Judged, evaluator_of, judge
from backend.domain.limit_sets import RowRef
from backend.domain.rule import RuleSpec
from backend.domain.steps import Escalation
from tests.unit.backend.analytics import series_lab as lab

T = lab.START


def judged(rule: RuleSpec, history: Readings, start_s: float = 0, end_s: float = 7200) -> Judged:
    evaluator, bound, _ = evaluator_of(rule, lab.facts(), {})
    assert bound is not None
    return judge(evaluator, bound, lab.facts(), history, (T + start_s, T + end_s))


@pytest.mark.parametrize(
    ("given", "values", "peak"),
    [
        ({}, (1, 11, 14, 12, 1), 14),
        ({"direction": "below"}, (20, 9, 3, 5, 20), 3),
        ({"direction": "outside", "limit": (5.0, 10.0)}, (7, 11, 1, 12, 7), 1),
        ({"hold_s": 600.0}, (1, *[11] * 15, 13, 1), 13),
    ],
)
def test_the_peak_is_the_value_furthest_beyond_the_limit(
    given: dict[str, object], values: tuple[float, ...], peak: float
) -> None:
    got = judged(lab.threshold_rule(**given), lab.minutes(*values))
    assert [p.value for p in got.peaks] == [peak]


def test_the_severity_is_the_worst_of_the_stretch() -> None:
    rule = lab.threshold_rule(escalate=(Escalation(12.0, "critical"),))
    got = judged(rule, lab.minutes(1, 11, 13, 11, 1, 11, 1))
    assert [p.severity for p in got.peaks] == ["critical", "medium"]


def test_readings_before_the_time_warm_up_and_count_for_nothing() -> None:
    history = lab.minutes(11, 11, 1, 1, 1, 11, 1)
    got = judged(lab.threshold_rule(), history, start_s=240)
    assert [s.raised_at for s in got.stretches] == [T + 300]
    assert (got.n_readings, got.first_at, got.last_at) == (3, T + 240, T + 360)


def test_an_aggregates_peak_is_its_figure_and_an_absence_has_none() -> None:
    rule = lab.aggregate_rule(min_coverage=0.1)
    assert judged(rule, lab.minutes(*[0] * 12, 30, 30, 30, *[0] * 20)).peaks[0].value == 90
    lost = judged(lab.absence_rule(after_s=100.0), readings([T, T + 900], [1, 2]))
    assert (lost.peaks[0].value, lost.peaks_are_values) == (None, False)


def test_noise_is_taken_where_the_value_crosses() -> None:
    got = judged(lab.threshold_rule(), lab.minutes(1, 5, 11, 10.5, 11, 5, 1))
    assert sorted(got.noise) == [0.5, 0.5, 6.0, 6.0]
    assert len(judged(lab.threshold_rule(), lab.minutes(1, 5, 1)).noise) == 0


def test_a_place_without_its_row_is_not_judged_and_says_why() -> None:
    _, bound, why = evaluator_of(lab.threshold_rule(limit=RowRef("s", "{gauge}.x")), lab.facts(), {})
    assert bound is None
    assert "limit set 's'" in why
