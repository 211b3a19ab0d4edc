"""What exports and reports are made from: the daemon's parts, the centre, its cases and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from backend.contract.case_requests import FigureCell, FigureInfo
from backend.contract.cases import CaseKindInfo, CaseQuery
from backend.domain.cases.spec import FigureSpec
from backend.engine.cases.kinds import Kinds
from backend.engine.cases.on_cases import CaseStore
from backend.engine.centre import LoadedCentre
from backend.engine.reporting.measuring import Measures
from backend.engine.work.bench import Bench
from backend.reports.loading import Reports
from backend.usecases.case_kinds import CaseKinds


class FigureSource(Protocol):
    """Computes figures: the same code that walls ask. Blocks."""

    figures: Mapping[str, FigureSpec]

    def info(self, figure_id: str) -> FigureInfo:
        """Return what screens need to know of a figure."""
        ...

    def whole(self, figure_id: str, narrow: CaseQuery, now: float) -> FigureCell:
        """Return a figure as one number."""
        ...

    def by(self, figure_id: str, by: str, narrow: CaseQuery, now: float) -> Sequence[FigureCell]:
        """Return a figure for each value of a dimension."""
        ...


@dataclass(frozen=True)
class Ground:
    """The parts."""

    bench: Bench
    loaded: LoadedCentre
    store: CaseStore
    figures: FigureSource
    kinds: Kinds
    units: Mapping[str, str]
    """Names of units, of the past too."""
    reports: Reports
    measures: Measures | None = None
    """Compliance and series; None where nothing is measured."""

    @property
    def known(self) -> CaseKinds:
        """Return what packs say of cases and figures."""
        return self.bench.casework.setup.case_kinds

    @property
    def zone(self) -> ZoneInfo:
        """Return the centre's local time."""
        return self.bench.casework.setup.zone

    @property
    def centre(self) -> str:
        """Return the centre's name."""
        return self.loaded.centre.name

    def kind_infos(self) -> dict[str, CaseKindInfo]:
        """Return what screens need to know of each kind of case."""
        return {name: kind.rules.info(kind.pack_id) for name, kind in self.kinds.items()}
