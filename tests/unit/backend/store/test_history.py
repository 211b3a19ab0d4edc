from __future__ import annotations

import math

import numpy as np
import pytest

from backend.contract.codec import floats
from backend.contract.state import Quality
from backend.store.records import Batch
from backend.store.store import Store

HOUR_START = 1_699_999_200.0
MINUTE_S, HOUR_S, DAY_S = 60.0, 3600.0, 86400.0


@pytest.fixture
def store_of_series(store: Store) -> Store:
    store.register_series(["a.x"])
    return store


def put(store: Store, at: np.ndarray, value: np.ndarray, *, rolled: bool = True) -> None:
    rows = [(0, float(a), float(v), 0) for a, v in zip(at, value, strict=True)]
    for i in range(0, len(rows), 5000):
        store.write(Batch(readings=rows[i : i + 5000]))
    while rolled and store.roll_up(float(at[-1]) + HOUR_S):
        pass


@pytest.mark.parametrize("rolled", [False, True])
def test_what_fits_comes_raw(store_of_series: Store, rolled: bool) -> None:
    at = HOUR_START + np.arange(100) * 10.0
    put(store_of_series, at, np.sin(at), rolled=rolled)
    got = store_of_series.history("a.x", at[10], at[19], 100)
    assert floats(got.at).tolist() == at[10:20].tolist()
    assert floats(got.value).tolist() == np.sin(at[10:20]).tolist()
    assert (got.series_id, got.step_s, got.low, got.high) == ("a.x", 0.0, b"", b"")


@pytest.mark.parametrize("rolled", [False, True])
def test_what_does_not_fit_comes_as_minutes(store_of_series: Store, rolled: bool) -> None:
    at = HOUR_START + np.arange(3600.0)
    value = np.sin(at)
    put(store_of_series, at, value, rolled=rolled)
    got = store_of_series.history("a.x", at[0], at[-1], 60)
    assert got.step_s == MINUTE_S
    assert floats(got.at).tolist() == (HOUR_START + np.arange(60) * 60).tolist()
    by_minute = value.reshape(60, 60)
    assert np.allclose(floats(got.value), by_minute.mean(axis=1), rtol=1e-12)
    assert floats(got.low).tolist() == by_minute.min(axis=1).tolist()
    assert floats(got.high).tolist() == by_minute.max(axis=1).tolist()


def test_the_newest_readings_are_there_before_they_are_packed(store_of_series: Store) -> None:
    at = HOUR_START + np.arange(1200.0)
    put(store_of_series, at, np.ones(1200), rolled=False)
    store_of_series.roll_up(HOUR_START + 700)
    stats = store_of_series.stats()
    assert stats.n_recent_readings > 0
    assert stats.n_packed_readings > 0
    got = store_of_series.history("a.x", at[0], at[-1], 20)
    assert floats(got.at).tolist() == (HOUR_START + np.arange(20) * 60).tolist()
    assert len(store_of_series.history("a.x", at[0], at[-1], 1200).at) == 8 * 1200


def test_the_answer_fits(store_of_series: Store) -> None:
    at = HOUR_START + np.arange(0, 3 * DAY_S, 90.0)
    put(store_of_series, at, at)
    for days in (0.1, 3.0, 40.0):
        for max_points in (2, 7, 50, 500, 1999):
            got = store_of_series.history("a.x", HOUR_START, HOUR_START + days * DAY_S, max_points)
            n = len(floats(got.at))
            assert 0 < n <= max_points + 1
            assert len(floats(got.low)) == len(floats(got.high)) == (n if got.step_s else 0)
            assert np.all(np.diff(floats(got.at)) >= got.step_s)


def test_a_year_comes_from_hours_with_every_extreme(store_of_series: Store) -> None:
    hours = HOUR_START + np.arange(365 * 24) * HOUR_S
    at = np.sort(np.concatenate([hours, hours + 20 * MINUTE_S]))
    value = np.sin(np.arange(len(at)) / 100)
    value[5_001], value[16_000] = 77.0, -55.0
    put(store_of_series, at, value)
    got = store_of_series.history("a.x", at[0], at[-1], 2000)
    assert got.step_s % HOUR_S == 0
    assert 1000 < len(floats(got.at)) <= 2001
    assert floats(got.high).max() == 77.0
    assert floats(got.low).min() == -55.0
    assert math.isclose(floats(got.value).mean(), value.mean(), abs_tol=0.01)


@pytest.mark.parametrize(
    ("spacing_s", "hole_s", "max_points"),
    [
        (1.0, 60.0, 10_000),
        (60.0, 600.0, 10_000),
        (10.0, 900.0, 200),
        (60.0, 86400.0, 100),
        (3600.0, 86400.0, 60),
    ],
)
def test_a_gap_stays_a_gap(store_of_series: Store, spacing_s: float, hole_s: float, max_points: int) -> None:
    before = HOUR_START + np.arange(0, 300) * spacing_s
    after = before[-1] + hole_s + np.arange(0, 300) * spacing_s
    at = np.concatenate([before, after])
    put(store_of_series, at, np.ones(len(at)))
    got = store_of_series.history("a.x", at[0], at[-1], max_points)
    distances = np.diff(floats(got.at))
    assert np.count_nonzero(distances > got.gap_s) == 1
    middle = floats(got.at)[np.argmax(distances)]
    assert before[-1] - got.step_s <= middle <= before[-1]


def test_the_caller_may_name_the_gap(store_of_series: Store) -> None:
    put(store_of_series, HOUR_START + np.arange(100.0), np.ones(100))
    history = store_of_series.history
    assert history("a.x", HOUR_START, HOUR_START + 99, 100, 7.5).gap_s == 7.5
    assert history("a.x", HOUR_START, HOUR_START + 99, 2, 7.5).gap_s == 90.0  # an interval is a minute long
    assert history("a.x", HOUR_START, HOUR_START + 99, 2, 300.0).gap_s == 300.0


def test_readings_that_their_source_calls_bad_are_not_drawn(store_of_series: Store) -> None:
    qualities = [Quality.GOOD, Quality.BAD, Quality.UNCERTAIN]
    store_of_series.write(
        Batch(readings=[(0, HOUR_START + i, float(i), int(q)) for i, q in enumerate(qualities)])
    )
    got = store_of_series.history("a.x", HOUR_START, HOUR_START + 10)
    assert floats(got.value).tolist() == [0.0, 2.0]


def test_a_mean_stays_between_its_extremes(store_of_series: Store) -> None:
    put(store_of_series, HOUR_START + np.arange(60.0), np.full(60, 0.1))
    got = store_of_series.history("a.x", HOUR_START, HOUR_START + 59, 2)
    assert floats(got.value).tolist() == [0.1]


@pytest.mark.parametrize("series_id", ["a.x", "never.seen"])
def test_nothing_is_an_empty_past(store_of_series: Store, series_id: str) -> None:
    got = store_of_series.history(series_id, HOUR_START, HOUR_START + 10)
    assert (got.at, got.value, got.series_id) == (b"", b"", series_id)


def test_the_far_past_is_read_alike(store_of_series: Store) -> None:
    at = -200_000_000.0 + np.arange(600.0)  # 1963
    put(store_of_series, at, np.arange(600.0))
    assert len(floats(store_of_series.history("a.x", at[0], at[-1], 600).at)) == 600
    got = store_of_series.history("a.x", at[0], at[-1], 20)
    assert floats(got.at)[0] <= at[0] < floats(got.at)[0] + 60
    assert floats(got.low).min() == 0.0
