from __future__ import annotations

import math
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Quality, Text
from backend.domain.compliance import VERDICTS, Result, Verdict, judge, worst
from backend.domain.limit_sets import LimitRow

NAME = Text("x")
MAX = LimitRow(name=NAME, unit="mg/L", max=0.3)
STRICT = LimitRow(name=NAME, unit="CFU/100 mL", max=3, strict=True)
RANGE = LimitRow(name=NAME, unit="mg/L", min=0.2, max=1.0)
WORDS = LimitRow(name=NAME, requirement="không có mùi, vị lạ")
FLOOR = LimitRow(name=NAME, unit="bar", min=1.0)


def said(value: float, row: LimitRow, quality: Quality = Quality.GOOD, unit: str = "") -> tuple[str, str]:
    found = judge(Result(value, unit or row.unit, quality), row)
    return found.verdict, found.why


@pytest.mark.parametrize(
    ("value", "row", "verdict", "why"),
    [
        (0.3, MAX, "pass", ""),
        (0.3000001, MAX, "fail", "too_high"),
        (2.99, STRICT, "pass", ""),
        (3, STRICT, "fail", "too_high"),
        (0.2, RANGE, "pass", ""),
        (1.0, RANGE, "pass", ""),
        (0.19, RANGE, "fail", "too_low"),
        (1.01, RANGE, "fail", "too_high"),
        (0.99, FLOOR, "fail", "too_low"),
        (1.0, FLOOR, "pass", ""),
        (0, WORDS, "pass", "as_required"),
        (1, WORDS, "fail", "not_as_required"),
    ],
)
def test_a_number_is_judged_on_both_sides(value: float, row: LimitRow, verdict: str, why: str) -> None:
    assert said(value, row) == (verdict, why)


@pytest.mark.parametrize(
    ("value", "row", "verdict", "why"),
    [
        (0.05, MAX, "pass", ""),
        (0.3, MAX, "pass", ""),  # truly below 0.3
        (0.5, MAX, "inconclusive", "detection_limit"),
        (3, STRICT, "pass", ""),
        (1, LimitRow(name=NAME, unit="CFU/100 mL", max=1, strict=True), "pass", ""),  # `<1` is what is asked
        (0.05, RANGE, "fail", "too_low"),
        (0.2, RANGE, "fail", "too_low"),
        (0.5, RANGE, "inconclusive", "detection_limit"),
        (0, WORDS, "inconclusive", "doubtful"),
    ],
)
def test_below_a_detection_limit_only_what_is_proven_counts(
    value: float, row: LimitRow, verdict: str, why: str
) -> None:
    assert said(value, row, Quality.BELOW) == (verdict, why)


@pytest.mark.parametrize(
    ("value", "row", "verdict", "why"),
    [
        (2400, STRICT, "fail", "too_high"),
        (3, STRICT, "fail", "too_high"),
        (0.3, MAX, "fail", "too_high"),
        (0.1, MAX, "inconclusive", "beyond_range"),
        (0.5, RANGE, "inconclusive", "beyond_range"),
        (1.5, RANGE, "fail", "too_high"),
        (1.0, FLOOR, "pass", ""),
        (0.5, FLOOR, "inconclusive", "beyond_range"),
    ],
)
def test_above_what_can_be_measured_only_what_is_proven_counts(
    value: float, row: LimitRow, verdict: str, why: str
) -> None:
    assert said(value, row, Quality.ABOVE) == (verdict, why)


@pytest.mark.parametrize("quality", [Quality.BAD, Quality.UNCERTAIN])
def test_a_doubtful_result_proves_nothing(quality: Quality) -> None:
    assert said(0.1, MAX, quality) == ("inconclusive", "doubtful")
    assert said(9.9, MAX, quality) == ("inconclusive", "doubtful")


def test_units_are_converted_and_rounding_decides_nothing() -> None:
    monochloramine = LimitRow(name=NAME, unit="µg/L", max=3000)
    assert said(3.0, monochloramine, unit="mg/L") == ("pass", "")
    assert said(3.0003, monochloramine, unit="mg/L") == ("fail", "too_high")
    assert said(300, MAX, unit="µg/L") == ("pass", "")  # 0.30000000000000004 mg/L
    assert said(3, MAX, unit="NTU") == ("inconclusive", "unit")


def test_what_nobody_measured_is_missing_and_never_passed() -> None:
    assert judge(None, MAX).verdict == "missing"
    assert judge(None, WORDS).verdict == "missing"
    assert judge(None, None).verdict == "not_applicable"
    assert judge(Result(0.1, "mg/L"), None).verdict == "inconclusive"


def test_a_row_that_is_no_limit_here_judges_nothing() -> None:
    assert judge(Result(0.0, "mg/L"), RANGE, applies=False).verdict == "not_applicable"
    assert judge(None, RANGE, applies=False).verdict == "not_applicable"


def test_the_worst_verdict_of_several() -> None:
    assert worst(["pass", "missing", "not_applicable"]) == "missing"
    assert worst(["pass", "fail", "inconclusive"]) == "fail"
    assert worst([]) == "not_applicable"


bounds = st.floats(0, 100, allow_nan=False)
rows = st.builds(
    lambda low, high, strict: LimitRow(name=NAME, unit="mg/L", min=low, max=high, strict=strict),
    st.none() | bounds,
    bounds.map(lambda high: high + 100.5),
    st.booleans(),
)


@given(value=st.floats(0, 300, allow_nan=False), row=rows, true=st.floats(0, 1))
def test_a_censored_result_says_nothing_that_a_true_value_could_belie(
    value: float, row: LimitRow, true: float
) -> None:
    for quality, truth in ((Quality.BELOW, value * true * 0.999), (Quality.ABOVE, value * (1.001 + true))):
        if quality is Quality.BELOW and value == 0:
            continue
        verdict = judge(Result(value, "mg/L", quality), row).verdict
        exact = judge(Result(truth, "mg/L"), row).verdict
        near_edge = any(
            edge is not None and math.isclose(truth, edge, rel_tol=1e-8) for edge in (row.min, row.max)
        )
        assert verdict in {"inconclusive", exact} or near_edge


def test_every_verdict_is_ranked() -> None:
    assert set(VERDICTS) == set(typing.get_args(Verdict))
