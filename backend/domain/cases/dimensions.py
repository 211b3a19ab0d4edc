"""What cases are counted by: the key of a case in a dimension, and the query of all cases of one key.

Both are one truth: `accepts(cell_query(by, key_of(by, file, …)), file)` always holds, so the cases behind a
cell are found again by its query.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.cases import CaseDim, CaseFile, CaseQuery
from backend.domain.cases.periods import local_day, midnight, month_after

AGES = (0, 1, 2, 3, 4, 5, 6, 7, 15, 30, 60, 90)
"""Lower edges of the ages, whole days since opening."""
DIMENSIONS = (
    "status", "group", "field", "unit", "area", "source", "severity", "due", "rating", "assignee",
    "day", "week", "month", "finished_day", "finished_month", "age",
)  # fmt: skip
DATA = "data."
"""Beginning of a dimension that is a data field."""
_DAY_S = 86_400.0
_CONDITIONS = {
    "status": "statuses",
    "group": "groups",
    "field": "fields",
    "unit": "units",
    "area": "areas",
    "source": "sources",
    "severity": "severities",
    "due": "due",
    "rating": "ratings",
}
"""Dimension → condition of a query that names the same."""


def key_of(by: CaseDim, file: CaseFile, now: float, zone: ZoneInfo) -> str:
    """Return the key of a case in a dimension; "" where it has none.

    Args:
        by: the dimension.
        file: the case.
        now: s since epoch; deadlines and ages are judged at it.
        zone: local time, for days, weeks and months.

    Raises:
        KeyError: there is no such dimension.
    """
    if by.startswith(DATA):
        return file.data.get(by.removeprefix(DATA), "")
    opened = local_day(file.opened_at, zone)
    finished = None if file.finished_at is None else local_day(file.finished_at, zone)
    keys = {
        "status": file.status,
        "group": file.group,
        "field": file.field,
        "unit": file.unit_id,
        "area": file.area_code,
        "source": file.source,
        "severity": file.severity,
        "due": file.due_state(now),
        "rating": "" if file.rating is None else str(file.rating),
        "assignee": file.assignee,
        "day": opened.isoformat(),
        "week": (opened - dt.timedelta(days=opened.weekday())).isoformat(),
        "month": f"{opened:%Y-%m}",
        "finished_day": finished.isoformat() if finished else "",
        "finished_month": f"{finished:%Y-%m}" if finished else "",
        "age": str(age_of(file, now)),
    }
    return keys[by]


def age_of(file: CaseFile, now: float) -> int:
    """Return the lower edge, in days, of the age of a case at `now` (s since epoch)."""
    edges = [now - edge * _DAY_S for edge in AGES]  # falling: opened at an edge's instant is of that edge
    n_reached = sum(file.opened_at <= edge_at for edge_at in edges)
    return AGES[max(n_reached - 1, 0)]


def cell_query(by: CaseDim, key: str, now: float, zone: ZoneInfo) -> CaseQuery | None:
    """Return the query of the cases that have `key` in the dimension `by`; None: no query can say it.

    No query can say "no rating", "no assignee" and "not finished"; and deleted cases are meant only where
    the dimension is the group.

    Args:
        by: the dimension.
        key: as `key_of` makes it.
        now: s since epoch; deadlines and ages are judged at it.
        zone: local time.

    Raises:
        KeyError: there is no such dimension.
    """
    if by.startswith(DATA):
        return CaseQuery(data={by.removeprefix(DATA): key})
    if by not in DIMENSIONS:
        raise KeyError(by)
    if key == "" and by in ("rating", "assignee", "finished_day", "finished_month"):
        return None
    if by in ("day", "week", "month"):
        from_at, to_at = _span(by, key, zone)
        return CaseQuery(opened_from=from_at, opened_to=to_at)
    if by in ("finished_day", "finished_month"):
        from_at, to_at = _span(by, key, zone)
        return CaseQuery(finished_from=from_at, finished_to=to_at)
    if by == "age":
        return _of_age(int(key), now)
    return _equal(by, key, now)


def _equal(by: str, key: str, now: float) -> CaseQuery:
    if by == "assignee":
        return CaseQuery(assignee=key)
    condition: list[object] = [int(key) if by == "rating" else key]
    query = msgspec.convert({_CONDITIONS[by]: condition}, CaseQuery)
    return msgspec.structs.replace(query, at=now) if by == "due" else query


def _span(by: str, key: str, zone: ZoneInfo) -> tuple[float, float]:
    first = dt.date.fromisoformat(key if len(key) > len("2026-11") else f"{key}-01")
    if by.endswith("month"):
        return midnight(first, zone), midnight(month_after(first, 1), zone)
    n_days = 7 if by == "week" else 1
    return midnight(first, zone), midnight(first + dt.timedelta(days=n_days), zone)


def _of_age(edge: int, now: float) -> CaseQuery:
    i = bisect_right(AGES, edge)
    # a query's ends are excluded, an age's edge is included: the next float makes one the other
    to_at = math.nextafter(now - edge * _DAY_S, math.inf) if edge else None
    from_at = math.nextafter(now - AGES[i] * _DAY_S, math.inf) if i < len(AGES) else None
    return CaseQuery(opened_from=from_at, opened_to=to_at)
