from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.indicators.table_numbers import NumberStyleError, missing, number, numeric, style


@pytest.mark.parametrize("cell", ["", " ", "..", "...", "…", "-", "–", "x", "N/A", float("nan")])
def test_signs_for_no_figure(cell: str | float) -> None:
    assert missing(cell)


@pytest.mark.parametrize("cell", ["0", "0,0", "..5", 0.0, "1"])
def test_a_zero_is_a_figure(cell: str | float) -> None:
    assert not missing(cell)


@pytest.mark.parametrize(
    ("cells", "sign"),
    [(["1.5", "12"], "."), (["1,5", "12"], ","), (["1.234,5"], ","), (["1,234.5"], "."), (["1.234.567"], ","),
     (["1 234,5"], ","), (["1", "2"], "."), (["1234.567"], "."), (["0.123", "1.000"], "."), ([".."], ".")],
)  # fmt: skip
def test_the_decimal_sign_is_the_one_that_all_numbers_agree_with(cells: list[str], sign: str) -> None:
    try:
        assert style(cells) == sign
    except NumberStyleError:
        assert cells in (["0.123", "1.000"],)


def test_where_both_readings_are_possible_nothing_is_guessed() -> None:
    with pytest.raises(NumberStyleError, match="say which with --decimal"):
        style(["1.234", "5.678"])


def test_signs_that_contradict_each_other_are_told() -> None:
    with pytest.raises(NumberStyleError, match="not the same everywhere"):
        style(["1.5", "2,5"])


@pytest.mark.parametrize(
    ("cell", "sign", "value"),
    [("1.234,5", ",", 1234.5), ("1,234.5", ".", 1234.5), ("-3,2", ",", -3.2), ("−3.2", ".", -3.2), ("12*", ".", 12.0),
     ("12(**)", ".", 12.0), ("1\u202f234", ".", 1234.0), ("1.23.4", ",", None), ("abc", ".", None), ("1,5", ".", None),
     (7.25, ",", 7.25), ("12,", ",", None)],
)  # fmt: skip
def test_cells_are_read_or_they_are_not(cell: str | float, sign: str, value: float | None) -> None:
    assert number(cell, sign) == value  # type: ignore[arg-type]


@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
def test_both_spellings_of_a_number_are_the_same(value: object) -> None:
    english = f"{value:,}"
    vietnamese = english.replace(",", " ").replace(".", ",").replace(" ", ".")
    assert numeric(english)
    assert numeric(vietnamese)
    assert number(english, ".") == number(vietnamese, ",") == float(str(value))
