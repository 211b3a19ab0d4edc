from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.designer.durations import UNITS, amounts_of, iso_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("15 phút", "PT15M"), ("15p", "PT15M"), ("1 giờ 30 phút", "PT1H30M"), ("1 h 30 min", "PT1H30M"),
        ("3 ngày", "P3D"), ("2 ngày, 4 giờ", "P2DT4H"), ("90 giây", "PT90S"), ("PT15M", "PT15M"),
        ("pt4h", "PT4H"), ("P3D", "P3D"), ("  1 NGÀY ", "P1D"),
    ],
)  # fmt: skip
def test_words_and_iso_mean_the_same(text: str, iso: str) -> None:
    assert parse_duration(text) == iso


@pytest.mark.parametrize(
    "text", ["", "15", "phút", "15 quả", "15 phút nữa", "1 giờ 2 giờ", "P", "PT", "0 phút", "PT0S", "P1Y"]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    assert parse_duration(text) is None


@given(st.dictionaries(st.sampled_from(UNITS), st.integers(1, 5000), min_size=1))
def test_amounts_survive_the_iso_form(amounts: dict[str, int]) -> None:
    assert amounts_of(iso_duration(amounts)) == amounts
    assert parse_duration(iso_duration(amounts)) == iso_duration(amounts)


def test_another_form_has_no_amounts() -> None:
    assert amounts_of("R3/PT10M") is None
    assert amounts_of("{han}") is None
