"""Reads case files: pages of a list, exact counts, groups, positions, measures. `docs/store.md` says how."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from backend.contract.case_requests import CasePoints, CountRow
from backend.contract.cases import CaseFile, CaseQuery, DueState
from backend.store import case_conditions
from backend.store.case_conditions import Plan, c, due_column, number_column
from backend.store.case_counts import Dimension, dimension
from backend.store.case_rows import PLACES, chunks
from backend.store.database import Database
from backend.store.errors import StoreError
from backend.store.records import CaseRow
from backend.store.tables import case_body, case_data, case_file

Order = Literal["newest", "oldest", "due", "severity", "changed", "code"]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""Where days begin unless a centre says otherwise."""

_ON_DESK = {"status", "group", "due", "severity", "unit", "field", "area"}
"""Dimensions that the index `case_desk` has."""
_DUE_STATES: tuple[DueState, ...] = get_args(DueState)
_decoder = msgspec.msgpack.Decoder(CaseFile)
_ORDERS: dict[str, tuple[sa.UnaryExpression[Any], ...]] = {
    "due": (c.due_at.asc().nulls_last(), c.case_id.asc()),
    "severity": (c.severity.asc(), c.case_id.asc()),
    "changed": (c.changed_at.desc(), c.case_id.asc()),
    "code": (c.case_id.asc(),),
}
"""`newest` and `oldest` go by the number."""


