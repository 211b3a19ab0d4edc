"""What would have been told of some steps, had all readings come in time."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from backend.contract.state import Quality
from backend.domain.derived.deriver import Deriver
from backend.domain.derived.follower import Span
from backend.domain.derived.past import Floats
from backend.domain.observation import Observation


def told_again(
    deriver: Deriver, series_id: str, readings: tuple[Floats, Floats], span: Span, tail_s: float
) -> Iterator[Observation]:
    """Yield what is told of the steps of a span, in order of time for each series.

    Args:
        deriver: has taken nothing yet; makes at least what comes of `series_id`.
        series_id: series that the readings are of.
        readings: instants, float64[n], ascending and distinct, s since epoch, from `Deriver.reach_s` before
            the span until `tail_s` after it; values, float64[n], NaN where a reading does not count.
        span: the steps.
        tail_s: steps that have ended wait so long for a reading that tells of them.
    """
    at, value = readings
    n_before = int(np.searchsorted(at, span.first_at, side="right"))
    made: list[Observation] = []
    if n_before:
        # the windows stand as they stood when the last reading before the span came
        past = (at[:n_before], value[:n_before])
        made += deriver.warm(lambda of, _since: past if of == series_id else _NOTHING, float(past[0][-1]))
    for moment, number in zip(at[n_before:].tolist(), value[n_before:].tolist(), strict=True):
        made += _ticks(deriver, math.nextafter(moment, -math.inf))  # a reading comes before silence is noted
        quality = Quality.UNCERTAIN if math.isnan(number) else Quality.GOOD
        made += deriver.take([Observation(series_id, moment, number, quality)], moment)
    made += _ticks(deriver, span.last_at + tail_s)
    for each in made:
        if span.first_at <= each.at <= span.last_at and not math.isnan(each.value):
            yield each


_NOTHING = (np.empty(0), np.empty(0))


def _ticks(deriver: Deriver, until_at: float) -> list[Observation]:
    """Return what silence brings until an instant."""
    made: list[Observation] = []
    while (due_at := deriver.next_due()) <= until_at:
        made += deriver.tick(due_at)
    return made
