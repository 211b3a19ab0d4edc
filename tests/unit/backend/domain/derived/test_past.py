from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.derived import past as past_module
from backend.domain.derived.past import Past

GAP_S = 90.0
Reading = tuple[float, float]


def covers(readings: list[Reading]) -> list[tuple[float, float, float]]:
    """Return (start, end, value) of the time that each reading that counts stands for, the plain way."""
    found, last_at = [], math.nan
    for at, value in sorted(readings):
        start_at = last_at if at - last_at <= GAP_S else at
        if not math.isnan(value):
            found.append((start_at, at, value))
        last_at = at
    return found


def plain(
    readings: list[Reading], begin_at: float, end_at: float
) -> tuple[float, float, float, float, float]:
    """Return integral, covered seconds, amount, highest and lowest of (begin_at, end_at], one by one."""
    parts = [(max(a, begin_at), min(b, end_at), v) for a, b, v in covers(readings)]
    integral = math.fsum((b - a) * v for a, b, v in parts if b > a)
    covered_s = math.fsum(b - a for a, b, _ in parts if b > a)
    inside = [v for _, at, v in covers(readings) if begin_at < at <= end_at]
    return (
        integral,
        covered_s,
        math.fsum(inside),
        max(inside, default=-math.inf),
        min(inside, default=math.inf),
    )


def told(past: Past, k: int, n: int) -> tuple[float, float, float, float, float]:
    past.up_to(k)
    return past.integral(k, n), past.covered_s(k, n), past.amount(k, n), past.highest(k, n), past.lowest(k, n)


steps = st.lists(
    st.tuples(st.integers(1, 130), st.one_of(st.floats(0, 200), st.just(math.nan))), min_size=1, max_size=60
)


@given(steps, st.randoms(use_true_random=False), st.integers(1, 20))
def test_windows_are_those_of_a_plain_computation_in_whatever_order_readings_come(
    given_steps: list[tuple[int, float]], chance: random.Random, n: int
) -> None:
    at = 0.0
    readings: list[Reading] = []
    for gap, value in given_steps:
        at += gap
        readings.append((at, value))
    order = readings[:]
    if chance.random() < 0.7:
        chance.shuffle(order)
    past = Past(60, 20, GAP_S)
    seen: list[Reading] = []
    newest = 0
    for reading in order:
        past.add(*reading)
        seen.append(reading)
        newest = max(newest, math.floor(reading[0] / 60))
        if chance.random() < 0.4:
            assert told(past, newest, n) == pytest.approx(
                plain(seen, (newest - n) * 60.0, newest * 60.0), abs=1e-6
            )
    last = newest + 1
    assert told(past, last, n) == pytest.approx(plain(readings, (last - n) * 60.0, last * 60.0), abs=1e-6)


def test_a_reading_is_taken_once() -> None:
    past = Past(60, 10, GAP_S)
    assert [past.add(60.0, 1.0), past.add(30.0, 2.0), past.add(60.0, 9.0), past.add(30.0, 9.0)] == [
        True,
        True,
        False,
        False,
    ]
    assert told(past, 1, 1)[2] == 3.0


def test_the_time_of_a_reading_that_does_not_count_is_not_given_to_the_next() -> None:
    past = Past(60, 10, GAP_S)
    for at, value in ((0.0, 6.0), (20.0, math.nan), (40.0, 6.0), (60.0, 6.0)):
        past.add(at, value)
    assert told(past, 1, 1)[:2] == (6.0 * 40, 40.0)


def test_a_stored_past_says_the_same_as_one_that_came_reading_by_reading() -> None:
    chance = random.Random(5)
    at = np.cumsum([chance.choice([7, 10, 10, 10, 95, 200]) for _ in range(3000)]).astype(float) + 1e9
    value = np.array([chance.choice([0.0, 0.2, 33.0, math.nan]) for _ in at])
    one, other = Past(60, 400, GAP_S, [0.1]), Past(60, 400, GAP_S, [0.1])
    one.load(at, value)
    for reading in zip(at.tolist(), value.tolist(), strict=True):
        other.add(*reading)
    k = one.bucket(float(at[-1]))
    assert told(one, k, 400) == pytest.approx(told(other, k, 400))
    for mine, its in zip(one.wet[0.1].spells(k, 400), other.wet[0.1].spells(k, 400), strict=True):
        assert mine == pytest.approx(its)


def test_what_is_kept_is_bounded_and_the_windows_stay_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_module, "MOST_READINGS", 500)
    past, readings = Past(60, 30, GAP_S), []
    for i in range(5000):
        reading = (i * 2.0, float(i % 7))  # 30 minutes are 900 readings
        readings.append(reading)
        past.add(*reading)
        assert len(past) <= 501
    k = past.bucket(9998.0)
    assert told(past, k, 30) == pytest.approx(plain(readings, (k - 30) * 60.0, k * 60.0))
    assert past.add(9997.0, 5.0)
    assert not past.add(7000.0 + 1, 5.0)  # older than what is kept one by one
    readings.append((9997.0, 5.0))
    assert told(past, k, 30) == pytest.approx(plain(readings, (k - 30) * 60.0, k * 60.0))


def test_a_short_window_keeps_few_readings() -> None:
    past = Past(60, 5, GAP_S)
    for i in range(20_000):
        past.add(i * 1.0, 1.0)
    assert len(past) < 2000


def test_a_reading_that_stands_for_several_buckets_is_shared_out() -> None:
    past = Past(60, 10, 600.0)
    past.add(60.0, 5.0)
    past.add(360.0, 2.0)
    past.up_to(6)
    assert [past.integral(k, 1) for k in range(1, 7)] == pytest.approx([0.0] + [120.0] * 5)
    past.add(180.0, 4.0)  # late: stands for the first part of that time
    past.up_to(6)
    assert [past.integral(k, 1) for k in range(1, 7)] == pytest.approx([0.0, 240, 240, 120, 120, 120])


def test_the_wet_part_of_a_bucket_begins_with_its_first_wet_reading() -> None:
    past = Past(60, 10, GAP_S, [0.1])
    for at, value in ((0.0, 0.0), (20.0, 0.05), (40.0, 3.6), (60.0, 0.0), (80.0, 0.0), (120.0, 7.2)):
        past.add(at, value)
    past.up_to(2)
    spells = past.wet[0.1].spells(2, 5)
    assert spells.bucket.tolist() == [1, 2]
    assert spells.first_at.tolist() == [20.0, 80.0]
    assert spells.last_at.tolist() == [40.0, 120.0]
    assert spells.since_first.tolist() == pytest.approx([72.0, 288.0])
