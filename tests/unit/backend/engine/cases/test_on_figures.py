from __future__ import annotations

import asyncio
from typing import Any

import pytest

from backend.contract.case_requests import Figures, GetFigures
from backend.contract.cases import CaseQuery
from backend.contract.messages import Failure
from tests.unit.backend.engine.cases.case_centre import NOW, Hall, session_of, update


async def cells(hall: Hall, body: GetFigures, *more: Any) -> list[tuple[str, str, float | None]]:
    answer = await hall.asks(body, *more)
    assert isinstance(answer, Figures), answer
    return [(cell.figure_id, cell.key, cell.value) for cell in answer.cells]


def test_figures_are_answered_in_the_order_asked_narrowed_and_within_the_own_unit(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            await hall.takes(update("B-1"), update("B-2", field="water"), update("B-3", field="water"))
            assert await cells(hall, GetFigures(("on-time", "open"))) == [
                ("on-time", "", None),
                ("open", "", 3.0),
            ]
            by_unit = await cells(hall, GetFigures(("open",), by="unit"))
            assert by_unit == [("open", "drains", 2.0), ("open", "roads", 1.0)]
            narrow = GetFigures(("open",), narrow=CaseQuery(fields=("pothole",)))
            assert await cells(hall, narrow) == [("open", "", 1.0)]
            binh = session_of("unit_officer", "roads")
            assert await cells(hall, GetFigures(("open",), by="unit"), binh) == [("open", "roads", 1.0)]
            later = GetFigures(("late",), at=NOW + 86_400.0)
            assert await cells(hall, later) == [("late", "", 3.0)]

    asyncio.run(scene())


def test_asked_for_none_it_describes_all(hall: Hall) -> None:
    answer = asyncio.run(hall.asks(GetFigures(())))
    assert isinstance(answer, Figures)
    assert [info.figure_id for info in answer.infos] == ["open", "late", "on-time", "hours"]
    assert answer.cells == ()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (GetFigures(("nothing",)), "figures: open, late, on-time, hours"),
        (GetFigures(("open",) * 61), "at most 60"),
        (GetFigures(("open",), by="colour"), "expected one of: status"),
        (GetFigures(("open",), narrow=CaseQuery(data={"x": "1"})), "lane"),
    ],
)
def test_a_figure_that_cannot_be_computed_is_answered_with_its_cure(hall: Hall, body: Any, says: str) -> None:
    answer = asyncio.run(hall.asks(body))
    assert isinstance(answer, Failure)
    assert says in f"{answer.message} {answer.cure}"
