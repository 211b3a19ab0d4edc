"""What the daemon starts from: the newest reading of each series, and all since an instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from backend.store import blocks
from backend.store.packing import ROW, SPAN, Rows, span_of
from backend.store.readings import MICRO
from backend.store.records import Reading
from backend.store.tables import block, reading

_SERIES_AT_ONCE = 400
_NUMBERS_AT_ONCE = 10_000


def newest(connection: Connection, numbers: Sequence[int]) -> list[Reading]:
    """Return the newest reading of each of these series that has one, in the order asked."""
    last = (
        sa.select(reading.c.series, sa.func.max(reading.c.at).label("at"))
        .group_by(reading.c.series)
        .subquery()
    )
    query = sa.select(reading.c.at, reading.c.series, reading.c.value, reading.c.quality).join(
        last, sa.and_(reading.c.series == last.c.series, reading.c.at == last.c.at)
    )
    found = {row.series: tuple(row) for row in connection.execute(query)}
    for packed in _newest_packed(connection, numbers):
        loose = found.get(packed[1])
        if loose is None or packed[0] > loose[0]:
            found[packed[1]] = packed
    return [_reading(found[number]) for number in numbers if number in found]


def _newest_packed(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[int, int, float, int]]:
    """Yield the last reading of the newest block of each series that has one: one look at the index each."""
    for i in range(0, len(numbers), _NUMBERS_AT_ONCE):
        # As parameters, 4,600 numbers cost SQLAlchemy 0.2 s to write down.
        wanted = ", ".join(f"({int(number)})" for number in numbers[i : i + _NUMBERS_AT_ONCE])
        query = sa.text(
            f"WITH wanted (number) AS (VALUES {wanted}) "  # noqa: S608 - whole numbers
            "SELECT block.series, block.start, block.data FROM wanted "
            "JOIN block ON block.series = wanted.number AND block.start = "
            "(SELECT max(older.start) FROM block AS older WHERE older.series = wanted.number)"
        )
        for number, start, data in connection.execute(query):
            at, series, value, quality = blocks.open_block(data, start, number)[-1].tolist()
            yield at, series, value, quality


def since(connection: Connection, at: int) -> Iterator[Reading]:
    """Yield every reading from `at` (µs) on, by time, block by block of time."""
    recent = sa.select(reading.c.at, reading.c.series, reading.c.value, reading.c.quality)
    loose = blocks.array_of(connection.execute(recent.where(reading.c.at >= at).order_by(reading.c.at)))
    starts = connection.execute(
        sa.select(block.c.start).where(block.c.start >= span_of(at)).distinct().order_by(block.c.start)
    )
    spans = sorted({*starts.scalars(), *np.unique(loose["at"] // SPAN * SPAN).tolist()})
    for start in spans:
        rows = np.concatenate([_packed(connection, start), loose[_within(loose, start)]])
        rows = rows[rows["at"] >= at]
        # the packed copy stands first, and np.unique keeps the first of equal ones
        keys = np.stack([rows["at"], rows["series"].astype("<i8")], axis=1)
        _, firsts = np.unique(keys, axis=0, return_index=True)
        for row in rows[firsts].tolist():
            yield _reading(row)


def since_each(connection: Connection, starts: Mapping[int, int]) -> Iterator[Reading]:
    """Yield the readings of some series, each from its own instant on, in no order.

    Args:
        connection: in a transaction.
        starts: series number to instant (µs).
    """
    if not starts:
        return
    recent = sa.select(reading.c.at, reading.c.series, reading.c.value, reading.c.quality)
    loose = blocks.array_of(connection.execute(recent.where(reading.c.at >= min(starts.values()))))
    from_at = np.full(max(starts) + 1, np.iinfo("<i8").max)
    from_at[list(starts)] = list(starts.values())
    loose = loose[loose["series"] < len(from_at)]
    parts = {
        int(part["series"][0]): part for part in _by_series(loose[loose["at"] >= from_at[loose["series"]]])
    }
    for number, found in _packed_each(connection, starts).items():
        rows = blocks.open_blocks(sorted(found), number)
        part = parts.get(number)
        if part is not None and part["at"].min() <= rows["at"][-1]:
            parts[number] = part[~np.isin(part["at"], rows["at"])]
        yield from map(_reading, rows[rows["at"] >= starts[number]].tolist())
    for part in parts.values():
        yield from map(_reading, part.tolist())


def _by_series(rows: Rows) -> list[Rows]:
    if not len(rows):
        return []
    rows = rows[np.argsort(rows["series"], kind="stable")]
    return np.split(rows, np.flatnonzero(np.diff(rows["series"])) + 1)


def _packed_each(connection: Connection, starts: Mapping[int, int]) -> dict[int, list[tuple[int, bytes]]]:
    """Return start and data of the blocks of each series that reach to its instant or beyond."""
    by_span: dict[int, list[int]] = {}
    for number, at in starts.items():
        by_span.setdefault(span_of(at), []).append(number)
    each: dict[int, list[tuple[int, bytes]]] = {}
    query = sa.select(block.c.series, block.c.start, block.c.data)
    for first, numbers in by_span.items():
        for i in range(0, len(numbers), _SERIES_AT_ONCE):
            some = block.c.series.in_(numbers[i : i + _SERIES_AT_ONCE])
            for number, start, data in connection.execute(query.where(some, block.c.start >= first)):
                each.setdefault(number, []).append((start, bytes(data)))
    return each


def _packed(connection: Connection, start: int) -> Rows:
    query = sa.select(block.c.series, block.c.data).where(block.c.start == start)
    parts = [blocks.open_block(data, start, number) for number, data in connection.execute(query)]
    return np.concatenate(parts) if parts else np.empty(0, ROW)


def _within(rows: Rows, start: int) -> slice:
    first, last = np.searchsorted(rows["at"], [start, start + SPAN])
    return slice(int(first), int(last))


def _reading(row: tuple[int, int, float, int]) -> Reading:
    at, number, value, quality = row
    return number, at / MICRO, value, quality
