"""Two queries that must both hold, as one query: a figure and what a screen narrows it to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec.structs import replace

from backend.contract.cases import CaseGroup, CaseQuery
from backend.domain.cases.words import begins_words

T = TypeVar("T")
Box = tuple[float, float, float, float]

NOTHING = CaseQuery(case_ids=("",))
"""Means no case: none has an empty code. An ordinary query for whoever runs it."""


class NarrowingError(ValueError):
    """Two queries that no single query can say."""


class _EmptyError(Exception):
    """No case can meet both."""


def narrowed(a: CaseQuery, b: CaseQuery) -> CaseQuery:
    """Return the query of the cases that `a` and `b` both mean; `NOTHING` where there can be none.

    Raises:
        NarrowingError: both judge deadlines, at different instants.
    """
    try:
        return _both(a, b)
    except _EmptyError:
        return NOTHING


def _both(a: CaseQuery, b: CaseQuery) -> CaseQuery:
    return CaseQuery(
        kind=_word(a.kind, b.kind),
        groups=_groups(a.groups, b.groups),
        statuses=_common(a.statuses, b.statuses),
        fields=_common(a.fields, b.fields),
        units=_common(a.units, b.units),
        areas=_common(a.areas, b.areas),
        sources=_common(a.sources, b.sources),
        severities=_common(a.severities, b.severities),
        due=_common(a.due, b.due),
        unaccepted=a.unaccepted or b.unaccepted,
        text=" ".join(dict.fromkeys(part for part in (a.text.strip(), b.text.strip()) if part)),
        case_ids=_common(a.case_ids, b.case_ids),
        assignee=_word(a.assignee, b.assignee),
        opened_from=_later(a.opened_from, b.opened_from),
        opened_to=_earlier(a.opened_to, b.opened_to),
        finished_from=_later(a.finished_from, b.finished_from),
        finished_to=_earlier(a.finished_to, b.finished_to),
        due_from=_later(a.due_from, b.due_from),
        due_to=_earlier(a.due_to, b.due_to),
        parent=_same(a.parent, b.parent),
        ratings=_common(a.ratings, b.ratings),
        reopened=_same(a.reopened, b.reopened),
        box=_box(a.box, b.box),
        data=_data(a.data, b.data),
        at=_instant(a, b),
    )


def contains(outer: CaseQuery, inner: CaseQuery) -> bool:
    """Return whether each condition of `outer` follows from one of `inner`.

    Then every case of `inner` is one of `outer`; False does not say that there is one that is not.
    """
    if not begins_words(outer.text, inner.text):
        return False
    within = replace(inner, text="")
    try:
        return _both(within, replace(outer, text="")) == _both(within, CaseQuery())
    except (_EmptyError, NarrowingError):
        return False


def judges(query: CaseQuery) -> bool:
    """Return whether a query judges deadlines, so that its instant matters."""
    return bool(query.due) or query.unaccepted


def _instant(a: CaseQuery, b: CaseQuery) -> float | None:
    if judges(a) and judges(b) and a.at != b.at:
        raise NarrowingError(
            f"one judges deadlines at {a.at}, the other at {b.at}; give both the same instant"
        )
    if judges(a) or judges(b):
        return a.at if judges(a) else b.at
    return b.at if a.at is None else a.at


def _common(a: Sequence[T], b: Sequence[T]) -> tuple[T, ...]:
    if not a or not b:
        return tuple(a or b)
    found = tuple(item for item in a if item in b)
    if not found:
        raise _EmptyError
    return found


def _groups(a: Sequence[CaseGroup], b: Sequence[CaseGroup]) -> tuple[CaseGroup, ...]:
    """Return the groups of both; where one names none it means all but the deleted."""
    if a and b:
        return _common(a, b)
    found = tuple(group for group in (a or b) if group != "deleted")
    if (a or b) and not found:
        raise _EmptyError
    return found


def _word(a: str, b: str) -> str:
    if a and b and a != b:
        raise _EmptyError
    return a or b


def _same(a: T | None, b: T | None) -> T | None:
    if a is not None and b is not None and a != b:
        raise _EmptyError
    return b if a is None else a


def _later(a: float | None, b: float | None) -> float | None:
    return max((each for each in (a, b) if each is not None), default=None)


def _earlier(a: float | None, b: float | None) -> float | None:
    return min((each for each in (a, b) if each is not None), default=None)


def _box(a: Box | None, b: Box | None) -> Box | None:
    if a is None or b is None:
        return b if a is None else a
    west, south = max(a[0], b[0]), max(a[1], b[1])
    east, north = min(a[2], b[2]), min(a[3], b[3])
    if west > east or south > north:
        raise _EmptyError
    return west, south, east, north


def _data(a: dict[str, str], b: dict[str, str]) -> dict[str, str]:
    if any(a[key] != b[key] for key in a.keys() & b.keys()):
        raise _EmptyError
    return a | b