class CaseFiles:
    """The case files of one database. Every method may be called from any thread."""

    def __init__(self, database: Database, zone: ZoneInfo = ZONE) -> None:
        """Read from `database`; days begin in `zone`."""
        self._database, self.zone = database, zone
        self.indexed: Mapping[str, frozenset[str]] = {}
        """Kind to the data fields by which its cases are filtered and counted; set before anything is
        written."""

    def by_ids(self, case_ids: Sequence[str]) -> list[CaseRow]:
        """Return the cases of these ids with what their deadlines need, in their order, deleted ones too.

        Unknown ids are left out.
        """
        found: dict[str, CaseRow] = {}
        with self._database.reading() as connection:
            for part in chunks(case_ids):
                query = (
                    sa.select(c.case_id, case_body.c.payload, case_body.c.state)
                    .join_from(case_file, case_body, c.number == case_body.c.number)
                    .where(c.case_id.in_(part))
                )
                for row in connection.execute(query):
                    found[row.case_id] = CaseRow(_file(row.payload, row.case_id), bytes(row.state))
        return [found[case_id] for case_id in case_ids if case_id in found]

    def find(
        self, query: CaseQuery, order: Order = "newest", offset: int = 0, limit: int = 50, now: float = 0.0
    ) -> list[CaseFile]:
        """Return one page of the cases of a query.

        Args:
            query: which cases.
            order: of the list; ties go by code.
            offset: so many are left out before the page.
            limit: at most so many.
            now: s since epoch; deadlines are judged then unless the query says when.

        Raises:
            StoreError: the query asks for a data field that is not indexed, or the database fails.
        """
        with self._database.reading() as connection:
            plan = self._plan(connection, query, now)
            if order in _ORDERS:
                asked = self._asked(plan, [c.number]).order_by(*_ORDERS[order]).limit(limit).offset(offset)
                numbers = list(connection.execute(asked).scalars())
            else:
                numbers = self._by_opening(connection, plan, (offset, limit), newest=order == "newest")
            return _whole(connection, numbers)

    def count(self, query: CaseQuery, now: float = 0.0) -> int:
        """Return how many cases a query has, exactly."""
        with self._database.reading() as connection:
            return self._count(connection, self._plan(connection, query, now))

    def count_by(self, query: CaseQuery, by: Sequence[str], now: float = 0.0) -> list[CountRow]:
        """Return how many cases have which keys; in no order.

        Args:
            query: which cases.
            by: `CaseDim`s; none: one row without keys.
            now: s since epoch, for due states and ages.

        Raises:
            StoreError: there is no such dimension, or the database fails.
        """
        if not by:
            return [CountRow((), self.count(query, now))]
        at = now if query.at is None else query.at
        dimensions = [dimension(one, at, self._check_data, query.kind) for one in by]
        with self._database.reading() as connection:
            plan = self._plan(connection, query, now)
            columns = [one.column.label(f"k{i}") for i, one in enumerate(dimensions)]
            on_desk = set(by) <= _ON_DESK
            asked = self._asked(plan, [*columns, sa.func.count().label("n")], on_desk=on_desk)
            asked = asked.group_by(*[sa.literal_column(f"k{i}") for i in range(len(columns))])
            found = connection.execute(asked).all()
        return _summed(found, dimensions)

    def points(self, query: CaseQuery, limit: int = 100_000, now: float = 0.0) -> CasePoints:
        """Return the positions of a query's cases, at most `limit`, those opened last."""
        at = now if query.at is None else query.at
        with self._database.reading() as connection:
            plan = self._plan(connection, query, now)
            n_total = self._count(connection, plan)
            placed = sa.and_(c.lat.is_not(None), c.lon.is_not(None))
            n_placed = connection.execute(self._asked(plan, [sa.func.count()]).where(placed)).scalar_one()
            columns = [c.case_id, c.lat, c.lon, c.severity, due_column(at).label("due"), c.field]
            asked = self._asked(plan, columns).where(placed).order_by(c.number.desc()).limit(limit)
            rows = connection.execute(asked).all()
        due = [_DUE_STATES.index(row.due) for row in rows]
        return CasePoints(
            case_ids=tuple(row.case_id for row in rows),
            lat=np.array([row.lat for row in rows], np.float64).tobytes(),
            lon=np.array([row.lon for row in rows], np.float64).tobytes(),
            severity=np.array([row.severity for row in rows], np.uint8).tobytes(),
            due=np.array(due, np.uint8).tobytes(),
            fields=tuple(row.field for row in rows),
            n_without=n_total - n_placed,
            n_total=n_total,
        )

    def measure(self, query: CaseQuery, what: str, now: float = 0.0) -> tuple[float | None, int]:
        """Return a measure over the cases of a query, and over how many of them it is.

        Args:
            query: which cases.
            what: `mean_hours` (from opening to finish, h), `mean_rating`, or `sum:<id>` of a data field
                (values that are no number are left out).
            now: s since epoch, for due states.

        Returns:
            The value, None where no case has one; the number of cases that have one.

        Raises:
            StoreError: there is no such measure, or the database fails.
        """
        with self._database.reading() as connection:
            plan = self._plan(connection, query, now)
            if what.startswith("sum:"):
                return self._sum(connection, plan, what.removeprefix("sum:"), query.kind)
            values = {"mean_hours": (c.finished_at - c.opened_at) / 3600.0, "mean_rating": c.rating}
            if what not in values:
                cure = "expected one of: mean_hours, mean_rating, sum:<data field>"
                raise StoreError(f"cases have no measure '{what}'", cure)
            columns = [sa.func.sum(sa.cast(values[what], sa.Double)), sa.func.count(values[what])]
            total, n = connection.execute(self._asked(plan, columns)).one()
        return (float(total) / n, n) if n else (None, 0)

    def last_number(self, prefix: str) -> int:
        """Return the highest number that follows `prefix` in a case's id; 0 if there is none."""
        ids = sa.select(c.case_id).where(c.case_id >= prefix, c.case_id <= f"{prefix}\U0010ffff")
        with self._database.reading() as connection:
            ends = [one[len(prefix) :] for one in connection.execute(ids).scalars()]
        return max((int(end) for end in ends if end.isascii() and end.isdigit()), default=0)

    def newest_change(self) -> float:
        """Return when a case changed last, s since epoch; 0 where there is none."""
        with self._database.reading() as connection:
            return float(connection.execute(sa.select(sa.func.max(c.changed_at))).scalar() or 0.0)

    # ---- inside -----------------------------------------------------------------------------------

    def _plan(self, connection: Connection, query: CaseQuery, now: float) -> Plan:
        for data_id in query.data:
            self._check_data(data_id, query.kind)
        return case_conditions.plan(connection, query, now if query.at is None else query.at)

    def _check_data(self, data_id: str, kind: str) -> None:
        known = self.indexed.get(kind, frozenset()) if kind else frozenset().union(*self.indexed.values())
        if data_id not in known:
            raise StoreError(
                f"cases of kind '{kind}' cannot be filtered or counted by their field '{data_id}'",
                f"write `indexed: true` with it; indexed are: {', '.join(sorted(known)) or 'none'}",
            )

    def _asked(self, plan: Plan, columns: list[Any], *, on_desk: bool = False) -> sa.Select[Any]:
        """Return the question for columns of the rows, `on_desk` if `case_desk` has them all."""
        is_sqlite = self._database.is_sqlite
        return case_conditions.select(
            plan, columns, is_sqlite=is_sqlite, use_index=plan.narrow, on_desk=on_desk
        )

    def _numbers(self, plan: Plan, columns: Callable[[Any], list[Any]]) -> tuple[sa.Select[Any], Any]:
        """Return the question for numbers (and what comes of them), and the column that has them."""
        use_index = bool(plan.sought)
        number = number_column(is_sqlite=self._database.is_sqlite, use_index=use_index)
        asked = case_conditions.select(
            plan,
            columns(number),
            is_sqlite=self._database.is_sqlite,
            index_only=plan.exact,
            use_index=use_index,
        )
        return asked, number

    def _count(self, connection: Connection, plan: Plan) -> int:
        if plan.narrow or (plan.exact and not plan.on_desk):
            asked, _ = self._numbers(plan, lambda number: [sa.func.count()])
        else:
            asked = self._asked(plan, [sa.func.count()], on_desk=True)
        return int(connection.execute(asked).scalar_one())

    def _by_opening(
        self, connection: Connection, plan: Plan, page: tuple[int, int], *, newest: bool
    ) -> list[int]:
        """Return the numbers of one page (offset, limit) by opening, ties by code.

        Numbers go by the second of opening. So the seconds at the page's two ends are read whole, and put
        in order with what lies between.
        """
        offset, limit = page
        asked, number = self._numbers(plan, lambda number: [number])
        asked = asked.order_by(number.desc() if newest else number.asc()).limit(limit).offset(offset)
        found: list[int] = list(connection.execute(asked).scalars())
        if not found:
            return []
        low, high = min(found) // PLACES * PLACES, max(found) // PLACES * PLACES + PLACES
        asked, number = self._numbers(plan, lambda number: [number])
        around = asked.where(number >= low, number < high)
        numbers = list(connection.execute(around).scalars())
        n_before = sum(one > found[0] if newest else one < found[0] for one in numbers)
        keys: list[tuple[float, str, int]] = []
        for part in chunks(numbers):
            row = sa.select(c.number, c.opened_at, c.case_id).where(c.number.in_(part))
            keys += [
                (-r.opened_at if newest else r.opened_at, r.case_id, r.number)
                for r in connection.execute(row)
            ]
        return [key[2] for key in sorted(keys)[n_before : n_before + len(found)]]

    def _sum(self, connection: Connection, plan: Plan, data_id: str, kind: str) -> tuple[float | None, int]:
        if data_id in self.indexed.get(kind, frozenset()):
            asked = self._asked(plan, [case_data.c.value, sa.func.count()])
            asked = asked.where(case_data.c.number == c.number, case_data.c.data_id == data_id)
            values = [(_number(v), n) for v, n in connection.execute(asked.group_by(case_data.c.value))]
        else:
            asked = self._asked(plan, [case_body.c.payload, c.case_id]).where(case_body.c.number == c.number)
            rows = connection.execution_options(yield_per=1000).execute(asked)
            values = [(_number(_file(row.payload, row.case_id).data.get(data_id, "")), 1) for row in rows]
        usable = [(value, n) for value, n in values if value is not None]
        n_cases = sum(n for _, n in usable)
        return (sum(value * n for value, n in usable), n_cases) if n_cases else (None, 0)


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def _summed(rows: Sequence[sa.Row[Any]], dimensions: Sequence[Dimension]) -> list[CountRow]:
    found: dict[tuple[str, ...], int] = {}
    for row in rows:
        keys = tuple(one.key(value) for one, value in zip(dimensions, row, strict=False))
        found[keys] = found.get(keys, 0) + row[-1]
    return [CountRow(keys, n) for keys, n in found.items()]


def _whole(connection: Connection, numbers: Sequence[int]) -> list[CaseFile]:
    found: dict[int, CaseFile] = {}
    for part in chunks(numbers):
        query = sa.select(case_body.c.number, case_body.c.payload).where(case_body.c.number.in_(part))
        found |= {row.number: _file(row.payload, str(row.number)) for row in connection.execute(query)}
    return [found[number] for number in numbers]


def _file(payload: bytes, name: str) -> CaseFile:
    try:
        return _decoder.decode(payload)
    except msgspec.DecodeError as error:
        raise StoreError(
            f"the stored case '{name}' cannot be read ({error})",
            "it was written by another version of this program: run that version, or restore a backup",
        ) from error
