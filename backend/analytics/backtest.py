"""The back-test of a rule: how it would have rung in stored history, and how it would ring less."""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np

from backend.analytics.back_test_report import (
    Episode,
    EventRecord,
    FloodPeriod,
    NamedEvent,
    PlaceRecord,
    Proposal,
    Report,
)
from backend.analytics.columns import Readings
from backend.analytics.desk import Desk
from backend.analytics.episodes import episodes_of, figures, per_day, place_record
from backend.analytics.judging import Judged, evaluator_of, judge
from backend.analytics.named_events import records
from backend.analytics.proposal import Known, Outcome, Search, Track, candidates, settings_of, with_settings
from backend.analytics.replay import Timed
from backend.domain.limit_sets import LimitSets
from backend.domain.rule import RuleSpec, applies
from backend.domain.rules import threshold
from backend.domain.series import SeriesFacts
from backend.domain.timed_rule import is_timed
from backend.domain.units import factor

Read = Callable[[SeriesFacts, float, float], Readings]
"""Returns the readings of a series between two instants (s since epoch), both included."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked."""

    rule: RuleSpec
    """Checked."""
    parents: tuple[RuleSpec, ...] = ()
    """Rules that the rule's `inhibited_by` names: they hide its alarms."""
    facts: tuple[SeriesFacts, ...]
    """All series of the centre."""
    limit_sets: LimitSets
    start_at: float
    """First instant that is looked at, s since epoch."""
    end_at: float
    zone: datetime.tzinfo = datetime.UTC
    """Of the days that are counted."""
    events: tuple[NamedEvent, ...] = ()
    tolerance_s: float = 300.0
    """A proposal may let the alarm of a known event come so much later."""


class _Look:
    """One rule with its parents over all places."""

    def __init__(self, question: Question, rule: RuleSpec, judged: Sequence[Judged], hidden: list[Timed]):
        """Let the desk see what the rule said; `hidden` is what its parents said, by time."""
        desk = Desk(rule, question.parents)
        of_rule = sorted((timed for place in judged for timed in place.said), key=_when)
        # of one instant the parents come first: what they hide never rings
        desk.take(heapq.merge(hidden, of_rule, key=_when), question.end_at)
        start_at, end_at = question.start_at, question.end_at
        by_place = {place.facts.place_id: episodes_of(place, desk.rings, end_at) for place in judged}
        self.places: list[PlaceRecord] = [
            place_record(place, by_place[place.facts.place_id], start_at, end_at) for place in judged
        ]
        self.episodes: list[Episode] = sorted(
            (episode for some in by_place.values() for episode in some),
            key=lambda e: (e.raised_at, e.place_id),
        )
        self.floods: list[FloodPeriod] = [f for f in desk.floods if f.end_at is None or f.end_at > start_at]
        self.figures = figures(self.episodes, self.places, self.floods, end_at)


def back_test(question: Question, read: Read) -> Report:
    """Return how a rule would have rung in stored history, and a proposal if it is a threshold.

    The rule is judged by the very evaluator and alarm book of the daemon, in event time. Series are read
    one after the other; a second time only those that a search for a proposal needs.

    Args:
        question: the rule and the time.
        read: gives the readings.
    """
    judged, unjudged = _judge_all(question, question.rule, read)
    hidden: list[Timed] = []
    for parent in question.parents:
        hidden += [timed for place in _judge_all(question, parent, read)[0] for timed in place.said]
    hidden.sort(key=_when)
    look = _Look(question, question.rule, judged, hidden)
    with_data = _with_data(question, judged, read)
    held = {place.facts.place_id: place.stretches for place in judged}
    events = records(question.events, held, with_data)
    proposal, why_none = _proposal(question, judged, hidden, events, read)
    return Report(
        rule_id=question.rule.id,
        kind=question.rule.kind,
        unit=judged[0].unit if judged else "",
        start_at=question.start_at,
        end_at=question.end_at,
        figures=look.figures,
        per_day=per_day(look.episodes, question.zone),
        places=tuple(sorted(look.places, key=lambda p: (-p.n_episodes, p.place_id))),
        episodes=tuple(look.episodes),
        floods=tuple(look.floods),
        events=events,
        unjudged=tuple(unjudged),
        tolerance_s=question.tolerance_s,
        proposal=proposal,
        no_proposal=why_none,
    )


def _when(timed: Timed) -> float:
    return timed.at


def _judge_all(question: Question, rule: RuleSpec, read: Read) -> tuple[list[Judged], list[tuple[str, str]]]:
    judged, unjudged = [], []
    for facts in question.facts:
        if not applies(rule, facts):
            continue
        evaluator, bound, why = evaluator_of(rule, facts, question.limit_sets)
        if bound is None:
            unjudged.append((facts.series_id, why))
            continue
        readings = read(facts, question.start_at - bound.memory_s, question.end_at)
        judged.append(judge(evaluator, bound, facts, readings, (question.start_at, question.end_at)))
    return judged, unjudged


