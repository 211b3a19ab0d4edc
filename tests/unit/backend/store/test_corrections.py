from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.contract.codec import floats
from backend.contract.state import Quality
from backend.store import corrections, rollup
from backend.store.database import Database
from backend.store.errors import StoreError
from backend.store.records import Batch
from backend.store.store import Store
from backend.store.tables import block, correction
from tests.unit.backend.store.test_rollup import START, Sql, readings, recomputed

LATER = START + 10_000
_names = (f"c{i}.sum" for i in itertools.count())


def test_a_recent_reading_says_at_once_what_it_was_corrected_to(store: Store) -> None:
    store.register_series(["a.x"])
    store.write(Batch(readings=readings(0, 10)))
    store.write(Batch(corrected=[(0, START + 3, 77.0, int(Quality.ABOVE))]))
    assert list(store.readings_since(START))[3] == (0, START + 3, 77.0, Quality.ABOVE)
    assert floats(store.history("a.x", START, START + 9).value)[3] == 77.0


def test_a_packed_reading_is_corrected_with_its_minute_and_hour(store: Store, sql: Sql) -> None:
    store.write(Batch(readings=[(0, START + 20.0 * i, 5.0, 0) for i in range(6)]))
    store.roll_up(LATER)
    store.write(Batch(corrected=[(0, START + 20, 99.0, 0), (0, START + 100, 1.0, 0)]))
    assert store.roll_up(LATER) == 0
    assert [value for _, _, value, _ in store.readings_since(START)] == [5.0, 99.0, 5.0, 5.0, 5.0, 1.0]
    rows = "SELECT n, total, low, high, last_value FROM {} ORDER BY start"
    assert sql(rows.format("minute")) == [(3, 109.0, 5.0, 99.0, 5.0), (3, 11.0, 1.0, 5.0, 1.0)]
    assert sql(rows.format("hour")) == [(6, 120.0, 1.0, 99.0, 1.0)]
    assert sql("SELECT count(*) FROM correction") == [(0,)]


def test_a_correction_of_an_instant_that_nothing_was_told_of_is_a_reading(store: Store, sql: Sql) -> None:
    store.write(Batch(readings=[(0, START, 5.0, 0)]))
    store.roll_up(LATER)
    store.write(Batch(corrected=[(0, START + 30, 6.0, 0)]))
    assert store.roll_up(LATER) == 1
    assert list(store.readings_since(START)) == [(0, START, 5.0, 0), (0, START + 30, 6.0, 0)]
    assert sql("SELECT n, total FROM hour") == [(2, 11.0)]
    assert sql("SELECT count(*) FROM correction") == [(0,)]


def test_a_correction_that_comes_while_readings_are_packed_is_not_lost(store: Store, url: str) -> None:
    """Rows are read, packed and cleared in three steps; the correction slips in before the last."""
    store.write(Batch(readings=readings(0, 60)))
    slipped = Batch(corrected=[(0, START + 3, 42.0, 0)])
    database = Database(url, "process")
    rollup.roll_up(database, LATER, 1000, before_clearing=lambda _: store.write(slipped) and None)
    database.close()
    store.roll_up(LATER)
    assert list(store.readings_since(START))[3] == (0, START + 3, 42.0, 0)


