from __future__ import annotations

from backend.analytics.backtest import Question, back_test
from backend.analytics.columns import Readings
from backend.domain.rule import Inhibition
from backend.domain.series import SeriesFacts
from tests.unit.backend.analytics import series_lab as lab

T = lab.START


def test_a_flapping_alarm_calls_once_more_only() -> None:
    values = [1.0, 11.0] * 15 + [1.0] * 5
    report = back_test(
        Question(rule=lab.threshold_rule(), facts=(lab.facts(),), limit_sets={}, start_at=T, end_at=T + 7200),
        lambda _, start, end: lab.minutes(*values).between(start, end),
    )
    assert report.figures.n_episodes == 15
    assert 1 <= report.figures.n_rings <= 3


def test_many_places_at_once_are_a_flood_that_ends() -> None:
    places = tuple(lab.facts(f"p{i}") for i in range(12))
    report = back_test(
        Question(rule=lab.threshold_rule(), facts=places, limit_sets={}, start_at=T, end_at=T + 7200),
        lambda _, start, end: lab.minutes(1, 11, 11, 11, 1).between(start, end),
    )
    (flood,) = report.floods
    assert flood.start_at == T + 60
    assert flood.end_at is not None
    assert flood.end_at - flood.start_at == 600.0
    assert (report.figures.n_floods, report.figures.flood_s) == (1, 600.0)


def test_what_a_parent_hides_calls_nobody() -> None:
    parent = lab.threshold_rule(id="parent", limit=10.0)
    child = lab.threshold_rule(id="child", metric="noise", inhibited_by=(Inhibition("parent"),))
    facts = (lab.facts(), lab.facts(series_id="p1.noise", metric="noise"))

    def read(of: SeriesFacts, start_at: float, end_at: float) -> Readings:
        values = [1, 11, 11, 1, 1, 1, 1] if of.metric == "level" else [1, 11, 11, 1, 1, 11, 1]
        return lab.minutes(*values).between(start_at, end_at)

    report = back_test(
        Question(rule=child, parents=(parent,), facts=facts, limit_sets={}, start_at=T, end_at=T + 7200), read
    )
    assert [(e.raised_at - T, e.rang) for e in report.episodes] == [(60.0, False), (300.0, True)]