def _with_data(question: Question, judged: Sequence[Judged], read: Read) -> dict[str, frozenset[str]]:
    """Return which places have a reading in the time of each event."""
    found = {}
    for event in question.events:
        asked = [p.facts for p in judged if not event.places or p.facts.place_id in event.places]
        start_at = max(event.start_at - event.early_s, question.start_at)
        end_at = min(event.end_at, question.end_at)
        found[event.id] = frozenset(
            facts.place_id for facts in asked if start_at <= end_at and len(read(facts, start_at, end_at))
        )
    return found


def _proposal(
    question: Question,
    judged: Sequence[Judged],
    hidden: list[Timed],
    events: tuple[EventRecord, ...],
    read: Read,
) -> tuple[Proposal | None, str]:
    rule = question.rule
    if not isinstance(rule, threshold.Spec):
        return None, f"only threshold rules are searched, this one is of the kind '{rule.kind}'"
    if is_timed(rule, question.limit_sets):
        return None, "its limits change with time: only rules with one set of limits are searched"
    ringing = [place for place in judged if place.stretches]
    if not ringing:
        return None, "the rule never rang in this time: there is nothing to remove"
    scale = factor(rule.unit or ringing[0].facts.unit, ringing[0].facts.unit) or 1.0
    noise = np.concatenate([place.noise for place in ringing]) / scale
    known = Known(
        question.start_at,
        question.end_at,
        {place.facts.place_id: place.stretches for place in ringing},
        tuple(event for event in events if event.outcome == "caught"),
        question.tolerance_s,
    )
    tracks = [_track(question, rule, place.facts, read) for place in ringing]
    search = Search(rule, tracks, question.limit_sets, known)
    if search.n_kept == search.n_before:
        return None, "no episode is chatter: there is nothing to remove"
    chosen, best = search.best(candidates(rule, noise, question.tolerance_s))
    if chosen is None:
        return None, _why_none(search.n_tried, best)
    return _worked_out(question, rule, judged, hidden, events, search, chosen), ""


def _track(question: Question, rule: threshold.Spec, facts: SeriesFacts, read: Read) -> Track:
    bound = threshold.bind(rule, facts, question.limit_sets)
    return Track(facts, read(facts, question.start_at - bound.memory_s, question.end_at))


def _why_none(n_tried: int, best: Outcome | None) -> str:
    if best is None:
        return (
            f"each of the {n_tried} settings tried loses a caught event or a real alarm, delays one too "
            "long, or stays in alarm too long"
        )
    return (
        f"of {n_tried} settings tried, the best that loses nothing removes {best.gone_share:.0%} of the "
        "chatter: too little to be worth a change"
    )


def _worked_out(  # noqa: PLR0913 - everything that the report of the change is made of
    question: Question,
    rule: threshold.Spec,
    judged: Sequence[Judged],
    hidden: list[Timed],
    events: tuple[EventRecord, ...],
    search: Search,
    chosen: Outcome,
) -> Proposal:
    """Return the proposal with all figures of the changed rule."""
    changed = with_settings(rule, chosen.settings)
    readings = {track.facts.series_id: track.readings for track in search.tracks}
    after = [_again(question, changed, place, readings) for place in judged]
    look = _Look(question, changed, after, hidden)
    held = {place.facts.place_id: place.stretches for place in after}
    everywhere: Mapping[str, frozenset[str]] = {
        e.event.id: frozenset() if e.outcome == "no data" else frozenset(held) for e in events
    }
    n_before, n_after = search.n_before, look.figures.n_episodes
    return Proposal(
        before=settings_of(rule),
        after=chosen.settings,
        unit=rule.unit or judged[0].facts.unit,
        figures=look.figures,
        events=records(question.events, held, everywhere),
        removed_share=(n_before - n_after) / n_before,
        n_kept=search.n_kept,
        later_s=chosen.later_s,
    )


def _again(
    question: Question, rule: threshold.Spec, place: Judged, readings: Mapping[str, Readings]
) -> Judged:
    """Return a place judged by the changed rule; where it never held before, nothing changes."""
    few = readings.get(place.facts.series_id)
    if few is None:
        return place
    evaluator, bound, _ = evaluator_of(rule, place.facts, question.limit_sets)
    if bound is None:
        return place
    judged = judge(evaluator, bound, place.facts, few, (question.start_at, question.end_at))
    return judged._replace(n_readings=place.n_readings, first_at=place.first_at, last_at=place.last_at)
