from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.contract.codec import floats
from backend.contract.state import Quality
from backend.store import rollup
from backend.store.database import Database
from backend.store.records import Batch, Reading
from backend.store.store import Store

START = 1_700_000_400.0
Sql = Callable[..., list[tuple[object, ...]]]
_names = (f"p{i}.level" for i in itertools.count())


def readings(number: int, n: int, step_s: float = 1.0) -> list[Reading]:
    return [(number, START + i * step_s, math.sin(i), 0) for i in range(n)]


def test_only_settled_minutes_are_packed(store: Store) -> None:
    store.write(Batch(readings=readings(0, 300)))
    assert store.roll_up(START + 120 + 59) == 60
    assert store.roll_up(START + 120 + 59) == 0
    assert store.roll_up(START + 10_000) == 240
    stats = store.stats()
    assert (stats.n_recent_readings, stats.n_packed_readings, stats.n_minutes, stats.n_hours) == (
        0,
        300,
        5,
        1,
    )


@pytest.mark.parametrize("limit", [1, 7, 100, 101, 10_000])
def test_slices_of_any_size_come_to_the_same(store: Store, limit: int) -> None:
    both = readings(0, 100, 7.0) + readings(1, 100, 7.0)
    store.write(Batch(readings=both))
    n_packed = 0
    while n := store.roll_up(START + 10_000, limit):
        n_packed += n
    assert n_packed == 200
    assert sorted(store.readings_since(0)) == sorted(both)
    assert store.stats().n_minutes == 24


def test_a_future_reading_waits(store: Store) -> None:
    store.write(Batch(readings=[(0, START + 10**6, 1.0, 0)]))
    assert store.roll_up(START) == 0
    assert store.stats().n_recent_readings == 1


def test_late_readings_join_their_old_minute(store: Store, sql: Sql) -> None:
    store.write(Batch(readings=[(0, START, 5.0, 0), (0, START + 20, 7.0, 0)]))
    store.roll_up(START + 1000)
    store.write(Batch(readings=[(0, START + 10, 1.0, 0), (0, START + 30, 9.0, 0)]))
    store.roll_up(START + 1000)
    assert sql("SELECT n, total, low, high, last_value FROM minute") == [(4, 22.0, 1.0, 9.0, 9.0)]
    assert sql("SELECT n, total, low, high, last_value FROM hour") == [(4, 22.0, 1.0, 9.0, 9.0)]
    assert len(sql("SELECT * FROM block")) == 1


def test_a_late_reading_that_is_not_the_last_leaves_the_last(store: Store, sql: Sql) -> None:
    for at, value in ((20, 7.0), (10, 1.0)):
        store.write(Batch(readings=[(0, START + at, value, 0)]))
        store.roll_up(START + 1000)
    assert sql("SELECT last_value, last_at FROM minute") == [(7.0, round((START + 20) * 1e6))]


def test_a_packed_reading_that_comes_again_is_known(
    store: Store, url: str, opened: Callable[[str], Store]
) -> None:
    batch = Batch(readings=readings(0, 100))
    store.write(batch)
    store.roll_up(START + 10_000)
    assert store.write(batch).n_readings_new == 0
    again = opened(url)
    again.migrate()
    assert again.write(batch).n_readings_new == 0
    assert store.stats().n_recent_readings == 0


def test_work_cut_off_before_clearing_is_finished_and_counts_once(
    store: Store, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.register_series(["a.x"])
    store.write(Batch(readings=readings(0, 120)))

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rollup, "_clear", fail)
    with pytest.raises(KeyboardInterrupt):
        store.roll_up(START + 10_000)
    monkeypatch.undo()
    assert store.stats().n_recent_readings == store.stats().n_packed_readings == 120
    assert len(floats(store.history("a.x", START, START + 200).at)) == 120
    assert len(list(store.readings_since(START))) == 120
    assert store.roll_up(START + 10_000) == 120
    assert store.stats().n_recent_readings == 0
    assert sql("SELECT n FROM minute ORDER BY start") == [(60,), (60,)]


def test_a_reading_that_slips_in_meanwhile_is_not_lost(store: Store, url: str) -> None:
    store.write(Batch(readings=readings(0, 120)))
    database = Database(url, "process")
    slipped = Batch(readings=[(0, START + 0.5, 42.0, 0)])
    n_packed = rollup.roll_up(
        database, START + 10_000, 1000, before_clearing=lambda _: store.write(slipped) and None
    )
    assert n_packed == 0
    assert store.roll_up(START + 10_000) == 121
    database.close()
    assert (0, START + 0.5, 42.0, 0) in list(store.readings_since(START))
    assert store.stats().n_packed_readings == 121


def test_two_packers_do_not_count_twice(store: Store, url: str, sql: Sql) -> None:
    store.write(Batch(readings=readings(0, 60)))
    first, second = Database(url, "process"), Database(url, "process")
    at_once = rollup.roll_up(
        first,
        START + 10_000,
        1000,
        before_clearing=lambda _: rollup.roll_up(second, START + 10_000, 1000, id) and None,
    )
    first.close()
    second.close()
    assert at_once == 0
    assert sql("SELECT n FROM minute") == [(60,)]
    assert sql("SELECT count(*) FROM reading") == [(0,)]


Step = tuple[list[tuple[int, float, int]], bool]
steps = st.lists(
    st.tuples(
        st.lists(
            st.tuples(
                st.one_of(st.integers(0, 5), st.integers(0, 4000)),
                st.floats(-1e6, 1e6),
                st.sampled_from(list(Quality)),
            ),
            max_size=12,
        ),
        st.booleans(),
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_roll_ups_are_what_recomputing_from_raw_gives(store: Store, sql: Sql, steps: list[Step]) -> None:
    name = next(_names)
    number = store.register_series([name])[name]
    model: dict[float, tuple[float, int]] = {}
    for rows, pack_now in steps:
        new = {START + at: (value, quality) for at, value, quality in reversed(rows)}
        written = store.write(Batch(readings=[(number, START + at, v, int(q)) for at, v, q in rows]))
        assert written.n_readings_new == len(set(new) - set(model))
        model = new | model
        if pack_now:
            store.roll_up(START + 10_000)
    store.roll_up(START + 10_000)
    raw = {at: (v, q) for n, at, v, q in store.readings_since(0) if n == number}
    assert raw == model
    for table, step in (("minute", 60), ("hour", 3600)):
        rows = sql(f"SELECT start, n, total, low, high, last_value FROM {table} WHERE series = :n", n=number)  # noqa: S608
        found = {start: rest for start, *rest in rows}
        expected = recomputed(model, step)
        assert found.keys() == expected.keys()
        for start, (n, total, low, high, last) in expected.items():
            assert found[start][0] == n
            assert math.isclose(found[start][1], total, rel_tol=1e-9, abs_tol=1e-6)  # type: ignore[arg-type]
            assert found[start][2:] == [low, high, last]


def recomputed(
    model: dict[float, tuple[float, int]], step: int
) -> dict[int, tuple[int, float, float, float, float]]:
    groups: dict[int, list[float]] = {}
    for at in sorted(model):
        value, quality = model[at]
        if quality != Quality.BAD:
            groups.setdefault(int(at // step) * step * 1_000_000, []).append(value)
    return {start: (len(v), math.fsum(v), min(v), max(v), v[-1]) for start, v in groups.items()}
