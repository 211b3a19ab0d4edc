"""Lets go of what is older than the centre keeps, a little at a time."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Table

from backend.store.database import Database
from backend.store.packing import HOUR, SPAN
from backend.store.readings import MICRO
from backend.store.tables import block, minute, refused

DAY_S = 86_400
_REFUSED_AT_ONCE = 2_000


def retire_raw(database: Database, before_at: float) -> int:
    """Delete blocks that end before `before_at` (s since epoch) and return how many.

    Only blocks go, and a reading is in a block only if it is in the roll-ups: nothing is lost to charts.
    """
    return _by_start(database, block, int(before_at * MICRO) - SPAN, SPAN)


def retire_minutes(database: Database, before_at: float) -> int:
    """Delete minutes before `before_at` (s since epoch) and return how many; their hours stay."""
    return _by_start(database, minute, int(before_at * MICRO), HOUR)


def retire_refused(database: Database, before_at: float) -> int:
    """Delete what was quarantined before `before_at` (s since epoch) and return how many."""
    n_deleted = 0
    some = sa.select(refused.c.id).where(refused.c.at < before_at).limit(_REFUSED_AT_ONCE)
    while True:
        with database.writing() as connection:
            n_now = connection.execute(sa.delete(refused).where(refused.c.id.in_(some))).rowcount
        n_deleted += n_now
        if n_now < _REFUSED_AT_ONCE:
            return n_deleted


def _by_start(database: Database, table: Table, until: int, piece: int) -> int:
    """Delete the rows whose start is below `until`, `piece` µs of time per transaction."""
    n_deleted = 0
    while True:
        with database.reading() as connection:
            oldest = connection.execute(sa.select(sa.func.min(table.c.start))).scalar()
        if oldest is None or oldest >= until:
            return n_deleted
        end = min(oldest + piece, until)
        with database.writing() as connection:
            n_deleted += connection.execute(sa.delete(table).where(table.c.start < end)).rowcount
