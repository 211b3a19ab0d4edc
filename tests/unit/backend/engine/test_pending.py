from __future__ import annotations

import asyncio

from backend.contract.state import Quality, Text
from backend.contract.work import Case
from backend.domain.cases.update import CaseUpdate
from backend.domain.observation import Observation
from backend.engine.pending import MOST_CASES, Pending


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


def case(number: int) -> CaseUpdate:
    return CaseUpdate(Case(f"S{number}", "sos", Text("SOS"), "high", 1.0, 2.0))


def test_cases_wait_with_the_mark_and_the_thanks_for_the_same_commit() -> None:
    pending = Pending({})
    pending.add_cases("s", [case(1)])
    pending.note("s", "v2", None)
    work = pending.take()
    assert work
    pending.give_back(work, 1)
    assert (work.cases, work.marks) == ([case(1)], {"s": "v2"})
    assert pending.n_cases == 0


def test_a_large_import_is_spread_over_commits_and_its_mark_comes_with_the_last_of_it() -> None:
    async def scene() -> None:
        pending = Pending({})
        everything = [case(i) for i in range(MOST_CASES * 2 + 1)]
        pending.add_cases("import", everything)
        pending.note("import", "done", lambda: None)
        pending.note("sensors", "line 9", None)
        works = []
        for _ in range(3):
            works.append(pending.take())
            pending.give_back(works[-1], len(works[-1].cases))
        assert [len(work.cases) for work in works] == [MOST_CASES, MOST_CASES, 1]
        assert [each for work in works for each in work.cases] == everything
        assert [work.marks for work in works] == [{"sensors": "line 9"}, {}, {"import": "done"}]
        assert [len(work.then) for work in works] == [0, 0, 1]
        assert not pending.take()

    asyncio.run(scene())


def test_cases_that_no_time_was_left_for_come_first_next_time_and_their_marks_with_them() -> None:
    pending = Pending({})
    pending.add_cases("a", [case(1), case(2)])
    pending.note("a", "a2", None)
    pending.add_cases("b", [case(3)])
    pending.note("b", "b3", None)
    pending.add_cases("a", [case(4)])
    pending.note("a", "a4", None)
    seen, marks = [], []
    for n_done in (1, 1, 0, 2):
        work = pending.take()
        pending.add_cases("c", [case(9)])
        pending.give_back(work, n_done)
        seen.append([update.case.case_id for update in work.cases])
        marks.append(work.marks)
    assert seen == [["S1"], ["S2"], [], ["S3", "S4"]]
    assert marks == [{}, {"a": "a2"}, {}, {"b": "b3", "a": "a4"}]


def test_while_cases_wait_the_next_commit_is_wanted_at_once() -> None:
    async def scene() -> None:
        pending = Pending({})
        pending.add_cases("import", [case(1), case(2)])
        pending.give_back(pending.take(), 1)
        await asyncio.wait_for(pending.wanted(60.0), 5)
        pending.give_back(pending.take(), 1)
        waiting = asyncio.ensure_future(pending.wanted(60.0))
        await asyncio.sleep(0)
        assert not waiting.done()
        waiting.cancel()

    asyncio.run(scene())


def test_a_source_waits_while_more_cases_wait_than_memory_should_hold() -> None:
    async def scene() -> None:
        pending = Pending({})
        pending.add_cases("import", [case(1), case(2)])
        room = asyncio.ensure_future(pending.below(1))
        await asyncio.sleep(0)
        assert not room.done()
        pending.committed(pending.take())
        await asyncio.wait_for(room, 5)

    asyncio.run(scene())


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
