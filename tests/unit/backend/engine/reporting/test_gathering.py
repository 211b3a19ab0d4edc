from __future__ import annotations

import asyncio

import msgspec
import pytest

from backend.contract.cases import CaseQuery
from backend.domain.cases.change import CaseState
from backend.domain.cases.keeping import state_of
from backend.engine.reporting.gathering import Gathering, narrow_of, promise_of
from backend.reports.facts import Facts
from backend.reports.periods import Period
from backend.reports.spec import Of, Want
from tests.unit.backend.engine.cases.case_centre import NOW, draft
from tests.unit.backend.engine.reporting.conftest import Room

PERIOD = Period(NOW - 3600, NOW + 3600)


def gathered(room: Room, report: str, unit_id: str = "", period: Period = PERIOD) -> Facts:
    async def scene() -> Facts:
        async with room.hall.running():
            await room.opens(draft(lat=16.05, lon=108.2), draft(field="flood"), draft())
            spec = room.ground.reports.specs[report]
            return await room.hall.bench.beside(
                lambda: Gathering(room.ground, spec, period, NOW).facts(unit_id)
            )

    return asyncio.run(scene())


def test_numbers_are_those_that_walls_are_told_and_lists_are_the_cases_behind_them(room: Room) -> None:
    facts = gathered(room, "ngay")
    assert facts.value("open") == 3.0
    assert facts.value("late") == 0.0
    assert facts.value("on-time") is None
    assert len(facts.lists[1]) == facts.n_listed[1] == 3
    lon, lat, n_without = facts.points[0]
    assert (list(lon), list(lat), n_without) == ([108.2], [16.05], 2)
    assert {c.name: c.value for c in facts.cells[Want("open", "unit").key]} == {
        "Đội đường bộ": 2.0,
        "Đội thoát nước": 1.0,
    }
    assert sum(c.value or 0 for c in facts.cells[Want("open", "field").key]) == 3
    assert facts.infos["open"].name.vi == "Đang mở"


def test_a_stock_has_no_period_before(room: Room) -> None:
    facts = gathered(room, "ngay")
    assert "open" not in facts.earlier
    assert facts.earlier["on-time"].value is None


def test_a_report_about_a_unit_counts_its_cases_only(room: Room) -> None:
    facts = gathered(room, "don-vi", "roads")
    assert facts.value("open") == 2.0
    assert {case.unit_id for case in facts.lists[1]} == {"roads"}
    assert facts.unit_id == "roads"


def test_a_period_narrows_what_was_opened_in_it(room: Room) -> None:
    facts = gathered(room, "don-vi", "roads", Period(NOW - 7200, NOW - 3600))
    assert facts.value("open") == 0.0


@pytest.mark.parametrize(
    ("of", "query"),
    [
        ("opened", CaseQuery(units=("u",), opened_from=1.0, opened_to=2.0)),
        ("finished", CaseQuery(units=("u",), finished_from=1.0, finished_to=2.0)),
        ("due", CaseQuery(units=("u",), due_from=1.0, due_to=2.0)),
        ("now", CaseQuery(units=("u",))),
    ],
)
def test_the_period_is_said_of_the_instant_that_counts(of: Of, query: CaseQuery) -> None:
    assert narrow_of(of, Period(1.0, 2.0), "u") == query


def test_a_promise_remembers_the_first_deadline(room: Room) -> None:
    async def scene() -> CaseState:
        async with room.hall.running():
            (case_id,) = await room.opens()
            (row,) = room.hall.store.cases.by_ids([case_id])
            return state_of(row.file, row.state)

    state = asyncio.run(scene())
    assert promise_of(state).first_at == state.file.due_at
    assert promise_of(state).new_at is None
    assert state.finish is not None
    later = msgspec.structs.replace(state.finish, due_at=state.finish.due_at + 60, n_extensions=1)
    found = promise_of(msgspec.structs.replace(state, finish=later))
    assert (found.first_at, found.new_at) == (state.finish.original_due_at, later.due_at)
    assert promise_of(None).first_at is None
    bare = promise_of(msgspec.structs.replace(state, finish=None))
    assert (bare.first_at, bare.new_at) == (state.file.due_at, None)
