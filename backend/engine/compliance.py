"""Answers about compliance, and measures its counts so that rules apply to them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping, Sequence
from typing import Protocol

from backend.contract.compliance import (
    CertificateInfo,
    Compliance,
    ComplianceCell,
    ComplianceGroup,
    ComplianceLimit,
    ComplianceParameter,
    GetCompliance,
)
from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import Place, Quality, Series, Text
from backend.domain.compliance import Result
from backend.domain.compliance_sheet import Cell, certified, filled, limits_of, places_of, since
from backend.domain.compliance_spec import SheetSpec
from backend.domain.observation import Observation
from backend.engine.sessions import Session
from backend.engine.verdicts import CertificateVerdicts
from backend.engine.work.bench import Bench, Handlers
from backend.sources.base import SourceConfig
from backend.store import StoreError
from backend.store.raw import RawColumns
from backend.usecases.compliance_sheets import data_fields_of, load_compliance
from backend.usecases.packs import Packs
from backend.usecases.shelf import PackFolder

log = logging.getLogger(__name__)

SOURCE = "danh-gia"
PERIOD_S = 60.0
KEPT_S = 10.0


class Readings(Protocol):
    """The part of the store that holds results."""

    def raw_each(self, series_ids: Sequence[str], start_at: float, end_at: float) -> dict[str, RawColumns]:
        """Return every reading of several series between two instants, both included."""
        ...


class Sink(Protocol):
    """Takes readings."""

    def accept(self, observations: Sequence[Observation]) -> None:
        """Take readings."""
        ...


def source_config() -> SourceConfig:
    """Return the settings under which the counts come in as readings."""
    return SourceConfig(id=SOURCE, kind="register", name="Đánh giá quy chuẩn", max_age_s=3 * PERIOD_S)


class ComplianceSheets:
    """Sheets of a centre, filled from its store. Blocks."""

    def __init__(
        self,
        sheets: Mapping[str, SheetSpec],
        packs: Packs,
        places: Sequence[Place],
        series: Mapping[str, Series],
        store: Readings,
    ) -> None:
        """Fill sheets.

        Args:
            sheets: by id.
            packs: metrics and limit sets.
            places: of the centre.
            series: of the centre, by id.
            store: holds the results.
        """
        self.sheets = dict(sheets)
        self._packs, self._series, self._store = packs, series, store
        self._places = {sheet.id: places_of(sheet, places) for sheet in sheets.values()}
        self._kept: dict[str, tuple[float, dict[str, dict[str, list[Result]]]]] = {}
        """Results of each sheet as of an instant: several walls ask at nearly the same time."""

    def places(self, sheet_id: str) -> list[Place]:
        """Return the places of a sheet."""
        return self._places[sheet_id]

    def cells(self, sheet_id: str, at: float, places: Sequence[str] = ()) -> list[Cell]:
        """Return every cell of a sheet as of an instant (s since epoch); no `places`: of all."""
        sheet = self.sheets[sheet_id]
        wanted = [p for p in self._places[sheet_id] if not places or p.place_id in places]
        after = min((since(group, at) for group in sheet.groups), default=at)
        found: list[Cell] = []
        results = self._results(sheet, after, at)
        for place in wanted:
            found += filled(sheet, place, results[place.place_id], self._packs.limit_sets, at)
        return found

    def _results(self, sheet: SheetSpec, after: float, at: float) -> dict[str, dict[str, list[Result]]]:
        """Return of each place of a sheet, and each metric, the results of a span, oldest first."""
        known = self._kept.get(sheet.id)
        if known is not None and 0.0 <= at - known[0] < KEPT_S:
            return known[1]
        found: dict[str, dict[str, list[Result]]] = {p.place_id: {} for p in self._places[sheet.id]}
        wanted = {
            f"{place}.{metric}": (place, metric)
            for place in found
            for group in sheet.groups
            for metric in group.parameters.values()
        }
        there = [series_id for series_id in wanted if series_id in self._series]
        for series_id, rows in self._store.raw_each(there, after, at).items():
            place, metric = wanted[series_id]
            unit = self._packs.metrics[metric].unit
            found[place][metric] = [
                Result(float(value), unit, Quality(int(quality)), float(moment))
                for moment, value, quality in zip(rows.at, rows.value, rows.quality, strict=True)
            ]
        if known is None or at > known[0]:
            self._kept[sheet.id] = (at, found)
        return found

    def verdict(self, sheet_id: str, place_id: str, start_at: float, end_at: float) -> str:
        """Return the worst verdict on what was sampled at a place (id or name) in a span; empty: none."""
        sheet = self.sheets[sheet_id]
        places = self._places[sheet_id]
        place = next((p for p in places if place_id in (p.place_id, p.name)), None)
        if place is None:
            return ""
        metrics = {f"{place.place_id}.{m}": m for group in sheet.groups for m in group.parameters.values()}
        there = [series_id for series_id in metrics if series_id in self._series]
        results = {}
        for series_id, rows in self._store.raw_each(there, start_at, end_at).items():
            metric = metrics[series_id]
            value, quality = float(rows.value[-1]), Quality(int(rows.quality[-1]))
            results[metric] = Result(value, self._packs.metrics[metric].unit, quality, float(rows.at[-1]))
        return certified(sheet, place, results, self._packs.limit_sets) or ""

    def answer(self, sheet_id: str, at: float, places: Sequence[str] = ()) -> Compliance:
        """Return a sheet as it is sent."""
        sheet = self.sheets[sheet_id]
        cells = [cell for cell in self.cells(sheet_id, at, places) if cell.why != "not_required"]
        limits = limits_of(cells, self._packs.limit_sets)
        sets = {
            cell.limit_set: self._packs.limit_sets[cell.limit_set].name for cell in cells if cell.limit_set
        }
        shown = [p.place_id for p in self._places[sheet_id] if not places or p.place_id in places]
        certificates = sheet.certificates
        return Compliance(
            sheet=sheet.id,
            name=sheet.name,
            at=at,
            groups=tuple(
                ComplianceGroup(g.id, g.name, g.every, since(g, at), mark=g.mark) for g in sheet.groups
            ),
            parameters=tuple(self._parameters(sheet)),
            places=tuple(shown),
            cells=tuple(_sent(cell) for cell in cells),
            limits=tuple(
                ComplianceLimit(
                    limit_set, row, each.unit, each.min, each.max, each.strict, each.requirement, each.mark
                )
                for (limit_set, row), each in limits.items()
            ),
            sets=sets,
            certificates=CertificateInfo(certificates.kind, certificates.place, certificates.sampled)
            if certificates
            else None,
            source=sheet.source,
        )

    def _parameters(self, sheet: SheetSpec) -> list[ComplianceParameter]:
        return [
            ComplianceParameter(row, group.id, metric, known.name, known.unit, known.decimals)
            for group in sheet.groups
            for row, metric in group.parameters.items()
            if (known := self._packs.metrics[metric])
        ]

    # ---- counts as readings -----------------------------------------------------------------------

    def measured(self) -> bool:
        """Return whether a sheet wants its counts as readings."""
        return any(_counts(sheet) for sheet in self.sheets.values())

    def certifies(self) -> bool:
        """Return whether a sheet wants verdicts in the cases of its certificates."""
        return any(sheet.certificates and sheet.certificates.verdict for sheet in self.sheets.values())

    def sample(self, now: float) -> list[Observation]:
        """Return one reading of each wanted count at each place that has a series of it."""
        found = []
        for sheet in self.sheets.values():
            wanted = _counts(sheet)
            if not wanted:
                continue
            counts = {(p.place_id, verdict): 0 for p in self._places[sheet.id] for verdict in wanted}
            for cell in self.cells(sheet.id, now):
                if (cell.place_id, cell.verdict) in counts:
                    counts[cell.place_id, cell.verdict] += 1
            for (place, verdict), n in counts.items():
                series_id = f"{place}.{wanted[verdict]}"
                if series_id in self._series:
                    found.append(Observation(series_id, now, float(n)))
        return found


def _counts(sheet: SheetSpec) -> dict[str, str]:
    """Return the verdicts that are counted, each with its metric."""
    measured = sheet.measured_as
    named = {"fail": measured.failed, "inconclusive": measured.inconclusive, "missing": measured.missing}
    return {verdict: metric for verdict, metric in named.items() if metric}


def _sent(cell: Cell) -> ComplianceCell:
    result = cell.result
    return ComplianceCell(
        place_id=cell.place_id,
        row=cell.row,
        group=cell.group,
        verdict=cell.verdict,
        why=cell.why,
        value=None if result is None else result.value,
        quality=0 if result is None else int(result.quality),
        sampled_at=None if result is None else result.at,
        limit_set=cell.limit_set,
        n_results=cell.n_results,
        n_failed=cell.n_failed,
        required=cell.required,
    )


class ComplianceDesk:
    """The daemon's part: answers, and measures every minute."""

    def __init__(self, sheets: ComplianceSheets, bench: Bench) -> None:
        """Work on `sheets` with the daemon's parts."""
        self.sheets, self._bench = sheets, bench

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {GetCompliance: self._get}

    def source_configs(self) -> list[SourceConfig]:
        """Return the settings of the source as which the counts come in; none where nothing is counted."""
        return [source_config()] if self.sheets.measured() else []

    def work(self, sink: Sink | None) -> list[Coroutine[None, None, None]]:
        """Return what runs until it is cancelled; `sink` takes the counts, None: none is wanted."""
        found = [] if sink is None else [self._run(sink)]
        if self.sheets.certifies() and (register := self._bench.casework.register) is not None:
            verdicts = CertificateVerdicts(self.sheets, register)
            self._bench.pipeline.also_tell(verdicts.committed)
            found.append(verdicts.run(self._bench.clock, self._bench.pipeline.wake))
        return found

    async def _get(self, body: GetCompliance, _session: Session) -> ReplyBody:
        sheets = self.sheets
        if body.sheet not in sheets.sheets:
            known = ", ".join(sheets.sheets) or "–"
            return Failure.of(
                "not_found",
                Text(f"Không có bảng đánh giá {body.sheet}.", f"there is no compliance sheet {body.sheet!r}"),
                Text(f"Các bảng hiện có: {known}.", f"sheets: {known}"),
            )
        at = self._bench.clock.now() if body.at is None else body.at
        return await self._bench.beside(lambda: sheets.answer(body.sheet, at, body.places))

    async def _run(self, sink: Sink) -> None:
        while True:
            now = self._bench.clock.now()
            try:
                sink.accept(await self._bench.beside(lambda now=now: self.sheets.sample(now)))  # type: ignore[misc]
            except StoreError as error:
                log.warning("compliance cannot be measured: %s", error)
            await asyncio.sleep(PERIOD_S)


def open_compliance(
    folder: PackFolder, packs: Packs, places: Sequence[Place], series: Mapping[str, Series], bench: Bench
) -> ComplianceDesk:
    """Return the daemon's part, with the sheets of its packs.

    Raises:
        DocumentError: with every fault of every sheet.
    """
    sheets = load_compliance(folder, packs, data_fields_of(bench.casework.setup.case_kinds.kinds))
    return ComplianceDesk(ComplianceSheets(sheets, packs, places, series, bench.store), bench)
