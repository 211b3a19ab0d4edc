"""Answers about indicators, put together from the store. Blocks: it is called beside the daemon's loop."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.cases import CaseQuery
from backend.contract.indicators import (
    AreaFigure,
    FigureState,
    FigureVersions,
    IndicatorAreas,
    IndicatorBoard,
    IndicatorFigure,
    IndicatorSeries,
    Provenance,
    SeriesBreak,
)
from backend.contract.state import Text
from backend.domain.clock import Clock
from backend.domain.indicators import periods, ranking, restating
from backend.domain.indicators.figure import FigureKey, FigureRow
from backend.domain.indicators.restating import AreaChange, Merger
from backend.domain.indicators.spec import IndicatorSpec
from backend.engine.cases.shelf import CaseReader
from backend.engine.indicators.catalogue import Catalogue
from backend.engine.indicators.measuring import Measuring
from backend.engine.indicators.sheet import Explained, Sheet, figure_of, not_measured, nothing_measured
from backend.store.indicator_figures import IndicatorFigures

EXPLANATION = "explanation"
"""Kind of case by which somebody asks to explain a figure."""
MOST_EXPLAINED = 500
MOST_WAITING = 500


class Looking:
    """Reads and puts together."""

    def __init__(  # noqa: PLR0913 - the parts that answers are made of
        self,
        catalogue: Catalogue,
        store: IndicatorFigures,
        cases: CaseReader,
        measuring: Measuring,
        clock: Clock,
        zone: ZoneInfo,
    ) -> None:
        """Answer from these."""
        self._catalogue, self._store, self._cases = catalogue, store, cases
        self._measuring, self._clock, self._zone = measuring, clock, zone

    def today(self) -> datetime.date:
        """Return the local day."""
        return datetime.datetime.fromtimestamp(self._clock.now(), self._zone).date()

    # ---- sheets -----------------------------------------------------------------------------------

    def sheet(self, codes: Iterable[str], area: str = "", breakdown: str = "") -> Sheet:
        """Return the accepted figures of indicators, and of all that they are computed from, in one area."""
        wanted = self._catalogue.with_inputs(codes)
        rows = self._store.accepted(wanted, area=area, breakdown=breakdown)
        plans = self._store.plans(wanted, area) if not breakdown else []
        whole = not area and not breakdown
        return Sheet(
            self._catalogue,
            rows,
            plans,
            area=area,
            breakdown=breakdown,
            explained=self._explained(),
            measure=self._measuring.value if whole else not_measured,
            measured_periods=self._measuring.periods if whole else nothing_measured,
        )

    def _sheets(self, codes: Iterable[str]) -> tuple[dict[str, Sheet], list[FigureRow]]:
        """Return the figures of every area that is ranked, each as a sheet, and their rows."""
        wanted = self._catalogue.with_inputs(codes)
        ranked = self._catalogue.areas.ranked
        rows = [row for row in self._store.accepted(wanted, breakdown="") if ranked(row.key.area)]
        plans, explained = self._store.plans(wanted), self._explained()
        by_area: dict[str, list[FigureRow]] = {}
        for row in rows:
            by_area.setdefault(row.key.area, []).append(row)
        sheets = {
            area: Sheet(self._catalogue, these, plans, area=area, explained=explained)
            for area, these in by_area.items()
        }
        return sheets, rows

    def _explained(self) -> Explained:
        query = CaseQuery(kind=EXPLANATION)
        found = self._cases.find(query, "newest", 0, MOST_EXPLAINED, self._clock.now())
        return {
            (file.data.get("code", ""), file.data.get("period", ""), file.data.get("area", "")): file.case_id
            for file in reversed(found)
        }

    # ---- answers ----------------------------------------------------------------------------------

    def board(self, set_id: str, period: str, area: str) -> IndicatorBoard:
        """Return a set's figures: of one period, or each indicator's newest."""
        codes = [spec.code for spec in self._catalogue.all.sets[set_id].indicators]
        sheet = self.sheet(codes, area)
        known: set[str] = set()
        figures = []
        for code in codes:
            own = sheet.periods(code)
            known.update(own)
            figures.append(sheet.figure(code, period or (own[0] if own else self._empty_period(code))))
        ordered = tuple(sorted(known, key=periods.order, reverse=True))
        return IndicatorBoard(set_id, tuple(figures), ordered, self._clock.now())

    def _empty_period(self, code: str) -> str:
        """Return the period for which an indicator without any figure should have one."""
        return periods.newest_ended(self._catalogue.all.specs[code].period, self.today())

    def series(self, code: str, area: str, breakdown: str) -> IndicatorSeries:
        """Return all figures of an indicator, ascending; those of before a merger in the units of today."""
        sheet = self.sheet([code], area, breakdown)
        own = [sheet.figure(code, period) for period in reversed(sheet.periods(code))]
        merged = self._before_merger(code, area, {figure.period for figure in own}) if not breakdown else []
        figures = sorted([*merged, *own], key=lambda figure: periods.order(figure.period))
        mergers = self._catalogue.areas.mergers
        former = {figure.period for figure in merged}
        vintages = [(f.period, "" if f.period in former else f.vintage) for f in figures]
        breaks = tuple(SeriesBreak(p, why) for p, why in restating.breaks(vintages, mergers))
        return IndicatorSeries(code, tuple(figures), breaks)

    def _before_merger(self, code: str, area: str, known: set[str]) -> list[IndicatorFigure]:
        """Return the figures of the former units that an area of today was made of, in its terms."""
        found: list[IndicatorFigure] = []
        for merger in self._catalogue.areas.mergers:
            change = next((each for each in merger.areas if each.area == area), None)
            if change is None:
                continue
            parts = {part.code for part in change.parts}
            rows = [row for row in self._store.accepted([code], breakdown="") if row.key.area in parts]
            by_period: dict[str, list[FigureRow]] = {}
            for row in rows:
                by_period.setdefault(row.key.period, []).append(row)
            for period, these in by_period.items():
                if period not in known:
                    found.append(self._restated(code, period, change, these, merger, reported=True))
        return found

    def _restated(  # noqa: PLR0913 - one figure of one unit over one merger
        self,
        code: str,
        period: str,
        change: AreaChange,
        rows: Sequence[FigureRow],
        merger: Merger,
        *,
        reported: bool,
    ) -> IndicatorFigure:
        """Return the figure of a unit of today before it was made.

        Args:
            code: of the indicator.
            period: of the figure.
            change: how the unit was made.
            rows: figures of its parts.
            merger: that made it.
            reported: where parts do not sum up, the part with the unit's name stands as reported.
        """
        spec = self._catalogue.all.specs[code]
        values = {row.key.area: row.value for row in rows}
        one = Merger(merger.date, merger.name, (change,))
        last_day = periods.parse(period).last_day.isoformat()
        found = restating.restate(values, one, last_day, additive=spec.additive)[0]
        names = self._catalogue.areas.names
        value, why = found.value, found.why
        same = next((part.code for part in change.parts if part.name == change.name), "")
        if value is None and reported and values.get(same) is not None:
            value = values[same]
            why = Text(
                f"Số của {change.name} trước sáp nhập, như đã công bố",
                f"of {change.name} before the merger, as reported",
            )
        made = Provenance(
            how="computed" if len(found.parts) > 1 else rows[0].how,
            source=why.vi or rows[0].source,
            by=rows[0].by,
            at=max(row.at for row in rows),
            inputs=tuple((names.name(part), period, known) for part, known in found.parts),
        )
        return IndicatorFigure(
            code,
            period,
            value,
            area=change.area,
            why=why,
            final=all(row.final for row in rows),
            vintage=merger.date,
            provenance=made,
        )

    def areas(self, code: str, period: str, vintage: str) -> IndicatorAreas:
        """Return one indicator over areas, by rank; restated to the units of `vintage` where one is given."""
        sheets, rows = self._sheets([code])
        found = {area: sheet.periods(code) for area, sheet in sheets.items()}
        period = period or max((p for own in found.values() for p in own), key=periods.order, default="")
        if not period:
            return IndicatorAreas(
                code, "", (), Text("Chưa có số liệu theo địa phương.", "no figures by area")
            )
        merger = self._catalogue.areas.merger_to(vintage) if vintage else None
        there = [sheet.figure(code, period) for area, sheet in sheets.items() if period in found[area]]
        note = Text("")
        if merger is not None:
            there, note = self._restate(code, period, there, rows, merger)
        return IndicatorAreas(code, period, self._ranked(code, there), note)

    def _restate(
        self,
        code: str,
        period: str,
        there: list[IndicatorFigure],
        rows: Sequence[FigureRow],
        merger: Merger,
    ) -> tuple[list[IndicatorFigure], Text]:
        former = {part.code: change for change in merger.areas for part in change.parts}
        mine = [row for row in rows if row.key.code == code and row.key.period == period]
        if self._catalogue.all.specs[code].computed or not any(row.key.area in former for row in mine):
            return there, Text("")
        kept = [figure for figure in there if figure.area not in former]
        known = {figure.area for figure in kept}
        for change in merger.areas:
            these = [row for row in mine if row.key.area in {part.code for part in change.parts}]
            if these and change.area not in known:
                kept.append(self._restated(code, period, change, these, merger, reported=False))
        name = merger.name
        unsummed = sum(figure.value is None for figure in kept)
        more = f"; {unsummed} nơi không cộng được hoặc thiếu số" if unsummed else ""
        more_en = f"; {unsummed} cannot be summed up or lack figures" if unsummed else ""
        return kept, Text(f"Quy về đơn vị sau: {name.vi}{more}.", f"restated over: {name.en}{more_en}")

    def _ranked(self, code: str, figures: Sequence[IndicatorFigure]) -> tuple[AreaFigure, ...]:
        spec = self._catalogue.all.specs[code]
        band = None
        if spec.direction == "band" and figures:
            plan = self._catalogue.expected(spec, figures[0].period, self._catalogue.plans(code, "", []))
            band = (plan.low, plan.high) if plan is not None else None
        ranks = ranking.ranks([figure.value for figure in figures], spec.direction, band)
        names = self._catalogue.areas.names
        rows = [
            AreaFigure(figure.area, names.name(figure.area), figure, rank)
            for figure, rank in zip(figures, ranks, strict=True)
        ]
        return tuple(sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.name)))

    def versions(self, key: FigureKey) -> FigureVersions:
        """Return every version of one figure, newest first."""
        return FigureVersions(tuple(figure_of(row) for row in self._store.versions(key)))

    def waiting(self, states: Sequence[FigureState], specs: Iterable[IndicatorSpec]) -> FigureVersions:
        """Return figures that wait in some states, judged as if they counted."""
        codes = [spec.code for spec in specs]
        rows = self._store.in_state(states, codes, MOST_WAITING)
        sheets: dict[tuple[str, str], Sheet] = {}
        for area, breakdown in dict.fromkeys((row.key.area, row.key.breakdown) for row in rows):
            mine = {row.key.code for row in rows if (row.key.area, row.key.breakdown) == (area, breakdown)}
            sheets[area, breakdown] = self.sheet(mine, area, breakdown)
        found = []
        for row in rows:
            sheet = sheets[row.key.area, row.key.breakdown]
            judged = sheet.judged(self._catalogue.all.specs[row.key.code], figure_of(row))
            found.append(
                msgspec.structs.replace(judged, why=Text(row.review_note))
                if row.state == "returned"
                else judged
            )
        return FigureVersions(tuple(found))
