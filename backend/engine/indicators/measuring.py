"""Indicators that are computed from case files, such as the share of dossiers settled on time. Blocks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.cases import CaseQuery
from backend.domain.cases.spec import CaseKindSpec, FigureSpec
from backend.domain.clock import Clock
from backend.domain.indicators import periods
from backend.domain.indicators.spec import IndicatorSpec
from backend.engine.cases.figuring import Figuring
from backend.engine.cases.on_cases import CaseStore

N_PERIODS = 4
"""So many newest periods are computed; older ones are there where somebody entered them."""

KEPT_S = 20.0
"""A value is computed anew after this time: several walls show the same board."""


class Measuring:
    """Computes figures over cases for whole periods."""

    def __init__(
        self,
        figures: Mapping[str, FigureSpec],
        kinds: Mapping[str, CaseKindSpec],
        store: CaseStore,
        clock: Clock,
        zone: ZoneInfo,
    ) -> None:
        """Compute `figures` from `store`; periods begin and end in `zone`."""
        self._period_of = {name: spec.period_of for name, spec in figures.items()}
        whole = {name: msgspec.structs.replace(spec, period="") for name, spec in figures.items()}
        self._figuring = Figuring(whole, kinds, store, zone, lambda _kind, _dim, key: key)
        self._clock, self._zone = clock, zone
        self._known: dict[tuple[str, str], tuple[float, float | None]] = {}

    def periods(self, spec: IndicatorSpec) -> Sequence[str]:
        """Return the periods that are computed of an indicator, newest first: the one that runs included."""
        today = datetime.datetime.fromtimestamp(self._clock.now(), self._zone).date()
        found = []
        for kind in spec.kinds:
            period = periods.containing(kind, today)
            for _ in range(N_PERIODS):
                found.append(period)
                period = periods.previous(period)
        return found

    def value(self, spec: IndicatorSpec, period: str) -> float | None:
        """Return the value in a period; None where there is no case to compute it from."""
        now = self._clock.now()
        known = self._known.get((spec.code, period))
        if known is None or not 0.0 <= now - known[0] < KEPT_S:
            known = self._known[spec.code, period] = (now, self._compute(spec, period, now))
        return known[1]

    def _compute(self, spec: IndicatorSpec, period: str, now: float) -> float | None:
        if spec.measured is None or spec.measured.figure not in self._period_of:
            return None
        start_at, end_at = self._span(period, cumulative=spec.cumulative)
        if start_at > now:
            return None
        name = spec.measured.figure
        of = "opened" if spec.measured.opened else self._period_of[name]
        narrow = CaseQuery(
            opened_from=start_at if of == "opened" else None,
            opened_to=end_at if of == "opened" else None,
            finished_from=start_at if of == "finished" else None,
            finished_to=end_at if of == "finished" else None,
            due_from=start_at if of == "due" else None,
            due_to=end_at if of == "due" else None,
        )
        return self._figuring.whole(name, narrow, min(now, end_at)).value

    def _span(self, period: str, *, cumulative: bool) -> tuple[float, float]:
        """Return when a period begins and ends, s since epoch."""
        parsed = periods.parse(period)
        first = parsed.first_day.replace(month=1) if cumulative else parsed.first_day
        after = parsed.last_day + datetime.timedelta(days=1)
        return self._midnight(first), self._midnight(after)

    def _midnight(self, day: datetime.date) -> float:
        return datetime.datetime.combine(day, datetime.time(), self._zone).timestamp()
