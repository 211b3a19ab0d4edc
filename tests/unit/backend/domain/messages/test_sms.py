from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.messages.sms import (
    ADVERTISING,
    CARE,
    PART_SIZES,
    coding_of,
    cost,
    fit,
    without_diacritics,
)


@pytest.mark.parametrize(
    ("text", "coding", "n_units", "n_parts"),
    [
        ("", "gsm7", 0, 1),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("a" * 459, "gsm7", 459, 3),
        ("ệ" * 70, "ucs2", 70, 1),
        ("ệ" * 71, "ucs2", 71, 2),
        ("ệ" * 134, "ucs2", 134, 2),
        ("ệ" * 135, "ucs2", 135, 3),
        ("a" * 159 + "ệ", "ucs2", 160, 3),  # one letter costs two parts more
        ("{" * 80, "gsm7", 160, 1),
        ("[" * 81, "gsm7", 162, 2),
        ("😀" * 35, "ucs2", 70, 1),
        ("😀" * 36, "ucs2", 72, 2),
    ],
)
def test_what_a_text_costs(text: str, coding: str, n_units: int, n_parts: int) -> None:
    assert cost(text) == type(cost(""))(coding, n_units, n_parts)  # type: ignore[arg-type]


def test_pairs_are_not_torn_apart_between_parts() -> None:
    # 152 letters and a bracket of two septets: the bracket moves to the second part
    assert cost("a" * 152 + "{" + "a" * 152).n_parts == 3
    assert cost("a" * 151 + "{" + "a" * 153).n_parts == 2
    assert cost("ệ" * 66 + "😀" + "ệ" * 66).n_parts == 3


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ngập 62 cm — trụ Mẹ Suốt, Hòa Khánh", "Ngap 62 cm - tru Me Suot, Hoa Khanh"),
        ("ĐƯỜNG Nguyễn Hữu Thọ", "DUONG Nguyen Huu Tho"),
        ("“Sơ tán” trước 18:00…", '"So tan" truoc 18:00...'),
        ("350 m³/s ≥ mức II", "350 m3/s >= muc II"),
        ("Chú ý 😀", "Chu y ?"),
        ("Tuye\u0302\u0301n", "Tuyen"),
    ],
)
def test_without_diacritics(text: str, plain: str) -> None:
    assert without_diacritics(text) == plain


def test_a_text_that_fits_is_left_alone() -> None:
    assert fit("a" * 160, 1) == "a" * 160


def test_a_long_text_is_cut_at_a_word() -> None:
    assert fit("abcd " * 40, 1) == " ".join(["abcd"] * 31) + "..."
    assert fit("nước " * 20, 1) == " ".join(["nước"] * 13) + "..."
    assert fit("a" * 200, 1) == "a" * 157 + "..."


@given(st.text(max_size=500), st.integers(1, 4))
def test_fitted_text_costs_no_more_than_allowed(text: str, most: int) -> None:
    assert cost(fit(text, most)).n_parts <= most


@given(st.text(max_size=200))
def test_stripped_text_is_always_gsm(text: str) -> None:
    assert coding_of(without_diacritics(text)) == "gsm7"


def test_the_gateways_price_steps_are_those_of_the_parts() -> None:
    single, part = PART_SIZES["gsm7"]
    assert CARE.ends_gsm7 == (single, 2 * part, 3 * part, 4 * part)
    assert max(CARE.ends_gsm7) == CARE.most_gsm7
    assert max(ADVERTISING.ends_gsm7) < max(CARE.ends_gsm7)
