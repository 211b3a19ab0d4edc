from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Alarm, Quality, Text
from backend.domain.evaluator import REFRESH_S, Evaluator
from backend.domain.limit_sets import RowRef
from backend.domain.observation import Observation
from backend.domain.rule import RuleSpec
from backend.domain.rules import aggregate, threshold
from backend.domain.series import SeriesFacts
from backend.domain.steps import Escalation
from backend.domain.verdict import Verdict

Make = Callable[..., Any]


def said(verdicts: list[Verdict]) -> list[tuple[str, bool, str]]:
    return [(verdict.alarm_id, verdict.active, verdict.severity) for verdict in verdicts]


def test_calm_readings_say_nothing(rule: Make, series: Make, reading: Make) -> None:
    evaluator = Evaluator([rule(), rule(id="hold", limit=15.0, hold_s=10.0)], [series()])
    assert evaluator.observe([reading(t, 14.9) for t in range(100)], 100.0) == []
    assert evaluator.next_due() is None


def test_a_limit_crossed_and_left(rule: Make, series: Make, reading: Make) -> None:
    evaluator = Evaluator([rule(escalate=(Escalation(40.0, "critical"),))], [series(place_name="Cầu")])
    (up,) = evaluator.observe([reading(1, 25)], 1.5)
    assert (up.alarm_id, up.active, up.severity, up.value, up.limit, up.at) == (
        "r@p",
        True,
        "high",
        25,
        20,
        1,
    )
    assert up.title == Text("Cầu 25,0 cm", "Cầu 25.0 cm")
    assert said(evaluator.observe([reading(2, 45)], 2)) == [("r@p", True, "critical")]
    assert said(evaluator.observe([reading(3, 5)], 3)) == [("r@p", False, "high")]


def test_a_held_alarm_comes_due_without_another_reading(rule: Make, series: Make, reading: Make) -> None:
    evaluator = Evaluator([rule(hold_s=10.0)], [series()])
    assert evaluator.observe([reading(100, 25)], 100.2) == []
    assert evaluator.next_due() == 110
    assert evaluator.tick(109.99) == []
    assert said(evaluator.tick(110.001)) == [("r@p", True, "high")]
    assert evaluator.next_due() is None


def test_a_hold_that_ended_before_the_reading_was_taken_is_told(
    rule: Make, series: Make, reading: Make
) -> None:
    evaluator = Evaluator([rule(hold_s=10.0)], [series()])
    evaluator.observe([reading(100, 25)], 100)
    assert said(evaluator.observe([reading(112, 5)], 112)) == [
        ("r@p", True, "high"),
        ("r@p", False, "high"),
    ]


def test_a_reading_taken_before_the_end_of_the_hold_stops_it(rule: Make, series: Make, reading: Make) -> None:
    evaluator = Evaluator([rule(hold_s=10.0)], [series()])
    evaluator.observe([reading(100, 25)], 100)
    assert evaluator.observe([reading(109.9, 5)], 110.3) == []


def test_history_is_not_judged(rule: Make, series: Make, reading: Make) -> None:
    evaluator = Evaluator([rule()], [series(max_age_s=60.0)])
    assert evaluator.observe([reading(100, 25)], 161) == []  # older than its maximum age
    evaluator.observe([reading(200, 5)], 200)
    assert evaluator.observe([reading(199, 25), reading(200, 25)], 200) == []  # out of order, doubled
    assert said(evaluator.observe([reading(201, 25)], 201)) == [("r@p", True, "high")]
    assert evaluator.observe([reading(300, 5)], 400) == []


def test_uncertain_and_bad_readings_never_alarm_alone(rule: Make, series: Make, reading: Make) -> None:
    evaluator = Evaluator([rule(), rule("absence", id="silent", after_s=100.0)], [series()])
    evaluator.tick(0)
    assert evaluator.observe([reading(1, 99, Quality.UNCERTAIN), reading(2, 99, Quality.BAD)], 2) == []
    assert evaluator.tick(100.5) == []  # the uncertain one shows that the source lives …
    assert said(evaluator.tick(101)) == [("silent@p", True, "high")]  # … the bad one does not


def test_unknown_series_are_passed_over(rule: Make, series: Make, reading: Make) -> None:
    evaluator = Evaluator([rule()], [series()])
    assert evaluator.observe([reading(1, 99, series_id="q.level")], 1) == []


def test_an_alarm_that_goes_on_tells_its_value_now_and_then(rule: Make, series: Make, reading: Make) -> None:
    evaluator = Evaluator([rule()], [series()])
    times = [float(t) for t in range(13)]
    told = [t for t in times if evaluator.observe([reading(t + 1, 25 + t)], t + 1)]
    assert told == [0.0, REFRESH_S, 2 * REFRESH_S]


