from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Quality
from backend.sources.reading.numbers import Measured, UnreadableError, read_number

GOOD, BELOW, ABOVE, UNCERTAIN = Quality.GOOD, Quality.BELOW, Quality.ABOVE, Quality.UNCERTAIN


@pytest.mark.parametrize(
    ("raw", "value", "quality"),
    [
        (3, 3.0, GOOD),
        (2.5, 2.5, GOOD),
        (Decimal("0.25"), 0.25, GOOD),
        ("12", 12.0, GOOD),
        (" 0,5 ", 0.5, GOOD),
        ("1.5", 1.5, GOOD),
        ("-3,25", -3.25, GOOD),
        ("−3,25", -3.25, GOOD),
        ("+7", 7.0, GOOD),
        ("1.234.567,8", 1234567.8, GOOD),
        ("1,234,567.8", 1234567.8, GOOD),
        ("1.234.567", 1234567.0, GOOD),
        ("1 234,5", 1234.5, GOOD),
        ("1\u00a0234,5", 1234.5, GOOD),
        ("1.2e-3", 0.0012, GOOD),
        ("<0,5", 0.5, BELOW),
        ("< 0.5", 0.5, BELOW),
        ("≤ 0,5", 0.5, BELOW),
        (">2400", 2400.0, ABOVE),
        (">= 2.400,0", 2400.0, ABOVE),
        ("~ 3", 3.0, UNCERTAIN),
        ("KPH (LOD=0,01)", 0.01, BELOW),
        ("Không phát hiện (<0,3)", 0.3, BELOW),
    ],
)
def test_reads(raw: object, value: float, quality: Quality) -> None:
    assert read_number(raw) == Measured(value, quality)


@pytest.mark.parametrize(
    "raw", [None, "", "  ", "-", "–", "N/A", "null", "NaN", "Không có số liệu", float("nan"), Decimal("NaN")]
)
def test_nothing_measured_is_none(raw: object) -> None:
    assert read_number(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        "abc",
        "12 mm",
        "1,2,3",
        "1.2.3",
        "--5",
        "<",
        "0x10",
        "1_000",
        "١٢x",
        True,
        [1],
        {},
        b"1",
        float("inf"),
        "inf",
        "1e999",
        10**400,
        "9" * 300,
        "12:30",
        "3/4",
    ],
)
def test_what_is_no_number_is_refused(raw: object) -> None:
    with pytest.raises(UnreadableError):
        read_number(raw)


@pytest.mark.parametrize(
    ("raw", "decimal", "value"),
    [("1.234", ",", 1234.0), ("1.234", ".", 1.234), ("1,234", ".", 1234.0), ("1,234", ",", 1.234)],
)
def test_the_decimal_sign_decides_what_three_digits_mean(raw: str, decimal: str, value: float) -> None:
    assert read_number(raw, decimal) == Measured(value, GOOD)


@pytest.mark.parametrize(("raw", "decimal"), [("12.5", ","), ("1,5", "."), ("1.23.456", ",")])
def test_groups_that_are_not_of_three_digits_are_refused(raw: str, decimal: str) -> None:
    with pytest.raises(UnreadableError, match="decimal sign"):
        read_number(raw, decimal)


@pytest.mark.parametrize("raw", ["Không phát hiện", "KPH", "ND"])
def test_not_detected_is_below_the_detection_limit(raw: str) -> None:
    assert read_number(raw, "auto", 0.02) == Measured(0.02, BELOW)


def test_not_detected_without_a_limit_says_what_to_set() -> None:
    with pytest.raises(UnreadableError, match="detection_limit"):
        read_number("KPH")


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.booleans(), st.binary()))
def test_anything_is_a_finite_number_nothing_or_refused(raw: object) -> None:
    try:
        found = read_number(raw)
    except UnreadableError:
        return
    assert found is None or abs(found.value) < float("inf")


@given(st.floats(-1e9, 1e9), st.integers(0, 4), st.sampled_from([",", "."]))
def test_what_is_written_with_groups_is_read_back(value: float, places: int, decimal: str) -> None:
    text = f"{value:,.{places}f}"
    if decimal == ",":
        text = text.translate(str.maketrans(",.", ".,"))
    found = read_number(text, decimal)
    assert found is not None
    assert found.value == pytest.approx(float(f"{value:.{places}f}"))
