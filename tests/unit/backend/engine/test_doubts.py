from __future__ import annotations

import asyncio

import pytest

from backend.contract.checks import Doubts, GetDoubts
from backend.contract.messages import Failure
from backend.contract.state import Quality, Series, Text
from backend.domain.checks.checker import Checker
from backend.domain.checks.spec import Checks, StuckCheck
from backend.domain.observation import Observation
from backend.domain.series import SeriesFacts
from backend.engine.doubts import MOST_SERIES, DoubtDesk
from backend.engine.feed import LiveValues
from backend.usecases.packs import Metric

PLACES = ("a", "b", "c", "d")
SERIES = {f"{p}.m": Series(f"{p}.m", k, p, "m", Text("M"), "cm", 60.0) for k, p in enumerate(PLACES)}
METRICS = {"m": Metric(name=Text("M"), unit="cm", range=(0.0, 300.0), max_age_s=60.0)}
FACTS = [
    SeriesFacts(series_id=f"{p}.m", place_id=p, place_name=p, kind="k", metric="m", unit="cm", max_age_s=60.0)
    for p in PLACES
]


@pytest.fixture
def answered() -> list[tuple[str, str, str]]:
    """Return what a desk says of: stuck, out of range, doubted by its source, good."""
    checker, values = Checker(FACTS, {"m": Checks(stuck=StuckCheck(after_s=50))}), LiveValues()
    readings = [
        *(Observation("a.m", at, 5.0) for at in (0.0, 30.0, 60.0)),
        Observation("b.m", 60.0, 999.0, Quality.UNCERTAIN),
        Observation("c.m", 60.0, 7.0, Quality.UNCERTAIN),
        Observation("d.m", 60.0, 7.0),
    ]
    values.take((SERIES[each.series_id].index, checker.look(each)) for each in readings)
    desk = DoubtDesk(checker, SERIES, METRICS, values.newest)
    (handler,) = desk.handlers().values()
    reply = asyncio.run(handler(GetDoubts(), None))  # type: ignore[arg-type]
    assert isinstance(reply, Doubts)
    return [(each.series_id, each.check, each.words.en) for each in reply.doubts]


def test_each_doubted_series_with_its_reason(answered: list[tuple[str, str, str]]) -> None:
    assert answered == [
        ("a.m", "stuck", "Stuck at 5.0 cm since 07:00 01/01"),
        ("b.m", "range", "Outside of what is possible in nature"),
    ]


def test_what_is_unknown_or_too_much_is_no_failure_of_the_daemon() -> None:
    desk = DoubtDesk(Checker(FACTS, {}), SERIES, METRICS, {})
    assert asyncio.run(desk.answer(GetDoubts(("x.y", "a.m")), None)) == Doubts(())  # type: ignore[arg-type]
    too_many = GetDoubts(tuple(str(k) for k in range(MOST_SERIES + 1)))
    assert isinstance(asyncio.run(desk.answer(too_many, None)), Failure)  # type: ignore[arg-type]