def test_absence_is_per_series_and_clears_no_other(rule: Make, series: Make, reading: Make) -> None:
    evaluator = Evaluator([rule(), rule("absence", id="silent", after_s=100.0)], [series("p"), series("q")])
    assert evaluator.next_due() == -math.inf
    evaluator.tick(0)
    evaluator.observe([reading(50, 25)], 50)
    assert said(evaluator.tick(100)) == [("silent@q", True, "high")]
    assert said(evaluator.tick(150)) == [("silent@p", True, "high")]
    assert said(evaluator.observe([reading(151, 26)], 151)) == [
        ("r@p", True, "high"),
        ("silent@p", False, "high"),
    ]


def test_a_rule_that_cannot_judge_a_place_is_named(rule: Make, series: Make, reading: Make) -> None:
    evaluator = Evaluator([rule(limit=RowRef("gone", "x"))], [series()])
    assert evaluator.unbound == [("r", "p.level", "there is no limit set 'gone'")]
    assert evaluator.unbound_rules() == [("r", 1, ("p.level", "there is no limit set 'gone'"))]
    assert evaluator.observe([reading(1, 99)], 1) == []
    assert evaluator.watched() == frozenset()


def test_bound_rules_for_charts(rule: Make, series: Make) -> None:
    evaluator = Evaluator([rule()], [series()])
    ((spec, bound),) = evaluator.bound_rules("p.level")
    assert spec.id == "r"
    assert [limit.value for limit in bound.limits] == [20.0]
    assert evaluator.bound_rules("q.level") == ()
    assert evaluator.watched() == {("r", "p.level")}


def test_each_series_says_how_far_back_it_remembers(rule: Make, series: Make) -> None:
    rules = [rule(hold_s=10.0, off_delay_s=30.0, min_count=2), rule("absence", id="silent")]
    rain = rule("aggregate", id="rain", metric="rain", function="integral", window_s=3600.0)
    evaluator = Evaluator([*rules, rain], [series(), series("q", metric="rain"), series("x", metric="other")])
    assert evaluator.horizons() == {"p.level": 30.0 + 2 * 60.0, "q.rain": 3660.0}


def test_windows_need_every_reading(rule: Make, series: Make, reading: Make) -> None:
    spec = rule("aggregate", function="integral", window_s=600.0, limit=10.0)
    evaluator = Evaluator([spec], [series(unit="mm/h")])
    found = [v for t in range(0, 660, 60) for v in evaluator.observe([reading(t, 120.0)], t)]
    assert said(found)[:1] == [("r@p", True, "high")]
    assert (found[0].unit, found[0].title.vi[-2:]) == ("mm", "mm")
    assert evaluator.next_due() is not None


def test_a_window_counts_what_came_late_and_judges_it_as_of_now(
    rule: Make, series: Make, reading: Make
) -> None:
    spec = rule("aggregate", function="sum", window_s=3600.0, limit=50.0)
    evaluator = Evaluator([spec], [series(unit="mm", max_age_s=180.0)])
    kept = [reading(60 * minute, 2.0) for minute in range(30)]
    (found,) = evaluator.observe(kept, 2100)  # a gauge that was off the air for half an hour
    assert (found.alarm_id, found.active, found.value, found.at) == ("r@p", True, 52.0, 2100)
    again = Evaluator([spec], [series(unit="mm", max_age_s=180.0)])
    assert said(again.warm(kept)) == said([found]), "a restart finds the same"


def test_what_left_the_window_before_it_came_and_what_is_doubted_count_no_more(
    rule: Make, series: Make, reading: Make
) -> None:
    spec = rule("aggregate", function="sum", window_s=3600.0, limit=50.0)
    evaluator = Evaluator([spec], [series(unit="mm", max_age_s=180.0)])
    assert evaluator.observe([reading(60 * minute, 9.0) for minute in range(30)], 9000) == []
    doubted = [reading(8000 + n, 99.0, quality) for n, quality in enumerate((Quality.UNCERTAIN, Quality.BAD))]
    assert evaluator.observe(doubted, 9000) == []
    assert said(evaluator.observe([reading(8500, 51.0)], 9000)) == [("r@p", True, "high")]


# ---- restart --------------------------------------------------------------------------------------


