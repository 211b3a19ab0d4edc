from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from backend.contract.indicators import FigureEntry
from backend.demo.departments import DEPARTMENTS
from backend.demo.places import wards
from backend.demo.statistics_office import MONTHLY, NOTE, QUARTERLY, REPEATED, Flow, Stated, StatisticsOffice
from backend.domain.indicators import colours, flags, formulas, periods
from backend.domain.indicators.figure import Person, check_entry
from backend.usecases.indicator_sets import load_indicator_sets

PACKS = Path(__file__).parents[4] / "resources" / "usecases"
SETS = load_indicator_sets(PACKS, ["indicators", "labour", "digital-government"])
TODAY = dt.date(2026, 12, 1)
OFFICE = StatisticsOffice(TODAY)
FIGURES = OFFICE.figures()
DAYS = [dt.date(2026, 1, 1), dt.date(2026, 5, 20), TODAY, dt.date(2027, 6, 30)]


def newest(figures: list[Stated]) -> dict[str, Stated]:
    found: dict[str, Stated] = {}
    for each in figures:
        if not each.area and each.fate == "accepted" and each.first is None:
            found.setdefault(each.code, each)
    return found


def reds(figures: list[Stated]) -> list[str]:
    found, shown = [], newest(figures)
    by_key = {(each.code, each.period): each.value for each in figures if not each.area}
    for code, spec in SETS.specs.items():
        period, value = (shown[code].period, shown[code].value) if code in shown else ("", None)
        if code in SETS.formulas:
            used = [shown[c] for _, c in SETS.formulas[code].uses if c in shown]
            if not used:
                continue
            period = used[0].period
            value = formulas.compute(SETS.formulas[code], period, lambda c, p: by_key.get((c, p))).value
        if period:
            plan = colours.expected(spec, period, dict(SETS.plans.get(code, {})))
            judged = colours.judge(spec, SETS.sets[SETS.set_of[code]].colours, value, plan)
            found += [code] if judged.group == "red" else []
    return found


@pytest.mark.parametrize("today", DAYS)
def test_every_figure_is_one_that_its_unit_may_hand_in(today: dt.date) -> None:
    units = {unit.id for unit in DEPARTMENTS}
    figures = StatisticsOffice(today).figures()
    keys = Counter((each.code, each.period, each.area) for each in figures)
    assert set(keys.values()) == {1}
    for each in figures:
        officer = Person("x", "x", "unit_officer", each.unit)
        entry = FigureEntry(each.code, each.period, each.value, area=each.area, note=each.note)
        check_entry(SETS.specs[each.code], entry, officer, today)
        assert each.unit in units
        assert periods.parse(each.period).last_day < today
        assert each.note.startswith(NOTE)


@pytest.mark.parametrize("today", DAYS[1:])
def test_few_are_at_risk(today: dt.date) -> None:
    assert 2 <= len(reds(StatisticsOffice(today).figures())) <= 5
    assert reds(FIGURES) == ["MT.10", "MT.11", "NQXIII.16"]


def test_what_counts_from_the_years_start_never_falls() -> None:
    for table in (MONTHLY, QUARTERLY):
        for code in (code for code, (_, how) in table.items() if isinstance(how, Flow)):
            for year in ("2025", "2026"):
                mine = [
                    each for each in reversed(FIGURES) if each.code == code and each.period.startswith(year)
                ]
                values = [each.value for each in mine if each.value is not None and each.fate == "accepted"]
                assert len(values) > 2
                assert values == sorted(values), code


def test_the_governments_set_repeats_the_citys() -> None:
    by_key = {(each.code, each.period): each.value for each in FIGURES if each.fate == "accepted"}
    same = [
        (by_key[code, period], by_key[of, period])
        for code, of in REPEATED.items()
        for period in ("2026-02", "2026-09")
    ]
    assert all(left == right for left, right in same)


def test_one_figure_is_implausible_and_waits_others_are_special() -> None:
    by_key = {(each.code, each.period): each for each in FIGURES if not each.area}
    wrong, before = by_key["MT.03", "2026-11"], by_key["MT.03", "2026-10"]
    assert wrong.fate == "submitted"
    assert flags.flags(SETS.specs["MT.03"], wrong.value, before.value)
    assert by_key["MT.04", "2026-11"].fate == "submitted"
    assert [each.code for each in FIGURES if each.fate == "returned" and each.review_note] == ["MT.15"]
    assert [(each.code, each.period) for each in FIGURES if each.first is not None] == [("MT.07", "2026-06")]
    assert [each.code for each in FIGURES if each.value is None] == ["MT.18"]


def test_everything_else_is_plausible() -> None:
    by_key = {(each.code, each.period): each for each in FIGURES if not each.area and each.code != "MT.03"}
    for each in by_key.values():
        spec, known = SETS.specs[each.code], by_key.get((each.code, periods.previous(each.period)))
        if spec.cumulative and periods.parse(each.period).last_month <= 3:
            known = None  # a new year counts from nothing
        assert not flags.flags(spec, each.value, known.value if known else None), each


def test_the_newest_are_provisional() -> None:
    final = {each.period: each.final for each in FIGURES if each.code == "MT.07"}
    assert [final[period] for period in ("2026-11", "2026-10", "2026-09")] == [False, False, True]


def test_every_ward_has_land_and_people() -> None:
    areas = Counter(each.code for each in FIGURES if each.area)
    assert areas == {"QD05.0101": len(wards()), "QD05.0102": len(wards()) - 1}


def test_equal_seeds_give_equal_figures_and_before_the_first_month_there_are_none_of_it() -> None:
    assert StatisticsOffice(TODAY).figures() == FIGURES
    assert StatisticsOffice(TODAY, 2).figures() != FIGURES
    early = StatisticsOffice(dt.date(2025, 1, 20)).figures()
    assert {periods.parse(each.period).kind for each in early} == {"year"}
    assert StatisticsOffice(dt.date(2025, 1, 20)).newest("month") == ""
