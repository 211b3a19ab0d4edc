"""Computes figures from the store: each number with exactly the query of the cases behind it. Blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.case_requests import FigureCell, FigureInfo
from backend.contract.cases import CaseQuery
from backend.domain.cases.dimensions import cell_query
from backend.domain.cases.explaining import explained
from backend.domain.cases.figures import FigureQueries, figure_queries, measured
from backend.domain.cases.narrowing import narrowed
from backend.domain.cases.spec import CaseKindSpec, FigureSpec, FigureValue
from backend.engine.cases.on_cases import CountedCases

UNITS: dict[FigureValue, str] = {
    "count": "",
    "share": "%",
    "mean_hours": "h",
    "mean_rating": "điểm",
    "sum": "",
    "ratio": "%",
    "mean": "",
}
"""Units of figures whose pack names none."""
PER_CENT = 100.0
Names = Callable[[str, str, str], str]
"""Returns what people call the value of a dimension of a kind: kind, dimension, key."""


class Figuring:
    """Computes what packs declare over case files."""

    def __init__(
        self,
        figures: Mapping[str, FigureSpec],
        kinds: Mapping[str, CaseKindSpec],
        store: CountedCases,
        zone: ZoneInfo,
        names: Names,
    ) -> None:
        """Compute `figures` from `store`.

        Args:
            figures: by id.
            kinds: of their cases, by id.
            store: what has committed.
            zone: local time, in which periods and days begin.
            names: of the values of dimensions.
        """
        self.figures, self._kinds = figures, kinds
        self._store, self._zone, self._names = store, zone, names

    def info(self, figure_id: str) -> FigureInfo:
        """Return what screens need to know of a figure."""
        spec = self.figures[figure_id]
        return FigureInfo(
            figure_id=spec.id,
            name=spec.name,
            kind=spec.where.kind,
            unit=spec.unit or UNITS[spec.value],
            explained=explained(spec, self._kinds),
            decimals=spec.decimals,
            good=spec.good,
            target=spec.target,
            red=spec.red,
            mark=spec.mark,
            source=spec.source,
        )

    def whole(self, figure_id: str, narrow: CaseQuery, now: float) -> FigureCell:
        """Return a figure as one number.

        Args:
            figure_id: of the figure.
            narrow: holds besides its own conditions.
            now: "as of", s since epoch.
        """
        spec = self.figures[figure_id]
        return self._cell(spec, figure_queries(spec, narrow, now, self._zone), now)

    def by(self, figure_id: str, by: str, narrow: CaseQuery, now: float) -> list[FigureCell]:
        """Return a figure for each value of a dimension that has cases, largest value first.

        A value that no query can say (cases without assignee, without rating) is left out: there would be no
        list behind its number.
        """
        spec = self.figures[figure_id]
        queries = figure_queries(spec, narrow, now, self._zone)
        counted = self._counted(queries.query, by, now)
        over = counted if queries.per in (None, queries.query) else self._counted(queries.per, by, now)
        cells = []
        for key in dict.fromkeys((*over, *counted)):
            here = cell_query(by, key, now, self._zone)
            if here is None:
                continue
            narrower = FigureQueries(
                narrowed(queries.query, here), narrowed(queries.per, here) if queries.per else None
            )
            cell = self._cell(spec, narrower, now, (counted.get(key, 0), over.get(key, 0)))
            named = self._names(spec.where.kind, by, key)
            cells.append(msgspec.structs.replace(cell, key=key, name=named))
        return sorted(cells, key=_largest_first)

    def _counted(self, query: CaseQuery | None, by: str, now: float) -> dict[str, int]:
        if query is None:
            return {}
        return {row.keys[0]: row.n for row in self._store.count_by(query, (by,), now)}

    def _cell(
        self, spec: FigureSpec, queries: FigureQueries, now: float, known: tuple[int, int] | None = None
    ) -> FigureCell:
        """Return one cell.

        Args:
            spec: the figure.
            queries: its cases, and those that it is computed over.
            now: s since epoch.
            known: how many each of the two has, where they are counted already.
        """
        query, per = queries
        n = known[0] if known is not None else self._store.count(query, now)
        n_per = 0
        if per is not None:
            same = per == query
            n_per = n if same else known[1] if known is not None else self._store.count(per, now)
        value: float | None = float(n)
        what = measured(spec)
        if what:
            # a sum over no case is nought, as their number is; over cases that do not say it, not known
            empty = 0.0 if spec.value == "sum" else None
            value = self._store.measure(query, what, now)[0] if n else empty
        elif spec.value == "mean":
            total, n_measured = self._store.measure(query, f"sum:{spec.sum_of}", now) if n else (None, 0)
            value = total / n_measured if total is not None and n_measured else None
        elif spec.value == "share":
            value = PER_CENT * n / n_per if n_per else None
        elif spec.value == "ratio":
            value = self._ratio(spec, query, per or query, now) if n_per else None
        return FigureCell(spec.id, value, query, n, per=per, n_per=n_per)

    def _ratio(self, spec: FigureSpec, query: CaseQuery, per: CaseQuery, now: float) -> float | None:
        """Return one sum in per cent of another; None where the lower one is nothing, or not known."""
        above, _ = self._store.measure(query, f"sum:{spec.sum_of}", now)
        below, _ = self._store.measure(per, f"sum:{spec.per_sum_of}", now)
        return PER_CENT * (above or 0.0) / below if below else None


def _largest_first(cell: FigureCell) -> tuple[bool, float, str, str]:
    return cell.value is None, -(cell.value or 0.0), cell.name, cell.key
