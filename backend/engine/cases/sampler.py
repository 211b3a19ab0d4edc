"""Turns figures over case files into readings, so that rules, limits, charts and ages apply to them.

Every half minute each figure with `measured_as` becomes one reading of the centre and one of each unit. What
is costly is computed anew only where cases of its kind have changed, or where time alone moves it; the
readings are sent each time all the same, because a series that is silent grows old.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Protocol

from backend.contract.cases import CaseQuery
from backend.domain.cases.spec import FigureSpec
from backend.domain.clock import Clock
from backend.domain.observation import Observation
from backend.engine.cases.figuring import Figuring
from backend.engine.catalogue import CENTRE_REGISTER
from backend.sources.base import SourceConfig
from backend.store import CaseRow, StoreError

log = logging.getLogger(__name__)

PERIOD_S = 30.0
SOURCE = "so-ho-so"
Values = dict[str, float]
"""Unit id, or `centre_register` → value; a unit that has nothing to compute from is not there."""


class Sink(Protocol):
    """Takes readings: the intake of the register's own source."""

    def accept(self, observations: Sequence[Observation]) -> None:
        """Take readings."""
        ...


def source_config() -> SourceConfig:
    """Return the settings under which the register's own readings come in."""
    return SourceConfig(id=SOURCE, kind="register", name="Sổ hồ sơ", max_age_s=3 * PERIOD_S)


class Sampler:
    """Measures the register now and then."""

    def __init__(
        self,
        figuring: Figuring,
        units: Iterable[str],
        series: Mapping[str, object],
        beside: Callable[[Callable[[], Values]], Awaitable[Values]],
    ) -> None:
        """Measure the figures that packs want measured.

        Args:
            figuring: computes them.
            units: ids of the centre's units.
            series: of the centre, by id; a figure without series is left out.
            beside: runs what blocks beside the loop.
        """
        self._figuring, self._units, self._beside = figuring, tuple(units), beside
        self._series = series
        self._known: dict[str, Values] = {}
        self._changed = {spec.where.kind for spec in figuring.figures.values()}

    def measured(self) -> list[FigureSpec]:
        """Return the figures that are measured."""
        return [spec for spec in self._figuring.figures.values() if spec.measured_as]

    def committed(self, rows: Iterable[CaseRow]) -> None:
        """Note which kinds have changed."""
        self._changed.update(row.file.kind for row in rows)

    async def run(self, sink: Sink, clock: Clock) -> None:
        """Measure every half minute until cancelled."""
        while self.measured():
            try:
                sink.accept(await self.sample(clock.now()))
            except StoreError as error:
                log.warning("case files cannot be measured: %s", error)
            await asyncio.sleep(PERIOD_S)

    async def sample(self, now: float) -> list[Observation]:
        """Return one reading of each measured figure at each place that has a series of it."""
        changed, self._changed = self._changed, set()
        found = []
        try:
            for spec in self.measured():
                if spec.id not in self._known or spec.where.kind in changed or is_timed(spec):
                    self._known[spec.id] = await self._beside(lambda spec=spec: self._values(spec, now))  # type: ignore[misc]
                for place, value in self._known[spec.id].items():
                    series_id = f"{place}.{spec.measured_as}"
                    if series_id in self._series:
                        found.append(Observation(series_id, now, value))
        except StoreError:
            self._changed |= changed
            raise
        return found

    def _values(self, spec: FigureSpec, now: float) -> Values:
        whole = self._figuring.whole(spec.id, CaseQuery(), now)
        found = {} if whole.value is None else {CENTRE_REGISTER: whole.value}
        cells = {cell.key: cell for cell in self._figuring.by(spec.id, "unit", CaseQuery(), now)}
        nothing = 0.0 if spec.value in ("count", "sum") else None
        for unit in self._units:
            value = cells[unit].value if unit in cells else nothing
            if value is not None:
                found[unit] = value
        return found


def is_timed(spec: FigureSpec) -> bool:
    """Return whether a figure moves with time alone: deadlines pass, periods end."""
    queries = (spec.where, spec.per or spec.where)
    return bool(spec.period) or any(query.due or query.unaccepted for query in queries)
