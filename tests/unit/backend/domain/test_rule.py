from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.contract.state import Text
from backend.domain.rule import Finding, Inhibition, applies, common_problems, number, title
from backend.domain.series import SeriesFacts

Make = Callable[..., Any]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"metric": "rain"}, False),
        ({"place_kind": "gauge"}, True),
        ({"place_kind": "camera"}, False),
        ({"where": {"river": "Hàn"}}, True),
        ({"where": {"river": ["Cu Đê", "Hàn"]}}, True),
        ({"where": {"river": "Cu Đê"}}, False),
        ({"where": {"tidal": "yes"}}, False),
    ],
)
def test_applies_by_metric_kind_and_attributes(
    fields: dict[str, Any], expected: bool, rule: Make, series: Callable[..., SeriesFacts]
) -> None:
    assert applies(rule(**fields), series(attributes={"river": "Hàn"})) is expected


def test_titles_speak_both_languages(rule: Make, series: Callable[..., SeriesFacts]) -> None:
    spec = rule(title=Text("{step}: {value}/{limit} {unit} — {name}, {area}", "{step}: {value} {unit}"))
    facts = series(place_name="Mẹ Suốt", area_name="Hòa Khánh", decimals=1)
    words = title(spec, facts, Finding(1, 62.25, 40.0, 0.0), Text("Nặng", "Severe"), "cm")
    assert words == Text("Nặng: 62,2/40,0 cm — Mẹ Suốt, Hòa Khánh", "Severe: 62.2 cm")
    assert title(spec, facts, Finding(1, None, None, 0.0), Text("Nặng"), "cm").vi.startswith("Nặng: —/— cm")


def test_a_value_that_rounds_keeps_its_decimals() -> None:
    assert number(7500.0, 0, "vi") == "7500"
    assert number(0.25, 2, "vi") == "0,25"
    assert number(0.25, 2, "en") == "0.25"


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"unit_id": " "}, "unit_id"),
        ({"procedure": ""}, "procedure"),
        ({"consequence": Text("")}, "consequence.vi"),
        ({"response": Text(" ")}, "response.vi"),
        ({"respond_within_s": 0.0}, "respond_within_s"),
        ({"shelve_max_s": -1.0}, "shelve_max_s"),
        ({"title": Text("{wrong}")}, "title.vi"),
        ({"title": Text("ok", "{")}, "title.en"),
        ({"inhibited_by": (Inhibition("gone"),)}, "inhibited_by[0].rule"),
        ({"inhibited_by": (Inhibition("r"),)}, "inhibited_by[0].rule"),
        ({"inhibited_by": (Inhibition("silent"),)}, "inhibited_by[0].rule"),
    ],
)
def test_an_alarm_owes_its_operator_these(fields: dict[str, Any], key: str, rule: Make) -> None:
    spec = rule(**fields)
    rules = {"r": spec, "silent": rule("absence", id="silent")}
    assert [problem.key for problem in common_problems(spec, rules)] == [key]


def test_absence_may_hide_absence(rule: Make) -> None:
    spec = rule("absence", id="one", inhibited_by=(Inhibition("silent"),))
    assert not list(common_problems(spec, {"one": spec, "silent": rule("absence", id="silent")}))
