"""Which cases a desk shows: the tile's query, its tab, its filters and its search, held together. Pure."""

from __future__ import annotations

from typing import Any, Literal, get_args

import msgspec

from backend.contract.cases import CaseQuery

Facet = Literal["field", "unit", "area", "source", "severity", "due", "status"]
"""What the filter bar narrows by."""
FACETS: tuple[Facet, ...] = get_args(Facet)
_KEYS: dict[Facet, str] = {
    "field": "fields",
    "unit": "units",
    "area": "areas",
    "source": "sources",
    "severity": "severities",
    "due": "due",
    "status": "statuses",
}
_SETS = (
    "groups", "statuses", "fields", "units", "areas", "sources", "severities", "due", "case_ids", "ratings",
)  # fmt: skip
_STARTS = ("opened_from", "finished_from", "due_from")
_ENDS = ("opened_to", "finished_to", "due_to")
_ONE = ("kind", "assignee", "parent", "reopened", "at")
Box = tuple[float, float, float, float]


class Filter(msgspec.Struct, frozen=True):
    """One chip of the filter bar."""

    facet: Facet
    value: str


class _NothingError(Exception):
    """Two conditions exclude one another."""


def joined(first: CaseQuery, second: CaseQuery) -> CaseQuery | None:
    """Return the query of the cases that fit both, None where no case can.

    A number on the screen and the list behind it come of the same conditions, so the desk never loosens
    one: what both name is cut, what one names is kept.
    """
    try:
        return msgspec.structs.replace(first, **_common(first, second))
    except _NothingError:
        return None


def _common(first: CaseQuery, second: CaseQuery) -> dict[str, Any]:
    both: dict[str, Any] = {}
    for name in _SETS:
        both[name] = _cut(getattr(first, name), getattr(second, name))
    for name in _STARTS:
        both[name] = _outer(getattr(first, name), getattr(second, name), latest=True)
    for name in _ENDS:
        both[name] = _outer(getattr(first, name), getattr(second, name), latest=False)
    for name in _ONE:
        both[name] = _agreed(getattr(first, name), getattr(second, name), absent=_absent(name))
    both["unaccepted"] = first.unaccepted or second.unaccepted
    both["text"] = " ".join(part for part in (first.text, second.text) if part)
    both["box"] = _overlap(first.box, second.box)
    both["data"] = {**first.data, **second.data}
    for key in first.data.keys() & second.data.keys():
        _agreed(first.data[key], second.data[key], absent=None)
    return both


def _absent(name: str) -> object:
    return "" if name in ("kind", "assignee") else None


def _cut(first: tuple[Any, ...], second: tuple[Any, ...]) -> tuple[Any, ...]:
    if not first or not second:
        return first or second
    common = tuple(value for value in first if value in second)
    if not common:
        raise _NothingError
    return common


def _outer(first: float | None, second: float | None, *, latest: bool) -> float | None:
    if first is None or second is None:
        return second if first is None else first
    return max(first, second) if latest else min(first, second)


def _agreed(first: Any, second: Any, *, absent: object) -> Any:
    if absent in (first, second):
        return second if first == absent else first
    if first != second:
        raise _NothingError
    return first


def _overlap(first: Box | None, second: Box | None) -> Box | None:
    if first is None or second is None:
        return first or second
    west, south = max(first[0], second[0]), max(first[1], second[1])
    east, north = min(first[2], second[2]), min(first[3], second[3])
    if west > east or south > north:
        raise _NothingError
    return west, south, east, north


def filter_query(filters: tuple[Filter, ...], text: str = "") -> CaseQuery:
    """Return what chips and search words ask for: values of one facet are alternatives, facets add up."""
    chosen: dict[str, Any] = {}
    for facet in FACETS:
        values = tuple(chip.value for chip in filters if chip.facet == facet)
        if values:
            chosen[_KEYS[facet]] = values
    return CaseQuery(text=" ".join(text.split()), **chosen)


def shown_query(where: CaseQuery, tab: CaseQuery, narrow: CaseQuery) -> CaseQuery | None:
    """Return the query of a tab's list, None where it can hold nothing."""
    within = joined(where, tab)
    return joined(within, narrow) if within is not None else None
