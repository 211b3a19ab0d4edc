from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest

from backend.contract.case_requests import FigureInfo
from backend.contract.state import Text
from backend.reports import wording

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def info(unit: str = "", decimals: int = 0) -> FigureInfo:
    return FigureInfo("f", Text("F"), "report", unit, Text(""), decimals)


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [(1234567.0, 0, "1.234.567"), (-1234.56, 1, "-1.234,6"), (-0.04, 1, "0,0"), (0.0, 0, "0")],
)
def test_numbers_have_vietnamese_signs(value: float, decimals: int, words: str) -> None:
    assert wording.figure_number(value, decimals) == words


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "words"),
    [
        (1284.0, "", 0, "1.284"),
        (91.37, "%", 1, "91,4%"),
        (12.5, "h", 1, "12,5 giờ"),
        (4.2, "điểm", 1, "4,2 điểm"),
        (None, "%", 1, "chưa có căn cứ đánh giá"),
    ],
)
def test_a_figure_carries_its_unit_and_a_missing_one_is_not_zero(
    value: float | None, unit: str, decimals: int, words: str
) -> None:
    assert wording.figure_words(value, info(unit, decimals)) == words


@pytest.mark.parametrize(
    ("now", "before", "unit", "decimals", "words"),
    [
        (108.0, 100.0, "", 0, "tăng 8 (8,0%)"), (92.0, 100.0, "", 0, "giảm 8 (8,0%)"), (5.0, 0.0, "", 0, "tăng 5"),
        (91.4, 93.0, "%", 1, "giảm 1,6 điểm %"), (5.0, 5.0, "", 0, "không đổi"), (None, 5.0, "", 0, "–"),
        (5.0, None, "", 0, "–"), (13.0, 12.0, "h", 1, "tăng 1,0 giờ (8,3%)"),
    ],
)  # fmt: skip
def test_changes_are_told_in_words(
    now: float | None, before: float | None, unit: str, decimals: int, words: str
) -> None:
    assert wording.change_words(now, before, info(unit, decimals)) == words


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2026-02-05", "ngày 05 tháng 02 năm 2026"),
        ("2026-11-24", "ngày 24 tháng 11 năm 2026"),
        ("2026-03-01", "ngày 01 tháng 3 năm 2026"),
    ],
)
def test_the_date_has_the_zeros_that_the_decree_asks_for(date: str, words: str) -> None:
    at = datetime.datetime.fromisoformat(date).replace(tzinfo=ZONE).timestamp()
    assert wording.long_date(at, ZONE) == words
    assert wording.day(at, ZONE) == datetime.date.fromisoformat(date).strftime("%d/%m/%Y")


def test_fields_are_filled_and_those_without_a_value_become_dots() -> None:
    text = "Có {cr-open} ({cr-open.change}), {case.code}, {data.ma_tt}; {không phải}"
    assert wording.fields_in(text) == ["cr-open", "cr-open.change", "case.code", "data.ma_tt"]
    values = {"cr-open": "5", "cr-open.change": "tăng 1", "case.code": "{cr-open}"}
    assert wording.filled(text, values) == f"Có 5 (tăng 1), {{cr-open}}, {wording.BLANK}; {{không phải}}"
    assert wording.moment(None, ZONE) == wording.day(None, ZONE) == wording.BLANK
