from __future__ import annotations

import datetime

import msgspec
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.analytics.back_test_report import NamedEvent
from backend.analytics.backtest import Question, back_test
from backend.analytics.columns import Readings, readings
from backend.contract.state import Text
from backend.domain.limit_sets import VIETNAM, LimitRow, LimitSet, RowRef, begin_of
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


def test_a_rule_of_a_family_is_judged_by_the_version_of_each_day_and_is_not_searched() -> None:
    """12 is above the limit of 10 and below that of 15, which holds from the next day on."""
    day = datetime.datetime.fromtimestamp(T, VIETNAM).date() + datetime.timedelta(days=1)
    changes_at = begin_of(day, 0.0)
    row = {"x": LimitRow(name=Text("Mức"), unit="m", max=10.0)}
    old = LimitSet(
        id="a", name=Text("a"), source="s", family="f", effective_from=datetime.date(2000, 1, 1), rows=row
    )
    later = {"x": msgspec.structs.replace(row["x"], max=15.0)}
    sets = {"a": old, "b": msgspec.structs.replace(old, id="b", effective_from=day, rows=later)}
    at = np.arange(changes_at - 300, changes_at + 600, 60.0)
    history = readings(at, np.where(at < changes_at, 12.0, 14.0))
    question = Question(
        rule=lab.threshold_rule(limit=RowRef("f", "x")),
        facts=(lab.facts(max_age_s=120.0),),
        limit_sets=sets,
        start_at=at[0],
        end_at=at[-1],
    )
    report = back_test(question, lambda _, start, end: history.between(start, end))
    assert [(e.raised_at, e.duration_s, e.peak_value) for e in report.episodes] == [(at[0], 300.0, 12.0)]
    assert "change with time" in report.no_proposal
