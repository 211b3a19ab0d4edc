from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.store import blocks
from backend.store.database import Database
from backend.store.errors import StoreError
from backend.store.records import Batch
from backend.store.store import Store

START = 1_700_000_400.0
US = 1_700_000_400_000_000
Sql = Callable[..., list[tuple[object, ...]]]


@pytest.fixture
def packed(store: Store, url: str) -> Database:
    """Return the database of a store with an hour of packed readings of series 0 every 30 s."""
    store.register_series(["a.x", "a.y"])
    store.write(Batch(readings=[(0, START + 30 * i, float(i), 0) for i in range(120)]))
    assert store.roll_up(START + 7200) == 120
    return Database(url, "process")


def test_blocks_are_fetched_by_key_and_missing_ones_left_out(packed: Database) -> None:
    with packed.reading() as connection:
        found = blocks.fetch(connection, [(US, 0), (US, 1), (US + 600_000_000, 0), (0, 0)])
    assert set(found) == {(US, 0), (US + 600_000_000, 0)}
    assert found[US, 0]["value"].tolist() == [float(i) for i in range(20)]


def test_many_keys_are_fetched_in_parts(packed: Database) -> None:
    with packed.reading() as connection:
        found = blocks.fetch(connection, [(US + 600_000_000 * i, 0) for i in range(-2000, 2000)])
    assert sum(len(rows) for rows in found.values()) == 120


def test_what_is_packed_already_is_known(packed: Database) -> None:
    rows = [(US, 0, 9.0, 0), (US + 1, 0, 9.0, 0), (US, 1, 9.0, 0)]
    with packed.reading() as connection:
        assert blocks.not_packed(connection, rows) == rows[1:]
        assert blocks.not_packed(connection, []) == []


def test_a_reading_in_both_places_counts_once(packed: Database, sql: Sql) -> None:
    for at, value in ((US, 9.0), (US + 1, 8.0)):
        sql("INSERT INTO reading (at, series, value, quality) VALUES (:at, 0, :value, 0)", at=at, value=value)
    with packed.reading() as connection:
        assert blocks.recent(connection, 0, US, US + 10)["value"].tolist() == [8.0]


def test_packed_readings_are_cut_to_the_window(packed: Database) -> None:
    with packed.reading() as connection:
        rows = blocks.packed(connection, 0, US + 590_000_000, US + 660_000_000)
        assert rows["value"].tolist() == [20.0, 21.0, 22.0]
        assert len(blocks.packed(connection, 1, US, US + 10**10)) == 0


def test_a_damaged_block_is_told(packed: Database, sql: Sql) -> None:
    sql("UPDATE block SET data = :data", data=b"nothing")
    with pytest.raises(StoreError, match=r"block of series 0.*restore"), packed.reading() as connection:
        blocks.packed(connection, 0, US, US + 10)
