from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from backend.contract.state import Limit, Text
from backend.domain.limit_sets import Band, UnboundError
from backend.domain.rule import Ground
from backend.domain.series import SeriesFacts
from backend.domain.steps import (
    UNNAMED,
    band_of,
    chart_limits,
    limit_problems,
    limit_words,
    scaled,
    severity_problems,
    steps_of,
    validity,
)


def test_numbers_become_bands(series: Callable[..., SeriesFacts]) -> None:
    for limit, direction, low, high in (
        (5.0, "above", -math.inf, 5.0),
        (5.0, "below", 5.0, math.inf),
        ((1.0, 5.0), "outside", 1.0, 5.0),
    ):
        band = band_of(limit, direction, series(), {})  # type: ignore[arg-type]
        assert (band.low, band.high, band.strict) == (low, high, False)


def test_scaling_keeps_what_is_open() -> None:
    band = scaled(Band(-math.inf, 2.0, strict=False), 100.0)
    assert (band.low, band.high) == (-math.inf, 200.0)


def test_names_come_from_the_rule_then_the_row_then_a_general_word() -> None:
    bands = [
        Band(-math.inf, high, strict=False, name=name)
        for high, name in ((1, None), (2, Text("hàng")), (3, Text("hàng")))
    ]
    steps = steps_of(bands, ["low", "medium", "high"], [None, None, Text("luật")], inclusive=False)
    assert [step.name for step in steps] == [UNNAMED, Text("hàng"), Text("luật")]


@pytest.mark.parametrize(
    "outer",
    [Band(-math.inf, 1.0, strict=False), Band(-math.inf, 0.5, strict=False), Band(0.0, 2.0, strict=False)],
)
def test_steps_must_lie_within_one_another(outer: Band) -> None:
    with pytest.raises(UnboundError, match="not further out"):
        steps_of([Band(-math.inf, 1.0, strict=False), outer], ["low", "high"], [None, None], inclusive=False)


def test_in_force_is_what_all_have_in_common() -> None:
    bands = [
        Band(0, 1, strict=False, valid_from=5, valid_to=20),
        Band(0, 1, strict=False, valid_from=1, valid_to=9),
    ]
    assert validity(bands) == (5, 9)


def test_chart_lines_of_a_range() -> None:
    steps = steps_of([Band(6.0, 8.5, strict=False)], ["high"], [Text("pH")], inclusive=False)
    assert chart_limits(steps) == (
        Limit(Text("pH"), 8.5, "above", "high"),
        Limit(Text("pH"), 6.0, "below", "high"),
    )


def test_directions_have_words() -> None:
    said = [limit_words(d, 4.5, 1, "cm", Text(""), Text("Cao")).vi for d in ("above", "below", "outside")]
    assert said == ["Vượt 4,5 cm (Cao)", "Dưới 4,5 cm (Cao)", "Ngoài 4,5 cm (Cao)"]


def test_things_that_are_counted_have_no_unit() -> None:
    many = limit_words(
        "above", 60.0, 0, "count", Text(" trong 15 phút", " in 15 min"), Text("Quá sức", "Full")
    )
    assert (many.vi, many.en) == ("Vượt 60 trong 15 phút (Quá sức)", "Above 60 in 15 min (Full)")
    assert limit_words("above", 0.0, 0, "count", Text(""), Text("Có người cần cứu")).vi == "Có người cần cứu"
    assert limit_words("above", 0.0, 0, "cm", Text(""), Text("")).vi == "Vượt 0 cm"


def test_limits_that_fall_are_right_for_below() -> None:
    ground = Ground("cm", {})
    assert list(limit_problems([20.0, 10.0], "below", "cm", ground)) == []
    assert [p.key for p in limit_problems([10.0, 20.0], "below", "cm", ground)] == ["escalate"]


def test_a_further_step_must_be_worse() -> None:
    assert list(severity_problems(["low", "medium", "critical"])) == []
    assert [p.key for p in severity_problems(["high", "high", "low"])] == [
        "escalate[0].severity",
        "escalate[1].severity",
    ]
