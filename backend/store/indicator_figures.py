"""Figures of indicators in the store: every version of each, the accepted one at once; and their plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from backend.contract.indicators import FigureState
from backend.domain.indicators.figure import FigureKey, FigureRow, PlanRow
from backend.store.database import Database
from backend.store.errors import StoreError
from backend.store.tables import indicator_figure, indicator_plan

_decoder = msgspec.msgpack.Decoder(FigureRow)
_PUT_FIGURE = sa.text(
    "INSERT INTO indicator_figure (code, period, area, breakdown, version, state, value, payload) "
    "VALUES (:code, :period, :area, :breakdown, :version, :state, :value, :payload) "
    "ON CONFLICT (code, period, area, breakdown, version) DO UPDATE SET state = excluded.state, "
    "value = excluded.value, payload = excluded.payload"
)
_PUT_PLAN = sa.text(
    'INSERT INTO indicator_plan (code, period, area, version, plan, at, "by", note) '
    "VALUES (:code, :period, :area, :version, :plan, :at, :by, :note) "
    "ON CONFLICT (code, period, area, version) DO NOTHING"
)
_AT_ONCE = 500
"""Codes in one question: databases limit how many parameters one may have."""


def put_figures(connection: Connection, rows: Sequence[FigureRow]) -> None:
    """Keep versions of figures as they are now; of two with one version the later counts."""
    newest = {(row.key, row.version): row for row in rows}
    if newest:
        # What gives way must do so before another version may be the accepted one.
        ordered = sorted(newest.values(), key=lambda row: row.state == "accepted")
        connection.execute(_PUT_FIGURE, [_values(row) for row in ordered])


def _values(row: FigureRow) -> dict[str, object]:
    return {
        "code": row.key.code,
        "period": row.key.period,
        "area": row.key.area,
        "breakdown": row.key.breakdown,
        "version": row.version,
        "state": row.state,
        "value": row.value,
        "payload": msgspec.msgpack.encode(row),
    }


def put_plans(connection: Connection, rows: Sequence[PlanRow]) -> None:
    """Keep versions of plans; a version never changes."""
    if rows:
        connection.execute(_PUT_PLAN, [msgspec.structs.asdict(row) for row in rows])


class IndicatorFigures:
    """Reads figures and plans; every method may be called from any thread."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def accepted(
        self,
        codes: Iterable[str],
        *,
        period: str | None = None,
        area: str | None = None,
        breakdown: str | None = None,
    ) -> list[FigureRow]:
        """Return the accepted figures of some indicators, in no order.

        Args:
            codes: of the indicators.
            period: of this one only; None: of all.
            area: of this one only; None: of all.
            breakdown: of this one only; None: of all.
        """
        table = indicator_figure
        query = sa.select(table.c.payload).where(table.c.state == "accepted")
        for column, wanted in (
            (table.c.period, period),
            (table.c.area, area),
            (table.c.breakdown, breakdown),
        ):
            if wanted is not None:
                query = query.where(column == wanted)
        found: list[FigureRow] = []
        with self._database.reading() as connection:
            for part in _parts(codes):
                found += [_row(row) for row in connection.execute(query.where(table.c.code.in_(part)))]
        return found

    def versions(self, key: FigureKey) -> list[FigureRow]:
        """Return every version of one figure, newest first."""
        table = indicator_figure
        query = (
            sa.select(table.c.payload)
            .where(table.c.code == key.code, table.c.period == key.period)
            .where(table.c.area == key.area, table.c.breakdown == key.breakdown)
            .order_by(table.c.version.desc())
        )
        with self._database.reading() as connection:
            return [_row(row) for row in connection.execute(query)]

    def newest_of(self, keys: Iterable[FigureKey]) -> dict[FigureKey, list[FigureRow]]:
        """Return every version of many figures, newest first; those that have none are left out."""
        wanted = set(keys)
        table = indicator_figure
        found: dict[FigureKey, list[FigureRow]] = {}
        with self._database.reading() as connection:
            for part in _parts(dict.fromkeys(key.code for key in wanted)):
                query = sa.select(table.c.payload).where(table.c.code.in_(part))
                for row in map(_row, connection.execute(query.order_by(table.c.version.desc()))):
                    if row.key in wanted:
                        found.setdefault(row.key, []).append(row)
        return found

    def in_state(self, states: Sequence[FigureState], codes: Iterable[str], limit: int) -> list[FigureRow]:
        """Return at most `limit` figures in some states, in the order of their codes and periods."""
        table = indicator_figure
        query = sa.select(table.c.payload).where(table.c.state.in_(states))
        query = query.order_by(table.c.code, table.c.period, table.c.area, table.c.breakdown)
        found: list[FigureRow] = []
        with self._database.reading() as connection:
            for part in _parts(codes):
                rows = connection.execute(query.where(table.c.code.in_(part)).limit(limit - len(found)))
                found += [_row(row) for row in rows]
                if len(found) >= limit:
                    break
        return found

    def periods(self, codes: Iterable[str], area: str | None = None) -> set[str]:
        """Return the periods that have accepted figures of some indicators."""
        table = indicator_figure
        query = sa.select(table.c.period).distinct().where(table.c.state == "accepted")
        if area is not None:
            query = query.where(table.c.area == area)
        found: set[str] = set()
        with self._database.reading() as connection:
            for part in _parts(codes):
                found |= set(connection.execute(query.where(table.c.code.in_(part))).scalars())
        return found

    def plans(self, codes: Iterable[str], area: str | None = None) -> list[PlanRow]:
        """Return the newest version of every plan of some indicators, in no order."""
        table = indicator_plan
        newest: dict[tuple[str, str, str], PlanRow] = {}
        query = sa.select(table).order_by(table.c.version)
        if area is not None:
            query = query.where(table.c.area == area)
        with self._database.reading() as connection:
            for part in _parts(codes):
                for r in connection.execute(query.where(table.c.code.in_(part))):
                    row = PlanRow(r.code, r.period, r.area, r.version, r.plan, r.at, r.by, r.note)
                    newest[row.code, row.period, row.area] = row
        return list(newest.values())


def _parts(codes: Iterable[str]) -> Iterable[list[str]]:
    listed = list(codes)
    return (listed[start : start + _AT_ONCE] for start in range(0, len(listed), _AT_ONCE))


def _row(row: Row[tuple[bytes]]) -> FigureRow:
    try:
        return _decoder.decode(row.payload)
    except msgspec.DecodeError as error:
        raise StoreError(
            f"a stored figure cannot be read ({error})",
            "it was written by another version of this program: run that version, or restore a backup",
        ) from error
