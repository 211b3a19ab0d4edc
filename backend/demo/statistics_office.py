"""Figures of the demo city, made up: what its units would hand in, by month, quarter and year.

They hang together: what counts from the year's start never falls, growth makes levels, the year's figure is
the last one of its quarters, and the Government's set repeats the city's. Equal seeds and days give equal
figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

import msgspec
import numpy as np

from backend.contract.indicators import PeriodKind
from backend.demo.area_tables import ward_population
from backend.demo.places import wards
from backend.demo.yearly_figures import Yearly
from backend.domain.indicators import periods

YEARS = (2025, 2026)
"""Years that the sets by month and quarter have figures of."""
NOTE = "Số liệu trình diễn"
Fate = Literal["accepted", "submitted", "returned"]


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """One figure, and what becomes of it at the review."""

    code: str
    period: str
    value: float | None
    unit: str
    """Unit that hands it in."""
    area: str = ""
    final: bool = True
    note: str = NOTE
    fate: Fate = "accepted"
    first: float | None = None
    """A wrong value that was handed in and accepted before; None: right at once."""
    review_note: str = ""
    """Why it was given back."""


class Flow(msgspec.Struct, frozen=True):
    """What counts from the year's start."""

    totals: tuple[float, float]
    """Of each of the years, whole."""
    decimals: int = 0
    late: float = 1.0
    """Above 1: more of it comes late in the year (the share of the year to this power)."""
    rough: float = 0.06
    """How much one month differs from another, of the mean."""


class Rate(msgspec.Struct, frozen=True):
    """What is measured anew in each period."""

    levels: tuple[float, float]
    """At the end of each of the years."""
    start: float
    """Before the first of them."""
    decimals: int = 1
    rough: float = 0.0


MONTHLY: dict[str, tuple[str, Flow | Rate]] = {
    "MT.02": ("cuc-thong-ke", Rate((108.4, 111.3), 106.2, 1, 0.25)),
    "MT.03": ("so-cong-thuong", Flow((168_000, 182_300))),
    "MT.04": ("so-cong-thuong", Flow((2_440, 2_745), 1)),
    "MT.05": ("so-vh-tt-dl", Flow((17_350, 19_700), 0, 1.0, 0.16)),
    "MT.06": ("cuc-thong-ke", Rate((3.31, 3.18), 3.05, 2, 0.06)),
    "MT.07": ("so-tai-chinh", Flow((57_600, 65_200), 0, 0.97)),
    "MT.09": ("so-tai-chinh", Flow((15_750, 15_900), 0, 1.5)),
    "MT.11": ("so-tai-chinh", Flow((455, 394), 1, 1.04, 0.2)),
    "MT.19": ("cong-an", Flow((452, 428), 0, 1.0, 0.1)),
}
QUARTERLY: dict[str, tuple[str, Flow | Rate]] = {
    "MT.12": ("so-noi-vu", Flow((55.4, 59.6), 1, 1.0, 0.02)),
    "MT.13": ("so-noi-vu", Rate((3.08, 2.86), 3.35, 2, 0.03)),
    "MT.14": ("so-y-te", Rate((95.9, 96.6), 95.2)),
    "MT.15": ("so-gd-dt", Rate((72.1, 75.4), 70.0)),
    "MT.17": ("so-nn-mt", Rate((97.3, 98.3), 96.5)),
    "MT.18": ("so-xay-dung", Rate((98.8, 99.2), 98.3)),
    "LD.01": ("so-noi-vu", Flow((55.4, 59.6), 1, 1.0, 0.02)),
    "LD.02": ("so-noi-vu", Rate((3.08, 2.86), 3.35, 2, 0.03)),
    "LD.05": ("so-noi-vu", Rate((296.0, 312.0), 288.0)),
    "LD.06": ("so-noi-vu", Flow((9.0, 7.0), 0, 1.0, 0.3)),
}
ASSIGNED = ((16_950, 16_950), (18_200, 18_650))
"""Public investment assigned: before and from July of each of the years."""
REPEATED = {
    "QD293.02": "MT.02", "QD293.03": "MT.03", "QD293.04": "MT.07", "QD293.05": "MT.09",
    "QD293.06": "MT.11", "QD293.07": "MT.04",
}  # fmt: skip
"""Of the Government's set → of the city's."""


