from __future__ import annotations

import csv
import io
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.reports.spreadsheet import (
    FORMULA_STARTS,
    MOST_CHARS,
    Cell,
    Column,
    Sheet,
    guarded,
    plain,
    write_csv,
)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = 1_795_486_200.0
SHEET = Sheet(
    "Phản ánh",
    (Column("Mã"), Column("Số", "number"), Column("Lúc", "datetime"), Column("Ngày", "date")),
    ZONE,
    "Trung tâm",
    AT,
)


def read(rows: list[list[Cell]], separator: Literal[",", ";"] = ",") -> list[list[str]]:
    data = write_csv(SHEET, rows, separator)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=separator))


def test_the_origin_stands_above_the_heads() -> None:
    assert read([])[:4] == [
        ["Phản ánh"],
        ["Nguồn: Trung tâm"],
        ["Số liệu tính đến 09:10 ngày 24/11/2026"],
        ["Mã", "Số", "Lúc", "Ngày"],
    ]


def test_numbers_and_instants_are_written_as_people_read_them() -> None:
    assert read([["a", 12.5, AT, AT]])[-1] == ["a", "12.5", "24/11/2026 09:10", "24/11/2026"]
    assert read([["a", 12.5, None, AT]], ";")[-1] == ["a", "12,5", "", "24/11/2026"]
    assert read([["a", -3, AT, None]])[-1][1] == "-3"


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_cell_begins_like_a_formula(start: str) -> None:
    shown = read([[f'{start}HYPERLINK("http://x")', 1, AT, AT]])[-1][0]
    assert not shown.startswith(FORMULA_STARTS)
    assert "HYPERLINK" in shown


@pytest.mark.parametrize("word", ["-5", "+84905111222", "-12,5", "+3.5"])
def test_a_number_with_a_sign_is_left_as_it_is(word: str) -> None:
    assert guarded(word) == word


@given(st.text(max_size=200))
def test_whatever_a_citizen_writes_stays_one_harmless_cell(text: str) -> None:
    row = read([[text, 1, AT, AT]])[-1]
    assert len(row) == 4
    bare = plain(text)
    assert row[0] in (bare, "'" + bare)
    if row[0].startswith(FORMULA_STARTS):
        float(row[0].replace(",", "."))  # a number: there is nothing to compute


def test_controls_are_taken_out_and_long_texts_are_cut() -> None:
    assert plain("a\x00b\x0bc\r\nd\re") == "abc\nd\ne"
    assert len(plain("x" * 40_000)) == MOST_CHARS
    assert len(guarded("=" * 40_000)) == MOST_CHARS
    assert plain("Ngập đường 😀") == "Ngập đường 😀"
