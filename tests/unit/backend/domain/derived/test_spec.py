from __future__ import annotations

import datetime
from typing import Any

import pytest

from backend.contract.state import Text
from backend.domain.derived.spec import Derived, problems, scale_of
from backend.domain.limit_sets import LimitRow, LimitSet, RowRef
from backend.domain.rule import Ground

ROWS = {
    "day": LimitRow(name=Text("Ngày"), unit="mm", max=90.0),
    "low": LimitRow(name=Text("Thấp"), unit="mm", min=1.0),
}
SETS = {
    "old": LimitSet(
        id="old", name=Text("Cũ"), source="s", effective_from=datetime.date(2022, 1, 1), rows=ROWS
    )
}


def spec(**keys: Any) -> Derived:
    return Derived(**({"source": "rain", "function": "integral", "window_s": 3600.0} | keys))


def found(unit: str = "mm", from_unit: str = "mm/h", **keys: Any) -> list[str]:
    return [each.key for each in problems(spec(**keys), Ground(from_unit, SETS), unit)]


@pytest.mark.parametrize(
    ("function", "from_unit", "unit", "scale"),
    [
        ("integral", "mm/h", "mm", 1.0),
        ("integral", "mm/min", "mm", 60.0),
        ("integral", "mm/h", "cm", 0.1),
        ("integral", "m³/s", "m³", 3600.0),
        ("integral", "m", "mm", None),
        ("event_sum", "mm/h", "mm", 1.0),
        ("sum", "mm", "cm", 0.1),
        ("max", "mm/h", "mm", None),
        ("dry_time", "mm/h", "h", 1 / 3600),
        ("percent_of", "mm", "%", 1.0),
        ("percent_of", "mm", "1", 0.01),
    ],
)
def test_what_a_function_gives_converts_to_the_metrics_unit(
    function: str, from_unit: str, unit: str, scale: float | None
) -> None:
    known = scale_of(spec(function=function), from_unit, unit)
    assert known == (None if scale is None else pytest.approx(scale))


EVENT = {"function": "event_sum", "wet_above": 0.1, "dry_s": 1800.0}
SHARE = {"function": "percent_of", "window_s": 0.0, "percent_of": 90.0}


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"max_gap_s": 90.0, "coverage_as": "c"},
        {"window_s": 300.0, "step_s": 300.0},
        EVENT,
        {"unit": "h", "function": "dry_time", "wet_above": 0.1},
        {"unit": "%", **SHARE},
        {"unit": "%", **SHARE, "from_unit": "mm", "percent_of": RowRef("old", "day")},
        {"unit": "%", **SHARE, "from_unit": "mm", "percent_of": RowRef("old", "{place_id}")},
    ],
)
def test_right_ones(keys: dict[str, Any]) -> None:
    assert found(**keys) == []


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        ({"unit": "cm³"}, "function"),
        ({"step_s": 0.5}, "step_s"),
        ({"step_s": 7.5}, "step_s"),
        ({"window_s": 0.0}, "window_s"),
        ({"window_s": 3601.0}, "window_s"),
        ({"min_coverage": 0.0}, "min_coverage"),
        ({"min_coverage": 1.5}, "min_coverage"),
        ({"max_gap_s": 3601.0}, "max_gap_s"),
        ({"percent_of": 5.0}, "percent_of"),
        ({"wet_above": 0.1}, "wet_above"),
        ({"dry_s": 3600.0}, "dry_s"),
        ({**EVENT, "wet_above": None}, "wet_above"),
        ({**EVENT, "dry_s": None}, "dry_s"),
        ({**EVENT, "dry_s": 7200.0}, "dry_s"),
        ({**EVENT, "dry_s": 30.0}, "dry_s"),
        ({**EVENT, "coverage_as": "c"}, "coverage_as"),
        ({"unit": "h", "function": "dry_time", "wet_above": 0.1, "dry_s": 3600.0}, "dry_s"),
        ({"unit": "%", **SHARE, "percent_of": None}, "percent_of"),
        ({"unit": "%", **SHARE, "percent_of": 0.0}, "percent_of"),
        ({"unit": "%", **SHARE, "window_s": 60.0}, "window_s"),
        ({"unit": "%", **SHARE, "from_unit": "mm", "percent_of": RowRef("new", "day")}, "percent_of.set"),
        ({"unit": "%", **SHARE, "from_unit": "mm", "percent_of": RowRef("old", "night")}, "percent_of.row"),
        ({"unit": "%", **SHARE, "from_unit": "mm", "percent_of": RowRef("old", "low")}, "percent_of.row"),
        ({"unit": "%", **SHARE, "from_unit": "m/s", "percent_of": RowRef("old", "day")}, "percent_of.row"),
    ],
)
def test_wrong_ones(keys: dict[str, Any], key: str) -> None:
    assert found(**keys) == [key]


def test_the_gap_is_the_age_of_the_source_unless_said() -> None:
    assert spec().gap_s(60.0) == 60.0
    assert spec(max_gap_s=90.0).gap_s(60.0) == 90.0


def test_what_100_percent_is_is_said_once() -> None:
    attribute = {"unit": "%", **SHARE, "percent_of": None, "percent_of_attribute": "n_places"}
    assert found(from_unit="mm", **attribute) == []
    assert found(from_unit="mm", **{**attribute, "percent_of": 5.0}) == ["percent_of"]
    assert found(percent_of_attribute="n_places") == ["percent_of_attribute"]
