"""Steps that are told again are those of readings that came in time, in whatever order they came in truth."""

from __future__ import annotations

import math
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.contract.state import Quality
from backend.domain.derived.again import told_again
from backend.domain.derived.deriver import Deriver
from backend.domain.derived.follower import Span
from backend.domain.observation import Observation
from tests.unit.backend.domain.derived.test_deriver import deriver, facts, metric, rain

TAIL_S = 90.0
LONGEST_HELD = 4
"""So many readings may come late before a step is told without them."""
Told = dict[tuple[str, float], tuple[float, Quality]]


class Centre:
    """Keeps readings and what is told of them, and corrects it as the daemon does."""

    def __init__(self) -> None:
        self.deriver = deriver()
        self.stored: dict[float, float] = {}
        self.told: Told = {}
        self.n_corrected = 0

    def take(self, reading: Observation, now: float) -> None:
        self.tick(now)
        self.stored[reading.at] = reading.value
        self._keep(self.deriver.take([reading], now))

    def tick(self, now: float) -> None:
        while (due_at := self.deriver.next_due()) < now:
            self._keep(self.deriver.tick(due_at))

    def correct(self) -> None:
        for series_id, span in self.deriver.take_late().items():
            at = np.array(sorted(self.stored))
            value = np.array([self.stored[each] for each in at])
            for each in told_again(deriver(), series_id, (at, value), span, TAIL_S):
                before = self.told.get((each.series_id, each.at))
                self.n_corrected += before != (each.value, each.quality)
                self.told[each.series_id, each.at] = (each.value, each.quality)

    def _keep(self, made: list[Observation]) -> None:
        for each in made:
            self.told[each.series_id, each.at] = (each.value, each.quality)


def in_time(readings: list[Observation], until_at: float) -> Told:
    """Return what is told of readings each of which comes at its instant."""
    centre = Centre()
    for reading in readings:
        centre.take(reading, reading.at)
    centre.tick(until_at)
    assert centre.deriver.take_late() == {}
    return centre.told


def values(told: Told) -> dict[tuple[str, float], tuple[float, Quality]]:
    return {key: (round(value, 6), quality) for key, (value, quality) in told.items()}


@given(
    seed=st.integers(0, 10_000),
    outage=st.tuples(st.integers(20, 120), st.integers(1, 120)),
    shuffled=st.booleans(),
    corrected_every=st.integers(1, 200),
)
@settings(max_examples=15, deadline=None)
def test_a_gauge_that_sends_what_it_kept_is_told_of_as_if_it_had_never_been_away(
    seed: int, outage: tuple[int, int], corrected_every: int, *, shuffled: bool
) -> None:
    readings = rain(260, seed)
    first, n_kept = outage
    kept = readings[first : first + n_kept]
    centre, chance = Centre(), random.Random(seed)
    for reading in readings[:first]:
        centre.take(reading, reading.at)
    back_at = readings[first + n_kept].at
    centre.tick(back_at)  # the silence is told of meanwhile
    burst = [*kept, readings[first + n_kept]]
    if shuffled:
        chance.shuffle(burst)
    for i, reading in enumerate(burst):
        centre.take(reading, back_at + 5.0)
        if i % corrected_every == 0:
            centre.correct()
    for reading in readings[first + n_kept + 1 :]:
        centre.take(reading, reading.at)
    centre.tick(10_000.0)
    centre.correct()
    expected = in_time(readings, 10_000.0)
    assert values(centre.told) == values(expected)
    assert centre.n_corrected > 0 or n_kept < LONGEST_HELD


@given(st.permutations(range(60)))
@settings(max_examples=25, deadline=None)
def test_readings_in_any_order_come_to_the_sums_of_pandas(order: list[int]) -> None:
    """An hour of readings that come all at once, after one of now."""
    readings = rain(60, 3)
    made_by = deriver(*facts("m1", ("rate", "hour")))
    centre = Centre()
    centre.deriver = made_by
    centre.take(Observation("m1.rate", 30.0 * 60, 12.0), 1800.0)
    for i in order:
        centre.take(readings[i], 1801.0)
    centre.correct()
    rate = pd.Series([each.value for each in readings] + [12.0], index=range(0, 1801, 30), dtype=float)
    counted = rate.where(rate.index > 0, 0.0) / 120  # 30 s of a rate in mm/h
    counted.index = pd.to_datetime(counted.index, unit="s")
    sums = counted.rolling("3600s").sum()
    at = centre.told["m1.hour", 1800.0]
    assert at[0] == pytest.approx(sums.iloc[-1], abs=1e-6)


def test_only_what_is_asked_is_told_and_what_does_not_count_is_left_out() -> None:
    at = np.arange(0.0, 3000.0, 30.0)
    value = np.where(at == 1500.0, math.nan, 12.0)
    span = Span(1200.0, 1800.0)
    told = list(told_again(deriver(), "m1.rate", (at, value), span, TAIL_S))
    assert {each.at for each in told if each.series_id == "m1.hour"} == {1200.0 + 60 * i for i in range(11)}
    assert all(span.first_at <= each.at <= span.last_at for each in told)
    assert 1500.0 not in {each.at for each in told if each.series_id == "m1.rate_pct"}
    by_share = {each.at: each.value for each in told if each.series_id == "m1.share"}
    assert by_share[1800.0] - by_share[1200.0] == pytest.approx(100.0 * (600 - 30) / 3600)


def test_a_span_in_a_silence_is_told_of_what_is_known() -> None:
    at, value = np.arange(0.0, 601.0, 30.0), np.full(21, 12.0)
    told = list(told_again(deriver(), "m1.rate", (at, value), Span(900.0, 1200.0), TAIL_S))
    tenth = {each.at: each.value for each in told if each.series_id == "m1.tenth"}
    assert set(tenth) == {900.0 + 60.0 * i for i in range(5)}  # at 1200 s its ten minutes hold nothing


def test_nothing_comes_of_nothing() -> None:
    none = np.empty(0)
    assert list(told_again(deriver(), "m1.rate", (none, none), Span(0.0, 600.0), TAIL_S)) == []


def test_metrics_that_come_of_others_are_told_again_with_them() -> None:
    made_by = Deriver(facts(), {"hour": metric()}, {})
    at = np.arange(0.0, 601.0, 30.0)
    told = list(told_again(made_by, "m1.rate", (at, np.full(21, 12.0)), Span(600.0, 600.0), TAIL_S))
    assert [(each.series_id, each.value) for each in told] == [("m1.hour", pytest.approx(2.0))]
