"""One rule over the past of one place: when it held, how far the value went, how noisy it is there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from backend.analytics.columns import Readings
from backend.analytics.replay import Stretch, Timed, held_by, replay
from backend.analytics.thinning import thinned
from backend.contract.state import SEVERITIES, Quality, Severity, Text
from backend.domain.evaluator import REFRESH_S, Evaluator
from backend.domain.limit_sets import LimitSets
from backend.domain.rule import BoundRule, RuleSpec
from backend.domain.rules import absence, threshold
from backend.domain.series import SeriesFacts
from backend.domain.timed_rule import is_timed
from backend.domain.verdict import Verdict


class Peak(NamedTuple):
    """The worst of one stretch."""

    value: float | None
    """Furthest beyond the limit, in the unit of the rule's finding."""
    severity: Severity


class Judged(NamedTuple):
    """What a rule said of one place."""

    facts: SeriesFacts
    n_readings: int
    first_at: float | None
    """Oldest reading of the time looked at, s since epoch."""
    last_at: float | None
    said: tuple[Timed, ...]
    stretches: tuple[Stretch, ...]
    """Those that reach into the time looked at."""
    peaks: tuple[Peak, ...]
    """Of each stretch."""
    noise: NDArray[np.float64]
    """Steps between neighbouring readings of which one crosses, float64[n], in the series' unit; empty
    where the rule never held."""
    unit: str
    peaks_are_values: bool = True
    """False for a rule about silence."""


def evaluator_of(
    rule: RuleSpec, facts: SeriesFacts, limit_sets: LimitSets
) -> tuple[Evaluator, BoundRule | None, str]:
    """Return a fresh evaluator of one rule on one series, and the rule resolved or why it cannot judge."""
    wordless = msgspec.structs.replace(rule, title=Text(""))  # words cost more than the judgement
    # of a threshold the peaks are taken from the readings: only changes of level need to be told
    by_readings = isinstance(rule, threshold.Spec) and not is_timed(rule, limit_sets)
    refresh_s = math.inf if by_readings else REFRESH_S
    evaluator = Evaluator([wordless], [facts], limit_sets, refresh_s)
    bound = evaluator.bound_rules(facts.series_id)
    return (evaluator, bound[0][1], "") if bound else (evaluator, None, evaluator.unbound[0][2])


def judge(
    evaluator: Evaluator,
    bound: BoundRule,
    facts: SeriesFacts,
    readings: Readings,
    span: tuple[float, float],
) -> Judged:
    """Return what a rule says of the past of one series.

    Args:
        evaluator: fresh, of this rule and series.
        bound: the rule for this series.
        facts: of the series.
        readings: of the span, and of `bound.memory_s` before it.
        span: first and last instant that is looked at, s since epoch.
    """
    start_at, end_at = span
    begin_at = start_at - bound.memory_s
    said = replay(evaluator, facts.series_id, thinned(bound, readings), begin_at, end_at)
    found = [held for held in held_by(said) if held[0].cleared_at > start_at]
    within = readings.between(start_at, end_at)
    return Judged(
        facts=facts,
        n_readings=len(within),
        first_at=float(within.at[0]) if len(within) else None,
        last_at=float(within.at[-1]) if len(within) else None,
        said=tuple(said),
        stretches=tuple(stretch for stretch, _ in found),
        peaks=tuple(_peak(bound, readings, stretch, told) for stretch, told in found),
        noise=_noise(bound, readings) if found else np.empty(0),
        unit=bound.unit,
        peaks_are_values=not isinstance(bound, absence.Bound),
    )


def excursion(bound: threshold.Bound, value: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far values lie beyond the first step's limits, below 0 inside of them."""
    first = bound.ladder.steps[0]
    return np.asarray(np.maximum(first.low - value, value - first.high), np.float64)


def _peak(bound: BoundRule, readings: Readings, stretch: Stretch, told: Sequence[Verdict]) -> Peak:
    severity = min((verdict.severity for verdict in told), key=SEVERITIES.index)
    values = [verdict.value for verdict in told if verdict.value is not None]
    if isinstance(bound, absence.Bound) or not values:
        return Peak(None, severity)
    if isinstance(bound, threshold.Bound):
        return Peak(_extreme(bound, readings, stretch, values), severity)
    return Peak(min(values) if getattr(bound, "direction", "") == "below" else max(values), severity)


def _extreme(bound: threshold.Bound, readings: Readings, stretch: Stretch, told: list[float]) -> float | None:
    during = readings.between(stretch.raised_at, math.nextafter(stretch.cleared_at, -math.inf))
    values = np.append(during.value[during.quality == Quality.GOOD], told)
    return float(values[np.argmax(excursion(bound, values))])


def _noise(bound: BoundRule, readings: Readings) -> NDArray[np.float64]:
    if not isinstance(bound, threshold.Bound):
        return np.empty(0)
    value = readings.value[readings.quality == Quality.GOOD]
    if len(value) < 2:
        return np.empty(0)
    beyond = excursion(bound, value) > 0
    steps = np.abs(np.diff(value))[beyond[1:] | beyond[:-1]]
    return np.asarray(steps[steps > 0], np.float64)