def alarm_of(verdict: Verdict) -> Alarm:
    return Alarm(
        alarm_id=verdict.alarm_id,
        rule_id=verdict.rule_id,
        subject=verdict.subject,
        series_id=verdict.series_id,
        title=verdict.title,
        detail=verdict.detail,
        severity=verdict.severity,
        peak_severity=verdict.severity,
        active=verdict.active,
        operator="unacknowledged",
        signal="fresh",
        raised_at=verdict.at,
        changed_at=verdict.at,
        occurrence=1,
    )


def test_a_restart_within_a_hold_loses_nothing(rule: Make, series: Make, reading: Make) -> None:
    stored = [reading(90, 5), reading(100, 25), reading(105, 26)]
    restarted = Evaluator([rule(hold_s=10.0)], [series()])
    assert restarted.warm(reversed(stored)) == []
    assert restarted.next_due() == 110
    assert said(restarted.tick(110)) == [("r@p", True, "high")]


def test_an_alarm_within_its_deadband_survives_a_restart(rule: Make, series: Make, reading: Make) -> None:
    rules = [rule(deadband=10.0)]
    before = Evaluator(rules, [series()])
    (raised,) = before.observe([reading(1, 25)], 1)
    restarted = Evaluator(rules, [series()])
    verdicts = restarted.warm([reading(5000, 15)], [alarm_of(raised)])
    assert all(verdict.active for verdict in verdicts)
    assert said(restarted.observe([reading(5001, 9)], 5001)) == [("r@p", False, "high")]


def test_what_the_stored_readings_clear_is_said(rule: Make, series: Make, reading: Make) -> None:
    before = Evaluator([rule()], [series()])
    (raised,) = before.observe([reading(1, 25)], 1)
    assert said(Evaluator([rule()], [series()]).warm([reading(2, 5)], [alarm_of(raised)])) == [
        ("r@p", False, "high")
    ]


def test_the_daemons_own_silence_is_nobodys(rule: Make, series: Make, reading: Make) -> None:
    restarted = Evaluator([rule("absence", id="silent", after_s=100.0)], [series()])
    assert restarted.warm([reading(1, 5), reading(900, 5)]) == []
    assert restarted.tick(5000) == []
    assert restarted.next_due() == 5100
    assert said(restarted.tick(5100)) == [("silent@p", True, "high")]


SPEC = threshold.Spec(
    id="r",
    kind="threshold",
    title=Text("{value}"),
    metric="level",
    severity="high",
    consequence=Text("c"),
    response=Text("r"),
    respond_within_s=1.0,
    unit_id="u",
    procedure="none",
    limit=20.0,
    hold_s=3.0,
    off_delay_s=2.0,
    deadband=2.0,
)
FACTS = SeriesFacts(
    series_id="p.level", place_id="p", place_name="P", kind="k", metric="level", unit="cm", max_age_s=60.0
)


@given(st.lists(st.floats(0, 40), min_size=1, max_size=60), st.integers(0, 60))
def test_a_restart_at_any_point_ends_in_the_same_state(values: list[float], cut: int) -> None:
    readings = [Observation("p.level", float(t), value) for t, value in enumerate(values)]

    def finish(evaluator: Evaluator, state: bool, rest: list[Observation]) -> bool:
        for each in rest:
            for verdict in (*evaluator.tick(each.at), *evaluator.observe([each], each.at)):
                state = verdict.active
        return state

    whole = finish(Evaluator([SPEC], [FACTS]), False, readings)
    restarted = Evaluator([SPEC], [FACTS])
    warmed = restarted.warm(readings[:cut])
    state = warmed[-1].active if warmed else False
    assert finish(restarted, state, readings[cut:]) == whole


@given(st.lists(st.tuples(st.floats(0, 40), st.booleans()), max_size=80))
def test_the_safe_band_hides_nothing(steps: list[tuple[float, bool]]) -> None:
    """Compare with an evaluator in which a window keeps every reading on the slow path."""
    common = {name: getattr(SPEC, name) for name in RuleSpec.__struct_fields__}
    window = aggregate.Spec(
        **common | {"id": "slow", "kind": "aggregate"}, function="max", window_s=9.0, limit=99.0
    )
    fast_only, both = Evaluator([SPEC], [FACTS]), Evaluator([SPEC, window], [FACTS])
    for at, (value, ticks) in enumerate(steps):
        one = Observation("p.level", float(at), value)
        fast = [(v.active, v.at) for v in fast_only.observe([one], at)]
        all_ = [(v.active, v.at) for v in both.observe([one], at) if v.rule_id == "r"]
        assert fast == all_
        if ticks:
            now = at + 0.5
            fast = [(v.active, v.at) for v in fast_only.tick(now)]
            assert fast == [(v.active, v.at) for v in both.tick(now) if v.rule_id == "r"]
