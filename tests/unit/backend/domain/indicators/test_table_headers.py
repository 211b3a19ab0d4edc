from __future__ import annotations

import pytest

from backend.domain.indicators.table_headers import HeaderRefusedError, columns_of, period_word, year_in


def read(*rows: list[str], title: str = "", by_row: bool = False) -> list[tuple[str, str, bool]]:
    return [(c.item, c.period, c.final) for c in columns_of(list(rows), 1, title, by_row=by_row)]


@pytest.mark.parametrize(
    ("heading", "item", "period", "final"),
    [
        ("2016", "", "2016", True), ("X2016", "", "2016", True), ("Prel. 2016", "", "2016", False),
        ("Prel.2016", "", "2016", False), ("Pre. 2016 Total", "Total", "2016", False), ("Sơ bộ 2016", "", "2016", False),
        ("Ước 2026", "", "2026", False), ("2008(*) Area of forest", "Area of forest", "2008", True),
        ("Male Prel. 2016", "Male", "2016", False), ("2001 (*) Teacher", "Teacher", "2001", True),
        ("Quý III năm 2026", "", "2026-Q3", True), ("Q1/2026", "", "2026-Q1", True), ("9 tháng năm 2026", "", "2026-9M", True),
        ("6 tháng 2026", "", "2026-H1", True), ("Tháng 11/2026", "", "2026-11", True),
        ("2011 Area (Km2)", "Area (Km2)", "2011", True),
        ("2012 The highest income quintile compared with the lowest income quintile (Time)",
         "The highest income quintile compared with the lowest income quintile (Time)", "2012", True),
    ],
)  # fmt: skip
def test_a_heading_is_period_item_and_mark(heading: str, item: str, period: str, final: bool) -> None:
    assert read(["Tỉnh", heading]) == [(item, period, final)]


def test_years_over_sub_columns_are_filled_to_the_right() -> None:
    assert read(["Tỉnh", "2015", "", "Sơ bộ 2016", ""], ["", "Nam", "Nữ", "Nam", "Nữ"]) == [
        ("Nam", "2015", True), ("Nữ", "2015", True), ("Nam", "2016", False), ("Nữ", "2016", False)
    ]  # fmt: skip


def test_the_lower_row_may_hold_the_years() -> None:
    assert read(["", "Dân số", "", "Diện tích"], ["Tỉnh", "2015", "2016", "2016"]) == [
        ("Dân số", "2015", True), ("Dân số", "2016", True), ("Diện tích", "2016", True)
    ]  # fmt: skip


def test_without_a_year_in_the_headings_the_titles_year_counts() -> None:
    assert read(["Tỉnh", "Tổng"], title="Đất đai (31/12/2015)") == [("Tổng", "2015", True)]
    for title in ("Đất đai", "Đất đai 2014 và 2015"):
        with pytest.raises(HeaderRefusedError, match="names no year"):
            read(["Tỉnh", "Tổng"], title=title)


def test_months_of_a_table_by_year() -> None:
    columns = columns_of([["Year", "Jan.", "Sept.", "Cả năm"]], 1, "", by_row=True)
    assert [(c.period_in("2016"), c.item) for c in columns] == [
        ("2016-01", ""),
        ("2016-09", ""),
        ("2016", "Cả năm"),
    ]


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(HeaderRefusedError, match="column 3 has no heading"):
        read(["Tỉnh", "2015", ""])
    with pytest.raises(HeaderRefusedError, match="several years"):
        read(["Tỉnh", "2015-2016"])
    with pytest.raises(HeaderRefusedError, match="no year"):
        read(["Tỉnh", "Quý I"])


def test_a_cell_may_be_a_year() -> None:
    assert [year_in(t) for t in ("2016", " Prel. 2016 ", "2016.0", "X2016", "2016(*)", "12016", "1895", "")] == [
        "2016", "2016", "2016", "2016", "2016", None, None, None
    ]  # fmt: skip
    assert (period_word("As of 31 December 2015"), period_word("Ha Noi")) == ("2015", None)
