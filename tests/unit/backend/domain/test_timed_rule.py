from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Text
from backend.domain.evaluator import Evaluator
from backend.domain.limit_sets import VIETNAM, LimitRow, LimitSet, RowRef, UnboundError
from backend.domain.observation import Observation
from backend.domain.rule_kinds import kind_of
from backend.domain.series import SeriesFacts
from backend.domain.steps import Escalation
from backend.domain.timed_rule import Bindables, TimedRule, is_timed, limits_then, next_change, refs_of
from backend.domain.verdict import Verdict

Make = Callable[..., Any]


def at(*day: int) -> float:
    return datetime.datetime(*day, tzinfo=VIETNAM).timestamp()  # type: ignore[arg-type]


def levels(set_id: str, year: int, **limits: float) -> LimitSet:
    rows = {
        key.replace("_", "."): LimitRow(name=Text(f"Báo động {key}"), unit="cm", max=value, strict=True)
        for key, value in limits.items()
    }
    return LimitSet(
        id=set_id,
        name=Text(set_id),
        source="thử",
        family="bao-dong",
        effective_from=datetime.date(year, 1, 1),
        rows=rows,
    )


SETS = {
    "old": levels("old", 2010, a_bd1=100, a_bd3=300),
    "new": levels("new", 2017, a_bd1=100, a_bd3=350),
    "later": levels("later", 2030, b_bd1=100),
}
RIVER: dict[str, Any] = {
    "limit": RowRef("bao-dong", "{gauge}.bd1"),
    "severity": "medium",
    "escalate": (Escalation(RowRef("bao-dong", "{gauge}.bd3"), "critical"),),
}
MONTHS = {
    "p": LimitSet(
        id="p",
        name=Text("p"),
        source="s",
        effective_from=datetime.date(2020, 1, 1),
        rows={
            "p.10": LimitRow(name=Text("p95 tháng 10"), unit="cm", max=80),
            "p.11": LimitRow(name=Text("p95 tháng 11"), unit="cm", max=40),
        },
    )
}
MONTHLY: dict[str, Any] = {"limit": RowRef("p", "{place_id}.{month}")}


def bound_to(spec: Any, series: Any, limit_sets: dict[str, LimitSet]) -> tuple[Any, Any]:
    (rule,) = Bindables([spec], limit_sets).about(series)
    return rule.bind(series)


def said(verdicts: list[Verdict]) -> list[tuple[bool, str, float | None]]:
    return [(verdict.active, verdict.severity, verdict.limit) for verdict in verdicts]


def test_a_rule_with_plain_limits_or_one_set_is_bound_once(rule: Make, series: Make) -> None:
    one = {"old": SETS["old"]}
    spec = rule(limit=RowRef("old", "a.bd1"))
    bound, evaluate = bound_to(spec, series(), one)
    assert not isinstance(bound, TimedRule)
    assert evaluate is kind_of("threshold").evaluate
    assert not is_timed(rule(), {})


def test_only_rules_about_a_series_are_bound_to_it_in_their_order(rule: Make, series: Make) -> None:
    rules = [
        rule(id="b"),
        rule(id="a", where={"river": ["Hàn", "Vu Gia"]}),
        rule(id="elsewhere", place_kind="no such kind"),
        rule(id="another", metric="no such metric"),
        rule(id="timed", **MONTHLY),
    ]
    found = Bindables(rules, MONTHS).about(series(attributes={"river": "Hàn"}))
    assert [(each.spec.id, each.timed) for each in found] == [("b", False), ("a", False), ("timed", True)]
    assert [each.spec.id for each in Bindables(rules, MONTHS).about(series())] == ["b", "timed"]
    assert Bindables([], {}).about(series()) == []


def test_every_row_of_a_rule_is_found_wherever_it_stands(rule: Make) -> None:
    assert [ref.row for ref in refs_of(rule(**RIVER))] == ["{gauge}.bd1", "{gauge}.bd3"]
    percent = rule("aggregate", function="max", window_s=60.0, percent_of=RowRef("p", "x"))
    assert list(refs_of(percent)) == [RowRef("p", "x")]


def test_a_reading_is_judged_by_the_levels_of_its_time(rule: Make, series: Make, reading: Make) -> None:
    """3.2 m was above level III until that became 3.5 m."""
    evaluator = Evaluator([rule(**RIVER)], [series(attributes={"gauge": "a"})], SETS)
    before, after = at(2016, 12, 31, 23, 59), at(2017, 1, 1)
    assert said(evaluator.observe([reading(before, 320)], before)) == [(True, "critical", 300)]
    (eased,) = evaluator.observe([reading(after, 320)], after)
    assert (eased.active, eased.severity, eased.limit) == (True, "medium", 100)
    assert said(evaluator.observe([reading(after + 9, 360)], after + 9)) == [(True, "critical", 350)]


def test_a_month_that_ends_while_it_runs_brings_the_limits_of_the_next(
    rule: Make, series: Make, reading: Make
) -> None:
    evaluator = Evaluator([rule(**MONTHLY)], [series()], MONTHS)
    october, november = at(2026, 10, 31, 23, 59, 59), at(2026, 11, 1)
    assert evaluator.observe([reading(october, 60)], october) == []
    (raised,) = evaluator.observe([reading(november, 60)], november)
    assert (raised.active, raised.limit) == (True, 40)
    assert "p95 tháng 11" in raised.detail.vi


