from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from backend.contract.cases import CaseQuery
from backend.contract.state import Place, Text
from backend.domain.cases.schedule import ForEach, ScheduleSpec
from backend.engine.cases.scheduling import Scheduling
from tests.unit.backend.engine.cases.case_centre import NOW, Hall, Maker

DAY = 86_400.0
PLACES = [
    Place("a", "Hệ thống A", "system", 16.0, 108.0, "20242", "An Hải"),
    Place("b", "Hệ thống B", "system"),
]
SPEC = ScheduleSpec(
    id="month",
    every="month",
    title=Text("Lấy mẫu {period} — {name}"),
    for_each=ForEach(place_kind="system"),
    field="pothole",
    data={"lane": "{place_id}"},
)
Ready = Callable[..., Scheduling]


def ready(hall: Hall, *schedule: ScheduleSpec) -> Scheduling:
    kind = hall.register.kinds["report"]
    kind.spec = replace(kind.spec, schedule=schedule or (SPEC,))
    settings = hall.store.work.settings()
    return Scheduling(hall.register, lambda: hall.work.out, settings, PLACES, hall.work.setup.zone)


async def looked(hall: Hall, scheduling: Scheduling, at: float) -> int:
    hall.clock.at = at
    n = await scheduling.look(at)
    await hall.pipeline.settle()
    return n


def test_each_place_gets_its_case_once_in_a_period(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            scheduling = ready(hall)
            assert await looked(hall, scheduling, NOW) == 2
            assert await looked(hall, scheduling, NOW + 60) == 0
            assert await looked(hall, scheduling, NOW + 5 * DAY) == 0  # still November
            found = await hall.register.find(CaseQuery(kind="report"), "oldest")
            assert [file.title for file in found] == [
                "Lấy mẫu 2026-11 — Hệ thống A",
                "Lấy mẫu 2026-11 — Hệ thống B",
            ]
            first = found[0]
            assert (first.unit_id, first.data, first.area_code) == ("roads", {"lane": "a"}, "20242")
            assert (first.place, first.lat, first.due_at) == ("Hệ thống A", 16.0, NOW + 4 * 3600)
            assert await looked(hall, scheduling, NOW + 7 * DAY) == 2  # the first of December

    asyncio.run(scene())


def test_a_restart_opens_nothing_twice(made: Maker) -> None:
    async def before(hall: Hall) -> None:
        async with hall.running():
            assert await looked(hall, ready(hall), NOW) == 2

    async def after(hall: Hall) -> None:
        async with hall.running():
            assert await looked(hall, ready(hall), NOW + 3600) == 0
            assert len(await hall.register.find(CaseQuery(kind="report"))) == 2

    asyncio.run(before(made()))
    asyncio.run(after(made()))


def test_the_case_and_the_note_that_it_was_opened_are_one_commit(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            hall.clock.at = NOW
            await ready(hall).look(NOW)
            out = hall.work.out
            assert {file.file.title for file in out.cases.values()} == {
                "Lấy mẫu 2026-11 — Hệ thống A",
                "Lấy mẫu 2026-11 — Hệ thống B",
            }
            assert (
                out.settings.items()
                >= {
                    "schedule.report.month.a": "2026-11",
                    "schedule.report.month.b": "2026-11",
                }.items()
            )
            opened = [entry for entry in out.entries if entry.kind == "case.opened"]
            assert [entry.payload["period"] for entry in opened] == ["2026-11", "2026-11"]

    asyncio.run(scene())


def test_what_the_kind_does_not_allow_is_told_once_and_tried_again(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with hall.running():
            scheduling = ready(hall, replace(SPEC, unit="gone"))
            assert await looked(hall, scheduling, NOW) == 0
            assert await looked(hall, scheduling, NOW + 60) == 0

    asyncio.run(scene())
    told = [record for record in caplog.records if "opens nothing" in record.getMessage()]
    assert len(told) == len(PLACES)


def test_what_opens_at_all_and_when_the_next_day_begins(hall: Hall) -> None:
    assert ready(hall).opens_any()
    nowhere = replace(SPEC, for_each=ForEach(place_kind="well"))
    assert not ready(hall, nowhere).opens_any()
    assert ready(hall, replace(SPEC, for_each=None)).opens_any()
    assert ready(hall).next_day(NOW) == NOW + 14 * 3600 + 50 * 60  # 09:10 to midnight
