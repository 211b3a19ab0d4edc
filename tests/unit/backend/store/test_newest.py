from __future__ import annotations

from backend.store.records import Batch
from backend.store.store import Store

START = 1_700_000_400.0


def test_the_newest_reading_is_found_wherever_it_lies(store: Store) -> None:
    store.write(Batch(readings=[(n, START + i, float(10 * n + i), n) for n in range(3) for i in range(90)]))
    store.roll_up(START + 1000)
    store.write(Batch(readings=[(1, START + 2000, 5.5, 1), (2, START - 2000, 9.9, 0)]))
    assert store.latest([2, 1, 0, 7]) == [
        (2, START + 89, 109.0, 2),
        (1, START + 2000, 5.5, 1),
        (0, START + 89, 89.0, 0),
    ]
    assert store.latest([]) == []


def test_readings_since_come_by_time_from_both_places(store: Store) -> None:
    rows = [(n, START + 60 * i + n, float(i), 0) for i in range(40) for n in range(3)]
    store.write(Batch(readings=rows[:60]))
    store.roll_up(START + 60 * 15)
    store.write(Batch(readings=rows[60:]))
    assert store.stats().n_recent_readings > 60
    assert list(store.readings_since(START)) == rows
    assert list(store.readings_since(START + 60 * 7)) == rows[21:]
    assert list(store.readings_since(START + 10**6)) == []


def test_instants_are_read_as_they_were_written(store: Store) -> None:
    rows = [(0, START + i / 1000 + 0.000123, 1.0, 0) for i in range(500)]
    store.write(Batch(readings=rows))
    assert list(store.readings_since(0)) == [(0, round(at, 6), v, q) for _, at, v, q in rows]


def test_each_series_is_read_from_its_own_instant_on_from_both_places_once(store: Store) -> None:
    rows = [(n, START + 60 * i + n, float(i), 0) for i in range(40) for n in range(3)]
    store.write(Batch(readings=rows[:60]))
    store.roll_up(START + 60 * 15)
    store.write(Batch(readings=rows[60:]))
    since_at = {0: START, 1: START + 60 * 35, 7: START}
    found = sorted(store.readings_each_since(since_at), key=lambda row: row[1])
    assert found == [row for row in rows if row[0] in since_at and row[1] >= since_at[row[0]]]
    assert list(store.readings_each_since({})) == []
    assert list(store.readings_each_since({2: START + 10**6})) == []
