from __future__ import annotations

import math

import pytest

from backend.contract.state import Limit, Series, Text, ValueClass
from widgets.logic.value_class import class_in, class_of, class_words

RAIN = (
    ValueClass(6.0, Text("Mưa", "Rain")),
    ValueClass(16.0, Text("Mưa vừa", "Moderate rain")),
    ValueClass(51.0, Text("Mưa to", "Heavy rain"), "medium"),
    ValueClass(math.nextafter(100.0, math.inf), Text("Mưa rất to"), "high"),
)
SERIES = Series("a.rain", 0, "a", "rain", Text("Mưa"), "mm", 60.0, decimals=0, classes=RAIN)


@pytest.mark.parametrize(
    ("value", "name"),
    [(5.9, None), (6.0, "Mưa"), (51.0, "Mưa to"), (100.0, "Mưa to"), (100.1, "Mưa rất to"), (math.nan, None)],
)
def test_a_class_holds_its_lowest_value(value: float, name: str | None) -> None:
    found = class_of(value, RAIN)
    assert (found.name.vi if found else None) == name


def test_the_number_that_is_shown_is_classed() -> None:
    """50.6 mm is shown as 51 mm, and 51 mm is heavy rain."""
    assert class_words(SERIES, 50.6, "en") == "Heavy rain"
    assert class_words(SERIES, 50.4, "en") == "Moderate rain"
    assert class_words(SERIES, 120, "en") == "Mưa rất to"


def test_rounding_does_not_pass_a_limit_into_the_next_class() -> None:
    limit = Limit(Text("Ngưỡng"), 51.0, "above", "high", inclusive=True)
    series = Series(
        "a.rain", 0, "a", "rain", Text("Mưa"), "mm", 60.0, decimals=0, limits=(limit,), classes=RAIN
    )
    assert class_words(series, 50.6, "vi") == "Mưa vừa"


def test_a_class_without_severity_colours_nothing() -> None:
    found = class_in(SERIES, 20)
    assert found is not None
    assert found.severity is None
    assert class_words(Series("a.x", 0, "a", "x", Text("X"), "", 60.0), 20, "vi") == ""
