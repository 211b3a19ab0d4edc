"""Every stored reading of one series between two instants, as columns: what a back-test judges again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from backend.store import blocks
from backend.store.packing import Rows, span_of
from backend.store.readings import MICRO
from backend.store.tables import block, reading

_SERIES_AT_ONCE = 5_000


class RawColumns(NamedTuple):
    """Readings of one series, `at` ascending and distinct; arrays of one length."""

    at: NDArray[np.float64]
    """s since epoch."""
    value: NDArray[np.float64]
    quality: NDArray[np.uint8]
    """`Quality`; bad ones are among them."""


def raw(connection: Connection, number: int, start: int, end: int) -> RawColumns:
    """Return the readings of a series, packed or not yet, `start` ≤ at ≤ `end` (µs).

    Raises:
        StoreError: a block is damaged.
    """
    # the recent ones first: what is packed in between is then found in both places, not in neither
    loose = blocks.loose(connection, number, start, end)
    return _columns(np.concatenate([_packed(connection, number, start, end), loose]))


def raw_each(connection: Connection, numbers: Sequence[int], start: int, end: int) -> dict[int, RawColumns]:
    """Return the readings of several series at once, `start` ≤ at ≤ `end` (µs); one without any is left out.

    What is not packed yet is gone through once, however many series there are.

    Raises:
        StoreError: a block is damaged.
    """
    parts: dict[int, list[Rows]] = {}
    for i in range(0, len(numbers), _SERIES_AT_ONCE):
        some = numbers[i : i + _SERIES_AT_ONCE]
        loose = sa.select(reading.c.at, reading.c.series, reading.c.value, reading.c.quality)
        rows = blocks.array_of(
            connection.execute(loose.where(reading.c.series.in_(some), reading.c.at.between(start, end)))
        )
        for number in np.unique(rows["series"]).tolist():
            parts.setdefault(number, []).append(rows[rows["series"] == number])
        packed = sa.select(block.c.series, block.c.start, block.c.data)
        within = block.c.start.between(span_of(start), end)
        for number, begin, data in connection.execute(packed.where(block.c.series.in_(some), within)):
            found = blocks.open_block(data, begin, number)
            # the packed copy first: np.unique keeps the first of equal ones
            parts.setdefault(number, []).insert(0, found[(found["at"] >= start) & (found["at"] <= end)])
    each = {number: np.concatenate(several) for number, several in parts.items()}
    return {number: _columns(rows) for number, rows in each.items() if len(rows)}


def _columns(rows: Rows) -> RawColumns:
    """Return rows by time; of two of one instant the first counts."""
    _, firsts = np.unique(rows["at"], return_index=True)
    rows = rows[firsts]
    return RawColumns(rows["at"] / MICRO, rows["value"].copy(), rows["quality"].copy())


def newest_at(connection: Connection, number: int) -> float | None:
    """Return the instant of a series' newest reading, s since epoch; None if it has none."""
    loose = connection.execute(
        sa.select(sa.func.max(reading.c.at)).where(reading.c.series == number)
    ).scalar()
    query = sa.select(block.c.start, block.c.data).where(block.c.series == number)
    row = connection.execute(query.order_by(block.c.start.desc()).limit(1)).one_or_none()
    packed = None if row is None else int(blocks.open_block(row.data, row.start, number)["at"][-1])
    found = [at for at in (loose, packed) if at is not None]
    return max(found) / MICRO if found else None


def _packed(connection: Connection, number: int, start: int, end: int) -> Rows:
    query = (
        sa.select(block.c.start, block.c.data)
        .where(block.c.series == number, block.c.start.between(span_of(start), end))
        .order_by(block.c.start)
    )
    found = [(int(begin), bytes(data)) for begin, data in connection.execute(query)]
    rows = blocks.open_blocks(found, number)
    return rows[(rows["at"] >= start) & (rows["at"] <= end)]
