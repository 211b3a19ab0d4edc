from __future__ import annotations

import pytest

from backend.contract.state import Text
from backend.domain.indicators.flags import flags
from backend.domain.indicators.spec import IndicatorSpec, Plausible

SPEC = IndicatorSpec(
    code="A", name=Text("A"), unit=Text("%"), plausible=Plausible(range=(0, 100), max_change_percent=20)
)
PLAIN = IndicatorSpec(code="A", name=Text("A"), unit=Text("t"))


@pytest.mark.parametrize(
    ("value", "before", "words"),
    [
        (50.0, 45.0, []),
        (None, 45.0, []),
        (50.0, None, []),
        (101.0, 99.0, ["ngoài khoảng hợp lý 0,0–100,0"]),
        (60.0, 48.0, ["tăng 25,0 % so với kỳ trước, quá 20 %"]),
        (36.0, 48.0, ["giảm 25,0 % so với kỳ trước, quá 20 %"]),
        (95.0, 9.2, ["gấp 10,3 lần kỳ trước"]),
        (5.0, 96.0, ["chỉ bằng 1/19,2 kỳ trước"]),
        (0.0, 96.0, ["bằng 0, kỳ trước khác 0"]),
        (5.0, 0.0, []),
    ],
)
def test_what_is_strange_is_said_with_its_numbers(
    value: float | None, before: float | None, words: list[str]
) -> None:
    assert [flag.vi for flag in flags(SPEC, value, before)] == words


def test_a_wrong_unit_shows_without_any_setting() -> None:
    assert [f.en for f in flags(PLAIN, 12_000.0, 12.0)] == ["1\u202f000.0 times the period before"]
    assert flags(PLAIN, 100.0, 12.0) == ()


def test_a_change_of_sign_is_flagged() -> None:
    assert "trái dấu với kỳ trước" in [f.vi for f in flags(PLAIN, -3.0, 4.0)]
