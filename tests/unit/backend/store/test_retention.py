from __future__ import annotations

from collections.abc import Callable

from backend.contract.codec import floats
from backend.store.records import Batch, RefusedDraft
from backend.store.store import Store

START = 1_700_006_400.0
DAY_S = 86_400.0
Sql = Callable[..., list[tuple[object, ...]]]


def fill(store: Store) -> None:
    """Put a reading every five minutes over ten days and roll them up."""
    store.register_series(["a.x"])
    store.write(Batch(readings=[(0, START + 300 * i, float(i), 0) for i in range(2_880)]))
    store.roll_up(START + 11 * DAY_S)


def test_old_raw_goes_and_its_roll_ups_stay(store: Store) -> None:
    fill(store)
    assert store.retire(START + 10 * DAY_S, 3) == 7 * 144
    stats = store.stats()
    assert (stats.n_packed_readings, stats.n_minutes, stats.n_hours) == (3 * 288, 2_880, 240)
    assert next(iter(store.readings_since(0)))[1] == START + 7 * DAY_S
    got = store.history("a.x", START, START + 10 * DAY_S, 2000)
    assert floats(got.low)[0] == 0.0
    assert store.retire(START + 10 * DAY_S, 3) == 0


def test_old_minutes_go_and_hours_stay(store: Store) -> None:
    fill(store)
    store.retire(START + 10 * DAY_S, 3, 5)
    stats = store.stats()
    assert (stats.n_minutes, stats.n_hours) == (5 * 288, 240)


def test_what_is_not_rolled_up_never_goes(store: Store) -> None:
    store.write(Batch(readings=[(0, START, 1.0, 0)]))
    assert store.retire(START + 1000 * DAY_S, 1, 1) == 0
    assert store.stats().n_recent_readings == 1


def test_a_reading_late_by_years_joins_the_roll_up_whose_raw_is_gone(store: Store, sql: Sql) -> None:
    store.write(Batch(readings=[(0, START, 2.0, 0), (0, START + 1, 4.0, 0)]))
    store.roll_up(START + DAY_S)
    store.retire(START + 10 * DAY_S, 3)
    store.write(Batch(readings=[(0, START + 2, 9.0, 0)]))
    store.roll_up(START + 10 * DAY_S)
    assert sql("SELECT n, total, low, high FROM hour") == [(3, 15.0, 2.0, 9.0)]


def test_quarantine_is_emptied_of_the_old(store: Store) -> None:
    store.write(
        Batch(refused=[RefusedDraft(START + i * DAY_S, "s", str(i), "r", b"") for i in range(100)] * 30)
    )
    assert store.retire(START + 100 * DAY_S, 1, refused_days=10) == 90 * 30
    assert store.stats().n_refused == 300
