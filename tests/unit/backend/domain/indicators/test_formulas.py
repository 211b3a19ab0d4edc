from __future__ import annotations

import pytest

from backend.domain.indicators.formulas import (
    Formula,
    FormulaError,
    Variables,
    circle,
    compute,
    in_order,
    uses_of,
)


def formula(text: str, evaluate: object) -> Formula:
    return Formula(text, uses_of(text), evaluate)  # type: ignore[arg-type]


GROWTH = formula(
    'ind["KT.01"] / last_year["KT.01"] * 100.0 - 100.0',
    lambda v: v["ind"]["KT.01"] / v["last_year"]["KT.01"] * 100.0 - 100.0,
)


def test_a_formula_needs_each_value_once() -> None:
    assert uses_of("""ind["A"] + ind['A'] * prev["B"] - last_year[ "A" ]""") == (
        ("ind", "A"), ("prev", "B"), ("last_year", "A")
    )  # fmt: skip


@pytest.mark.parametrize("text", ["ind.A + 1.0", "ind[code]", "ind", "1.0 + 2.0", "sum(ind)"])
def test_values_are_named_by_a_code_in_quotes(text: str) -> None:
    with pytest.raises(FormulaError):
        uses_of(text)


def test_it_is_computed_over_the_right_periods() -> None:
    values = {("KT.01", "2026-Q3"): 110.0, ("KT.01", "2025-Q3"): 100.0}
    found = compute(GROWTH, "2026-Q3", lambda code, period: values.get((code, period)))
    assert found.value == pytest.approx(10.0)
    assert found.inputs == (("KT.01", "2026-Q3", 110.0), ("KT.01", "2025-Q3", 100.0))


def test_a_missing_input_is_unknown_and_named_never_zero() -> None:
    found = compute(GROWTH, "2026-Q3", lambda _code, period: 1.0 if period == "2026-Q3" else None)
    assert (found.value, found.why.vi) == (None, "Chưa có số liệu KT.01 (Quý III/2025)")
    assert found.inputs[1] == ("KT.01", "2025-Q3", None)


def test_what_is_no_finite_number_is_unknown() -> None:
    zero = formula('ind["A"]', lambda _v: float("inf"))
    assert compute(zero, "2026", lambda *_: 0.0).why.vi == "Không tính được: chia cho 0"
    wrong = formula('ind["A"]', lambda _v: True)
    assert compute(wrong, "2026", lambda *_: 0.0).value is None

    def fails(_variables: Variables) -> object:
        raise ValueError("no such overload")

    assert "no such overload" in compute(formula('ind["A"]', fails), "2026", lambda *_: 0.0).why.vi


def test_circles_are_found_and_named_from_end_to_end() -> None:
    assert circle({"A": ["B"], "B": ["C"], "C": ["x"]}) == ()
    assert circle({"A": ["B"], "B": ["C"], "C": ["B"]}) == ("B", "C", "B")
    assert circle({"A": ["A"]}) == ("A", "A")


def test_each_comes_after_those_that_it_uses() -> None:
    assert in_order({"T": ["A", "B"], "B": ["A", "x"], "A": ["x"]}) == ("A", "B", "T")
