"""What desks ask about cases, and what they are told of questions that cannot be answered."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest

from backend.contract.case_requests import (
    CaseCounts,
    CaseDetail,
    CaseKinds,
    CasePage,
    CasePoints,
    CountCases,
    CountTabs,
    FindCases,
    GetCase,
    GetCaseKinds,
    GetCasePoints,
    TabCounts,
)
from backend.contract.cases import CaseQuery
from backend.contract.messages import Failure
from tests.unit.backend.engine.cases.case_centre import NOW, OFFICER, Hall, session_of, update

REPORTS = CaseQuery(kind="report")


async def filled(hall: Hall) -> None:
    await hall.takes(
        update("B-1", lat=16.06, lon=108.2),
        update("B-2", field="water", severity="high"),
        update("B-3", "closed"),
    )
    await hall.register.note("B-1", "Nội bộ", OFFICER)
    await hall.register.act(["B-2"], "merge", {"parent": "B-1"}, OFFICER)


def test_lists_counts_tabs_points_and_details_agree(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            await filled(hall)
            page = await hall.asks(FindCases(REPORTS, order="code", limit=2))
            assert isinstance(page, CasePage)
            assert ([row.case_id for row in page.rows], page.n_total, page.at) == (["B-1", "B-2"], 3, NOW)
            assert page.rows[0].notes == ()
            rest = await hall.asks(FindCases(REPORTS, order="code", offset=2, count=False))
            assert isinstance(rest, CasePage)
            assert ([row.case_id for row in rest.rows], rest.n_total) == (["B-3"], -1)
            counts = await hall.asks(CountCases(REPORTS, by=("group", "unit")))
            assert isinstance(counts, CaseCounts)
            assert (counts.n_total, sum(row.n for row in counts.rows)) == (3, 3)
            one = await hall.asks(CountCases(REPORTS))
            assert isinstance(one, CaseCounts)
            assert (one.rows[0].keys, one.rows[0].n) == ((), 3)
            tabs = await hall.asks(CountTabs((REPORTS, CaseQuery(groups=("done",)), CaseQuery(parent=""))))
            assert tabs == TabCounts((3, 1, 2), NOW)
            points = await hall.asks(GetCasePoints(REPORTS))
            assert isinstance(points, CasePoints)
            assert (points.case_ids, points.n_without, points.n_total) == (("B-1",), 2, 3)
            assert np.frombuffer(points.lat, "<f8").tolist() == [16.06]
            detail = await hall.asks(GetCase("B-1"))
            assert isinstance(detail, CaseDetail)
            assert [child.case_id for child in detail.children] == ["B-2"]
            assert detail.file.notes[0].text == "Nội bộ"
            assert "accept" in detail.actions
            assert detail.correctable
            watching = await hall.asks(GetCase("B-1"), session_of("viewer"))
            assert isinstance(watching, CaseDetail)
            assert (watching.actions, watching.correctable) == ((), False)

    asyncio.run(scene())


def test_a_units_officer_does_not_see_duplicates_of_other_units(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            await filled(hall)
            detail = await hall.asks(GetCase("B-1"), session_of("unit_officer", "roads"))
            assert isinstance(detail, CaseDetail)
            assert detail.children == ()
            for body in (CountCases(REPORTS), GetCasePoints(CaseQuery(units=("drains",)))):
                found = await hall.asks(body, session_of("unit_officer", "roads"))
                assert isinstance(found, CaseCounts | CasePoints)
                assert found.n_total == (2 if isinstance(found, CaseCounts) else 0)

    asyncio.run(scene())


def test_kinds_are_described(hall: Hall) -> None:
    found = asyncio.run(hall.asks(GetCaseKinds()))
    assert isinstance(found, CaseKinds)
    (info,) = found.kinds
    assert (info.kind, info.name.vi, info.pack_id) == ("report", "Phản ánh", "thu")
    assert [tab.tab for tab in info.tabs] == ["waiting"]


def test_what_a_role_may_not_do_is_not_offered_to_it(hall: Hall) -> None:
    found = asyncio.run(hall.asks(GetCaseKinds(), session_of("unit_officer")))
    assert isinstance(found, CaseKinds)
    spec = hall.register.kinds["report"].spec
    barred = {action.id for action in spec.actions if "unit_officer" not in action.roles}
    assert barred
    assert {action.action for action in found.kinds[0].actions if not action.offered} == barred


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (FindCases(REPORTS, limit=0), "1 to 500"),
        (FindCases(REPORTS, limit=501), "1 to 500"),
        (FindCases(REPORTS, offset=-1), "from 0 on"),
        (FindCases(CaseQuery(kind="report", data={"zalo_id": "1"})), "lane"),
        (CountCases(REPORTS, by=("colour",)), "expected one of: status"),
        (CountCases(REPORTS, by=("data.zalo_id",)), "data.lane"),
        (CountCases(REPORTS, by=("unit", "field", "area")), "at most 2"),
        (CountCases(CaseQuery(data={"x": "1"})), "lane"),
        (CountTabs((CaseQuery(data={"x": "1"}),)), "lane"),
        (CountTabs((REPORTS,) * 101), "at most 100"),
        (GetCasePoints(REPORTS, limit=0), "1 to 100000"),
        (GetCasePoints(CaseQuery(data={"x": "1"})), "lane"),
        (GetCase("B-9"), "load the list again"),
    ],
)
def test_a_question_that_cannot_be_answered_is_answered_with_its_cure(
    hall: Hall, body: Any, says: str
) -> None:
    answer = asyncio.run(hall.asks(body))
    assert isinstance(answer, Failure)
    assert says in f"{answer.message} {answer.cure}"
    assert answer.words.vi
    assert answer.cure_words.vi
