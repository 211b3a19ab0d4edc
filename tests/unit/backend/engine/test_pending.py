from __future__ import annotations

import asyncio

from backend.contract.state import Quality, Text
from backend.contract.work import Case
from backend.domain.observation import Observation
from backend.engine.pending import Pending


def test_work_becomes_one_batch_and_the_next_starts_empty() -> None:
    pending = Pending({})
    pending.readings.append((4, Observation("a", 1.5, 2.5, Quality.BELOW)))
    thanked: list[str] = []
    pending.note("s", "line 3", lambda: thanked.append("s"))
    work = pending.take()
    assert work.batch().readings == [(4, 1.5, 2.5, 2)]
    assert work.batch().marks == {"s": "line 3"}
    assert not pending.take()
    assert thanked == []
    for then in work.then:
        then()
    assert thanked == ["s"]


def test_cases_wait_with_the_mark_and_the_thanks_for_the_same_commit() -> None:
    pending = Pending({})
    case = Case("S1", "sos", Text("SOS"), "high", 1.0, 2.0)
    pending.cases.append(case)
    pending.note("s", "v2", None)
    work = pending.take()
    assert work
    assert (work.cases, work.marks) == ([case], {"s": "v2"})
    assert pending.cases == []


def test_waiting_ends_with_work_or_with_time() -> None:
    async def scene() -> None:
        pending = Pending({})
        await pending.wanted(0.01)
        pending.wake()
        await asyncio.wait_for(pending.wanted(60.0), 5)
        pending.take()
        waiting = asyncio.ensure_future(pending.wanted(60.0))
        await asyncio.sleep(0)
        assert not waiting.done()
        pending.note(None, None, None)
        await asyncio.wait_for(waiting, 5)

    asyncio.run(scene())
