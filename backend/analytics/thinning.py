"""Leaves out readings that cannot change what a rule says, so that a year is judged in seconds.

What is left makes the evaluator say the same at the same instants; `tests/unit/backend/analytics` holds
the two against each other. Only values that are told while an alarm goes on are fewer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backend.analytics import windows
from backend.analytics.calm import Flags, settled
from backend.analytics.columns import Readings
from backend.contract.state import Quality
from backend.domain.ladder import Ladder
from backend.domain.rule import BoundRule
from backend.domain.rules import absence, aggregate, threshold


def thinned(bound: BoundRule, readings: Readings) -> Readings:
    """Return the readings that can matter to a rule; all of them for a kind that has no short cut."""
    readings = readings.picked(readings.quality != Quality.BAD)  # these are nothing to any rule
    if isinstance(bound, threshold.Bound):
        return thinned_for([bound], readings)
    if isinstance(bound, absence.Bound):
        return readings.picked(_ends_of_spans(readings.at, bound.after_s))
    if isinstance(bound, aggregate.Bound):
        return readings.picked(windows.may_matter(bound, readings))
    return readings


def thinned_for(bounds: Sequence[threshold.Bound], readings: Readings) -> Readings:
    """Return the readings that can matter to any of several variants of one threshold rule.

    Args:
        bounds: variants for one series that differ in hold, off-delay and deadband.
        readings: of the series.
    """
    edges = np.unique(np.concatenate([_edges(bound.ladder) for bound in bounds]))
    ladders = [bound.ladder for bound in bounds]
    # a value on an edge is not crossed: below, on and above each edge are three classes
    low = np.searchsorted(edges, readings.value, side="left")
    high = np.searchsorted(edges, readings.value, side="right")
    kind = (low + high) * 8 + readings.quality
    kind += 1_000_000 * np.searchsorted(_validity(bounds), readings.at, side="right")
    gap_s = ladders[0].max_gap_s
    first = np.ones(len(kind), np.bool_)
    first[1:] = kind[1:] != kind[:-1]
    first |= (readings.quality == Quality.BELOW) | (readings.quality == Quality.ABOVE)
    first[1:] |= np.diff(readings.at) > gap_s  # after a silence delays and counts begin anew
    last = np.append(first[1:], True) if len(first) else first
    kept = first | last | _ends_of_spans(readings.at, gap_s)
    delay_s = max(max(ladder.hold_s, ladder.off_delay_s) for ladder in ladders)
    kept &= ~settled(readings.at, first, gap_s, delay_s)
    return readings.picked(kept | _counted(first, max(ladder.min_count for ladder in ladders)))


def _edges(ladder: Ladder) -> NDArray[np.float64]:
    trips = [
        edge
        for step in ladder.steps
        for edge in (
            step.low_trip,
            step.low_trip + ladder.deadband,
            step.high_trip - ladder.deadband,
            step.high_trip,
        )
    ]
    return np.array([edge for edge in trips if np.isfinite(edge)])


def _validity(bounds: Sequence[threshold.Bound]) -> NDArray[np.float64]:
    return np.array(sorted({at for bound in bounds for at in (bound.valid_from, bound.valid_to)}))


def _ends_of_spans(at: NDArray[np.float64], gap_s: float) -> Flags:
    """Return the first and last of each half of `gap_s`: what is a silence of `gap_s` stays one, no more."""
    spans = np.floor(at / (gap_s / 2)).astype(np.int64)
    turns = spans[1:] != spans[:-1]
    ends = np.zeros(len(at), np.bool_)
    if len(at):
        ends[1:] |= turns
        ends[:-1] |= turns
        ends[0] = ends[-1] = True
    return ends


def _counted(first: Flags, n: int) -> Flags:
    """Return the first `n` of each run."""
    if n == 1 or not len(first):
        return first
    index = np.arange(len(first))
    begin = np.maximum.accumulate(np.where(first, index, 0))
    return index - begin < n
