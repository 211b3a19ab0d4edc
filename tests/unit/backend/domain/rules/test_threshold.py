from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from backend.contract.state import Quality, Text
from backend.domain.limit_sets import LimitRow, LimitSet, RowRef, UnboundError, begin_of
from backend.domain.observation import Observation
from backend.domain.rule import Ground
from backend.domain.rules import threshold
from backend.domain.series import SeriesFacts
from backend.domain.steps import Escalation

SETS = {
    "s": LimitSet(
        id="s",
        name=Text("Bộ"),
        source="thử",
        effective_from=datetime.date(2020, 1, 1),
        effective_to=datetime.date(2021, 1, 1),
        rows={
            "ph": LimitRow(name=Text("pH"), unit="pH", min=6.0, max=8.5),
            "level": LimitRow(name=Text("Báo động I"), unit="m", max=1.0, strict=True),
        },
    )
}
IN_FORCE = begin_of(datetime.date(2020, 6, 1), 0.0)


@pytest.fixture
def judge(rule: Callable[..., Any], series: Callable[..., SeriesFacts]) -> Callable[..., list[int | None]]:
    """Return the level after each value (None: inconclusive), one per second from `start`."""

    def run(
        *values: float, start: float = 0.0, quality: Quality = Quality.GOOD, unit: str = "cm", **fields: Any
    ) -> list[int | None]:
        bound = threshold.bind(rule(**fields), series(unit=unit), SETS)
        memory = threshold.Memory(len(bound.severities))
        found = [
            threshold.evaluate(bound, memory, Observation("p.level", start + i, value, quality), start + i)
            for i, value in enumerate(values)
        ]
        return [None if each is None else each.level for each in found]

    return run


def test_above_below_outside(judge: Callable[..., list[int | None]]) -> None:
    assert judge(20, 20.1, 19) == [0, 1, 0]
    assert judge(20, 19.9, direction="below") == [0, 1]
    assert judge(6, 5.9, 7, 8.6, direction="outside", limit=(6.0, 8.5)) == [0, 1, 0, 1]


def test_inclusive_counts_the_limit_itself(judge: Callable[..., list[int | None]]) -> None:
    assert judge(20, inclusive=True) == [1]


def test_several_steps_are_one_rule(judge: Callable[..., list[int | None]]) -> None:
    assert judge(25, 45, 30, 5, escalate=(Escalation(40.0, "critical"),)) == [1, 2, 1, 0]


def test_plain_numbers_may_stand_in_another_unit(
    rule: Callable[..., Any], series: Callable[..., SeriesFacts]
) -> None:
    bound = threshold.bind(rule(limit=2.0, unit="m", deadband=0.5), series(unit="cm"), SETS)
    assert bound.safe_high == 200.0
    assert bound.ladder.deadband == 50.0


def test_a_row_of_a_limit_set_in_its_years(judge: Callable[..., list[int | None]]) -> None:
    row = RowRef("s", "level")
    assert judge(99, 100, start=IN_FORCE, limit=row) == [0, 1]
    assert judge(100, start=IN_FORCE - 400 * 86400, limit=row) == [0]
    assert judge(100, start=IN_FORCE + 400 * 86400, limit=row) == [0]


def test_a_range_row_has_both_sides(judge: Callable[..., list[int | None]]) -> None:
    assert judge(7, 9, 5, start=IN_FORCE, unit="pH", direction="outside", limit=RowRef("s", "ph")) == [
        0,
        1,
        1,
    ]


def test_censored_below_a_detection_limit_above_the_limit_says_nothing(
    judge: Callable[..., list[int | None]],
) -> None:
    assert judge(50, quality=Quality.BELOW) == [None]
    assert judge(19, quality=Quality.BELOW) == [0]


def test_binding_says_which_limit_and_step(
    rule: Callable[..., Any], series: Callable[..., SeriesFacts]
) -> None:
    spec = rule(
        limit=RowRef("s", "level"), escalate=(Escalation(150.0, "critical", Text("Tràn bờ")),), hold_s=30.0
    )
    bound = threshold.bind(spec, series(), SETS)
    assert [(line.value, line.name.vi, line.severity) for line in bound.limits] == [
        (100.0, "Báo động I", "high"),
        (150.0, "Tràn bờ", "critical"),
    ]
    memory = threshold.Memory(2)
    threshold.evaluate(bound, memory, Observation("p.level", IN_FORCE, 160.0), IN_FORCE)
    finding = threshold.evaluate(bound, memory, None, IN_FORCE + 30)
    assert finding is not None
    assert (finding.level, finding.limit, finding.value) == (2, 150.0, 160.0)
    assert bound.words(finding) == (
        Text("Tràn bờ"),
        Text("Vượt 150,0 cm (Tràn bờ)", "Above 150.0 cm (Tràn bờ)"),
    )


def test_what_cannot_be_bound(rule: Callable[..., Any], series: Callable[..., SeriesFacts]) -> None:
    with pytest.raises(UnboundError, match="has no min"):
        threshold.bind(rule(limit=RowRef("s", "level"), direction="below"), series(), SETS)
    with pytest.raises(UnboundError, match="does not convert"):
        threshold.bind(rule(unit="NTU"), series(), SETS)
    with pytest.raises(UnboundError, match="not further out"):
        threshold.bind(
            rule(limit=RowRef("s", "level"), escalate=(Escalation(50.0, "critical"),)), series(), SETS
        )


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"limit": (1.0, 2.0)}, "limit"),
        ({"limit": 1.0, "direction": "outside"}, "limit"),
        ({"limit": (2.0, 1.0), "direction": "outside"}, "limit"),
        ({"limit": RowRef("x", "ph")}, "limit.set"),
        ({"limit": RowRef("s", "lead")}, "limit.row"),
        ({"limit": RowRef("s", "ph")}, "limit.row"),  # pH against cm
        ({"limit": RowRef("s", "level"), "direction": "below"}, "limit.row"),
        ({"unit": "NTU"}, "unit"),
        ({"hold_s": -1.0}, "hold_s"),
        ({"min_count": 0}, "min_count"),
        ({"escalate": (Escalation(10.0, "critical"),)}, "escalate"),
        ({"escalate": (Escalation(40.0, "high"),)}, "escalate[0].severity"),
        ({"limit": (1.0, 2.0), "direction": "outside", "deadband": 0.5}, "deadband"),
    ],
)
def test_problems_name_the_key(fields: dict[str, Any], key: str, rule: Callable[..., Any]) -> None:
    found = threshold.problems(rule(**fields), Ground("cm", SETS))
    assert key in [problem.key for problem in found]


def test_a_right_rule_has_no_problem(rule: Callable[..., Any]) -> None:
    spec = rule(limit=RowRef("s", "{gauge}.bd1"), escalate=(Escalation(40.0, "critical"),))
    assert threshold.problems(spec, Ground("cm", SETS)) == []
