"""Corrected readings: replaces what was stored, wherever it lies by now, roll-ups included.

Only what the centre computes itself is ever corrected; of what is measured the first reading counts. A
correction is written with the batch into a table of its own, and over a reading that is not packed yet. The
housekeeping, which alone changes blocks, then puts it into its block. It lies in wait until the block has it,
so nothing is lost where packing and correcting cross.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from backend.store import blocks
from backend.store.blocks import Key
from backend.store.database import Database
from backend.store.errors import StoreError
from backend.store.packing import HOUR, MINUTE, SUM_ROW, Rows, Sums, coarser, pack, span_of, sums, sums_of
from backend.store.readings import Row
from backend.store.tables import block, correction, hour, minute

MOST_AT_ONCE = 2_000
"""Corrections that are looked at in one go."""
_BREATH_S = 0.001
"""Between two blocks, so that who waits to write readings gets its turn."""


def _put(name: str) -> sa.TextClause:
    return sa.text(
        f"INSERT INTO {name} (at, series, value, quality) "  # noqa: S608 - our names
        "VALUES (:at, :series, :value, :quality) "
        "ON CONFLICT (at, series) DO UPDATE SET value = excluded.value, quality = excluded.quality"
    )


_INTO_WAITING, _INTO_RECENT = _put("correction"), _put("reading")


def put(connection: Connection, rows: Sequence[Row], loose: Iterable[Row]) -> None:
    """Write corrected readings.

    Args:
        connection: in a transaction that may write.
        rows: all of them.
        loose: those of which no block has the instant.
    """
    if rows:
        connection.execute(_INTO_WAITING, _named(rows))
        recent = _named(loose)
        if recent:
            connection.execute(_INTO_RECENT, recent)


def _named(rows: Iterable[Row]) -> list[dict[str, int | float]]:
    return [dict(zip(("at", "series", "value", "quality"), row, strict=True)) for row in rows]


class _Changed(msgspec.Struct):
    """One block before and after."""

    start: int
    series: int
    data: bytes
    """As it was stored."""
    before: Rows
    after: Rows


def fold(database: Database) -> int:
    """Put waiting corrections into the blocks that have their instants, and return how many that were.

    Raises:
        StoreError: a block is damaged; the corrections of the others are in theirs.
    """
    with database.reading() as connection:
        waiting = blocks.array_of(
            connection.execute(
                sa.select(correction.c.at, correction.c.series, correction.c.value, correction.c.quality)
                .order_by(correction.c.at, correction.c.series)
                .limit(MOST_AT_ONCE)
            )
        )
        if not len(waiting):
            return 0
        stored = _stored(connection, {(span_of(int(r["at"])), int(r["series"])) for r in waiting})
    n_folded, damaged = 0, None
    for (start, number), data in stored.items():
        try:
            changed, settled = _corrected(start, number, data, waiting[waiting["series"] == number])
        except StoreError as error:
            damaged = damaged or error
            continue
        with database.writing() as connection:
            if changed is None or _replace(connection, changed):
                _forget(connection, settled)
        n_folded += len(settled)
        time.sleep(_BREATH_S)
    if damaged is not None:
        raise damaged
    return n_folded


def _stored(connection: Connection, keys: set[Key]) -> dict[Key, bytes]:
    query = sa.select(block.c.start, block.c.series, block.c.data)
    return {
        (row.start, row.series): bytes(row.data)
        for some in _some(sorted(keys))
        for row in connection.execute(query.where(sa.tuple_(block.c.start, block.c.series).in_(some)))
    }


def _some(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    for i in range(0, len(keys), 400):
        yield keys[i : i + 400]


def _corrected(start: int, number: int, data: bytes, waiting: Rows) -> tuple[_Changed | None, Rows]:
    """Return a block as corrected, None where it says so already, and the corrections that it has now."""
    before = blocks.open_block(data, start, number)
    mine = waiting[np.isin(waiting["at"], before["at"])]
    where = np.searchsorted(before["at"], mine["at"])
    after = before.copy()
    after["value"][where], after["quality"][where] = mine["value"], mine["quality"]
    same = np.array_equal(after, before)
    return (None if same else _Changed(start, number, data, before, after)), mine


def _replace(connection: Connection, each: _Changed) -> bool:
    """Write a block and its roll-ups; return False if somebody else changed it meanwhile."""
    put_block = (
        sa.update(block)
        .where(block.c.start == each.start, block.c.series == each.series, block.c.data == each.data)
        .values(data=pack(each.after, each.start))
    )
    if connection.execute(put_block).rowcount != 1:
        return False
    begins = each.start // HOUR * HOUR
    whole = _adds_up(connection, each.series, begins)
    _replace_minutes(connection, each)
    if whole:
        _replace_hour(connection, each.series, begins)
    return True


def _replace_minutes(connection: Connection, each: _Changed) -> None:
    """Count the minutes of a block anew, but none of which readings are gone already."""
    before, after = _by_start(sums(each.before, MINUTE)), _by_start(sums(each.after, MINUTE))
    for start in sorted(before.keys() | after.keys()):
        old, new = before.get(start), after.get(start)
        if old == new:
            continue
        of_minute = (minute.c.series == each.series, minute.c.start == start)
        if old is not None:
            gone = connection.execute(sa.delete(minute).where(*of_minute, minute.c.n == old["n"]))
            if gone.rowcount != 1:
                continue
        elif connection.execute(sa.select(minute.c.n).where(*of_minute)).first():
            continue
        if new is not None:
            connection.execute(sa.insert(minute), [new])


def _adds_up(connection: Connection, number: int, begins: int) -> bool:
    """Return whether all that an hour counts is in its minutes."""
    of_hour = sa.select(hour.c.n).where(hour.c.series == number, hour.c.start == begins)
    return sum(row["n"] for row in _minutes(connection, number, begins)) == (
        connection.execute(of_hour).scalar() or 0
    )


def _replace_hour(connection: Connection, number: int, begins: int) -> None:
    rows = _minutes(connection, number, begins)
    connection.execute(sa.delete(hour).where(hour.c.series == number, hour.c.start == begins))
    if rows:
        table = np.array([tuple(row[name] for name in Sums._fields) for row in rows], SUM_ROW)
        (whole,) = _by_start(coarser(sums_of(table), HOUR)).values()
        connection.execute(sa.insert(hour), [whole])


def _minutes(connection: Connection, number: int, begins: int) -> list[dict[str, int | float]]:
    within = minute.c.start.between(begins, begins + HOUR - 1)
    found = connection.execute(sa.select(minute).where(minute.c.series == number, within))
    return [dict(row._mapping) for row in found]  # noqa: SLF001 - SQLAlchemy's public name


def _by_start(of: Sums) -> dict[int, dict[str, int | float]]:
    columns = [column.tolist() for column in of]
    rows = [dict(zip(Sums._fields, row, strict=True)) for row in zip(*columns, strict=True)]
    return {row["start"]: row for row in rows}


def _forget(connection: Connection, settled: Rows) -> None:
    """Let go of corrections that blocks have; one that changed again meanwhile stays."""
    rows = [dict(zip(settled.dtype.names or (), row, strict=True)) for row in settled.tolist()]
    if rows:
        same = "at = :at AND series = :series AND value = :value AND quality = :quality"
        connection.execute(sa.text(f"DELETE FROM correction WHERE {same}"), rows)  # noqa: S608 - our names
