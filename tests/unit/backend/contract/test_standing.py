from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.standing import alarm_levels, standing
from backend.contract.state import Limit, Text

LEVELS = (
    Limit(Text("Báo động III", "Alarm level III"), 2.5, "above", "critical"),
    Limit(Text("Báo động I", "Alarm level I"), 1.0, "above", "medium"),
    Limit(Text("Báo động II", "Alarm level II"), 1.7, "above", "high"),
    Limit(Text("Cạn", "Dry"), 0.1, "below", "low"),
)


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (0.68, "dưới báo động I 0,32 m", "0.32 m below alarm level I"),
        (1.0, "ở mức báo động I", "at alarm level I"),
        (
            1.96,
            "trên báo động II 0,26 m (dưới báo động III 0,54 m)",
            "0.26 m above alarm level II (0.54 m below alarm level III)",
        ),
        (1.7, "ở mức báo động II", "at alarm level II"),
        (2.5, "ở mức báo động III", "at alarm level III"),
        (3.04, "trên báo động III 0,54 m", "0.54 m above alarm level III"),
        (9.0, "trên báo động III 6,50 m", "6.50 m above alarm level III"),  # there is no level IV
        (1.698, "trên báo động I 0,69 m (dưới báo động II 0,01 m)", None),  # not reached: never "at"
        (2.503, "ở mức báo động III", None),
    ],
)
def test_the_official_words(value: float, vi: str, en: str | None) -> None:
    found = standing(value, LEVELS, 2, "m")
    assert found is not None
    assert found.vi == vi
    assert en is None or found.en == en


def test_nothing_to_say() -> None:
    assert standing(None, LEVELS, 2, "m") is None
    assert standing(math.nan, LEVELS, 2, "m") is None
    assert standing(1.0, LEVELS[3:], 2, "m") is None


def test_other_limits_are_told_by_their_names() -> None:
    limits = (
        Limit(Text("Mức 1", "Level 1"), 10, "above", "low"),
        Limit(Text("BĐ", "ABC"), 20, "above", "high"),
    )
    found = standing(14, limits, 0, "cm")
    assert found is not None
    assert found.vi == "trên mức 1 4 cm (dưới BĐ 6 cm)"
    assert found.en == "4 cm above level 1 (6 cm below ABC)"


def test_only_the_official_ones_are_alarm_levels() -> None:
    assert [limit.value for limit in alarm_levels(LEVELS)] == [1.0, 1.7, 2.5]


@given(st.floats(-3, 6))
def test_the_words_agree_with_what_is_crossed(value: float) -> None:
    found = standing(value, LEVELS, 2, "m")
    assert found is not None
    n = sum(value >= limit for limit in (1.0, 1.7, 2.5))
    name = f"báo động {'I' * n}"
    assert found.vi.startswith((f"trên {name} ", f"ở mức {name}") if n else "dưới báo động I ")
