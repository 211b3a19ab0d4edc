"""A value in percent of a number, an attribute or a limit set's row, by the place and the instant."""

from __future__ import annotations

import math

from backend.domain.derived.spec import Derived
from backend.domain.limit_families import limit_for, month_span, set_span
from backend.domain.limit_sets import LimitSets, RowRef, UnboundError, words_of
from backend.domain.series import SeriesFacts
from backend.domain.units import factor


class Share:
    """What 100 % is at one place; looked up anew where another version or month begins."""

    __slots__ = ("_attribute", "_of", "_sets", "_source", "_span", "_whole", "reason")

    def __init__(self, spec: Derived, source: SeriesFacts, limit_sets: LimitSets) -> None:
        """Look nothing up yet.

        Args:
            spec: of a share.
            source: series that it is the share of.
            limit_sets: by id.
        """
        self._of, self._source, self._sets = spec.percent_of, source, limit_sets
        self._attribute = spec.percent_of_attribute
        self._span = (math.inf, -math.inf)
        self._whole = math.nan
        self.reason = ""
        """Why there is no share, empty where there is one."""

    def of(self, value: float, at: float) -> float | None:
        """Return a value in percent, None where the place has nothing to compare with at that instant.

        Args:
            value: in the unit of `source`.
            at: instant of the measurement, s since epoch.
        """
        if not self._span[0] <= at < self._span[1]:
            self._look(at)
        return None if math.isnan(self._whole) else value / self._whole * 100.0

    def _look(self, at: float) -> None:
        if self._attribute:
            self._span = (-math.inf, math.inf)
            self._whole, self.reason = self._said_of_place()
            return
        if not isinstance(self._of, RowRef):
            self._span, self._whole = (-math.inf, math.inf), self._of or math.nan
            return
        begin, end = set_span(self._sets, (self._of.set,), at)
        first, last = month_span(at)
        self._span = (max(begin, first), min(end, last))
        try:
            self._whole, self.reason = self._row(self._of, at), ""
        except UnboundError as error:
            self._whole, self.reason = math.nan, str(error)

    def _said_of_place(self) -> tuple[float, str]:
        written = self._source.attributes.get(self._attribute, "")
        try:
            whole = float(written.replace(",", "."))
        except ValueError:
            whole = math.nan
        if whole > 0 and math.isfinite(whole):
            return whole, ""
        return math.nan, f"the place's attribute '{self._attribute}' is {written!r}, no number above 0"

    def _row(self, ref: RowRef, at: float) -> float:
        chosen, row = limit_for(self._sets, ref.set, ref.row, words_of(self._source), at)
        limit = row.min if row.max is None else row.max
        scale = factor(row.unit, self._source.unit)
        if not limit or scale is None:
            raise UnboundError(
                f"row '{ref.row}' of '{chosen.id}' has no number in {self._source.unit} above 0"
            )
        return limit * scale
