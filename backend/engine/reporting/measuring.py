"""Gathers what a report says of measurements. Reads the store, so it runs beside the loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from backend.contract import codec
from backend.contract.compliance import Compliance
from backend.contract.messages import Columns
from backend.contract.state import Place
from backend.domain.limit_sets import fits
from backend.reports.measured_spec import SeriesSpec, SeriesTable, SeriesValue
from backend.reports.periods import Period
from backend.usecases.packs import Metric

MOST_POINTS = 5_000


class Sheets(Protocol):
    """Sheets of compliance."""

    def answer(self, sheet_id: str, at: float, places: Sequence[str] = ()) -> Compliance:
        """Return a sheet as of an instant."""
        ...


class Past(Protocol):
    """The past of series."""

    def history(self, series_id: str, start_at: float, end_at: float, max_points: int = 2000) -> Columns:
        """Return the past of a series, raw or rolled up."""
        ...


@dataclass(frozen=True)
class Measures:
    """Where reports find measurements."""

    sheets: Sheets
    places: Sequence[Place]
    metrics: Mapping[str, Metric]
    past: Past

    def sheet(self, sheet_id: str, at: float) -> Compliance:
        """Return a sheet of compliance as of an instant, s since epoch."""
        return self.sheets.answer(sheet_id, at)

    def names(self) -> dict[str, str]:
        """Return the name of each place."""
        return {place.place_id: place.name for place in self.places}

    def series(self, spec: SeriesSpec, period: Period) -> SeriesTable:
        """Return the series of a table; places are in the order of their names."""
        there = sorted(
            (p for p in self.places if p.kind == spec.place_kind and fits(spec.where, p.attributes)),
            key=lambda place: place.name,
        )
        heads = tuple((m.name.vi, m.unit, m.decimals) for m in (self.metrics[name] for name in spec.metrics))
        rows = [
            (place.name, tuple(self._value(f"{place.place_id}.{metric}", period) for metric in spec.metrics))
            for place in there
        ]
        return SeriesTable(heads, tuple(row for row in rows if any(row[1])))

    def _value(self, series_id: str, period: Period) -> SeriesValue | None:
        found = self.past.history(series_id, period.start_at, period.end_at - 0.001, MOST_POINTS)
        value = codec.floats(found.value)
        there = np.isfinite(value)
        if not there.any():
            return None
        low, high = (codec.floats(part) if part else value for part in (found.low, found.high))
        return SeriesValue(
            low=float(low[there].min()), mean=float(value[there].mean()), high=float(high[there].max())
        )
