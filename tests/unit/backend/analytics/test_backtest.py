from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.analytics.back_test_report import NamedEvent
from backend.analytics.backtest import Question, back_test
from backend.analytics.columns import Readings, readings
from backend.domain.limit_sets import RowRef
from backend.domain.series import SeriesFacts
from tests.unit.backend.analytics import series_lab as lab

T = lab.START


@settings(max_examples=60, deadline=None)
@given(values=st.lists(st.sampled_from([1.0, 9.0, 10.0, 10.5, 12.0]), min_size=1, max_size=120))
def test_a_plain_threshold_counts_what_a_loop_counts(values: list[float]) -> None:
    history = lab.minutes(*values)
    question = Question(
        rule=lab.threshold_rule(),
        facts=(lab.facts(),),
        limit_sets={},
        start_at=T,
        end_at=T + 60 * len(values),
    )
    report = back_test(question, lambda _, start, end: history.between(start, end))
    expected: list[list[float]] = []
    above = False
    for at, value in zip(history.at, values, strict=True):
        if value > 10 and not above:
            expected.append([at, T + 60 * len(values), value])
        elif value > 10:
            expected[-1][2] = max(expected[-1][2], value)
        elif above:
            expected[-1][1] = at
        above = value > 10
    found = [[e.raised_at, e.raised_at + e.duration_s, e.peak_value] for e in report.episodes]
    assert found == expected
    assert report.figures.n_episodes == report.places[0].n_episodes == sum(report.per_day.values())


def test_each_place_is_judged_by_itself_and_the_worst_stands_first() -> None:
    histories = {"p1": lab.minutes(1, 11, 1, 1), "p2": lab.minutes(11, 1, 11, 1), "p3": lab.minutes()}

    def read(of: SeriesFacts, start_at: float, end_at: float) -> Readings:
        return histories[of.place_id].between(start_at, end_at)

    facts = (*map(lab.facts, histories), lab.facts("other", metric="rain", series_id="other.rain"))
    report = back_test(
        Question(rule=lab.threshold_rule(), facts=facts, limit_sets={}, start_at=T, end_at=T + 600), read
    )
    assert [(p.place_id, p.n_episodes, p.n_readings) for p in report.places] == [
        ("p2", 2, 4),
        ("p1", 1, 4),
        ("p3", 0, 0),
    ]
    assert [e.place_id for e in report.episodes] == ["p2", "p1", "p2"]


def test_a_place_that_cannot_be_judged_is_named() -> None:
    rule = lab.threshold_rule(limit=RowRef("set", "{gauge}"))
    question = Question(rule=rule, facts=(lab.facts(),), limit_sets={}, start_at=T, end_at=T + 600)
    report = back_test(question, lambda *_: lab.minutes())
    assert report.unjudged == (("p1.level", "there is no limit set 'set'"),)
    assert report.places == ()


def test_an_event_outside_of_the_history_has_no_data() -> None:
    history = readings(T + 60.0 * np.arange(60), np.ones(60))
    events = (
        NamedEvent(id="in", name="In", start_at=T + 600, end_at=T + 900),
        NamedEvent(id="old", name="Old", start_at=T - 9e6, end_at=T - 8e6),
        NamedEvent(id="else", name="Elsewhere", start_at=T + 600, end_at=T + 900, places=("p9",)),
    )
    question = Question(
        rule=lab.threshold_rule(),
        facts=(lab.facts(),),
        limit_sets={},
        start_at=T,
        end_at=T + 3600,
        events=events,
    )
    report = back_test(question, lambda _, start, end: history.between(start, end))
    assert [e.outcome for e in report.events] == ["missed", "no data", "no data"]
