from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.reports.spreadsheet import FORMULA_STARTS, Cell, Column, Sheet, plain
from backend.reports.workbook import _letters, write_xlsx
from tests.unit.backend.reports.test_spreadsheet import AT, SHEET, ZONE


def page(rows: list[list[Cell]], sheet: Sheet = SHEET) -> Any:
    return openpyxl.load_workbook(io.BytesIO(write_xlsx(sheet, rows))).active


def test_what_is_written_is_read_again_with_its_type() -> None:
    cells = page([["Ngập đường <b> & 'x' \"y\"\nhai dòng", 12.5, AT, AT]])[5]
    assert cells[0].value == "Ngập đường <b> & 'x' \"y\"\nhai dòng"
    assert (cells[1].value, cells[1].data_type) == (12.5, "n")
    assert cells[2].value == datetime.datetime.fromisoformat("2026-11-24T09:10")
    assert cells[2].number_format == "dd/mm/yyyy hh:mm"
    assert cells[3].value == datetime.datetime.fromisoformat("2026-11-24")
    assert cells[3].number_format == "dd/mm/yyyy"


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_cell_is_a_formula(start: str) -> None:
    cell = page([[f"{start}cmd|' /C calc'!A0", 1, AT, AT]])[5][0]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value == plain(f"{start}cmd|' /C calc'!A0")


def test_the_table_has_its_origin_filter_and_fixed_heads() -> None:
    found = page([["a", 1, AT, AT], ["b", None, None, None]])
    assert [found.cell(i, 1).value for i in (1, 2, 3)] == [
        "Phản ánh",
        "Nguồn: Trung tâm",
        "Số liệu tính đến 09:10 ngày 24/11/2026",
    ]
    assert [cell.value for cell in found[4]] == ["Mã", "Số", "Lúc", "Ngày"]
    assert found.auto_filter.ref == "A4:D6"
    assert found.freeze_panes == "A5"
    assert found.cell(4, 1).font.b
    assert found.column_dimensions["A"].width == 16
    assert [cell.value for cell in found[6]] == ["b", None, None, None]


def test_pandas_reads_it_too() -> None:
    frame = pd.read_excel(io.BytesIO(write_xlsx(SHEET, [["a", 1, AT, AT], ["=b", 2.5, AT, AT]])), skiprows=3)
    assert frame["Số"].tolist() == [1.0, 2.5]
    assert frame["Mã"].tolist() == ["a", "=b"]
    assert str(frame["Lúc"].dtype).startswith("datetime64")


def test_many_rows_come_as_they_are_made() -> None:
    sheet = Sheet("Nhiều", tuple(Column(f"c{i}") for i in range(30)), ZONE)
    found = openpyxl.load_workbook(
        io.BytesIO(write_xlsx(sheet, ([f"{n}"] * 30 for n in range(1_203)))), read_only=True
    ).active
    rows = list(found.iter_rows(values_only=True))
    assert len(rows) == 1 + 1 + 1_203
    assert rows[-1][29] == "1202"


@given(st.text(max_size=80).filter(lambda text: "_x" not in text))
def test_any_text_comes_back(text: str) -> None:
    assert (page([[text, 1, AT, AT]])[5][0].value or "") == plain(text)


def test_what_looks_like_an_escape_is_not_one() -> None:
    data = zipfile.ZipFile(io.BytesIO(write_xlsx(SHEET, [["_x0041_", 1, AT, AT]]))).read(
        "xl/worksheets/sheet1.xml"
    )
    assert b"_x005F_x0041_" in data


@pytest.mark.parametrize("title", ["a/b:c*?[d]", "", "'x'", "t" * 60, 'a"&<b>'])
def test_any_title_makes_a_sheet(title: str) -> None:
    assert 0 < len(page([], Sheet(title, (Column("a"),), ZONE)).title) <= 31


def test_numbers_that_are_none_are_empty() -> None:
    assert [cell.value for cell in page([["a", float("nan"), float("inf"), None]])[5]] == [
        "a",
        None,
        None,
        None,
    ]


def test_columns_beyond_z_have_two_letters() -> None:
    assert [_letters(n) for n in (1, 26, 27, 52, 53, 702, 703)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