def test_a_reading_of_the_old_month_that_comes_in_the_new_one_is_judged_by_the_old(
    rule: Make, series: Make, reading: Make
) -> None:
    evaluator = Evaluator([rule(**MONTHLY)], [series()], MONTHS)
    november = at(2026, 11, 1)
    assert evaluator.tick(november + 5) == []
    assert evaluator.observe([reading(november - 1, 60)], november + 6) == []
    assert said(evaluator.observe([reading(november + 1, 60)], november + 7)) == [(True, "high", 40)]


def test_a_month_without_a_row_judges_nothing_and_ends_the_alarm(
    rule: Make, series: Make, reading: Make
) -> None:
    evaluator = Evaluator([rule(**MONTHLY)], [series()], MONTHS)
    november, december = at(2026, 11, 30), at(2026, 12, 1)
    assert said(evaluator.observe([reading(november, 60)], november)) == [(True, "high", 40)]
    assert said(evaluator.observe([reading(december, 60)], december)) == [(False, "high", None)]
    assert evaluator.unbound == []


def test_a_hold_goes_on_through_the_change(rule: Make, series: Make, reading: Make) -> None:
    evaluator = Evaluator([rule(**MONTHLY, hold_s=30.0)], [series()], MONTHS)
    november = at(2026, 11, 1)
    assert evaluator.observe([reading(november - 10, 90)], november - 10) == []
    assert evaluator.observe([reading(november + 10, 90)], november + 10) == []
    assert said(evaluator.tick(november + 20)) == [(True, "high", 40)]


def test_an_alarm_taken_over_after_a_restart_stays_until_a_reading_comes(
    rule: Make, series: Make, reading: Make
) -> None:
    bound, evaluate = bound_to(rule(**MONTHLY), series(), MONTHS)
    memory = kind_of("threshold").Memory(1)
    memory.adopt(1, at(2026, 11, 1))
    finding = evaluate(bound, memory, reading(at(2026, 11, 2), 60), at(2026, 11, 2))
    assert finding is not None
    assert finding.level == 1


def test_a_place_that_no_version_names_is_not_judged_and_says_why(rule: Make, series: Make) -> None:
    with pytest.raises(UnboundError, match="no row 'c.bd1'"):
        bound_to(rule(**RIVER), series(attributes={"gauge": "c"}), SETS)
    with pytest.raises(UnboundError, match="no attribute 'gauge'"):
        bound_to(rule(**RIVER), series(), SETS)


def test_a_place_that_only_a_later_version_names_is_judged_from_its_day(
    rule: Make, series: Make, reading: Make
) -> None:
    spec = rule(limit=RowRef("bao-dong", "{gauge}.bd1"))
    evaluator = Evaluator([spec], [series(attributes={"gauge": "b"})], SETS)
    assert evaluator.unbound == []
    assert evaluator.observe([reading(at(2029, 12, 31), 500)], at(2029, 12, 31)) == []
    assert said(evaluator.observe([reading(at(2030, 1, 1), 500)], at(2030, 1, 1))) == [(True, "high", 100)]


def test_lines_on_charts_are_those_of_the_instant(rule: Make, series: Make) -> None:
    bound, _ = bound_to(rule(**RIVER), series(attributes={"gauge": "a"}), SETS)
    assert [limit.value for limit in limits_then(bound, at(2012, 1, 1))] == [100, 300]
    assert [limit.value for limit in limits_then(bound, at(2020, 1, 1))] == [100, 350]
    assert limits_then(bound, at(2001, 1, 1)) == ()
    assert [limit.value for limit in limits_then(bound, None)] == [100, 350]  # of the newest that names it


def test_when_limits_may_change_next(rule: Make) -> None:
    river, monthly = rule(**RIVER), rule(**MONTHLY)
    assert next_change([river], SETS, at(2015, 1, 1)) == at(2017, 1, 1)
    assert next_change([river], SETS, at(2031, 1, 1)) == math.inf
    assert next_change([rule(), monthly], SETS | MONTHS, at(2026, 10, 31, 12)) == at(2026, 11, 1)
    assert next_change([rule()], SETS, at(2015, 1, 1)) == math.inf


@given(
    st.lists(
        st.tuples(st.integers(2008, 2022), st.integers(1, 12), st.floats(0, 500)), min_size=1, max_size=40
    )
)
def test_each_reading_is_judged_as_by_the_version_of_its_day_alone(
    points: list[tuple[int, int, float]],
) -> None:
    """Without hold and deadband the level after a reading is that of the reading: no version is left over."""
    spec = kind_of("threshold").Spec(
        **{
            "id": "r",
            "kind": "threshold",
            "title": Text("t"),
            "metric": "level",
            "consequence": Text("c"),
            "response": Text("r"),
            "respond_within_s": 60.0,
            "unit_id": "u",
            "procedure": "none",
        }
        | RIVER
    )
    facts = SeriesFacts(
        series_id="p.level",
        place_id="p",
        place_name="P",
        kind="gauge",
        metric="level",
        unit="cm",
        max_age_s=60.0,
        attributes={"gauge": "a"},
    )
    evaluator, severity = Evaluator([spec], [facts], SETS), ""
    for year, month, value in sorted({(y, m): (y, m, v) for y, m, v in points}.values()):
        instant = at(year, month, 1)
        for verdict in evaluator.observe([Observation("p.level", instant, value)], instant):
            severity = verdict.severity if verdict.active else ""
        top = 300 if year < 2017 else 350
        expected = "critical" if value >= top else "medium" if value >= 100 else ""
        assert severity == (expected if year >= 2010 else "")
