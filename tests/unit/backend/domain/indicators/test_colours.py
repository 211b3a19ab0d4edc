from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Text
from backend.domain.indicators.colours import Expected, colour_rules, expected, judge
from backend.domain.indicators.spec import Colours, ColourSpec, IndicatorSpec


def spec(**more: object) -> IndicatorSpec:
    return IndicatorSpec(code="A", name=Text("A"), unit=Text("%"), **more)  # type: ignore[arg-type]


HIGHER, LOWER, BAND = spec(), spec(direction="lower"), spec(direction="band")


@pytest.mark.parametrize(
    ("value", "group", "why"),
    [
        (100.0, "green", "Đạt 100,0 % kế hoạch, từ 100 %"),
        (96.2, "orange", "Đạt 96,2 % kế hoạch, dưới 100 %, từ 90 %"),
        (99.999, "orange", "Đạt 99,9 % kế hoạch, dưới 100 %, từ 90 %"),
        (90.0, "orange", "Đạt 90,0 % kế hoạch, dưới 100 %, từ 90 %"),
        (89.9, "red", "Đạt 89,9 % kế hoạch, dưới 90 %"),
        (None, "none", "Chưa có số liệu của kỳ"),
        (math.nan, "none", "Chưa có số liệu của kỳ"),
    ],
)
def test_more_is_better(value: float | None, group: str, why: str) -> None:
    found = judge(HIGHER, Colours(), value, Expected(100.0, 100.0))
    assert (found.group, found.why.vi) == (group, why)


def test_nothing_is_judged_without_a_plan() -> None:
    found = judge(HIGHER, Colours(), 5.0, None)
    assert (found.group, found.why.vi, found.percent) == ("none", "Chưa có kế hoạch để so", None)


@pytest.mark.parametrize(
    ("value", "group", "why"),
    [
        (3.0, "green", "Không vượt kế hoạch, thấp hơn 0,0 %"),
        (2.4, "green", "Không vượt kế hoạch, thấp hơn 20,0 %"),
        (3.3, "orange", "Cao hơn kế hoạch 10,0 %, tức đạt 90,0 %: dưới 100 %, từ 90 %"),
        (3.6, "red", "Cao hơn kế hoạch 20,0 %, tức đạt 80,0 %: dưới 90 %"),
    ],
)
def test_less_is_better(value: float, group: str, why: str) -> None:
    found = judge(LOWER, Colours(), value, Expected(3.0, 3.0))
    assert (found.group, found.why.vi) == (group, why)


@pytest.mark.parametrize(
    ("value", "group", "why"),
    [
        (2.0, "green", "Trong khoảng kế hoạch 2,0–4,5"),
        (4.5, "green", "Trong khoảng kế hoạch 2,0–4,5"),
        (4.8, "orange", "Cao hơn khoảng kế hoạch 2,0–4,5 6,6 %: dưới 100 %, từ 90 %"),
        (1.5, "red", "Thấp hơn khoảng kế hoạch 2,0–4,5 25,0 %: dưới 90 %"),
    ],
)
def test_within_a_band(value: float, group: str, why: str) -> None:
    found = judge(BAND, Colours(), value, Expected(2.0, 4.5))
    assert (found.group, found.why.vi) == (group, why)


def test_a_span_as_plan_is_reached_at_its_nearer_end() -> None:
    assert judge(HIGHER, Colours(), 6.5, Expected(6.5, 7.0)).group == "green"
    assert judge(LOWER, Colours(), 7.0, Expected(6.5, 7.0)).group == "green"


def test_plans_of_zero_and_below_zero() -> None:
    assert judge(HIGHER, Colours(), 0.1, Expected(0.0, 0.0)).group == "green"
    assert judge(HIGHER, Colours(), -0.1, Expected(0.0, 0.0)).why.vi == "Chưa đạt kế hoạch là 0"
    assert judge(LOWER, Colours(), 0.0, Expected(0.0, 0.0)).group == "green"
    assert judge(HIGHER, Colours(), -10.0, Expected(-10.0, -10.0)).group == "green"
    assert judge(HIGHER, Colours(), -12.0, Expected(-10.0, -10.0)).percent == pytest.approx(80.0)


def test_thresholds_names_and_rules_are_the_sets_own() -> None:
    own = Colours(
        green=ColourSpec(name=Text("Tốt"), from_percent=95, rule=Text("Từ 95 % là tốt")),
        orange=ColourSpec(name=Text("Khá"), from_percent=82.5),
    )
    assert judge(HIGHER, own, 95.0, Expected(100.0, 100.0)).group == "green"
    assert judge(HIGHER, own, 82.0, Expected(100.0, 100.0)).group == "red"
    rules = {rule.group: (rule.name.vi, rule.rule.vi) for rule in colour_rules(own)}
    assert rules["green"] == ("Tốt", "Từ 95 % là tốt")
    assert rules["orange"] == ("Khá", "Đạt từ 82,5 đến dưới 95 % kế hoạch của kỳ")
    assert rules["red"] == ("Nguy cơ không đạt", "Đạt dưới 82,5 % kế hoạch của kỳ")


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.sampled_from([HIGHER, LOWER]))
def test_a_better_figure_never_has_a_worse_colour(value: float, plan: float, which: IndicatorSpec) -> None:
    rank = {"red": 0, "orange": 1, "green": 2}
    better = value + (1.0 if which is HIGHER else -1.0)
    one = judge(which, Colours(), value, Expected(plan, plan))
    two = judge(which, Colours(), better, Expected(plan, plan))
    assert rank[one.group] <= rank[two.group]


def test_a_cumulative_figure_is_compared_with_the_share_of_the_year_that_is_over() -> None:
    of = spec(period="month", cumulative=True)
    found = expected(of, "2026-09", {"2026": 1200.0})
    assert found is not None
    assert (found.plan, found.basis.vi) == (900.0, "9/12 kế hoạch năm")
    assert judge(of, Colours(), 865.8, found).why.vi == "Đạt 96,2 % 9/12 kế hoạch năm, dưới 100 %, từ 90 %"
    nine = expected(spec(cumulative=True), "2026-9M", {"2026": 1200.0})
    assert nine is not None
    assert nine.plan == 900.0


def test_the_periods_own_plan_counts_first() -> None:
    found = expected(spec(cumulative=True), "2026-Q3", {"2026": 1200.0, "2026-Q3": 950.0})
    assert found is not None
    assert (found.plan, found.basis.vi) == (950.0, "kế hoạch")


def test_a_rate_takes_the_years_plan_whole_where_the_set_says_so() -> None:
    found = expected(spec(year_plan="whole"), "2026-Q3", {"2026": (3.0, 4.0)})
    assert found is not None
    assert (found.low, found.high, found.basis.vi) == (3.0, 4.0, "kế hoạch năm")
    assert expected(spec(), "2026-Q3", {"2026": 3.0}) is None
    assert expected(spec(cumulative=True, year_plan="none"), "2026-Q3", {"2026": 3.0}) is None
    assert expected(spec(cumulative=True), "2026-Q3", {"2025": 3.0}) is None


def test_an_amount_of_one_quarter_is_compared_with_a_quarter_of_the_year() -> None:
    found = expected(spec(period="quarter", year_plan="share"), "2026-Q3", {"2026": 1200.0})
    assert found is not None
    assert found.plan == 300.0
