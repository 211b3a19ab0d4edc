from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.case_requests import FigureCell, FigureInfo, Figures
from backend.contract.cases import CaseQuery
from backend.contract.state import Text
from tests.unit.widgets.casework import units
from widgets.logic.ranking import ordered, ranked, scale_end, units_ranked


def info(name="share", unit="%", good="high"):
    return FigureInfo(name, Text(name), "report", unit, Text(name), good=good)


def figures(values, infos=None, second=None):
    infos = infos or (info(),)
    cells = [
        FigureCell(infos[k].figure_id, value, CaseQuery(), 0, key, key.upper())
        for k, column in enumerate((values, second or {}))
        for key, value in column.items()
    ]
    return Figures(tuple(infos), tuple(cells), 1.0)


def ranks(rows):
    return [(row.key, row.rank) for row in rows]


def test_equal_values_share_a_rank_and_the_next_is_left_out():
    rows = ranked(figures({"a": 90.0, "b": 90.0, "c": 70.0, "d": 99.0}), {})
    assert ranks(rows) == [("d", 1), ("a", 2), ("b", 2), ("c", 4)]


def test_low_is_best_where_the_figure_says_so():
    rows = ranked(figures({"a": 3.0, "b": 1.0}, (info(unit="", good="low"),)), {})
    assert ranks(rows) == [("b", 1), ("a", 2)]


def test_nothing_to_assess_is_no_zero():
    rows = ranked(figures({"a": 0.0, "b": None}), {"c": "Phường C"})
    assert ranks(rows) == [("a", 1), ("b", None), ("c", None)]
    assert rows[2].name == "Phường C"
    assert rows[2].value is None


def test_the_second_figure_may_rank():
    infos = (info(), info("late", "", "low"))
    found = figures({"a": 90.0, "b": 50.0}, infos, {"a": 7.0, "b": 2.0})
    assert ranks(ranked(found, {}, by=1)) == [("b", 1), ("a", 2)]
    assert [cell.figure_id for cell in ranked(found, {}, by=1)[0].cells] == ["late", "share"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [("best", "d a b c x"), ("worst", "c a b d x"), ("name", "a b c d x")],
)
def test_orders(order, expected):
    rows = ranked(figures({"a": 90.0, "b": 90.0, "c": 70.0, "d": 99.0}), {"x": "X"})
    assert [row.key for row in ordered(rows, order)] == expected.split()


def test_names_are_found_without_diacritics():
    rows = ranked(figures({"hc": 1.0, "st": 2.0}), {})
    found = [
        row.__class__(row.key, name, row.rank, row.cells)
        for row, name in zip(rows, ("Sơn Trà", "Hải Châu"), strict=False)
    ]
    assert [row.name for row in ordered(found, "best", "hai ch")] == ["Hải Châu"]


def test_units_of_today_that_have_cases_are_ranked():
    today = date(2026, 11, 22)
    busy = [unit.unit_id for unit in units()] + ["nobody"]
    assert "old" not in units_ranked(units(), busy, "", today)
    assert set(units_ranked(units(), busy, "department", today)) == {f"dep{k}" for k in range(6)}
    assert units_ranked(units(), ["w0"], "", today) == {"w0": "Phường Hải Châu"}
    assert units_ranked(units(), [], "", today) == {}


def test_bars_end_at_a_hundred_per_cent_or_at_the_greatest():
    rows = ranked(figures({"a": 30.0, "b": 12.0}), {})
    assert scale_end(info(), rows) == 100.0
    assert scale_end(info(unit=""), rows) == 30.0
    assert scale_end(info(unit=""), []) == 1.0


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 5), max_size=12))
def test_a_rank_is_one_more_than_how_many_are_better(values):
    rows = ranked(figures({key: float(value) for key, value in values.items()}), {})
    for row in rows:
        assert row.rank == 1 + sum(other > values[row.key] for other in values.values())
