from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.analytics.back_test_report import NamedEvent, Report
from backend.analytics.backtest import Question, back_test
from backend.analytics.columns import Readings, readings
from backend.analytics.proposal import LASTING_S, candidates, round_up
from backend.domain.rules import threshold
from tests.unit.backend.analytics import series_lab as lab

T = lab.START


def report_of(
    rule: threshold.Spec, history: Readings, *events: NamedEvent, tolerance_s: float = 300.0
) -> Report:
    question = Question(
        rule=rule,
        facts=(lab.facts(),),
        limit_sets={},
        start_at=float(history.at[0]),
        end_at=float(history.at[-1]),
        events=events,
        tolerance_s=tolerance_s,
    )
    return back_test(question, lambda _, start, end: history.between(start, end))


def flood(history: Readings, first: int, last: int) -> NamedEvent:
    return NamedEvent(id=f"f{first}", name="Flood", start_at=history.at[first], end_at=history.at[last])


def noisy_floods(seed: int, n_floods: int = 4, noise: float = 0.4) -> tuple[Readings, list[NamedEvent]]:
    """Return a river that rises slowly through the limit and falls again, under noise, some times."""
    chance = np.random.default_rng(seed)
    n = 3000 * n_floods
    value = np.full(n, 6.0)
    spans = [(3000 * i + 1000, 3000 * i + 2200) for i in range(n_floods)]
    for first, last in spans:
        value[first:last] += 6.0 * np.sin(np.linspace(0, np.pi, last - first))
    history = readings(T + 60.0 * np.arange(n), value + chance.normal(0, noise, n))
    return history, [flood(history, first + 250, last - 250) for first, last in spans]


@pytest.mark.parametrize("seed", range(4))
def test_a_chattering_river_loses_four_fifths_of_its_episodes_and_no_flood(seed: int) -> None:
    history, events = noisy_floods(seed)
    report = report_of(lab.threshold_rule(), history, *events)
    found = report.proposal
    assert found is not None, report.no_proposal
    assert report.figures.n_episodes > 50
    assert found.removed_share >= 0.8
    assert [e.outcome for e in report.events] == [e.outcome for e in found.events] == ["caught"] * 4
    assert found.later_s <= 300.0


def test_single_spikes_are_held_back() -> None:
    chance = np.random.default_rng(1)
    value = np.full(20_000, 5.0)
    value[chance.choice(20_000, 80, replace=False)] = 15.0
    report = report_of(lab.threshold_rule(), readings(T + 60.0 * np.arange(20_000), value))
    assert report.proposal is not None
    assert report.proposal.after.hold_s > 0
    assert report.proposal.removed_share >= 0.8


def test_spikes_that_are_events_stay() -> None:
    value = np.full(4000, 5.0)
    spikes = range(200, 4000, 400)
    value[list(spikes)] = 15.0
    history = readings(T + 60.0 * np.arange(4000), value)
    report = report_of(lab.threshold_rule(), history, *(flood(history, i, i) for i in spikes))
    assert report.proposal is None
    assert "loses nothing removes 0%" in report.no_proposal or "loses a caught event" in report.no_proposal


@pytest.mark.parametrize(
    ("values", "why"),
    [([5.0] * 100, "never rang"), ([5.0] * 50 + [15.0] * 60 + [5.0] * 50, "no episode is chatter")],
)
def test_where_nothing_helps_nothing_is_proposed(values: list[float], why: str) -> None:
    report = report_of(lab.threshold_rule(), lab.minutes(*values))
    assert report.proposal is None
    assert why in report.no_proposal


def test_other_kinds_are_not_searched() -> None:
    history = lab.minutes(*[10.0] * 50)
    question = Question(
        rule=lab.aggregate_rule(), facts=(lab.facts(),), limit_sets={}, start_at=T, end_at=T + 3000
    )
    report = back_test(question, lambda _, start, end: history.between(start, end))
    assert report.figures.n_episodes == 1
    assert "only threshold rules" in report.no_proposal


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_proposal_never_loses_what_was_caught(data: st.DataObject) -> None:
    runs = st.tuples(st.sampled_from([4.0, 9.0, 9.8, 10.2, 11.0, 14.0]), st.integers(1, 40))
    values = [v for v, n in data.draw(st.lists(runs, min_size=4, max_size=40)) for _ in range(n)]
    history = lab.minutes(4.0, *values, 4.0)
    at = st.integers(0, len(history) - 1)
    spans = data.draw(st.lists(st.tuples(at, at).map(sorted), max_size=4))
    events = [flood(history, first, last) for first, last in spans]
    tolerance_s = data.draw(st.sampled_from([0.0, 60.0, 300.0]))
    rule = lab.threshold_rule(deadband=data.draw(st.sampled_from([0.0, 0.3])))
    report = report_of(rule, history, *events, tolerance_s=tolerance_s)
    found = report.proposal
    if found is None:
        assert report.no_proposal
        return
    assert found.figures.n_episodes < report.figures.n_episodes
    for before, after in zip(report.events, found.events, strict=True):
        if before.lead_s is not None:
            assert after.lead_s is not None
            assert after.lead_s >= before.lead_s - tolerance_s
    changed = lab.threshold_rule(
        hold_s=found.after.hold_s, off_delay_s=found.after.off_delay_s, deadband=found.after.deadband
    )
    again = report_of(changed, history, *events)
    assert again.figures == found.figures
    for episode in report.episodes:
        kept = episode.duration_s >= LASTING_S or not episode.chattering
        if episode.cleared_at is not None and kept:
            met = [
                e.raised_at for e in again.episodes
                if e.raised_at < episode.cleared_at and (e.cleared_at or np.inf) > episode.raised_at
            ]  # fmt: skip
            assert min(met) <= episode.raised_at + tolerance_s


def test_the_grid_begins_with_the_smallest_change_and_never_loosens() -> None:
    rule = lab.threshold_rule(hold_s=60, off_delay_s=300, deadband=0.3)
    grid = candidates(rule, np.array([0.1, 0.2, 0.3]), 300.0)
    assert all(s.hold_s >= 60 and s.off_delay_s >= 300 and s.deadband >= 0.3 for s in grid)
    assert max(s.hold_s for s in grid) == 300
    first = grid[0]
    assert (first.hold_s, first.off_delay_s, first.deadband).count(60.0) == 1
    assert len(set(grid)) == len(grid)


def test_an_outside_rule_keeps_room_to_clear() -> None:
    rule = lab.threshold_rule(direction="outside", limit=(9.0, 10.0))
    assert max(s.deadband for s in candidates(rule, np.array([1.0]), 300.0)) < 0.5


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.13, 0.15), (0.2, 0.2), (30.0, 30.0), (240.0, 250.0), (81.0, 100.0), (0.0031, 0.004)],
)
def test_deadbands_are_round(value: float, expected: float) -> None:
    assert round_up(value) == expected
