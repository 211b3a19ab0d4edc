"""What a skeleton cannot hold of its table is said, with a way out."""

from __future__ import annotations

from backend.cli.new_pack.columns import describe
from backend.cli.new_pack.readings import Plan
from backend.cli.new_pack.remarks import remarks


def said(header: list[object], rows: list[list[object]]) -> list[str]:
    plan = Plan("cho", "Chợ", "/d", "*.xlsx", tuple(describe(header, rows)))
    return remarks(plan, header, rows)


def test_rows_of_one_time_and_place_are_told_with_the_column_that_parts_them() -> None:
    header: list[object] = ["Ngày", "Chợ", "Nhóm hàng", "Số mẫu"]
    rows: list[list[object]] = [
        [f"0{day}/11/2026", f"Chợ {market}", group, day]
        for day in (1, 2, 3)
        for market in "AB"
        for group in ("Cá", "Rau")
    ]
    left, same = said(header, rows)
    assert left == "columns that are not read: Nhóm hàng"
    assert same.startswith("6 rows have the time and place of another one")
    assert "'Nhóm hàng'" in same


def test_without_such_a_column_the_time_is_too_coarse() -> None:
    (same,) = said(["Ngày", "Số mẫu"], [["01/11/2026", 1], ["01/11/2026", 2], ["02/11/2026", 3]])
    assert "add the time of day" in same


def test_a_table_that_is_taken_whole_needs_no_word() -> None:
    assert said(["Ngày", "Số mẫu"], [["01/11/2026", 1], ["02/11/2026", 2]]) == []
