"""Ten minutes of one series as one block of compressed columns, and the sums that roll-ups are made of.

Pure: arrays in, arrays and bytes out. Instants are int64 microseconds since the epoch.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backend.contract.state import Quality

SPAN = 600_000_000
"""Length of a block, µs."""
MINUTE = 60_000_000
HOUR = 3_600_000_000

ROW = np.dtype([("at", "<i8"), ("series", "<i4"), ("value", "<f8"), ("quality", "u1")])
"""One reading; an array of these is what the functions here call rows."""

Rows = NDArray[Any]
"""Array of `ROW`."""

_BYTES_EACH = 13  # offset u4, value f8, quality u1


class Sums(NamedTuple):
    """What a roll-up keeps of each interval; arrays of one length, by series and start ascending."""

    series: NDArray[np.int32]
    start: NDArray[np.int64]
    n: NDArray[np.int64]
    total: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    last_at: NDArray[np.int64]
    last_value: NDArray[np.float64]


SUM_ROW = np.dtype(list(zip(Sums._fields, ("i4", "i8", "i8", "f8", "f8", "f8", "i8", "f8"), strict=True)))
"""One interval; for arrays of them."""


def sums_of(table: NDArray[Any]) -> Sums:
    """Return an array of `SUM_ROW` as columns."""
    return Sums(*[table[name] for name in Sums._fields])


NO_SUMS = sums_of(np.empty(0, SUM_ROW))


def span_of(at: int) -> int:
    """Return the start of the block that the instant `at` (µs) lies in."""
    return at // SPAN * SPAN


def pack(rows: Rows, start: int) -> bytes:
    """Return the block of `rows`.

    Args:
        rows: readings of one series, `at` ascending and distinct, all within `SPAN` of `start`.
        start: start of the block, µs.
    """
    offsets = np.diff(rows["at"] - start, prepend=0).astype("<u4")
    columns = offsets.tobytes() + rows["value"].tobytes() + rows["quality"].tobytes()
    return zlib.compress(columns, level=1)


def unpack(data: bytes, start: int, series: int) -> Rows:
    """Return the rows that `pack` made `data` of.

    Raises:
        ValueError: the block is damaged.
    """
    try:
        columns = zlib.decompress(data)
    except zlib.error as error:
        raise ValueError(f"the block of series {series} at {start} is damaged ({error})") from error
    n = len(columns) // _BYTES_EACH
    rows = np.empty(n, ROW)
    rows["at"] = np.cumsum(np.frombuffer(columns, "<u4", n).astype("<i8")) + start
    rows["series"] = series
    rows["value"] = np.frombuffer(columns, "<f8", n, 4 * n)
    rows["quality"] = np.frombuffer(columns, "u1", n, 12 * n)
    return rows


def unpack_all(blocks: Sequence[tuple[int, bytes]], series: int) -> Rows:
    """Return the rows of many blocks of one series, ten times as fast as one after the other.

    Args:
        blocks: start (µs) and data of each, by start.
        series: number of the series.

    Raises:
        ValueError: a block is damaged.
    """
    offsets, values, qualities, lengths = [], [], [], []
    for start, data in blocks:
        try:
            columns = zlib.decompress(data)
        except zlib.error as error:
            raise ValueError(f"the block of series {series} at {start} is damaged ({error})") from error
        n = len(columns) // _BYTES_EACH
        offsets.append(columns[: 4 * n])
        values.append(columns[4 * n : 12 * n])
        qualities.append(columns[12 * n :])
        lengths.append(n)
    n_of = np.array(lengths, np.int64)
    rows = np.empty(int(n_of.sum()), ROW)
    summed = np.cumsum(np.frombuffer(b"".join(offsets), "<u4").astype("<i8"))
    ends = np.cumsum(n_of)
    before = np.concatenate([np.zeros(1, np.int64), summed])[ends - n_of]  # offsets begin anew in each block
    starts = np.array([start for start, _ in blocks], np.int64)
    rows["at"] = summed + np.repeat(starts - before, n_of)
    rows["series"] = series
    rows["value"] = np.frombuffer(b"".join(values), "<f8")
    rows["quality"] = np.frombuffer(b"".join(qualities), "u1")
    return rows


def merge(kept: Rows, incoming: Rows) -> tuple[Rows, Rows]:
    """Return all rows in order of time, and those of `incoming` that `kept` lacks.

    Args:
        kept: rows of one series, `at` ascending and distinct; where both have an instant, these count.
        incoming: rows of the same series, `at` ascending and distinct.
    """
    new = incoming[~np.isin(incoming["at"], kept["at"])]
    if not len(kept):
        return new, new
    both = np.concatenate([kept, new])
    return both[np.argsort(both["at"], kind="stable")], new


def sums(rows: Rows, step: int) -> Sums:
    """Return what a roll-up to intervals of `step` µs keeps of `rows`.

    Readings that their source calls bad count for nothing.

    Args:
        rows: readings, by series and then `at` ascending.
        step: length of the intervals, µs.
    """
    rows = rows[rows["quality"] != Quality.BAD]
    start = rows["at"] // step * step
    firsts = _firsts(rows["series"], start)
    if not len(firsts):
        return NO_SUMS
    lasts = np.append(firsts[1:], len(rows)) - 1
    value = rows["value"]
    return Sums(
        rows["series"][firsts],
        start[firsts],
        lasts - firsts + 1,
        np.add.reduceat(value, firsts),
        np.minimum.reduceat(value, firsts),
        np.maximum.reduceat(value, firsts),
        rows["at"][lasts],
        value[lasts],
    )


def coarser(fine: Sums, step: int) -> Sums:
    """Return `fine` (of one series, in any order, intervals may stand twice) summed to `step` µs."""
    order = np.lexsort((fine.last_at, fine.start))
    fine = _picked(fine, order)
    start = fine.start // step * step
    firsts = _firsts(fine.series, start)
    if not len(firsts):
        return fine
    lasts = np.append(firsts[1:], len(start)) - 1
    return Sums(
        fine.series[firsts],
        start[firsts],
        np.add.reduceat(fine.n, firsts),
        np.add.reduceat(fine.total, firsts),
        np.minimum.reduceat(fine.low, firsts),
        np.maximum.reduceat(fine.high, firsts),
        fine.last_at[lasts],
        fine.last_value[lasts],
    )


def joined(parts: list[Sums]) -> Sums:
    """Return the intervals of all `parts` one after the other."""
    return Sums(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _picked(of: Sums, order: NDArray[np.intp]) -> Sums:
    columns: list[Any] = [column[order] for column in of]
    return Sums(*columns)


def _firsts(series: NDArray[np.int32], start: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return where each run of equal (series, start) begins."""
    if not len(start):
        return np.empty(0, np.intp)
    changed = (np.diff(series) != 0) | (np.diff(start) != 0)
    return np.concatenate([np.zeros(1, np.intp), np.flatnonzero(changed) + 1])
