"""What cases are counted by: each dimension's column and the text of its keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from backend.contract.state import SEVERITIES
from backend.store.case_conditions import c, due_column
from backend.store.errors import StoreError
from backend.store.tables import case_data

AGES = (0, 1, 2, 3, 4, 5, 6, 7, 15, 30, 60, 90)
"""Lower edges of the buckets of age, whole days."""
_DAY_S = 86_400.0


class Dimension(msgspec.Struct, frozen=True):
    """What cases are counted by."""

    column: Any
    """Of the narrow rows (`ColumnElement`)."""
    key: Callable[[Any], str]
    """From the column's value to the key for people; several values may have one key."""


def dimension(name: str, at: float, check_data: Callable[[str, str], None], kind: str) -> Dimension:
    """Return a dimension by its name.

    Args:
        name: a `CaseDim`.
        at: s since epoch: due states and ages are those of then.
        check_data: raises where a data field of a kind is not indexed.
        kind: of the query, empty for all.

    Raises:
        StoreError: there is none of this name.
    """
    if name.startswith("data."):
        data_id = name.removeprefix("data.")
        check_data(data_id, kind)
        value = sa.select(case_data.c.value).where(
            case_data.c.number == c.number, case_data.c.data_id == data_id
        )
        return Dimension(value.scalar_subquery(), _text)
    known = {
        "status": Dimension(c.status, _text),
        "group": Dimension(c.grp, _text),
        "field": Dimension(c.field, _text),
        "unit": Dimension(c.unit_id, _text),
        "area": Dimension(c.area_code, _text),
        "source": Dimension(c.source, _text),
        "assignee": Dimension(c.assignee, _text),
        "severity": Dimension(c.severity, lambda rank: SEVERITIES[rank]),
        "rating": Dimension(c.rating, _text),
        "due": Dimension(due_column(at), _text),
        "day": Dimension(c.opened_day, _day),
        "week": Dimension(c.opened_day, _week),
        "month": Dimension(c.opened_day, _month),
        "finished_day": Dimension(c.finished_day, _day),
        "finished_month": Dimension(c.finished_day, _month),
        "age": Dimension(_age(at), _text),
    }
    if name not in known:
        raise StoreError(
            f"cases cannot be counted by '{name}'", f"expected one of: {', '.join(known)}, data.<id>"
        )
    return known[name]


def _age(at: float) -> sa.ColumnElement[int]:
    return sa.case(*[(c.opened_at <= at - edge * _DAY_S, edge) for edge in reversed(AGES)], else_=0)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _day(day: int | None) -> str:
    return "" if day is None else date.fromordinal(day).isoformat()


def _week(day: int | None) -> str:
    if day is None:
        return ""
    found = date.fromordinal(day)
    return (found - timedelta(days=min(found.weekday(), day - 1))).isoformat()


def _month(day: int | None) -> str:
    return _day(day)[:7]
