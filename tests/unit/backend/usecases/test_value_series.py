from __future__ import annotations

import pytest

from backend.contract.state import Quality
from backend.usecases.value_series import expand


def test_values_repeats_ramps_and_gaps() -> None:
    values = [each and each.value for each in expand("0x2 12 -3.5 1+0.5x4 5-1x3 _ _x2")]
    assert values == [0, 0, 12, -3.5, 1, 1.5, 2, 2.5, 5, 4, 3, None, None, None]


def test_marks_are_qualities() -> None:
    qualities = [each and each.quality for each in expand("1 <0.5 >5 ?99x2 !7")]
    assert qualities == [
        Quality.GOOD,
        Quality.BELOW,
        Quality.ABOVE,
        Quality.UNCERTAIN,
        Quality.UNCERTAIN,
        Quality.BAD,
    ]


@pytest.mark.parametrize("text", ["1,5", "x3", "1x", "<", "1..2", "1x-3", "nan"])
def test_what_is_not_of_the_grammar_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="'"):
        expand(f"1 {text}")
