from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from backend.contract.state import Quality, Text
from backend.domain.limit_sets import LimitRow, LimitSet, RowRef, UnboundError
from backend.domain.observation import Observation
from backend.domain.rule import Finding, Ground
from backend.domain.rules import aggregate
from backend.domain.series import SeriesFacts

SETS = {
    "day": LimitSet(
        id="day",
        name=Text("14/10/2022"),
        source="thử",
        effective_from=datetime.date(1970, 1, 1),
        rows={
            "p": LimitRow(name=Text("14/10/2022"), unit="mm", max=80.0),
            "min": LimitRow(name=Text("x"), unit="mm", min=80.0),
        },
    )
}


@pytest.fixture
def play(rule: Callable[..., Any], series: Callable[..., SeriesFacts]) -> Callable[..., list[Finding | None]]:
    """Return the finding after each (minute, value); a value of None is an awaited instant."""

    def run(*samples: tuple[float, float | None], unit: str = "mm/h", **fields: Any) -> list[Finding | None]:
        given = {"function": "integral", "window_s": 3600.0, "limit": 50.0}
        spec = rule("aggregate", **(given | fields))
        bound = aggregate.bind(spec, series(unit=unit, max_age_s=120.0), SETS)
        memory = aggregate.Memory(len(bound.severities))
        return [
            aggregate.evaluate(
                bound,
                memory,
                None if value is None else Observation("p.level", 60.0 * minute, value),
                60.0 * minute,
            )
            for minute, value in samples
        ]

    return run


def steady(minutes: int, value: float, start: int = 0) -> list[tuple[float, float | None]]:
    return [(start + minute, value) for minute in range(minutes)]


Play = Callable[..., list[Finding | None]]


def test_rain_rate_integrates_to_millimetres(play: Play) -> None:
    last = play(*steady(61, 49.0))[-1]
    assert last is not None
    assert (last.level, last.value) == (0, pytest.approx(49.0))
    last = play(*steady(61, 51.0))[-1]
    assert last is not None
    assert (last.level, last.value) == (1, pytest.approx(51.0))


def test_too_little_data_is_no_verdict_and_never_zero(play: Play) -> None:
    found = play(*steady(47, 0.0))
    assert all(each is None for each in found)
    covered = play(*steady(49, 0.0))[-1]
    assert covered is not None
    assert (covered.level, covered.value) == (0, 0.0)


def test_a_sum_already_above_its_limit_is_proven(play: Play) -> None:
    found = play(*steady(20, 200.0))
    proven = [each for each in found if each is not None]
    assert proven[0].value == pytest.approx(50.0, abs=3.4)
    assert proven[0].level == 1


def test_missing_data_never_clears(play: Play) -> None:
    samples = [*steady(61, 60.0), (150.0, 0.0), (151.0, 0.0)]
    found = play(*samples)
    assert found[60] is not None
    assert found[60].level == 1
    assert found[61:] == [None, None]


def test_the_window_slides_without_samples(play: Play) -> None:
    samples = [*steady(61, 60.0), (61.0, None), (75.0, None)]
    found = play(*samples, min_coverage=0.5, off_delay_s=0.0)
    assert found[61] is not None
    assert found[61].value == pytest.approx(59.0)
    assert found[62] is not None
    assert found[62].level == 0


@pytest.mark.parametrize(
    ("function", "direction", "limit", "values", "level"),
    [
        ("sum", "above", 5.0, [1.0] * 6, 1),
        ("sum", "above", 6.0, [1.0] * 6, 0),
        ("max", "above", 5.0, [1, 9, 1, 1, 1, 1], 1),
        ("min", "below", 0.0, [1, -9, 1, 1, 1, 1], 1),
        ("min", "below", -10.0, [1, -9, 1, 1, 1, 1], 0),
        ("mean", "above", 1.9, [2.0] * 6, 1),
        ("rate", "above", 59.0, [0, 1, 2, 3, 4, 5], 1),
        ("rate", "above", 61.0, [0, 1, 2, 3, 4, 5], 0),
    ],
)
def test_functions(
    function: str, direction: str, limit: float, values: list[float], level: int, play: Play
) -> None:
    samples = list(enumerate(values))
    found = play(*samples, unit="mm", function=function, direction=direction, limit=limit, window_s=360.0)
    assert found[-1] is not None
    assert found[-1].level == level


def test_percent_of_a_named_day(
    play: Play, rule: Callable[..., Any], series: Callable[..., SeriesFacts]
) -> None:
    found = play(*steady(61, 60.0), limit=70.0, percent_of=RowRef("day", "{place_id}"))
    assert found[-1] is not None
    assert (found[-1].level, found[-1].limit) == (1, pytest.approx(56.0))
    spec = rule("aggregate", function="integral", window_s=3600.0, limit=70.0, percent_of=RowRef("day", "p"))
    bound = aggregate.bind(spec, series(unit="mm/h"), SETS)
    _, detail = bound.words(found[-1])
    assert detail.vi == "Vượt 56,0 mm trong 60 phút (Ngưỡng, 14/10/2022)"
    with pytest.raises(UnboundError, match="no max"):
        aggregate.bind(
            rule("aggregate", function="sum", window_s=60.0, percent_of=RowRef("day", "min")),
            series(unit="mm"),
            SETS,
        )


def test_censored_samples_leave_their_time_uncovered(
    rule: Callable[..., Any], series: Callable[..., SeriesFacts]
) -> None:
    spec = rule("aggregate", function="mean", window_s=300.0)
    bound = aggregate.bind(spec, series(max_age_s=60.0), SETS)
    memory = aggregate.Memory(1)
    for minute in range(6):
        sample = Observation("p.level", 60.0 * minute, 1.0, Quality.BELOW)
        assert aggregate.evaluate(bound, memory, sample, sample.at) is None


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"window_s": 0.0}, "window_s"),
        ({"min_coverage": 0.0}, "min_coverage"),
        ({"max_gap_s": 4000.0}, "max_gap_s"),
        ({"hold_s": -1.0}, "hold_s"),
        ({"percent_of": RowRef("day", "x")}, "percent_of.row"),
        ({"limit": RowRef("day", "min")}, "limit.row"),
    ],
)
def test_problems_name_the_key(fields: dict[str, Any], key: str, rule: Callable[..., Any]) -> None:
    spec = rule("aggregate", **({"function": "integral", "window_s": 3600.0} | fields))
    assert key in [problem.key for problem in aggregate.problems(spec, Ground("mm/h", SETS))]


def test_units_of_aggregates() -> None:
    assert aggregate.unit_of("integral", "mm/h") == "mm"
    assert aggregate.unit_of("rate", "cm") == "cm/h"
    assert aggregate.unit_of("max", "cm") == "cm"
