from __future__ import annotations

from typing import Any

import pytest

from backend.domain.indicators.table_numbers import NumberStyleError
from backend.domain.indicators.tables import read_table
from backend.domain.refusal import RefusedError

PLAIN = [
    ["Tỷ lệ hộ nghèo theo tỉnh"],
    ["Đơn vị tính: %"],
    [],
    ["Tỉnh", "2015", "Sơ bộ 2016"],
    ["CẢ NƯỚC", "7,0", "5,8"],
    ["Hà Nội", "1,6", ".."],
    ["(*) Chuẩn nghèo 2016–2020"],
]


def values(grid: Any, **more: Any) -> list[tuple[str, str, str, float]]:
    return [(f.label, f.item, f.period, f.value) for f in read_table(grid, "tep", **more).figures]


def test_title_unit_figures_and_footnotes() -> None:
    table = read_table(PLAIN, "tep")
    assert (table.title, table.unit, table.n_missing) == ("Tỷ lệ hộ nghèo theo tỉnh", "%", 1)
    assert values(PLAIN) == [
        ("CẢ NƯỚC", "", "2015", 7.0),
        ("CẢ NƯỚC", "", "2016", 5.8),
        ("Hà Nội", "", "2015", 1.6),
    ]
    assert table.notes == ("(*) Chuẩn nghèo 2016–2020",)
    first = table.figures[1]
    assert (first.row, first.column, first.final) == (5, 3, False)


def test_without_a_title_the_file_names_the_table() -> None:
    assert read_table(PLAIN[3:], "Health__Poverty_rate").title == "Poverty rate"


def test_two_header_rows_and_a_running_number() -> None:
    grid = [
        ["Dân số", "", "", "", ""],
        ["STT", "Tỉnh", "2015", "", "2016"],
        ["", "", "Nam", "Nữ", "Nam"],
        ["1", "Hà Nội", "3500", "3700", "3600"],
        ["2", "Huế", "500", "-", "510"],
    ]
    assert values(grid) == [
        ("Hà Nội", "Nam", "2015", 3500.0), ("Hà Nội", "Nữ", "2015", 3700.0), ("Hà Nội", "Nam", "2016", 3600.0),
        ("Huế", "Nam", "2015", 500.0), ("Huế", "Nam", "2016", 510.0),
    ]  # fmt: skip


def test_years_in_rows_with_months_in_columns() -> None:
    grid = [
        ["Rainfall at stations"],
        ["Year", "Station", "Jan.", "Feb."],
        ["2016", "Huế", "1.5", "2.5"],
        ["2015", "Huế", "0.5", ".."],
    ]
    assert values(grid) == [
        ("Huế", "", "2016-01", 1.5),
        ("Huế", "", "2016-02", 2.5),
        ("Huế", "", "2015-01", 0.5),
    ]
    assert read_table(grid, "t").by_station


def test_a_header_that_stands_twice_is_read_once() -> None:
    grid = [["Tỉnh", "X2015", "X2016"], ["Tỉnh", "X2015", "X2016"], ["Huế", "10", "12"]]
    assert values(grid) == [("Huế", "", "2015", 10.0), ("Huế", "", "2016", 12.0)]


def test_figures_that_look_like_years_are_figures() -> None:
    grid = [["Tỉnh", "2015", "2016"], ["Huế", "2010", "1999"], ["Hà Nội", "2001", "2002"]]
    assert [v for *_, v in values(grid)] == [2010.0, 1999.0, 2001.0, 2002.0]


def test_a_year_out_of_order_is_noted_and_stays_as_printed() -> None:
    table = read_table([["Tỉnh", "1997", "1988", "1999"], ["Huế", "1", "2", "3"]], "t")
    assert [f.period for f in table.figures] == ["1997", "1988", "1999"]
    assert table.notes == ("Cột 3 “1988” đứng giữa 1997 và 1999: có thể in nhầm, giữ như in.",)


def test_numbers_of_a_workbook_are_taken_as_they_are() -> None:
    assert values([["Tỉnh", 2015.0, 2016.0], ["Huế", 1.25, 3.0]]) == [
        ("Huế", "", "2015", 1.25), ("Huế", "", "2016", 3.0)
    ]  # fmt: skip


def test_the_decimal_sign_may_be_said() -> None:
    grid = [["Tỉnh", "2015"], ["Huế", "1.234"]]
    with pytest.raises(NumberStyleError, match="--decimal"):
        values(grid)
    assert values(grid, decimal=",")[0][3] == 1234.0
    assert values(grid, decimal=".")[0][3] == 1.234


@pytest.mark.parametrize(
    ("grid", "words"),
    [
        ([], "holds no table"),
        ([["chỉ có chữ"]], "holds no table"),
        ([["Tỉnh", "2015"]], "no row of figures"),
        ([["a", "b"]] * 6 + [["Huế", "1"]], "no row of figures|no header|names no year"),
        ([["Tỉnh", "2015"], ["Huế", ".."]], "no figure"),
        ([["Tỉnh", "2015", "2015"], ["Huế", "1", "2"]], "two columns are about '2015'"),
        ([["Tỉnh", "2015", "2016"], ["Huế", "1", "2"], ["Huế", "3", "4"]], "stands twice"),
        ([["Tỉnh", "2015", "2016"], ["Huế", "1", "2 cái"]], "'2 cái' is no number"),
        ([["Tỉnh", "2015", "2016"], ["Huế", "1", "2"], ["", "3", "4"]], "has figures and no name"),
        ([["Tỉnh", "2015"], ["Huế", "1", "2"]], "3 cells"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(grid: Any, words: str) -> None:
    with pytest.raises(RefusedError, match=words) as refused:
        read_table(grid, "t")
    assert refused.value.text.vi
