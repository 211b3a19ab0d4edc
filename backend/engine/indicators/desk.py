"""Opens the daemon's indicators: everything about them, put together."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from pathlib import Path

import msgspec

from backend.domain.rule import RuleSpec
from backend.engine.cases.on_cases import CaseStore
from backend.engine.cases.register import Register
from backend.engine.indicators import turning_red
from backend.engine.indicators.catalogue import Catalogue
from backend.engine.indicators.collecting import Collecting
from backend.engine.indicators.dropping import Dropping
from backend.engine.indicators.explaining import Explaining
from backend.engine.indicators.looking import Looking
from backend.engine.indicators.measuring import Measuring
from backend.engine.indicators.on_figures import OnFigures
from backend.engine.indicators.on_indicators import OnIndicators
from backend.engine.work.bench import Bench, Handlers
from backend.usecases.indicator_areas import load_areas
from backend.usecases.shelf import PackFolder


def own_rules() -> list[RuleSpec]:
    """Return the rules by which indicators ring; the alarm book must know them."""
    return [turning_red.rule()]


class IndicatorFolders(msgspec.Struct, frozen=True):
    """Where sets of indicators stand."""

    packs: PackFolder
    """Where packs lie."""
    names: tuple[str, ...]
    """Packs of the centre."""
    centre: Path
    """Folder of the centre: its own sets, and the folder for tables."""
    province: str = ""
    """Two digits of the centre's own, whose wards may have figures; empty: no wards."""


class IndicatorDesk:
    """Indicators of one daemon."""

    def __init__(self, bench: Bench, register: Register, cases: CaseStore, places: IndicatorFolders) -> None:
        """Load the sets.

        Args:
            bench: the daemon's parts.
            register: of case files, for requests to explain and for figures.
            cases: case files that have committed.
            places: where sets stand.

        Raises:
            DocumentError: with every fault of every file.
        """
        setup = bench.casework.setup
        kinds = {name: kind.spec for name, kind in setup.kinds.items()}
        figures = setup.case_kinds.figures
        areas = load_areas(places.province)
        self.catalogue = Catalogue(
            places.packs, places.names, places.centre, areas, units=setup.units, figures=figures
        )
        measuring = Measuring(figures, kinds, cases, bench.clock, setup.zone)
        self.looking = Looking(
            self.catalogue, bench.store.indicators, cases, measuring, bench.clock, setup.zone
        )
        self.collecting = Collecting(bench, register, self.catalogue, self.looking)
        self.figures = OnFigures(
            bench, self.catalogue, self.looking, self.collecting.handed_in, self.collecting.reviewed
        )
        self.dropping = Dropping(bench, self.catalogue, self.figures.turn, self.figures.ring, places.centre)
        self._bench = bench
        self._explaining = Explaining(bench, register, self.catalogue, self.looking)

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request about indicators."""
        return {
            **OnIndicators(self._bench, self.catalogue, self.looking).handlers(),
            **self.figures.handlers(),
            **self._explaining.handlers(),
        }

    def work(self) -> Sequence[Coroutine[None, None, None]]:
        """Return what runs until it is cancelled."""
        return [self.collecting.run(), self.dropping.run()]
