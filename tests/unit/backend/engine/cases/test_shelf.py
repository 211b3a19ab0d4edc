"""The shelf: what is on it counts, what is held or unwritten stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.contract.cases import CaseFile, CaseQuery
from backend.domain.cases.change import CaseState
from backend.engine.cases.shelf import Order, Shelf
from backend.store import CaseRow

NOW = 1000.0


def state(case_id: str, **more: object) -> CaseState:
    file = CaseFile(case_id, "report", case_id, "new", "waiting", "medium", NOW, NOW)
    return CaseState(replace(file, **more))


class Cabinet:
    """A store in memory."""

    def __init__(self, *states: CaseState) -> None:
        self.files = {each.file.case_id: each.file for each in states}
        self.asked: list[list[str]] = []

    def by_ids(self, ids: Sequence[str]) -> list[CaseRow]:
        self.asked.append(list(ids))
        return [CaseRow(self.files[name]) for name in ids if name in self.files]

    def find(self, query: CaseQuery, order: Order, offset: int, limit: int, now: float) -> list[CaseFile]:
        return [file for file in self.files.values() if file.parent == query.parent][offset : offset + limit]

    def last_number(self, prefix: str) -> int:
        return 0


async def at_once(work: Callable[[], list[CaseState]]) -> list[CaseState]:
    found = work()
    await asyncio.sleep(0)
    return found


def test_a_held_case_is_read_once_and_there_until_it_is_let_go() -> None:
    async def scene() -> None:
        cabinet = Cabinet(state("A"), state("B"))
        shelf = Shelf(cabinet, at_once, most=0)
        async with shelf.holding(["A", "A", "", "Z"]), shelf.holding(["A", "B"]):
            assert cabinet.asked == [["A", "Z"], ["B"]]
            found = shelf.get("A")
            assert found is not None
            assert found.file.title == "A"
            assert shelf.get("Z") is None
        assert len(shelf) == 0

    asyncio.run(scene())


def test_what_changes_while_it_is_being_read_stays_as_it_was_changed() -> None:
    async def scene() -> None:
        cabinet = Cabinet(state("A", title="alt"))
        go = asyncio.Event()

        async def slowly(work: Callable[[], list[CaseState]]) -> list[CaseState]:
            found = work()
            await go.wait()
            return found

        shelf = Shelf(cabinet, slowly, most=0)

        async def look() -> str:
            async with shelf.holding(["A"]):
                found = shelf.get("A")
                assert found is not None
                return found.file.title

        looking = asyncio.ensure_future(look())
        await asyncio.sleep(0)
        row = shelf.put(state("A", title="neu"))
        cabinet.files["A"] = row.file
        shelf.committed([row])  # written and let go of by its owner, while the other still reads
        go.set()
        assert await looking == "neu"

    asyncio.run(scene())


def test_a_changed_case_stays_until_its_newest_state_is_written() -> None:
    shelf = Shelf(Cabinet(), at_once, most=0)
    first, second = shelf.put(state("A", title="1")), shelf.put(state("A", title="2"))
    shelf.committed([first])
    found = shelf.get("A")
    assert found is not None
    assert found.file.title == "2"
    shelf.committed([second])
    assert shelf.get("A") is None


def test_a_family_is_read_with_its_parent_and_its_children_with_it() -> None:
    async def scene() -> None:
        cabinet = Cabinet(state("P", n_children=2), state("A", parent="P"), state("B", parent="P"))
        shelf = Shelf(cabinet, at_once)
        async with shelf.holding(["P"], families=True):
            assert [child.file.case_id for child in shelf.children("P")] == ["A", "B"]
            shelf.put(state("A"))
            assert [child.file.case_id for child in shelf.children("P")] == ["B"]
        shelf = Shelf(cabinet, at_once)
        async with shelf.holding(["A"], families=True):
            assert shelf.get("P") is not None

    asyncio.run(scene())


def test_what_was_used_longest_ago_goes_first() -> None:
    shelf = Shelf(Cabinet(), at_once, most=2)
    shelf.committed([shelf.put(state(name)) for name in ("A", "B")])
    shelf.get("A")
    shelf.committed([shelf.put(state("C"))])
    assert [shelf.get(name) is not None for name in "ABC"] == [True, False, True]


def test_a_reading_that_fails_lets_go_of_what_it_held() -> None:
    async def scene() -> None:
        async def fails(_work: Callable[[], list[CaseState]]) -> list[CaseState]:
            raise OSError("the disk")

        shelf = Shelf(Cabinet(), fails, most=0)
        with pytest.raises(OSError, match="the disk"):
            async with shelf.holding(["A"]):
                raise AssertionError
        assert not shelf._held

    asyncio.run(scene())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ABCDE"), st.booleans(), st.integers(0, 3)), max_size=30),
    st.integers(0, 3),
)
def test_nothing_stale_is_ever_seen_whatever_is_read_changed_and_committed_when(
    steps: list[tuple[str, bool, int]], most: int
) -> None:
    """Counts in the title: each step must find the count of the step before, in any interleaving."""
    cabinet = Cabinet(*(state(name, title="0") for name in "ABCDE"))
    truth = dict.fromkeys("ABCDE", 0)

    async def scene() -> None:
        waits: list[int] = [0]

        async def beside(work: Callable[[], list[CaseState]]) -> list[CaseState]:
            found = work()
            for _ in range(waits[0]):
                await asyncio.sleep(0)
            return found

        shelf = Shelf(cabinet, beside, most=most)

        async def commit(row: CaseRow, n: int) -> None:
            for _ in range(n):
                await asyncio.sleep(0)
            cabinet.files[row.file.case_id] = row.file
            shelf.committed([row])

        async def step(name: str, change: bool, n: int) -> None:
            async with shelf.holding([name]):
                found = shelf.get(name)
                assert found is not None
                assert int(found.file.title) == truth[name]
                row = None
                if change:
                    truth[name] += 1
                    row = shelf.put(state(name, title=str(truth[name])))
            if row is not None:
                await commit(row, n)

        tasks = []
        for name, change, n in steps:
            waits[0] = n
            tasks.append(asyncio.ensure_future(step(name, change, 2)))
            if n % 2:
                await asyncio.sleep(0)
        await asyncio.gather(*tasks)

    asyncio.run(scene())
