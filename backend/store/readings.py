"""Takes readings in: numbers of series, and the fast way into the table of recent readings."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from backend.store.records import Reading
from backend.store.tables import series

MICRO = 1_000_000
_EARLIEST, _LATEST = -62_135_596_800.0, 253_402_300_800.0  # years 1 to 9999

Row = tuple[int, int, float, int]
"""Instant (µs since epoch), series number, value, quality."""

_SQLITE = "INSERT OR IGNORE INTO reading (at, series, value, quality) VALUES (?, ?, ?, ?)"
_POSTGRESQL = (
    "INSERT INTO reading (at, series, value, quality) "
    "SELECT * FROM unnest(%b::int8[], %b::int4[], %b::float8[], %b::int2[]) ON CONFLICT DO NOTHING"
)


def rows_of(readings: Sequence[Reading]) -> list[Row]:
    """Return the readings that can be kept, as rows; the rest has no number or an impossible instant."""
    return [
        (round(at * MICRO), number, value, quality)
        for number, at, value, quality in readings
        if value - value == 0.0 and _EARLIEST < at < _LATEST
    ]


def insert(connection: Connection, rows: Sequence[Row]) -> int:
    """Insert rows whose (series, at) is not there yet and return how many were new."""
    if not rows:
        return 0
    cursor = connection.connection.cursor()
    try:
        if connection.dialect.name == "sqlite":
            cursor.executemany(_SQLITE, rows)
        else:
            cursor.execute(_POSTGRESQL, [list(column) for column in zip(*rows, strict=True)])
        return int(cursor.rowcount)
    finally:
        cursor.close()


def register(connection: Connection, series_ids: Sequence[str]) -> dict[str, int]:
    """Return the number of each series; one that has none gets the next free one, for ever."""
    if connection.dialect.name != "sqlite":
        connection.execute(sa.text("LOCK TABLE series IN SHARE ROW EXCLUSIVE MODE"))
    query = sa.select(series.c.series_id, series.c.number)
    numbers: dict[str, int] = {name: number for name, number in connection.execute(query)}  # noqa: C416 - rows
    following = max(numbers.values(), default=-1) + 1
    new = [name for name in dict.fromkeys(series_ids) if name not in numbers]
    given = {name: following + i for i, name in enumerate(new)}
    if given:
        rows = [{"number": number, "series_id": name} for name, number in given.items()]
        connection.execute(sa.insert(series), rows)
    numbers |= given
    return {name: numbers[name] for name in series_ids}
