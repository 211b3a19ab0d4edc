"""The past of one series as columns: raw where it fits, else minutes or hours, joined until they fit."""

from __future__ import annotations

import math

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from backend.contract.messages import Columns
from backend.contract.state import Quality
from backend.store import blocks
from backend.store.packing import HOUR, MINUTE, SUM_ROW, Rows, Sums, coarser, joined, sums, sums_of
from backend.store.readings import MICRO
from backend.store.tables import hour, minute

_LONGEST_IN_MINUTES = 35 * 24 * HOUR
"""Longer pasts come from hours: 50,000 minutes are what can be read while a person waits."""
_NEIGHBOURS = 2.5
"""Readings further apart than so many usual distances have a gap between them."""


def history(  # noqa: PLR0913 - a window, its resolution and where it comes from
    connection: Connection,
    series_id: str,
    number: int,
    *,
    start: int,
    end: int,
    max_points: int,
    gap_s: float | None,
) -> Columns:
    """Return the past of one series.

    Args:
        connection: in a transaction.
        series_id: for the answer.
        number: the series' number.
        start: first instant, µs.
        end: last instant, µs.
        max_points: the answer has at most so many, or one more at its edge.
        gap_s: distance above which neighbours have a gap between them; None: found from the data.
    """
    recent = blocks.recent(connection, number, start, end)
    if _count(connection, number, start, end) + len(recent) <= max_points:
        rows = np.concatenate([blocks.packed(connection, number, start, end), recent])
        return _raw(series_id, rows, gap_s)
    base, table = (MINUTE, minute) if end - start <= _LONGEST_IN_MINUTES else (HOUR, hour)
    step = base * max(1, math.ceil((end - start) / base / max_points))
    query = (
        sa.select(*(table.c[name] for name in Sums._fields))
        .where(table.c.series == number, table.c.start.between(start // step * step, end))
        .order_by(table.c.start)
    )
    stored = np.fromiter((tuple(row) for row in connection.execute(query)), SUM_ROW)
    parts = [sums_of(stored), sums(recent, base)]
    return _rolled(series_id, coarser(joined(parts), step), step, gap_s)


def hourly(connection: Connection, series_id: str, number: int, start: int, end: int) -> Columns:
    """Return the hours of one series between two instants (µs): they stay when its readings have gone."""
    query = (
        sa.select(*(hour.c[name] for name in Sums._fields))
        .where(hour.c.series == number, hour.c.start.between(start // HOUR * HOUR, end))
        .order_by(hour.c.start)
    )
    stored = np.fromiter((tuple(row) for row in connection.execute(query)), SUM_ROW)
    return _rolled(series_id, sums_of(stored), HOUR, None)


def _count(connection: Connection, number: int, start: int, end: int) -> int:
    """Return about how many packed readings lie between, whole minutes or hours counted."""
    step, table = (MINUTE, minute) if end - start <= 48 * HOUR else (HOUR, hour)
    between = table.c.start.between(start // step * step, end)
    query = sa.select(sa.func.sum(table.c.n)).where(table.c.series == number, between)
    return int(connection.execute(query).scalar() or 0)


def _raw(series_id: str, rows: Rows, gap_s: float | None) -> Columns:
    rows = rows[rows["quality"] != Quality.BAD]
    rows = rows[np.argsort(rows["at"], kind="stable")]
    at = rows["at"] / MICRO
    gap = gap_s if gap_s is not None else _NEIGHBOURS * _usual_distance(at)
    return Columns(series_id, _bytes(at), _bytes(rows["value"]), b"", b"", 0.0, gap)


def _rolled(series_id: str, found: Sums, step: int, gap_s: float | None) -> Columns:
    at, step_s = found.start / MICRO, step / MICRO
    usual = _usual_distance(at)
    gap = gap_s if gap_s is not None else (_NEIGHBOURS * usual if usual > step_s else 0.0)
    mean = np.divide(found.total, found.n)
    # A mean of rounded sums must not leave the interval's own extremes.
    value = np.clip(mean, found.low, found.high)
    return Columns(
        series_id,
        _bytes(at),
        _bytes(value),
        _bytes(found.low),
        _bytes(found.high),
        step_s,
        max(gap, 1.5 * step_s),
    )


def _usual_distance(at: NDArray[np.float64]) -> float:
    return float(np.median(np.diff(at))) if len(at) > 1 else 0.0


def _bytes(column: NDArray[np.float64]) -> bytes:
    return np.ascontiguousarray(column, dtype="<f8").tobytes()
