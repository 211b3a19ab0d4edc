"""Provinces or wards by one indicator, in the order asked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from backend.contract.indicators import AreaFigure
from widgets.logic.search import folded, matches

Order = Literal["best", "worst", "name"]


class Standing(msgspec.Struct, frozen=True):
    """One line."""

    area: AreaFigure

    @property
    def key(self) -> str:
        """Return the area's code."""
        return self.area.area

    @property
    def name(self) -> str:
        """Return the area's name."""
        return self.area.name


def ordered(rows: Iterable[AreaFigure], order: Order, wanted: str = "") -> list[Standing]:
    """Return the areas whose name holds `wanted`, in an order; those without a figure are always last."""
    kept = [row for row in rows if not wanted or matches(wanted, [row.name])]
    if order == "name":
        kept.sort(key=lambda row: (row.rank is None, folded(row.name)))
    else:
        way = -1 if order == "worst" else 1
        kept.sort(key=lambda row: (row.rank is None, way * (row.rank or 0), folded(row.name)))
    return [Standing(row) for row in kept]


def scale_end(rows: Sequence[AreaFigure], *, share: bool) -> float:
    """Return the value at the full length of a bar: 100 of shares that are none above, else the greatest."""
    values = [abs(row.figure.value) for row in rows if row.figure.value is not None]
    plans = [abs(row.figure.plan) for row in rows if row.figure.plan is not None]
    greatest = max([*values, *plans], default=0.0)
    return 100.0 if share and 30.0 <= greatest <= 100.0 else greatest or 1.0


def n_ranked(rows: Iterable[AreaFigure]) -> int:
    """Return how many have a rank."""
    return sum(row.rank is not None for row in rows)
