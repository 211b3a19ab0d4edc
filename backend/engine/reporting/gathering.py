"""Gathers what a report says: figures, lists, positions. Reads the store, so it runs beside the loop."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from backend.contract.case_requests import FigureCell
from backend.contract.cases import CaseFile, CaseQuery
from backend.domain.cases.change import CaseState
from backend.domain.cases.narrowing import narrowed
from backend.engine.reporting.ground import Ground
from backend.reports import periods
from backend.reports.case_words import Promise
from backend.reports.facts import Facts
from backend.reports.loading import of_default
from backend.reports.periods import Period
from backend.reports.spec import CasesSpec, Of, ReportSpec, wants

MOST_POINTS = 20_000


class Gathering:
    """Fills one report."""

    def __init__(self, ground: Ground, spec: ReportSpec, period: Period, now: float) -> None:
        """Gather for a period.

        Args:
            ground: where everything comes from.
            spec: the report.
            period: that it is about.
            now: s since epoch.
        """
        self._ground, self._spec, self._period, self._now = ground, spec, period, now
        self._at = _instant(period, now)

    def facts(self, unit_id: str = "", state: CaseState | None = None) -> Facts:
        """Return everything that the report says. Blocks.

        Args:
            unit_id: of a report about a unit.
            state: of a letter about a case.
        """
        ground, spec = self._ground, self._spec
        asked = wants(spec, ground.reports.in_text.get(spec.id, ()))
        names = list(dict.fromkeys(want.figure for want in asked))
        cells: dict[str, Sequence[FigureCell]] = {}
        for want in asked:
            narrow = self._narrow(want.figure, self._period, unit_id)
            source = ground.figures
            cells[want.key] = (
                source.by(want.figure, want.by, narrow, self._at)
                if want.by
                else [source.whole(want.figure, narrow, self._at)]
            )
        issuer = ground.loaded.issuer
        found = Facts(
            centre=ground.centre,
            above=issuer.above,
            issuer=issuer.name or ground.centre,
            place=issuer.place,
            issuer_code=issuer.code,
            zone=ground.zone,
            period=self._period,
            made_at=self._now,
            infos={name: ground.figures.info(name) for name in names},
            cells=cells,
            earlier=self._earlier(names, unit_id),
            maps=str(ground.loaded.folder / "maps"),
            units=ground.units,
            kinds=ground.kind_infos(),
            unit_id=unit_id,
            case=state.file if state is not None else None,
            promise=promise_of(state),
        )
        return self._with_lists(found, unit_id)

    def _narrow(self, figure: str, period: Period, unit_id: str) -> CaseQuery:
        of = of_default(self._spec, figure, self._ground.known)
        return narrow_of(of, period, unit_id)

    def _earlier(self, names: Sequence[str], unit_id: str) -> dict[str, FigureCell]:
        """Return the figures of the period before: not of stocks, whose past nobody has kept."""
        before = periods.before(self._spec.period, self._period, self._ground.zone)
        at = before.end_at - 1.0
        found = {}
        for name in names:
            own = self._ground.figures.figures[name].period
            if own or of_default(self._spec, name, self._ground.known) != "now":
                narrow = self._narrow(name, before, unit_id)
                found[name] = self._ground.figures.whole(name, narrow, at)
        return found

    def _with_lists(self, facts: Facts, unit_id: str) -> Facts:
        lists: dict[int, Sequence[CaseFile]] = {}
        n_listed: dict[int, int] = {}
        points: dict[int, tuple[Sequence[float], Sequence[float], int]] = {}
        store = self._ground.store
        for number, section in enumerate(self._spec.sections):
            if section.cases is not None:
                query = self._query(section.cases, facts, unit_id)
                lists[number] = store.find(query, section.cases.order, 0, section.cases.limit, self._at)
                n_listed[number] = store.count(query, self._at)
            if section.map is not None and section.map.points:
                cell = facts.cell(section.map.figure)
                if cell is not None:
                    found = store.points(cell.query, MOST_POINTS, self._at)
                    lon, lat = np.frombuffer(found.lon), np.frombuffer(found.lat)
                    points[number] = (lon.tolist(), lat.tolist(), found.n_without)
        listed = msgspec.structs.replace(facts, lists=lists, n_listed=n_listed, points=points)
        return self._with_measures(listed)

    def _with_measures(self, facts: Facts) -> Facts:
        measures = self._ground.measures
        sections = list(enumerate(self._spec.sections))
        if measures is None or not any(each.compliance or each.series for _, each in sections):
            return facts
        return msgspec.structs.replace(
            facts,
            sheets={
                number: measures.sheet(each.compliance.sheet, self._at)
                for number, each in sections
                if each.compliance
            },
            series={
                number: measures.series(each.series, self._period) for number, each in sections if each.series
            },
            places=measures.names(),
        )

    def _query(self, spec: CasesSpec, facts: Facts, unit_id: str) -> CaseQuery:
        """Return the cases of a list: exactly those behind its figure."""
        if spec.where is not None:
            return narrowed(spec.where, CaseQuery(units=(unit_id,))) if unit_id else spec.where
        cell = facts.cell(spec.figure)
        if cell is None:
            raise KeyError(spec.figure)
        return cell.query


def promise_of(state: CaseState | None) -> Promise:
    """Return what was promised to the person behind a case."""
    if state is None:
        return Promise()
    deadline = state.finish
    if deadline is None:
        return Promise(state.file.due_at)
    extended = deadline.n_extensions > 0
    return Promise(
        deadline.original_due_at if extended else deadline.due_at, deadline.due_at if extended else None
    )


def narrow_of(of: Of, period: Period, unit_id: str) -> CaseQuery:
    """Return the condition by which a report's period narrows a figure."""
    units = (unit_id,) if unit_id else ()
    start, end = period.start_at, period.end_at
    match of:
        case "opened":
            return CaseQuery(units=units, opened_from=start, opened_to=end)
        case "finished":
            return CaseQuery(units=units, finished_from=start, finished_to=end)
        case "due":
            return CaseQuery(units=units, due_from=start, due_to=end)
        case _:
            return CaseQuery(units=units)


def _instant(period: Period, now: float) -> float:
    """Return when deadlines are judged: the last second of a period that is over, else now."""
    return period.end_at - 1.0 if period.end_at <= now else now