class StatisticsOffice:
    """All figures that there are on a day."""

    def __init__(self, today: dt.date, seed: int = 1) -> None:
        """Make them for a day; `seed` makes another year of the same city."""
        self._today, self._seed = today, seed
        self.yearly = Yearly(seed)

    def figures(self) -> list[Stated]:
        """Return all figures, the newest period first."""
        made = [*self._targets(), *self._government(), *self._of_years(), *self._land_and_people()]
        return sorted(
            (self._fated(each) for each in made), key=lambda each: periods.order(each.period), reverse=True
        )

    def newest(self, kind: PeriodKind) -> str:
        """Return the newest period of a kind that has figures by month or quarter; empty: none yet."""
        found = self._periods(kind)
        return found[-1] if found else ""

    # ---- the year's targets ---------------------------------------------------------------------

    def _targets(self) -> Iterator[Stated]:
        kinds: tuple[tuple[PeriodKind, dict[str, tuple[str, Flow | Rate]]], ...] = (
            ("month", MONTHLY), ("quarter", QUARTERLY),
        )  # fmt: skip
        for kind, table in kinds:
            for code, (unit, how) in table.items():
                values = self._values(code, kind, how)
                for period in self._periods(kind):
                    yield self._stated(code, period, values[period], unit)
        for period in self._periods("month"):
            parsed = periods.parse(period)
            assigned = ASSIGNED[parsed.year - YEARS[0]][parsed.first_month >= 7]
            yield self._stated("MT.08", period, float(assigned), "so-tai-chinh")
        growth = self.yearly.growth_by_quarter()
        for period in self._periods("quarter"):
            yield self._stated("MT.01", period, growth[period], "cuc-thong-ke")
        for period in self._periods("half"):
            yield self._stated("MT.16", period, self.yearly.poverty_by_half()[period], "so-nn-mt")

    def _government(self) -> Iterator[Stated]:
        """Repeat the city's figures of thirteen months, and add two that are the Government's alone."""
        months = self._periods("month")[-13:]
        for code, of in REPEATED.items():
            unit, how = MONTHLY[of]
            values = self._values(of, "month", how)
            for period in months:
                yield self._stated(code, period, values[period], unit)
        companies = self._values("QD293.08", "month", Flow((5_350, 5_920)))
        prices = self._values("MT.06", "month", MONTHLY["MT.06"][1])
        for period in months:
            yield self._stated("QD293.08", period, companies[period], "so-tai-chinh")
            yield self._stated("QD293.01", period, round(100.0 + prices[period], 2), "cuc-thong-ke")

    def _of_years(self) -> Iterator[Stated]:
        ends = {
            code: self._values(code, "quarter", QUARTERLY[code][1]) for code in ("MT.13", "MT.14", "MT.17")
        }
        last = {code: values.get("2025-Q4") for code, values in ends.items()}
        for code, unit, period, value in self.yearly.rows(last):
            if periods.parse(period).last_day < self._today:
                yield self._stated(code, period, value, unit)

    def _land_and_people(self) -> Iterator[Stated]:
        period = "2025"
        if periods.parse(period).last_day >= self._today:
            return
        for code, unit, value in self.yearly.land_and_people():
            yield self._stated(code, period, value, unit)
        people = ward_population(self._seed)
        for ward in wards():
            yield self._stated("QD05.0101", period, ward.area_km2, "so-nn-mt", ward.code)
            if ward.code in people:
                yield self._stated("QD05.0102", period, people[ward.code] / 1000.0, "cuc-thong-ke", ward.code)

    # ---- values ---------------------------------------------------------------------------------

    def _periods(self, kind: PeriodKind) -> list[str]:
        """Return the periods of a kind that are over, ascending."""
        first, last = dt.date(YEARS[0], 1, 1), min(self._today, dt.date(YEARS[-1] + 1, 1, 1))
        found: list[str] = []
        period = periods.newest_ended(kind, last)
        while periods.parse(period).first_day >= first:
            found.insert(0, period)
            period = periods.previous(period)
        return found

    def _values(self, code: str, kind: PeriodKind, how: Flow | Rate) -> dict[str, float]:
        """Return the values of both years by period, also of those to come."""
        n = 12 if kind == "month" else 4
        values: dict[str, float] = {}
        before = how.start if isinstance(how, Rate) else 0.0
        for turn, year in enumerate(YEARS):
            rng = np.random.default_rng([self._seed, year, *code.encode()])
            if isinstance(how, Flow):
                row = _counted(rng, how, how.totals[turn], n)
            else:
                row = _measured(rng, how, before, how.levels[turn], n)
                before = how.levels[turn]
            names = [f"{year}-{k:02d}" if kind == "month" else f"{year}-Q{k}" for k in range(1, n + 1)]
            values |= dict(zip(names, row, strict=True))
        return values

    def _stated(self, code: str, period: str, value: float | None, unit: str, area: str = "") -> Stated:
        """Return a figure: provisional for 45 days after its period, and those of a year for 120."""
        ended = periods.parse(period).last_day
        days = 120 if periods.parse(period).kind == "year" else 45
        final = self._today - ended > dt.timedelta(days=days)
        return Stated(code=code, period=period, value=value, unit=unit, area=area, final=final)

    # ---- what people make of them ---------------------------------------------------------------

    def _fated(self, each: Stated) -> Stated:
        """Return a figure with what is special about it: the newest ones are not all through the review."""
        month, quarter = self.newest("month"), self.newest("quarter")
        change = msgspec.structs.replace
        match each.code, each.period:
            case "MT.03", period if period == month and each.value is not None:
                return change(
                    each, fate="submitted", value=10.0 * each.value, note=f"{NOTE}; gửi qua cổng báo cáo"
                )
            case "MT.04", period if period == month:
                return change(each, fate="submitted")
            case "MT.15", period if period == quarter:
                note = "Chưa trừ các trường vừa sáp nhập; đề nghị rà soát và gửi lại."
                return change(each, fate="returned", review_note=note)
            case "MT.18", period if period == quarter:
                why = "đơn vị cấp nước đang kiểm kê lại khách hàng sau sáp nhập"
                return change(each, value=None, note=f"{NOTE}: chưa có số, {why}")
            case "MT.07", period if period == self._corrected() and each.value is not None:
                return change(
                    each, first=round(0.957 * each.value), note=f"{NOTE}; bổ sung số thu từ cảng biển"
                )
        return each

    def _corrected(self) -> str:
        """Return the month whose revenue was corrected: five months back."""
        months = self._periods("month")
        return months[-6] if len(months) > 5 else ""


def _counted(rng: np.random.Generator, how: Flow, total: float, n: int) -> list[float]:
    """Return what has come together by the end of each part of a year; it never falls."""
    reached = (np.arange(n + 1) / n) ** how.late
    parts = np.diff(reached) * np.clip(rng.normal(1.0, how.rough, n), 0.4, 1.6)
    together = np.cumsum(parts) / parts.sum() * total
    return [round(float(value), how.decimals) for value in together]


def _measured(rng: np.random.Generator, how: Rate, start: float, end: float, n: int) -> list[float]:
    """Return a level at the end of each part of a year; the last one is `end`."""
    way = np.linspace(start, end, n + 1)[1:] + np.append(rng.normal(0.0, how.rough, n - 1), 0.0)
    return [round(float(value), how.decimals) for value in way]
