"""Reads rows from the two places where raw readings lie: the recent table and the packed blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection, CursorResult

from backend.store.errors import StoreError
from backend.store.packing import ROW, Rows, span_of, unpack, unpack_all
from backend.store.readings import Row
from backend.store.tables import block, reading

Key = tuple[int, int]
"""Start (µs) and series number of a block."""

_KEYS_AT_ONCE = 400


def array_of(result: CursorResult[tuple[int, int, float, int]]) -> Rows:
    """Return the rows of a query for (at, series, value, quality), which is read to its end.

    They are taken straight from the driver: SQLAlchemy's own rows cost five times as much, and a start reads
    some 100,000.
    """
    if result.cursor is None:
        raise ValueError("this result has no rows: the statement was no query, or it was read before")
    rows: Rows = np.fromiter(cast(Iterable[tuple[int, int, float, int]], result.cursor), ROW)
    result.close()
    return rows


def fetch(connection: Connection, keys: Iterable[Key]) -> dict[Key, Rows]:
    """Return the rows of the blocks that exist among `keys`."""
    wanted = list(keys)
    found: dict[Key, Rows] = {}
    query = sa.select(block.c.start, block.c.series, block.c.data)
    for i in range(0, len(wanted), _KEYS_AT_ONCE):
        some = sa.tuple_(block.c.start, block.c.series).in_(wanted[i : i + _KEYS_AT_ONCE])
        for start, number, data in connection.execute(query.where(some)):
            found[start, number] = open_block(data, start, number)
    return found


def open_block(data: bytes, start: int, number: int) -> Rows:
    """Return the rows of a block.

    Raises:
        StoreError: it is damaged.
    """
    try:
        return unpack(data, start, number)
    except ValueError as error:
        raise StoreError(str(error), "restore the database from a backup") from error


def open_blocks(found: Sequence[tuple[int, bytes]], number: int) -> Rows:
    """Return the rows of many blocks of one series.

    Args:
        found: start (µs) and data of each, by start.
        number: of the series.

    Raises:
        StoreError: one is damaged.
    """
    try:
        return unpack_all(found, number)
    except ValueError as error:
        raise StoreError(str(error), "restore the database from a backup") from error


def not_packed(connection: Connection, rows: Sequence[Row]) -> list[Row]:
    """Return those of `rows` that no block has yet."""
    blocks = fetch(connection, {(span_of(at), number) for at, number, _, _ in rows})
    if not blocks:
        return list(rows)
    have = {key: set(found["at"].tolist()) for key, found in blocks.items()}
    return [row for row in rows if row[0] not in have.get((span_of(row[0]), row[1]), ())]


def loose(connection: Connection, number: int, start: int, end: int) -> Rows:
    """Return the readings of a series in the recent table, by time, `start` ≤ at ≤ `end` (µs).

    Between packing and clearing away, a reading lies in both places for a moment.
    """
    query = (
        sa.select(reading.c.at, reading.c.series, reading.c.value, reading.c.quality)
        .where(reading.c.at.between(start, end), reading.c.series == number)
        .order_by(reading.c.at)
    )
    return array_of(connection.execute(query))


def recent(connection: Connection, number: int, start: int, end: int) -> Rows:
    """Return the readings of a series that are not packed yet, by time, `start` ≤ at ≤ `end` (µs)."""
    rows = loose(connection, number, start, end)
    if not len(rows):
        return rows
    spans = {(span_of(int(at)), number) for at in rows["at"]}
    for found in fetch(connection, spans).values():
        rows = rows[~np.isin(rows["at"], found["at"])]
    return rows


def packed(connection: Connection, number: int, start: int, end: int) -> Rows:
    """Return the packed readings of a series, by time, `start` ≤ at ≤ `end` (µs)."""
    query = (
        sa.select(block.c.start, block.c.data)
        .where(block.c.series == number, block.c.start.between(span_of(start), end))
        .order_by(block.c.start)
    )
    parts = [open_block(row.data, row.start, number) for row in connection.execute(query)]
    rows = np.concatenate(parts) if parts else np.empty(0, ROW)
    return rows[(rows["at"] >= start) & (rows["at"] <= end)]
