"""Opens what takes data out: places by name, exports, reports and their timetable."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import NamedTuple

from backend.engine.centre import LoadedCentre
from backend.engine.compliance import ComplianceSheets
from backend.engine.places import OnPlaces
from backend.engine.reporting.ground import FigureSource, Ground
from backend.engine.reporting.making import MADE, Maker
from backend.engine.reporting.measuring import Measures
from backend.engine.reporting.on_exports import OnExports
from backend.engine.reporting.on_reports import OnReports
from backend.engine.reporting.press import Press
from backend.engine.reporting.timetable import Timetable
from backend.engine.work.bench import Bench, Handlers
from backend.reports.loading import Reports, load_reports
from backend.reports.measured_check import Measured
from backend.usecases.packs import Packs
from backend.usecases.shelf import PackFolder

MOST_MADE = 5_000
"""Documents made on schedule that are known: of ten reports a day, more than a year's."""


class ReportDesk:
    """Everything of one daemon."""

    def __init__(
        self,
        bench: Bench,
        loaded: LoadedCentre,
        figures: FigureSource,
        reports: Reports,
        measures: Measures | None = None,
    ) -> None:
        """Open it.

        Args:
            bench: the daemon's parts.
            loaded: the centre.
            figures: computes them.
            reports: of its packs.
            measures: compliance and series that reports tell of.
        """
        setup, store = bench.casework.setup, bench.store
        self._ground = Ground(
            bench, loaded, store.cases, figures, setup.kinds, setup.unit_names, reports, measures
        )
        self._maker = Maker(self._ground, Press(), store.work.newest_of_kind(MADE, MOST_MADE))
        first = store.journal(limit=1)
        since_at = first[0].at if first else bench.clock.now()
        self._timetable = Timetable(self._ground, self._maker, since_at)
        self._places = OnPlaces(bench, loaded)

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request about units, places, exports and reports."""
        return {
            **self._places.handlers(),
            **OnExports(self._ground).handlers(),
            **OnReports(self._ground, self._maker).handlers(),
        }

    def run(self) -> Coroutine[None, None, None]:
        """Return what makes reports on schedule until it is cancelled."""
        return self._timetable.run()


class Stock(NamedTuple):
    """What reports are made of besides cases and figures."""

    folder: PackFolder
    packs: Packs
    sheets: ComplianceSheets


def open_reporting(bench: Bench, loaded: LoadedCentre, figures: FigureSource, stock: Stock) -> ReportDesk:
    """Return the desk with the reports of the centre's packs.

    Raises:
        DocumentError: with every fault of every report.
    """
    setup, packs = bench.casework.setup, stock.packs
    names = [pack.id for pack in packs.packs]
    known = Measured(stock.sheets.sheets, packs.place_metrics)
    reports = load_reports(stock.folder, names, setup.case_kinds, setup.units, known)
    measures = Measures(stock.sheets, loaded.places, packs.metrics, bench.store)
    return ReportDesk(bench, loaded, figures, reports, measures)
