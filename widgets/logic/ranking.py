"""Units (areas, fields) ranked by a figure. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec

from backend.contract.case_requests import FigureCell, FigureInfo, Figures
from backend.contract.cases import CaseQuery, UnitInfo
from widgets.logic.search import folded, matches
from widgets.logic.verdict import better

Order = Literal["worst", "best", "name"]


class RankedRow(msgspec.Struct, frozen=True):
    """One line of a ranking."""

    key: str
    name: str
    rank: int | None
    """1 is the best; who is equal has the same, then as many are left out (1, 1, 3). None: not assessed."""
    cells: tuple[FigureCell | None, ...]
    """One for each figure, in the order asked."""

    @property
    def value(self) -> float | None:
        """Return the figure that ranks."""
        return self.cells[0].value if self.cells and self.cells[0] is not None else None


def ranked(found: Figures, names: Mapping[str, str], *, by: int = 0) -> list[RankedRow]:
    """Return every key with its rank by figure number `by`, best first, what is not assessed last.

    Args:
        found: the answer, with a cell for each key and figure.
        names: further keys to list though no cell tells of them, and names where a cell has none.
        by: index into `found.infos`; its cell comes first in each row.
    """
    infos = [found.infos[by], *(info for k, info in enumerate(found.infos) if k != by)]
    cells = {(cell.key, cell.figure_id): cell for cell in found.cells}
    named = {cell.key: cell.name for cell in found.cells if cell.name}
    keys = dict.fromkeys([*(cell.key for cell in found.cells), *names])
    rows = [
        RankedRow(
            key,
            named.get(key) or names.get(key) or key,
            None,
            tuple(cells.get((key, info.figure_id)) or _none_of(info, key) for info in infos),
        )
        for key in keys
    ]
    return _with_ranks(rows, infos[0])


def _none_of(info: FigureInfo, key: str) -> FigureCell | None:
    """Return the figure of a key that no case tells of: a number of cases is 0, all else is not assessed."""
    return FigureCell(info.figure_id, 0.0, NO_CASES, 0, key=key) if not info.unit else None


NO_CASES = CaseQuery(case_ids=("",))
"""Finds nothing: no case has an empty code."""


def _with_ranks(rows: list[RankedRow], info: FigureInfo) -> list[RankedRow]:
    assessed = [row for row in rows if row.value is not None]
    assessed.sort(key=lambda row: (better(info, row.value or 0.0), folded(row.name)))
    done: list[RankedRow] = []
    for k, row in enumerate(assessed, 1):
        same = bool(done) and done[-1].value == row.value
        done.append(msgspec.structs.replace(row, rank=done[-1].rank if same else k))
    rest = sorted((row for row in rows if row.value is None), key=lambda row: folded(row.name))
    return done + rest


def ordered(rows: Sequence[RankedRow], order: Order, wanted: str = "") -> list[RankedRow]:
    """Return rows whose name holds `wanted`, in an order; but by name what is not assessed is last."""
    kept = [row for row in rows if not wanted or matches(wanted, [row.name])]
    if order == "name":
        return sorted(kept, key=lambda row: folded(row.name))
    if order == "best":
        return kept
    assessed = [row for row in kept if row.rank is not None]
    return sorted(assessed, key=lambda row: (-(row.rank or 0), folded(row.name))) + [
        row for row in kept if row.rank is None
    ]


def units_ranked(units: Iterable[UnitInfo], busy: Iterable[str], level: str, today: date) -> dict[str, str]:
    """Return the names of units that belong into a ranking though no figure tells of them.

    Args:
        units: all units, those of the past too.
        busy: ids of units that have cases of the kind at all: others have nothing to be ranked by.
        level: only units of this level; empty: of every level.
        today: local date; units that do not exist then are left out.
    """
    known = {unit.unit_id: unit for unit in units}
    now = today.isoformat()
    return {
        key: unit.name
        for key in busy
        if (unit := known.get(key)) is not None
        and level in ("", unit.level)
        and (not unit.valid_from or unit.valid_from <= now)
        and (not unit.valid_to or now < unit.valid_to)
    }


def scale_end(info: FigureInfo, rows: Iterable[RankedRow]) -> float:
    """Return the value at the full length of a bar: 100 of shares, else the greatest."""
    if info.unit == "%":
        return 100.0
    return max((abs(row.value) for row in rows if row.value is not None), default=0.0) or 1.0
