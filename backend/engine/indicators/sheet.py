"""Accepted figures of one area, and what is computed from them: each with colour, reason and provenance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from backend.contract.indicators import IndicatorFigure, Provenance
from backend.contract.state import Text
from backend.domain.indicators import colours, flags, formulas, periods
from backend.domain.indicators.figure import FigureKey, FigureRow, PlanRow
from backend.domain.indicators.formulas import Computed
from backend.domain.indicators.spec import IndicatorSpec, Target
from backend.engine.indicators.catalogue import Catalogue

Measure = Callable[[IndicatorSpec, str], float | None]
"""Value of an indicator that is computed from case files, in a period; None: nothing to compute it from."""
Explained = Mapping[tuple[str, str, str], str]
"""Code, period and area → case of the newest request to explain it."""


def not_measured(_spec: IndicatorSpec, _period: str) -> float | None:
    """Return no value: case files are of the whole centre, not of one area or breakdown."""
    return None


def nothing_measured(_spec: IndicatorSpec) -> Iterable[str]:
    """Return no period; see `not_measured`."""
    return ()


class Sheet:
    """All of one area and breakdown."""

    def __init__(  # noqa: PLR0913 - what a figure is put together from
        self,
        catalogue: Catalogue,
        rows: Iterable[FigureRow],
        plans: Iterable[PlanRow],
        *,
        area: str = "",
        breakdown: str = "",
        measure: Measure = not_measured,
        measured_periods: Callable[[IndicatorSpec], Iterable[str]] = nothing_measured,
        explained: Explained | None = None,
    ) -> None:
        """Take accepted `rows` of any area; those of this one count."""
        self._catalogue, self.area, self.breakdown = catalogue, area, breakdown
        self._rows = {
            (row.key.code, row.key.period): row
            for row in rows
            if row.key.area == area and row.key.breakdown == breakdown
        }
        self._plans = list(plans)
        self._plans_of: dict[str, dict[str, Target]] = {}
        self._measure, self._measured_periods = measure, measured_periods
        self._explained = explained or {}
        self._computed: dict[tuple[str, str], Computed] = {}
        self._measured: dict[tuple[str, str], float | None] = {}

    # ---- values -----------------------------------------------------------------------------------

    def value(self, code: str, period: str) -> float | None:
        """Return the value of an indicator in a period, computed where it is a computed one."""
        spec = self._catalogue.spec(code)
        if spec is None:
            return None
        if spec.formula:
            return self.computed(code, period).value
        if spec.measured is not None:
            if (code, period) not in self._measured:
                self._measured[code, period] = self._measure(spec, period)
            return self._measured[code, period]
        row = self._rows.get((code, period))
        return row.value if row is not None else None

    def computed(self, code: str, period: str) -> Computed:
        """Return what the formula of an indicator comes to."""
        found = self._computed.get((code, period))
        if found is None:
            formula = self._catalogue.all.formulas[code]
            found = self._computed[code, period] = formulas.compute(formula, period, self.value)
        return found

    def periods(self, code: str) -> list[str]:
        """Return the periods in which an indicator has a figure, newest first."""
        spec = self._catalogue.spec(code)
        if spec is None:
            return []
        if spec.formula:
            inputs = self._catalogue.with_inputs([code])
            there = {p for used in inputs if used != code for p in self._own_periods(used)}
            known = {p for p in there if periods.parse(p).kind in spec.kinds}
        else:
            known = self._own_periods(code)
        with_value = spec.formula or spec.measured is not None
        found = [p for p in known if not with_value or self.value(code, p) is not None]
        return sorted(found, key=periods.order, reverse=True)

    def _own_periods(self, code: str) -> set[str]:
        spec = self._catalogue.spec(code)
        if spec is not None and spec.measured is not None:
            return set(self._measured_periods(spec))
        return {period for known, period in self._rows if known == code}

    # ---- figures ----------------------------------------------------------------------------------

    def figure(self, code: str, period: str) -> IndicatorFigure:
        """Return the figure of an indicator in a period; one without value where there is none."""
        spec = self._catalogue.all.specs[code]
        row = self._rows.get((code, period))
        value = self.value(code, period)
        if spec.formula:
            made = self._of_formula(spec, period)
        elif spec.measured is not None:
            made = self._of_cases(spec, period, value)
        elif row is not None:
            made = figure_of(row)
        else:
            made = IndicatorFigure(code, period, None, area=self.area, breakdown=self.breakdown)
        return self.judged(spec, made)

    def judged(self, spec: IndicatorSpec, figure: IndicatorFigure) -> IndicatorFigure:
        """Return a figure with plan, colour, reason, flags and what it is compared with."""
        plan = self._catalogue.expected(spec, figure.period, self._plans_for(spec.code))
        found = colours.judge(spec, self._catalogue.set_of(spec.code).colours, figure.value, plan)
        before = self.value(spec.code, periods.previous(figure.period))
        why = figure.why if figure.value is None and figure.why.vi else found.why
        return IndicatorFigure(
            code=figure.code,
            period=figure.period,
            value=figure.value,
            area=figure.area,
            breakdown=figure.breakdown,
            plan=plan.plan if plan is not None else None,
            colour=found.group,
            why=why,
            state=figure.state,
            final=figure.final,
            vintage=figure.vintage,
            provenance=figure.provenance,
            version=figure.version,
            flags=flags.flags(spec, figure.value, before),
            previous=self.value(spec.code, periods.year_before(figure.period)),
            explanation=self._explained.get((figure.code, figure.period, figure.area), ""),
        )

    def _plans_for(self, code: str) -> dict[str, Target]:
        if code not in self._plans_of:
            self._plans_of[code] = self._catalogue.plans(code, self.area, self._plans)
        return self._plans_of[code]

    def _of_formula(self, spec: IndicatorSpec, period: str) -> IndicatorFigure:
        found = self.computed(spec.code, period)
        rows = [row for code, of, _ in found.inputs if (row := self._rows.get((code, of))) is not None]
        made = Provenance(
            how="computed",
            source=spec.source or self._catalogue.set_of(spec.code).source,
            by="",
            at=max((row.reviewed_at or row.at for row in rows), default=0.0),
            formula=spec.formula,
            inputs=found.inputs,
        )
        return IndicatorFigure(
            spec.code,
            period,
            found.value,
            area=self.area,
            breakdown=self.breakdown,
            why=found.why,
            final=all(row.final for row in rows),
            vintage=max((row.vintage for row in rows), default=""),
            provenance=made if found.value is not None else None,
        )

    def _of_cases(self, spec: IndicatorSpec, period: str, value: float | None) -> IndicatorFigure:
        figure = spec.measured.figure if spec.measured is not None else ""
        missing = Text("Chưa có hồ sơ nào của kỳ để tính", "no case of the period to compute it from")
        made = Provenance(how="computed", source=figure, by="", at=0.0, formula=figure)
        return IndicatorFigure(
            spec.code,
            period,
            value,
            area=self.area,
            breakdown=self.breakdown,
            why=missing if value is None else Text(""),
            provenance=made if value is not None else None,
        )


def figure_of(row: FigureRow) -> IndicatorFigure:
    """Return one version of a figure as screens need it, not judged."""
    made = Provenance(
        how=row.how,
        source=row.source,
        by=row.by,
        at=row.at,
        accepted_by=row.reviewed_by,
        accepted_at=row.reviewed_at,
    )
    note = row.review_note if row.state == "returned" else row.note
    return IndicatorFigure(
        code=row.key.code,
        period=row.key.period,
        value=row.value,
        area=row.key.area,
        breakdown=row.key.breakdown,
        why=Text(note) if row.value is None or row.state == "returned" else Text(""),
        state=row.state,
        final=row.final,
        vintage=row.vintage,
        provenance=made,
        version=row.version,
    )


def key_of(figure: IndicatorFigure) -> FigureKey:
    """Return what a figure is about."""
    return FigureKey(figure.code, figure.period, figure.area, figure.breakdown)
