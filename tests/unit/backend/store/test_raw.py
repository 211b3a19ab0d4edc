from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from backend.contract.state import Quality
from backend.store.errors import StoreError
from backend.store.packing import SPAN, pack, unpack_all
from backend.store.records import Batch
from backend.store.store import Store

START = 1_700_000_400.0


@pytest.fixture
def filled(store: Store) -> Store:
    """Two series, 10 s apart; the first half packed."""
    numbers = store.register_series(["a.x", "b.x"])
    rows = [
        (number, START + 10.0 * i, float(i) + number / 10, int(Quality.BAD if i % 50 == 7 else Quality.GOOD))
        for i in range(400)
        for number in numbers.values()
    ]
    store.write(Batch(readings=rows))
    while store.roll_up(START + 2060):
        pass
    assert store.stats().n_recent_readings > 0
    assert store.stats().n_packed_readings > 0
    return store


def test_every_reading_comes_once_and_in_order(filled: Store) -> None:
    got = filled.raw("a.x", START, START + 1e6)
    assert got.at.tolist() == [START + 10.0 * i for i in range(400)]
    assert got.value.tolist() == [float(i) for i in range(400)]
    assert np.flatnonzero(got.quality).tolist() == list(range(7, 400, 50))


def test_both_ends_count(filled: Store) -> None:
    got = filled.raw("b.x", START + 30, START + 50)
    assert got.value.tolist() == [3.1, 4.1, 5.1]
    assert len(filled.raw("b.x", START + 31, START + 39).at) == 0


def test_what_comes_late_stands_in_its_place(filled: Store) -> None:
    number = filled.register_series(["a.x"])["a.x"]
    filled.write(Batch(readings=[(number, START + 15.0, -1.0, 0)]))
    assert filled.raw("a.x", START + 10, START + 20).value.tolist() == [1.0, -1.0, 2.0]


def test_a_series_that_the_store_does_not_know_has_none(filled: Store) -> None:
    assert len(filled.raw("z.x", 0, 4e9).at) == 0
    assert filled.newest_at("z.x") is None


def test_the_newest_instant_is_found_packed_or_not(filled: Store) -> None:
    assert filled.newest_at("a.x") == START + 3990
    while filled.roll_up(START + 10_000):
        pass
    assert filled.stats().n_recent_readings == 0
    assert filled.newest_at("b.x") == START + 3990


def test_a_damaged_block_is_named(filled: Store, sql: Callable[..., object]) -> None:
    sql("UPDATE block SET data = :data WHERE series = 0", data=b"rubbish")
    with pytest.raises(StoreError, match="damaged"):
        filled.raw("a.x", 0, 4e9)
    assert len(filled.raw("b.x", 0, 4e9).at) == 400


def test_many_blocks_are_the_blocks_one_after_the_other(filled: Store) -> None:
    got = filled.raw("a.x", 0, 4e9)
    rows = np.zeros(len(got.at), [("at", "<i8"), ("series", "<i4"), ("value", "<f8"), ("quality", "u1")])
    rows["at"], rows["value"], rows["quality"] = np.round(got.at * 1e6), got.value, got.quality
    starts = np.unique(rows["at"] // SPAN * SPAN)
    blocks = [(int(s), pack(rows[rows["at"] // SPAN * SPAN == s], int(s))) for s in starts]
    again = unpack_all(blocks, 0)
    assert again.tolist() == rows.tolist()
    assert len(unpack_all([], 0)) == 0


def test_several_series_at_once_are_each_as_alone(filled: Store) -> None:
    start, end = START + 1005.0, START + 3000.0
    got = filled.raw_each(["b.x", "nobody.x", "a.x"], start, end)
    assert set(got) == {"a.x", "b.x"}
    for name, columns in got.items():
        alone = filled.raw(name, start, end)
        assert [part.tolist() for part in columns] == [part.tolist() for part in alone]
    assert filled.raw_each(["a.x"], START - 100.0, START - 1.0) == {}
    assert filled.raw_each([], START, end) == {}
