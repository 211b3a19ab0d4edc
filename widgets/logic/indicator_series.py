"""One indicator over time, as points with gaps, plan and breaks. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from backend.contract.indicators import IndicatorFigure, IndicatorSeries, Period, PeriodKind
from backend.contract.state import Text
from widgets.logic.axes import nice_range
from widgets.logic.indicator_periods import in_order, kind_of, without_holes


class Point(msgspec.Struct, frozen=True):
    """One period."""

    period: Period
    figure: IndicatorFigure | None
    """None: there is no figure for it."""
    why_break: Text | None = None
    """From this period on figures are of other administrative units, for this reason."""

    @property
    def value(self) -> float | None:
        """Return its value."""
        return self.figure.value if self.figure is not None else None

    @property
    def plan(self) -> float | None:
        """Return its plan."""
        return self.figure.plan if self.figure is not None else None


def kinds_in(series: IndicatorSeries) -> list[PeriodKind]:
    """Return the kinds of period that a series has figures of, months first."""
    order: tuple[PeriodKind, ...] = ("month", "quarter", "half", "nine_months", "year")
    found = {kind_of(figure.period) for figure in series.figures}
    return [kind for kind in order if kind in found]


def points(series: IndicatorSeries, kind: PeriodKind, last: int) -> list[Point]:
    """Return the last `last` ≥ 1 periods of a kind, ascending, with gaps where there is no figure.

    A break falls on the first period shown that is not before it.
    """
    figures = {figure.period: figure for figure in series.figures if kind_of(figure.period) == kind}
    periods = without_holes(figures, kind)[-last:]
    reasons: dict[Period, Text] = {}
    for broken in series.breaks:
        later = [p for p in periods if in_order([broken.period, p])[:1] == [broken.period]]
        if later and later[0] != periods[0]:
            reasons[later[0]] = broken.why
    return [Point(period, figures.get(period), reasons.get(period)) for period in periods]


def value_range(shown: Sequence[Point]) -> tuple[float, float]:
    """Return the range of values and plans, ending on round numbers; bars begin at 0."""
    values = [v for point in shown for v in (point.value, point.plan) if v is not None]
    if not values:
        return 0.0, 1.0
    return nice_range(min(0.0, *values), max(0.0, *values))


def tight_range(shown: Sequence[Point]) -> tuple[float, float]:
    """Return the range of a line, which need not begin at 0."""
    values = [v for point in shown for v in (point.value, point.plan) if v is not None]
    return nice_range(min(values), max(values)) if values else (0.0, 1.0)


def lines(shown: Sequence[Point]) -> list[list[int]]:
    """Return runs of indexes that one line joins: a gap and a break part them."""
    runs: list[list[int]] = []
    running = False
    for k, point in enumerate(shown):
        if point.value is None:
            running = False
            continue
        if not running or point.why_break is not None:
            runs.append([])
        runs[-1].append(k)
        running = True
    return runs
