from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from backend.domain.cases.spec import ExpirySpec
from backend.engine.cases.expiring import Expiring
from tests.unit.backend.engine.cases.case_centre import KIND, NOW, OFFICER, Hall, draft, setup_in

KIND_THAT_ENDS = KIND.replace(
    "data:\n", "expiry: {data: until, action: end}\ndata:\n  - {id: until, name: {vi: Đến}, type: datetime}\n"
).replace(
    "actions:\n", "actions:\n  - {id: end, name: {vi: Hết}, from: [new, working], to: done, effect: finish}\n"
)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = Hall(tmp_path, setup_in(tmp_path, kind=KIND_THAT_ENDS))
    yield made
    made.close()


def at(seconds: float, zone: dt.tzinfo) -> str:
    return dt.datetime.fromtimestamp(NOW + seconds, zone).isoformat()


def test_a_case_ends_when_its_time_is_over_and_not_before_and_not_if_it_was_prolonged(hall: Hall) -> None:
    zone = hall.work.setup.zone

    async def scene() -> None:
        async with hall.running():
            expiring = Expiring(hall.register, zone)
            one, two, three = [
                await hall.register.open("report", draft(data={"until": at(60, zone)}), OFFICER),
                await hall.register.open("report", draft(data={"until": at(60, zone)}), OFFICER),
                await hall.register.open("report", draft(), OFFICER),
            ]
            assert await expiring.look(NOW + 59) == 0
            await hall.register.correct(two, {"until": at(600, zone)}, OFFICER)
            hall.clock.at = NOW + 61
            assert await expiring.look(NOW + 61) == 1
            await hall.pipeline.settle()
            assert [(await hall.file(name)).status for name in (one, two, three)] == ["done", "new", "new"]
            ended = next(entry for entry in hall.journal(one) if entry.kind == "case.closed")
            assert (ended.actor, ended.payload["action"]) == ("Tự động", "end")
            hall.clock.at = NOW + 86_400  # the daemon was down meanwhile
            assert await Expiring(hall.register, zone).look(NOW + 86_400) == 1

    asyncio.run(scene())


def test_what_cannot_end_is_told_once(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    zone = hall.work.setup.zone

    async def scene() -> None:
        async with hall.running():
            await hall.register.open("report", draft(data={"until": at(60, zone)}), OFFICER)
            kind = hall.register.kinds["report"]
            kind.spec = replace(kind.spec, expiry=ExpirySpec(data="until", action="finish"))
            kind.spec = replace(
                kind.spec,
                actions=tuple(
                    replace(each, from_=("new",)) if each.id == "finish" else each
                    for each in kind.spec.actions
                ),
            )
            expiring = Expiring(hall.register, zone)
            with caplog.at_level(logging.WARNING):
                assert await expiring.look(NOW + 61) == 0
                assert await expiring.look(NOW + 62) == 0

    asyncio.run(scene())
    assert caplog.text.count("has expired and does not end") == 1
