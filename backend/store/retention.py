"""Lets go of what is older than the centre keeps, a little at a time."""

from __future__ import annotations

import sqlalchemy as sa

from backend.store.database import Database
from backend.store.packing import HOUR, SPAN
from backend.store.readings import MICRO
from backend.store.tables import block, correction, minute, refused, series

DAY_S = 86_400
_REFUSED_AT_ONCE = 2_000
_MINUTES_AT_ONCE = 48 * HOUR


def retire_raw(database: Database, before_at: float) -> int:
    """Delete blocks that end by `before_at` (s since epoch) and return how many.

    Only blocks go, and a reading is in a block only if it is in the roll-ups: nothing is lost to charts. With
    them go the corrections that waited for them.
    """
    end = int(before_at * MICRO) // SPAN * SPAN
    n_blocks = _from_the_oldest(database, block.c.start, sa.true(), end, SPAN)
    _from_the_oldest(database, correction.c.at, sa.true(), end, SPAN)
    return n_blocks


def retire_minutes(database: Database, before_at: float) -> int:
    """Delete minutes before `before_at` (s since epoch) and return how many; their hours stay."""
    with database.reading() as connection:
        numbers = connection.execute(sa.select(series.c.number)).scalars().all()
    after = int(before_at * MICRO)
    return sum(
        _from_the_oldest(database, minute.c.start, minute.c.series == number, after, _MINUTES_AT_ONCE)
        for number in numbers
    )


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


def _from_the_oldest(
    database: Database, instant: sa.Column[int], of: sa.ColumnElement[bool], after: int, piece: int
) -> int:
    """Delete the rows `of` a table whose `instant` is below `after`, `piece` µs of time per transaction."""
    n_deleted = 0
    while True:
        with database.reading() as connection:
            oldest = connection.execute(sa.select(sa.func.min(instant)).where(of)).scalar()
        if oldest is None or oldest >= after:
            return n_deleted
        old = sa.and_(of, instant < min(oldest + piece, after))
        with database.writing() as connection:
            n_deleted += connection.execute(sa.delete(instant.table).where(old)).rowcount
