from __future__ import annotations

import pytest

from backend.domain.indicators import numbers


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        (1234567.891, 1, "1 234 567,9"),
        (0.04, 1, "0,0"),
        (-0.04, 1, "0,0"),
        (-12.5, 1, "-12,5"),
        (999.5, 0, "1 000"),
    ],
)
def test_numbers_are_written_as_readers_here_do(value: float, decimals: int, words: str) -> None:
    assert numbers.vi(value, decimals).replace(numbers.NARROW, " ") == words
    assert numbers.en(value, decimals).replace(numbers.NARROW, " ") == words.replace(",", ".")
