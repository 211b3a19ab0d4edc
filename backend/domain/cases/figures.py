"""Figures over cases: exactly which cases each is made of, and in one sentence how."""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from backend.contract.cases import CaseQuery
from backend.domain.cases.narrowing import narrowed
from backend.domain.cases.periods import bounds
from backend.domain.cases.spec import FigureSpec

RATED = CaseQuery(ratings=(1, 2, 3, 4, 5))
"""Cases that somebody has rated."""
FINISHED = CaseQuery(groups=("done", "refused"), finished_from=0.0)
"""Cases that are over, with the instant at which they were."""


class FigureQueries(NamedTuple):
    """The cases that a figure is computed from, as queries that any list can show."""

    query: CaseQuery
    """Of a share or ratio: its numerator."""
    per: CaseQuery | None
    """Of a share or ratio its denominator, of a mean the cases that it is of; None: a number or sum."""


def figure_queries(spec: FigureSpec, narrow: CaseQuery, now: float, zone: ZoneInfo) -> FigureQueries:
    """Return the queries of a figure.

    Args:
        spec: the figure.
        narrow: holds besides its own conditions; its deadlines are judged at `now`, as the figure's are.
        now: "as of", s since epoch; the period is the one that contains it.
        zone: local time, in which periods begin and end.
    """
    here = replace(narrow, at=now)
    within = narrowed(here, period_query(spec, now, zone))
    query = narrowed(replace(spec.where, at=now), within)
    if spec.value == "ratio" and spec.per is None:
        return FigureQueries(query, query)
    if spec.value in ("share", "ratio") and spec.per is not None:
        kind = spec.per.kind or spec.where.kind
        return FigureQueries(query, narrowed(replace(spec.per, kind=kind, at=now), within))
    if spec.value == "mean_rating":
        query = narrowed(query, RATED)
        return FigureQueries(query, query)
    if spec.value == "mean_hours":
        query = narrowed(query, FINISHED)
        return FigureQueries(query, query)
    return FigureQueries(query, None)


def period_query(spec: FigureSpec, now: float, zone: ZoneInfo) -> CaseQuery:
    """Return the condition of a figure's period; whole days, so that it is the same all day."""
    span = bounds(spec.period, now, zone)
    if span is None:
        return CaseQuery()
    match spec.period_of:
        case "opened":
            return CaseQuery(opened_from=span[0], opened_to=span[1])
        case "finished":
            return CaseQuery(finished_from=span[0], finished_to=span[1])
        case "due":
            return CaseQuery(due_from=span[0], due_to=span[1])


def measured(spec: FigureSpec) -> str:
    """Return what the store has to measure of a figure's cases; "" where counting is enough."""
    if spec.value == "sum":
        return f"sum:{spec.sum_of}"
    return spec.value if spec.value in ("mean_hours", "mean_rating") else ""
