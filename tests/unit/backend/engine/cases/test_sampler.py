"""Figures as readings: one of each unit and of the whole, computed anew only where it can have changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from backend.contract.cases import CaseQuery
from backend.contract.state import Text
from backend.domain.cases.spec import FigureSpec
from backend.domain.observation import Observation
from backend.engine.cases.sampler import Sampler, Values, is_timed, source_config
from backend.store import StoreError
from tests.unit.backend.engine.cases.case_centre import NOW, OFFICER, Hall, draft


def values(readings: list[Observation]) -> dict[str, float]:
    return {reading.series_id: reading.value for reading in readings}


def test_a_late_case_is_a_reading_of_its_unit_and_of_the_whole(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            await hall.register.open("report", draft(), OFFICER)
            found = await hall.desk.sampler.sample(NOW)
            assert values(found) == {"roads.late": 0.0, "drains.late": 0.0, "centre_register.late": 0.0}
            later = await hall.desk.sampler.sample(NOW + 5 * 3600)
            assert values(later) == {"roads.late": 1.0, "drains.late": 0.0, "centre_register.late": 1.0}
            assert {reading.at for reading in later} == {NOW + 5 * 3600}

    asyncio.run(scene())


class Counting:
    """Runs what blocks, and counts it."""

    def __init__(self) -> None:
        self.n, self.fails = 0, False

    async def __call__(self, work: Callable[[], Values]) -> Values:
        self.n += 1
        if self.fails:
            raise StoreError("the disk is full", "make room")
        return work()


def sampler_of(hall: Hall, **spec: Any) -> tuple[Sampler, Counting]:
    where = spec.pop("where", CaseQuery(kind="report"))
    figure = FigureSpec(
        id="n", name=hall.desk.figuring.figures["open"].name, where=where, measured_as="late", **spec
    )
    figuring = hall.desk.figuring
    figuring.figures = {"n": figure}
    counting = Counting()
    series = {"roads.late": 1, "drains.late": 2, "centre_register.late": 3}
    return Sampler(figuring, ("roads", "drains"), series, counting), counting


def test_what_has_not_changed_is_sent_again_without_asking_the_store(hall: Hall) -> None:
    async def scene() -> None:
        sampler, counting = sampler_of(hall)
        first, second = await sampler.sample(NOW), await sampler.sample(NOW + 30)
        assert counting.n == 1
        assert values(first) == values(second)
        assert {reading.at for reading in second} == {NOW + 30}
        async with hall.running():
            case_id = await hall.register.open("report", draft(), OFFICER)
        sampler.committed(hall.store.cases.by_ids([case_id]))
        assert values(await sampler.sample(NOW + 60))["roads.late"] == 1.0
        assert counting.n == 2

    asyncio.run(scene())


def test_what_moves_with_time_is_asked_each_time(hall: Hall) -> None:
    async def scene() -> None:
        sampler, counting = sampler_of(hall, where=CaseQuery(kind="report", due=("overdue",)))
        for i in range(3):
            await sampler.sample(NOW + i)
        assert counting.n == 3

    asyncio.run(scene())


def test_a_share_of_nothing_is_no_reading(hall: Hall) -> None:
    async def scene() -> None:
        sampler, _ = sampler_of(
            hall,
            value="share",
            where=CaseQuery(kind="report", groups=("done",)),
            per=CaseQuery(kind="report"),
        )
        assert await sampler.sample(NOW) == []

    asyncio.run(scene())


def test_after_a_store_that_refused_everything_is_asked_again(hall: Hall) -> None:
    async def scene() -> None:
        sampler, counting = sampler_of(hall)
        counting.fails = True
        with pytest.raises(StoreError):
            await sampler.sample(NOW)
        counting.fails = False
        assert len(await sampler.sample(NOW)) == 3

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("spec", "timed"),
    [
        ({}, False),
        ({"where": CaseQuery(kind="report", unaccepted=True)}, True),
        ({"where": CaseQuery(kind="report", due=("near",))}, True),
        ({"per": CaseQuery(kind="report", due=("kept", "missed"))}, True),
        ({"period": "30d"}, True),
    ],
)
def test_deadlines_and_periods_move_with_time(spec: dict[str, Any], timed: bool) -> None:
    given: dict[str, Any] = {"id": "n", "name": Text("n"), "where": CaseQuery(kind="report")} | spec
    assert is_timed(FigureSpec(**given)) is timed


def test_three_measures_may_fail_before_the_register_counts_as_late() -> None:
    assert source_config().max_age_s == 90.0
