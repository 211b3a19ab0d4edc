"""The query behind one cell of a count: the query counted, narrowed to the cell's keys. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

from backend.contract.cases import CaseQuery
from widgets.logic import formats

DAY_S = 86400.0
AGE_EDGES = (0, 1, 2, 3, 4, 5, 6, 7, 15, 30, 60, 90)
"""Lower edges of the age buckets, whole days; the last one has no upper edge (`CaseDim` `age`)."""

_LISTS = {
    "status": "statuses",
    "group": "groups",
    "field": "fields",
    "unit": "units",
    "area": "areas",
    "source": "sources",
    "severity": "severities",
    "due": "due",
}
_SPANS = {"day": "opened", "week": "opened", "month": "opened", "finished_day": "finished"}


def narrowed(
    query: CaseQuery, by: Sequence[str], keys: Sequence[str], *, at: float, timezone: str
) -> CaseQuery | None:
    """Return `query` narrowed to the cases of one cell; None where a query cannot say that.

    Args:
        query: what was counted.
        by: dimensions (`CaseDim`).
        keys: the cell's key of each dimension.
        at: instant of the count, s since epoch.
        timezone: of the centre, in which days begin.
    """
    changes: dict[str, Any] = {"at": query.at if query.at is not None else at}
    data = dict(query.data)
    for dim, key in zip(by, keys, strict=True):
        if dim in _LISTS:
            changes[_LISTS[dim]] = (key,)
        elif dim == "rating" and key:
            changes["ratings"] = (int(key),)
        elif dim == "assignee" and key:
            changes["assignee"] = key
        elif dim.startswith("data.") and key:
            data[dim.removeprefix("data.")] = key
        elif dim == "age" and key:
            changes |= age_span(int(key), age_end(int(key)), at)
        elif dim in (*_SPANS, "finished_month") and key:
            changes |= span(dim, key, timezone)
        else:
            return None
    return msgspec.structs.replace(query, **changes, data=data)


def age_span(edge: int, end: int | None, at: float) -> dict[str, float]:
    """Return `opened_from` and `opened_to` of cases of `edge` whole days and more, but below `end`."""
    found = {"opened_to": _after(at - edge * DAY_S)}
    if end is not None:
        found["opened_from"] = _after(at - end * DAY_S)
    return found


def age_end(edge: int) -> int | None:
    """Return the first whole day beyond the bucket that begins at `edge`; None: it has no end."""
    return min((other for other in AGE_EDGES if other > edge), default=None)


def _after(instant: float) -> float:
    """Return the next instant there is: who is exactly so old belongs to the bucket, and ends exclude."""
    return math.nextafter(instant, math.inf)


def span(dim: str, key: str, timezone: str) -> dict[str, float]:
    """Return the conditions that hold a case within a day, week or month of `dim`."""
    first = date.fromisoformat(key if len(key) > 7 else f"{key}-01")
    if dim in ("month", "finished_month"):
        end = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    else:
        end = first + timedelta(days=7 if dim == "week" else 1)
    side = "finished" if dim.startswith("finished") else "opened"
    return {f"{side}_from": midnight(first, timezone), f"{side}_to": midnight(end, timezone)}


def midnight(day: date, timezone: str) -> float:
    """Return the instant at which a day begins, s since epoch."""
    return datetime.combine(day, time(), formats.zone(timezone)).timestamp()


def with_kind(kind: str, where: CaseQuery) -> CaseQuery:
    """Return the query of a tile's options: a kind of case, narrowed by `where`."""
    return msgspec.structs.replace(where, kind=kind or where.kind)
