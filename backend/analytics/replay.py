"""Runs one rule over the past of one series, in event time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from backend.analytics.columns import Readings
from backend.domain.evaluator import Evaluator
from backend.domain.verdict import Verdict


class Timed(NamedTuple):
    """A verdict and when the evaluator said it, s since epoch."""

    at: float
    verdict: Verdict


class Stretch(NamedTuple):
    """A time in which a rule held at a place without a break."""

    raised_at: float
    """s since epoch."""
    cleared_at: float
    """s since epoch, inf if it still holds at the end."""


def replay(
    evaluator: Evaluator, series_id: str, readings: Readings, start_at: float, end_at: float
) -> list[Timed]:
    """Return what a fresh evaluator says of the readings, each judged at its own instant.

    What comes due between two readings (holds, off-delays, silences) comes due at its own instant too.

    Args:
        evaluator: fresh; of this series.
        series_id: of the readings.
        readings: within the time.
        start_at: when the look begins, s since epoch.
        end_at: when it ends, s since epoch.
    """
    found = [Timed(start_at, verdict) for verdict in evaluator.tick(start_at)]
    for reading in readings.observations(series_id):
        at = reading.at
        due_at = evaluator.next_due()
        if due_at is not None and due_at <= at:
            found += come_due(evaluator, at)
        verdicts = evaluator.observe((reading,), at)
        if verdicts:
            found += [Timed(at, verdict) for verdict in verdicts]
    found += come_due(evaluator, end_at)
    return found


def come_due(evaluator: Evaluator, until_at: float) -> Iterator[Timed]:
    """Yield what comes due until an instant (s since epoch), each at its own."""
    while (due_at := evaluator.next_due()) is not None and due_at <= until_at:
        yield from (Timed(due_at, verdict) for verdict in evaluator.tick(due_at))


def held_by(said: Sequence[Timed]) -> list[tuple[Stretch, list[Verdict]]]:
    """Return when a rule held at one place, ascending, and what was said while it did."""
    found: list[tuple[Stretch, list[Verdict]]] = []
    raised_at = math.nan
    told: list[Verdict] = []
    for at, verdict in said:
        changed_at = min(verdict.at, at)
        if verdict.active:
            if math.isnan(raised_at):
                raised_at, told = changed_at, []
            told.append(verdict)
        elif not math.isnan(raised_at):
            found.append((Stretch(raised_at, changed_at), told))
            raised_at = math.nan
    if not math.isnan(raised_at):
        found.append((Stretch(raised_at, math.inf), told))
    return found


def stretches(said: Sequence[Timed]) -> list[Stretch]:
    """Return when a rule held at one place, ascending."""
    return [stretch for stretch, _ in held_by(said)]
