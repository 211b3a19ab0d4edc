from __future__ import annotations

import asyncio

from backend.engine.cases.lateness import SETTING, Lateness
from tests.unit.backend.engine.cases.case_centre import NOW, OFFICER, Hall, Maker, draft

HOUR = 3600.0


def watching(hall: Hall) -> Lateness:
    return Lateness(hall.register, lambda: hall.work.out, hall.store.work.settings(), hall.clock.at)


async def looked(hall: Hall, lateness: Lateness, at: float) -> int:
    hall.clock.at = at
    n = await lateness.look(at)
    await hall.pipeline.settle()
    return n


def test_a_procedure_starts_once_when_a_deadline_passes(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            case_id = await hall.register.open("report", draft(), OFFICER)
            lateness = watching(hall)
            assert await looked(hall, lateness, NOW + 3 * HOUR) == 0
            assert hall.runs == []
            assert await looked(hall, lateness, NOW + 5 * HOUR) == 1
            assert [(run.procedure_id, run.case_id) for run in hall.runs] == [("qua-han", case_id)]
            assert await looked(hall, lateness, NOW + 6 * HOUR) == 0
            assert len(hall.runs) == 1
            assert (await hall.file(case_id)).run_ids == (hall.runs[0].run_id,)

    asyncio.run(scene())


def test_what_was_settled_in_time_starts_nothing(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            case_id = await hall.register.open("report", draft(), OFFICER)
            lateness = watching(hall)
            await hall.register.act([case_id], "accept", {}, OFFICER)
            await hall.register.act([case_id], "finish", {"result": "xong"}, OFFICER)
            assert await looked(hall, lateness, NOW + 5 * HOUR) == 0

    asyncio.run(scene())


def test_a_deadline_that_passes_while_the_daemon_is_down_is_seen_after_it(made: Maker) -> None:
    async def before(hall: Hall) -> None:
        async with hall.running():
            watching(hall)
            await hall.register.open("report", draft(), OFFICER)
            assert float(hall.store.work.settings()[SETTING]) == NOW

    async def after(hall: Hall) -> None:
        async with hall.running():
            hall.clock.at = NOW + 5 * HOUR
            assert await looked(hall, watching(hall), NOW + 5 * HOUR) == 1
            assert len(hall.runs) == 1
            assert await looked(hall, watching(hall), NOW + 5 * HOUR + 1) == 0  # and only once

    asyncio.run(before(made()))
    asyncio.run(after(made()))
