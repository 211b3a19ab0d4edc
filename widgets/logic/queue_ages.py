"""Open cases by their age and how they stand with their deadline. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import msgspec

from backend.contract.case_requests import CaseCounts
from widgets.logic.drill import AGE_EDGES

Standing = Literal["on_time", "none", "paused", "near", "overdue"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
CALM: tuple[Standing, ...] = ("on_time", "none", "paused")
"""At the left of the pyramid, from the middle outwards; the others at the right."""
URGENT: tuple[Standing, ...] = ("overdue", "near")


FLOORS: tuple[tuple[int, ...], ...] = (
    AGE_EDGES,
    (0, 1, 2, 3, 5, 7, 15, 30, 90),
    (0, 1, 3, 7, 15, 30),
    (0, 3, 7, 30),
)
"""Lower edges of the floors that a pyramid may have, from many to few."""


class AgeRow(msgspec.Struct, frozen=True):
    """Cases of one age bucket, or of several that stand next to one another."""

    edge: int
    """Lower edge, whole days."""
    n: dict[Standing, int]
    end: int | None = None
    """The first whole day beyond it; None: there is no end."""

    def side(self, standings: tuple[Standing, ...]) -> int:
        """Return how many stand so."""
        return sum(self.n.get(standing, 0) for standing in standings)


def age_rows(working: CaseCounts, paused: CaseCounts) -> list[AgeRow]:
    """Return the buckets, youngest first; empty ones too, for a pyramid has no missing floors.

    Args:
        working: counts by `age` and `due` of cases whose clock runs.
        paused: counts by `age` of cases whose clock stands still.
    """
    found: dict[int, dict[Standing, int]] = {edge: {} for edge in AGE_EDGES}
    for row in working.rows:
        standing: Standing = next((s for s in STANDINGS if s == row.keys[1]), "on_time")
        if row.keys[0]:
            bucket = found.setdefault(int(row.keys[0]), {})
            bucket[standing] = bucket.get(standing, 0) + row.n
    for row in paused.rows:
        if row.keys[0]:
            found.setdefault(int(row.keys[0]), {})["paused"] = row.n
    edges = sorted(found)
    return [AgeRow(edge, found[edge], _beyond(edge, edges)) for edge in edges]


def merged(rows: list[AgeRow], edges: tuple[int, ...]) -> list[AgeRow]:
    """Return rows put together into fewer ones that begin at `edges`; each must be an edge of a row."""
    found = []
    for edge in edges:
        end = _beyond(edge, edges)
        n: dict[Standing, int] = {}
        for row in rows:
            if edge <= row.edge and (end is None or row.edge < end):
                for standing, count in row.n.items():
                    n[standing] = n.get(standing, 0) + count
        found.append(AgeRow(edge, n, end))
    return found


def _beyond(edge: int, edges: Sequence[int]) -> int | None:
    return min((other for other in edges if other > edge), default=None)


def floors_for(height_px: float, least_px: float) -> tuple[int, ...]:
    """Return the edges of as many floors as find `least_px` each."""
    return next((edges for edges in FLOORS if height_px >= least_px * len(edges)), FLOORS[-1])
