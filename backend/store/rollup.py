"""Packs readings that have settled into blocks and adds them to the minute and hour roll-ups.

A reading becomes part of a roll-up in the transaction that puts it into its block, and only if the block
lacked it: so each counts once, however often the work is interrupted and begun again, and a reading that
comes late is simply added to its old minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from backend.store import blocks
from backend.store.database import Database
from backend.store.packing import HOUR, MINUTE, ROW, SPAN, Rows, Sums, merge, pack, sums
from backend.store.tables import reading, setting

SETTLE_S = 60
"""A reading is packed when its minute is over for this long."""
_BLOCKS_AT_ONCE = 64
_READINGS_AT_ONCE = 2_500
_BREATH_S = 0.001
"""Between two transactions, so that who waits to write readings gets its turn."""

_PUT_BLOCK = sa.text(
    "INSERT INTO block (start, series, n, data) VALUES (:start, :series, :n, :data) "
    "ON CONFLICT (start, series) DO UPDATE SET n = excluded.n, data = excluded.data WHERE block.n = :n_before"
)


def _add(name: str, low: str, high: str) -> sa.TextClause:
    return sa.text(
        f"INSERT INTO {name} (series, start, n, total, low, high, last_at, last_value) "  # noqa: S608 - our names
        "VALUES (:series, :start, :n, :total, :low, :high, :last_at, :last_value) "
        "ON CONFLICT (series, start) DO UPDATE SET "
        f"n = {name}.n + excluded.n, total = {name}.total + excluded.total, "
        f"low = {low}({name}.low, excluded.low), high = {high}({name}.high, excluded.high), "
        f"last_value = CASE WHEN excluded.last_at > {name}.last_at THEN excluded.last_value "
        f"ELSE {name}.last_value END, last_at = {high}({name}.last_at, excluded.last_at)"
    )


class _OvertakenError(Exception):
    """Somebody else changed what this slice is about: leave it for the next round."""


def roll_up(database: Database, now: float, max_readings: int, before_clearing: Callable[[int], None]) -> int:
    """Pack settled readings and return how many.

    Args:
        database: the store's.
        now: s since epoch; readings from minutes that ended `SETTLE_S` before are packed.
        max_readings: at most about so many.
        before_clearing: told the instant (µs) before which readings may be in blocks only from now on.
    """
    cutoff = int((now - SETTLE_S) // 60) * MINUTE
    rows, end = _settled(database, cutoff, max_readings)
    if not len(rows):
        return 0
    try:
        by_block = rows[np.lexsort((rows["at"], rows["series"], rows["at"] // SPAN))]
        for piece in _pieces(by_block):
            _pack(database, piece)
            time.sleep(_BREATH_S)
        before_clearing(end)
        _clear(database, rows, end)
    except _OvertakenError:
        return 0
    return len(rows)


def _settled(database: Database, cutoff: int, limit: int) -> tuple[Rows, int]:
    """Return the oldest readings before `cutoff`, whole instants only, and the instant that ends them."""
    query = sa.select(reading.c.at, reading.c.series, reading.c.value, reading.c.quality)
    ordered = query.order_by(reading.c.at, reading.c.series)
    with database.reading() as connection:
        rows = blocks.array_of(connection.execute(ordered.where(reading.c.at < cutoff).limit(limit)))
        if len(rows) < limit:
            return rows, cutoff
        last = int(rows["at"][-1])
        if last > rows["at"][0]:
            return rows[rows["at"] < last], last
        return blocks.array_of(connection.execute(ordered.where(reading.c.at == last))), last + 1


def _pieces(rows: Rows) -> Iterator[list[Rows]]:
    """Yield lists of at most `_BLOCKS_AT_ONCE` blocks' worth of rows."""
    changed = (np.diff(rows["series"]) != 0) | (np.diff(rows["at"] // SPAN) != 0)
    groups = np.split(rows, np.flatnonzero(changed) + 1)
    for i in range(0, len(groups), _BLOCKS_AT_ONCE):
        yield groups[i : i + _BLOCKS_AT_ONCE]


def _pack(database: Database, groups: list[Rows]) -> None:
    """Merge each group into its block; the slow part happens before the transaction."""
    keys = [(int(group["at"][0]) // SPAN * SPAN, int(group["series"][0])) for group in groups]
    with database.reading() as connection:
        kept = blocks.fetch(connection, keys)
    puts: list[dict[str, object]] = []
    fresh: list[Rows] = []
    for (start, series), group in zip(keys, groups, strict=True):
        before = kept.get((start, series), np.empty(0, ROW))
        merged, new = merge(before, group)
        if not len(new):
            continue
        fresh.append(new)
        data = pack(merged, start)
        puts.append(
            {"start": start, "series": series, "n": len(merged), "data": data, "n_before": len(before)}
        )
    if puts:
        rows = np.concatenate(fresh)
        rows = rows[np.lexsort((rows["at"], rows["series"]))]
        additions = (("minute", sums(rows, MINUTE)), ("hour", sums(rows, HOUR)))
        with database.writing() as connection:
            if connection.execute(_PUT_BLOCK, puts).rowcount != len(puts):
                raise _OvertakenError
            for name, added in additions:
                _add_sums(connection, name, added, is_sqlite=database.is_sqlite)


def _add_sums(connection: Connection, name: str, added: Sums, *, is_sqlite: bool) -> None:
    if not len(added.n):
        return
    statement = _add(name, "min", "max") if is_sqlite else _add(name, "least", "greatest")
    columns = [column.tolist() for column in added]
    rows = [dict(zip(Sums._fields, row, strict=True)) for row in zip(*columns, strict=True)]
    connection.execute(statement, rows)


def _clear(database: Database, rows: Rows, end: int) -> None:
    """Take packed readings out of the recent table, unless others came between them meanwhile."""
    at = rows["at"]
    first = 0
    while first < len(at):
        last = min(first + _READINGS_AT_ONCE, len(at)) - 1
        after = int(np.searchsorted(at, at[last], side="right"))
        until = int(at[after]) if after < len(at) else end
        with database.writing() as connection:
            between = reading.c.at.between(int(at[first]), until - 1)
            if connection.execute(sa.delete(reading).where(between)).rowcount != after - first:
                raise _OvertakenError
            _remember(connection, until)
        first = after
        time.sleep(_BREATH_S)


def packed_until(connection: Connection) -> int:
    """Return the instant (µs) from which on no reading was ever packed."""
    found = connection.execute(sa.select(setting.c.value).where(setting.c.name == "packed_until")).scalar()
    return int(found) if found is not None else -(2**63)


def _remember(connection: Connection, until: int) -> None:
    if until > packed_until(connection):
        connection.execute(
            sa.text(
                "INSERT INTO setting (name, value) VALUES ('packed_until', :value) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
            ),
            {"value": str(until)},
        )
