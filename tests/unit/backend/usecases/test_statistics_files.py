from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from backend.domain.indicators.tables import TableRefusedError, read_table
from backend.usecases.statistics_files import decoded, grids_of, separator_of


def grid_of(path: Path) -> list[list[object]]:
    ((_, grid),) = grids_of(path)
    return [list(row) for row in grid]


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_csv_of_any_separator(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        '\ufeffTỉnh;2015;2016\n"Bà Rịa - Vũng Tàu";1;2\n;;\n'.replace(";", sign), encoding="utf-8"
    )
    assert grid_of(path) == [["Tỉnh", "2015", "2016"], ["Bà Rịa - Vũng Tàu", "1", "2"]]


def test_a_title_with_commas_does_not_hide_the_semicolons() -> None:
    assert (
        separator_of('"Area, population, density by Cities, provincies"\n\n"Tỉnh";2015;2016\n"Huế";1;2\n')
        == ";"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_usual_encodings(encoding: str) -> None:
    assert decoded("Bình Dinh é".encode(encoding)) == "Bình Dinh é"


def test_merged_cells_of_a_workbook_hold_their_text_everywhere(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Dân số theo tỉnh"], ["Tỉnh", 2015, None, "Sơ bộ 2016", None], [None, "Nam", "Nữ", "Nam", "Nữ"],
                ["Hà Nội", 3500.5, 3700, 3600, ".."], ["Ghi chú: số liệu điều tra"]):  # fmt: skip
        sheet.append(row)
    for merged in ("A1:E1", "A2:A3", "B2:C2", "D2:E2"):
        sheet.merge_cells(merged)
    hidden = book.create_sheet("nháp")
    hidden.append(["x", "y"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "dan_so.xlsx")
    ((name, grid),) = grids_of(tmp_path / "dan_so.xlsx")
    table = read_table(grid, name)
    assert table.title == "Dân số theo tỉnh"
    assert [(f.item, f.period, f.value, f.final) for f in table.figures] == [
        ("Nam", "2015", 3500.5, True), ("Nữ", "2015", 3700.0, True), ("Nam", "2016", 3600.0, False)
    ]  # fmt: skip
    assert table.notes == ("Ghi chú: số liệu điều tra",)


def test_each_visible_sheet_is_a_table_of_its_own(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("Nghèo", "Dân số"):
        book.create_sheet(name).append(["Tỉnh", 2015])
    book.save(tmp_path / "nien_giam.xlsx")
    assert [name for name, _ in grids_of(tmp_path / "nien_giam.xlsx")] == [
        "nien_giam Nghèo",
        "nien_giam Dân số",
    ]


def test_what_is_no_table_is_refused_with_what_to_do(tmp_path: Path) -> None:
    for name, data, words in (
        ("a.pdf", b"%PDF", "save it as .csv or .xlsx"),
        ("a.xlsx", b"PK\x03\x04", "save it again"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(TableRefusedError, match=words):
            grids_of(tmp_path / name)
