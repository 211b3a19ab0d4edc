from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.deadlines.amount import Amount, DurationError, parse_duration, parse_term


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("PT4H", Amount(time_s=14_400)),
        ("PT30M", Amount(time_s=1_800)),
        ("PT1.5H", Amount(time_s=5_400)),
        ("PT0,5S", Amount(time_s=0.5)),
        ("P3D", Amount(n_days=3)),
        ("P1M", Amount(n_months=1)),
        ("P1Y2M3DT4H5M6S", Amount(n_months=14, n_days=3, time_s=14_706)),
        ("P8W", Amount(n_weeks=8)),
        (" P3D ", Amount(n_days=3)),
    ],
)
def test_iso_durations(text: str, amount: Amount) -> None:
    assert parse_duration(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "P1DT",
        "4H",
        "P4H",
        "PT3D",
        "-P3D",
        "P-3D",
        "P1.5D",
        "3 ngày",
        "PT4h",
        "P1DT4",
        "R3/PT30M",
    ],
)
def test_what_is_no_duration_is_refused_with_examples(text: str) -> None:
    with pytest.raises(DurationError, match=r"cannot be read; write PT4H \(hours\)"):
        parse_duration(text)


def test_an_amount_is_true_if_it_is_more_than_nothing() -> None:
    assert parse_duration("PT1S")
    assert not parse_duration("P0DT0H")


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.integers(0, 9999))
def test_every_part_is_read(months: int, days: int, hours: int, seconds: int) -> None:
    assert parse_duration(f"P{months}M{days}DT{hours}H{seconds}S") == Amount(
        months, 0, days, 3600 * hours + seconds
    )


@pytest.mark.parametrize(
    ("text", "duration", "mode"),
    [
        ("4 giờ", "PT4H", "elapsed"),
        ("04 giờ làm việc", "PT04H", "working"),
        ("15 ngày", "P15D", "elapsed"),
        ("3 ngày làm việc", "P3D", "working"),
        (" 3  Ngày Làm Việc ", "P3D", "working"),
        ("30 phút", "PT30M", "elapsed"),
        ("1 tháng", "P1M", "elapsed"),
        ("2 năm", "P2Y", "elapsed"),
    ],
)
def test_terms_as_procedures_write_them(text: str, duration: str, mode: str) -> None:
    assert parse_term(text) == (duration, mode)
    assert parse_term(unicodedata.normalize("NFD", text)) == (duration, mode), "with combining diacritics"
    assert parse_duration(duration)


@pytest.mark.parametrize(
    "text", ["", "ba ngày", "3", "3 days", "1 tháng làm việc", "3,5 ngày", "3 ngày 4 giờ"]
)
def test_other_terms_are_refused_with_examples(text: str) -> None:
    with pytest.raises(DurationError, match="cannot be read; write a whole number and a unit: 4 giờ, "):
        parse_term(text)