def test_a_block_that_somebody_else_changed_meanwhile_waits_for_the_next_time(
    store: Store, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(Batch(readings=readings(0, 60)))
    store.roll_up(LATER)
    store.write(Batch(corrected=[(0, START + 3, 42.0, 0)]))
    database, look = Database(url, "process"), corrections._stored

    def overtaken(connection: object, keys: object) -> object:
        found = look(connection, keys)  # type: ignore[arg-type]
        monkeypatch.undo()
        store.write(Batch(readings=[(0, START + 0.5, 1.0, 0)]))
        store.roll_up(LATER)
        return found

    monkeypatch.setattr(corrections, "_stored", overtaken)
    corrections.fold(database)
    corrections.fold(database)
    database.close()
    found = list(store.readings_since(START))
    assert len(found) == 61
    assert found[4] == (0, START + 3, 42.0, 0)


def test_what_a_minute_counts_beyond_its_block_stays(store: Store, sql: Sql) -> None:
    """Raw readings go after some time; a late one then makes a block that does not know of the others."""
    store.write(Batch(readings=readings(0, 30)))
    store.roll_up(LATER)
    store.retire(START + 2 * 86_400, raw_days=1)
    store.write(Batch(readings=[(0, START + 40.5, 8.0, 0)]))
    store.roll_up(LATER)
    before = sql("SELECT n, total, low, high FROM minute"), sql("SELECT n, total, low, high FROM hour")
    store.write(Batch(corrected=[(0, START + 40.5, 9.0, 0)]))
    store.roll_up(LATER)
    assert (sql("SELECT n, total, low, high FROM minute"), sql("SELECT n, total, low, high FROM hour")) == (
        before
    )
    assert list(store.readings_since(START)) == [(0, START + 40.5, 9.0, 0)]


def test_more_corrections_than_are_looked_at_in_one_go(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "MOST_AT_ONCE", 7)
    store.write(Batch(readings=readings(0, 100)))
    store.roll_up(LATER)
    store.write(Batch(corrected=[(0, START + i, 1.0, 0) for i in range(100)]))
    store.roll_up(LATER)
    assert {value for _, _, value, _ in store.readings_since(START)} == {1.0}


def test_corrections_of_blocks_that_are_gone_go_with_them_and_hold_up_no_newer_ones(
    store: Store, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrections, "MOST_AT_ONCE", 7)
    start = START // 600 * 600
    store.write(Batch(readings=[(0, start + i, 5.0, 0) for i in range(1200)]))
    store.roll_up(LATER)
    store.write(Batch(corrected=[(0, start + i, 9.0, 0) for i in (*range(20), 599, 600, 1199)]))
    assert store.retire(start + 600 + 86_400, raw_days=1) == 1
    assert sql("SELECT at FROM correction ORDER BY at") == [(int(start + i) * 10**6,) for i in (600, 1199)]
    store.roll_up(LATER)
    found = list(store.readings_since(start))
    assert (found[0], found[-1]) == ((0, start + 600, 9.0, 0), (0, start + 1199, 9.0, 0))
    assert sql("SELECT count(*) FROM correction") == [(0,)]


def test_a_damaged_block_holds_up_the_corrections_of_no_other(store: Store, url: str) -> None:
    store.write(Batch(readings=[(number, START + i, 5.0, 0) for number in (0, 1) for i in range(60)]))
    store.roll_up(LATER)
    store.write(Batch(corrected=[(number, START + 3, 42.0, 0) for number in (0, 1)]))
    database = Database(url, "process")
    with database.writing() as connection:
        connection.execute(sa.update(block).where(block.c.series == 0).values(data=b"\0"))
    for _ in range(2):
        with pytest.raises(StoreError, match="series 0 .* is damaged"):
            store.roll_up(LATER)
    with database.reading() as connection:
        assert connection.execute(sa.select(correction.c.series)).scalars().all() == [0]
    database.close()


def test_no_number_is_no_correction(store: Store) -> None:
    store.write(Batch(readings=readings(0, 3)))
    store.write(Batch(corrected=[(0, START + 1, math.nan, 0)]))
    assert list(store.readings_since(START)) == readings(0, 3)


Rows = list[tuple[int, float, Quality]]
rows = st.lists(
    st.tuples(st.integers(0, 1500), st.floats(-1e6, 1e6), st.sampled_from(list(Quality))), max_size=12
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(rows, rows, st.booleans()), max_size=5))
def test_roll_ups_of_corrected_readings_are_what_recomputing_gives(
    store: Store, sql: Callable[..., list[tuple[object, ...]]], steps: list[tuple[Rows, Rows, bool]]
) -> None:
    name = next(_names)
    number = store.register_series([name])[name]
    model: dict[float, tuple[float, int]] = {}
    for new, corrected, pack_now in steps:
        store.write(
            Batch(
                readings=[(number, START + at, v, int(q)) for at, v, q in new],
                corrected=[(number, START + at, v, int(q)) for at, v, q in corrected],
            )
        )
        model = {START + at: (v, int(q)) for at, v, q in reversed(new)} | model
        model |= {START + at: (v, int(q)) for at, v, q in corrected}
        if pack_now:
            store.roll_up(LATER)
    store.roll_up(LATER)
    store.roll_up(LATER)
    assert {at: (v, q) for n, at, v, q in store.readings_since(0) if n == number} == model
    for table, step in (("minute", 60), ("hour", 3600)):
        found = sql(f"SELECT start, n, total, low, high, last_value FROM {table} WHERE series = :n", n=number)  # noqa: S608
        expected = recomputed(model, step)
        assert {row[0] for row in found} == expected.keys()
        for start, n, total, low, high, last in found:
            of_model = expected[start]  # type: ignore[index]
            assert math.isclose(total, of_model[1], rel_tol=1e-9, abs_tol=1e-6)  # type: ignore[arg-type]
            assert (n, low, high, last) == (of_model[0], *of_model[2:])
