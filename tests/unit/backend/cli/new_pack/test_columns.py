"""Columns of a spreadsheet are told apart by their cells, and by their names where these say too little."""

from __future__ import annotations

import datetime as dt

import pytest

from backend.cli.new_pack.columns import describe


def roles(header: list[object], *rows: list[object]) -> dict[str, str]:
    return {column.name: column.role for column in describe(header, rows)}


def test_each_kind_of_column_is_found() -> None:
    header: list[object] = [
        "Mã",
        "Ngày",
        "Chợ",
        "Nhiệt độ (°C)",
        "Trạng thái",
        "Loại",
        "Ghi chú",
        "Trống",
        None,
    ]
    rows: list[list[object]] = [
        [
            f"C{i}",
            f"{i + 1}/11/2026",
            f"Chợ {i % 2}",
            "4,5",
            "Đang xử lý",
            f"loại {i % 3}",
            f"lời {i}",
            None,
            "x",
        ]
        for i in range(8)
    ]
    assert roles(header, *rows) == {
        "Mã": "code",
        "Ngày": "time",
        "Chợ": "place",
        "Nhiệt độ": "number",
        "Trạng thái": "status",
        "Loại": "category",
        "Ghi chú": "text",
        "Trống": "empty",
    }


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1,5", "<0,05", "KPH", "2"], "number"),
        ([dt.datetime(2026, 11, 1), dt.datetime(2026, 11, 2)], "time"),  # noqa: DTZ001 - as a sheet gives it
        ([1, 2, 3], "number"),
        (["2026-11-01 07:00", "2026-11-01 08:00"], "time"),
        (["a", "b", "c", "d", "e"], "text"),
    ],
)
def test_cells_decide(cells: list[object], expected: str) -> None:
    (column,) = describe(["X"], [[cell] for cell in cells])
    assert column.role == expected


def test_the_unit_in_brackets_is_taken_where_the_program_knows_it() -> None:
    known, unknown = describe(["Clo dư (mg/l)", "Giá (nghìn đồng)"], [["0,3", "12"], ["0,4", "15"]])
    assert (known.name, known.unit) == ("Clo dư", "mg/l")
    assert (unknown.name, unknown.unit) == ("Giá", "")
    assert unknown.numbers == (12.0, 15.0)


def test_short_rows_miss_their_last_cells() -> None:
    first, second = describe(["A", "B"], [["x"], ["y", "1"]])
    assert (first.role, second.role) == ("category", "number")
