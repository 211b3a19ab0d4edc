"""Counts by one or two dimensions as rows of segments. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from backend.contract.case_requests import CaseCounts
from backend.contract.state import SEVERITIES
from widgets.logic.drill import AGE_EDGES

NATURAL: dict[str, tuple[str, ...]] = {
    "due": ("overdue", "near", "on_time", "none", "missed", "kept"),
    "group": ("waiting", "working", "paused", "done", "refused", "deleted"),
    "severity": SEVERITIES,
    "rating": ("1", "2", "3", "4", "5", ""),
    "age": tuple(str(edge) for edge in AGE_EDGES),
}
"""Order of keys that have one of their own; others come by number."""


class Segment(msgspec.Struct, frozen=True):
    """One piece of a row."""

    key: str
    n: int


class Row(msgspec.Struct, frozen=True):
    """One key of the first dimension."""

    key: str
    n: int
    segments: tuple[Segment, ...] = ()
    """By the second dimension, in the order of the legend; none where there is one dimension only."""


class Breakdown(msgspec.Struct, frozen=True):
    """All rows, and the keys of the second dimension in their order."""

    rows: tuple[Row, ...]
    keys: tuple[str, ...]
    n_total: int


def breakdown(counts: CaseCounts, by: Sequence[str], orders: Sequence[Sequence[str]]) -> Breakdown:
    """Return a count as rows and segments.

    Args:
        counts: by one or two dimensions.
        by: these dimensions.
        orders: for each of them the keys in the order that the kind declares; empty: by number.
    """
    totals: dict[str, int] = {}
    seconds: dict[str, int] = {}
    cells: dict[tuple[str, str], int] = {}
    for counted in counts.rows:
        first, second = counted.keys[0], counted.keys[1] if len(by) > 1 else ""
        totals[first] = totals.get(first, 0) + counted.n
        seconds[second] = seconds.get(second, 0) + counted.n
        cells[first, second] = cells.get((first, second), 0) + counted.n
    keys = sorted_keys(by[1], seconds, orders[1]) if len(by) > 1 else []
    rows = tuple(
        Row(
            key,
            totals[key],
            tuple(Segment(second, cells[key, second]) for second in keys if cells.get((key, second))),
        )
        for key in sorted_keys(by[0], totals, orders[0])
    )
    return Breakdown(rows, tuple(keys), counts.n_total)


def sorted_keys(dim: str, totals: dict[str, int], declared: Sequence[str]) -> list[str]:
    """Return keys in their natural or declared order, else the greatest number first."""
    order = list(NATURAL.get(dim, ())) or list(declared)
    place = {key: k for k, key in enumerate(order)}
    return sorted(totals, key=lambda key: (place.get(key, len(place)), -totals[key], key))
