"""What the daemon starts from: the newest reading of each series, and all since an instant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from backend.store import blocks
from backend.store.packing import ROW, SPAN, Rows, span_of
from backend.store.readings import MICRO
from backend.store.records import Reading
from backend.store.tables import block, reading


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
    for number, (at, *_) in zip(numbers, (found.get(n, (None,)) for n in numbers), strict=True):
        packed = _newest_packed(connection, number)
        if packed is not None and (at is None or packed[0] > at):
            found[number] = packed
    return [_reading(found[number]) for number in numbers if number in found]


def _newest_packed(connection: Connection, number: int) -> tuple[int, int, float, int] | None:
    query = sa.select(block.c.start, block.c.data).where(block.c.series == number)
    row = connection.execute(query.order_by(block.c.start.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    at, series, value, quality = blocks.open_block(row.data, row.start, number)[-1].tolist()
    return at, series, value, quality


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
