"""Takes readings in: numbers of series, and the fast way into the table of recent readings."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPICursor

from backend.store.records import Reading
from backend.store.tables import series

MICRO = 1_000_000
_EARLIEST, _LATEST = -62_135_596_800.0, 253_402_300_800.0  # years 1 to 9999
_LARGEST = 1e290
"""Sums of a year of such values are still numbers; no instrument shows them."""

Row = tuple[int, int, float, int]
"""Instant (µs since epoch), series number, value, quality."""

_SQLITE = "INSERT OR IGNORE INTO reading (at, series, value, quality) VALUES "
_STATEMENTS = [(size, _SQLITE + ",".join(["(?,?,?,?)"] * size)) for size in (192, 48, 12, 3, 1)]
"""Rows of one statement, and the statement; as many rows as fit first. Python's driver lets go of the
interpreter at each step of a statement and waits up to its switch interval to get it back: with one row a
step, a busy loop beside the writer makes a row cost 0.5 ms in place of 1 µs."""
_POSTGRESQL = (
    "INSERT INTO reading (at, series, value, quality) "
    "SELECT * FROM unnest(%b::int8[], %b::int4[], %b::float8[], %b::int2[]) ON CONFLICT DO NOTHING"
)


def rows_of(readings: Sequence[Reading]) -> list[Row]:
    """Return the readings that can be kept, as rows; the rest is no number, or of no instant."""
    return [
        (round(at * MICRO), number, value, quality)
        for number, at, value, quality in readings
        if -_LARGEST < value < _LARGEST and _EARLIEST < at < _LATEST
    ]


def insert(connection: Connection, rows: Sequence[Row]) -> int:
    """Insert rows whose (series, at) is not there yet and return how many were new."""
    if not rows:
        return 0
    cursor = connection.connection.cursor()
    try:
        if connection.dialect.name == "sqlite":
            return _insert_sqlite(cursor, rows)
        cursor.execute(_POSTGRESQL, [list(column) for column in zip(*rows, strict=True)])
        return int(cursor.rowcount)
    finally:
        cursor.close()


def _insert_sqlite(cursor: DBAPICursor, rows: Sequence[Row]) -> int:
    n_new = first = 0
    for size, statement in _STATEMENTS:
        while len(rows) - first >= size:
            cursor.execute(statement, list(itertools.chain.from_iterable(rows[first : first + size])))
            n_new += int(cursor.rowcount)
            first += size
    return n_new


def register(connection: Connection, series_ids: Sequence[str]) -> dict[str, int]:
    """Return the number of each series; one that has none gets the next free one, for ever."""
    if connection.dialect.name != "sqlite":
        connection.execute(sa.text("LOCK TABLE series IN SHARE ROW EXCLUSIVE MODE"))
    numbers: dict[str, int] = {row.series_id: row.number for row in connection.execute(sa.select(series))}
    following = max(numbers.values(), default=-1) + 1
    new = [name for name in dict.fromkeys(series_ids) if name not in numbers]
    given = {name: following + i for i, name in enumerate(new)}
    if given:
        rows = [{"number": number, "series_id": name} for name, number in given.items()]
        connection.execute(sa.insert(series), rows)
    numbers |= given
    return {name: numbers[name] for name in series_ids}
