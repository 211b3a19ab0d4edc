from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from backend.store.readings import rows_of
from backend.store.records import Batch
from backend.store.store import Store

START = 1_700_000_400.0
Sql = Callable[..., list[tuple[object, ...]]]


def test_instants_become_microseconds() -> None:
    assert rows_of([(3, 1_700_000_000.123456, 1.5, 2)]) == [(1_700_000_000_123_456, 3, 1.5, 2)]
    assert rows_of([(3, -1.5, 1.5, 0)]) == [(-1_500_000, 3, 1.5, 0)]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e300])
def test_what_is_no_number_is_left_out_alone(store: Store, value: float) -> None:
    written = store.write(Batch(readings=[(0, START, value, 0), (0, START + 1, 2.0, 0)]))
    assert (written.n_readings_new, written.n_readings_unfit) == (1, 1)


@pytest.mark.parametrize("at", [math.nan, math.inf, -1e12, 1e18])
def test_an_impossible_instant_is_left_out_alone(store: Store, at: float) -> None:
    written = store.write(Batch(readings=[(0, at, 1.0, 0), (0, START + 1, 2.0, 0)]))
    assert (written.n_readings_new, written.n_readings_unfit) == (1, 1)


def test_the_first_reading_of_an_instant_counts(store: Store, sql: Sql) -> None:
    assert store.write(Batch(readings=[(0, START, 1.0, 0), (0, START, 2.0, 1)])).n_readings_new == 1
    assert store.write(Batch(readings=[(0, START, 3.0, 0), (1, START, 4.0, 0)])).n_readings_new == 1
    assert sql("SELECT series, value, quality FROM reading ORDER BY series") == [(0, 1.0, 0), (1, 4.0, 0)]


def test_values_come_back_exactly(store: Store) -> None:
    values = [0.1, 1 / 3, -2.5, 5e-324, 1.7e289, 123456789.123456789]
    store.register_series(["a.b"])
    store.write(Batch(readings=[(0, START + i, v, 0) for i, v in enumerate(values)]))
    assert [repr(value) for _, _, value, _ in store.readings_since(START)] == [repr(v) for v in values]


def test_numbers_of_series_stay(store: Store, url: str, opened: Callable[[str], Store]) -> None:
    assert store.register_series(["b.x", "a.x"]) == {"b.x": 0, "a.x": 1}
    again = opened(url)
    assert again.register_series(["c.x", "a.x", "c.x"]) == {"c.x": 2, "a.x": 1}
    assert store.register_series([]) == {}
