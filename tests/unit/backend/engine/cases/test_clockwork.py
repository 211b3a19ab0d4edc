from __future__ import annotations

import asyncio
import logging

import pytest

from backend.contract.cases import CaseQuery
from backend.engine.cases import clockwork
from backend.engine.cases.clockwork import all_that_fit, look_often
from backend.store import StoreError
from tests.unit.backend.engine.cases.case_centre import OFFICER, Hall, draft


class StoppedError(Exception):
    """The scene is over."""


class Tape:
    """Answers of one look each, and what came of them."""

    def __init__(self, *answers: int | Exception) -> None:
        self.answers = list(answers)
        self.looked_at: list[float] = []
        self.n_woken = 0
        self.at = 0.0

    def now(self) -> float:
        self.at += 1.0
        return self.at

    async def look(self, now: float) -> int:
        self.looked_at.append(now)
        if not self.answers:
            raise StoppedError
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def wake(self) -> None:
        self.n_woken += 1


def run(tape: Tape) -> None:
    with pytest.raises(StoppedError):
        asyncio.run(look_often(tape.look, tape, tape.wake, period_s=0.0, trouble="deadlines cannot be read"))


def test_a_look_that_changed_something_asks_for_a_commit() -> None:
    tape = Tape(0, 2, 0, 1)
    run(tape)
    assert tape.looked_at == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert tape.n_woken == 2


def test_a_store_that_cannot_be_read_is_told_and_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    tape = Tape(StoreError("locked", "wait"), 1)
    with caplog.at_level(logging.WARNING):
        run(tape)
    assert "deadlines cannot be read: locked" in caplog.text
    assert tape.n_woken == 1


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5])
def test_all_cases_of_a_query_are_read_page_by_page(
    n: int, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clockwork, "PAGE", 2)

    async def scene() -> list[str]:
        async with hall.running():
            for i in range(n):
                hall.clock.at += 1
                await hall.register.open("report", draft(title=f"{i}"), OFFICER)
            await hall.pipeline.settle()
            found = await all_that_fit(hall.register, CaseQuery(kind="report"), "oldest")
            return [file.title for file in found]

    assert asyncio.run(scene()) == [str(i) for i in range(n)]


@pytest.mark.parametrize("most", [1, 2, 3, 4, 9])
def test_of_many_cases_the_first_are_read(most: int, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clockwork, "PAGE", 2)

    async def scene() -> list[str]:
        async with hall.running():
            for i in range(5):
                hall.clock.at += 1
                await hall.register.open("report", draft(title=f"{i}"), OFFICER)
            await hall.pipeline.settle()
            found = await all_that_fit(hall.register, CaseQuery(kind="report"), "oldest", most)
            return [file.title for file in found]

    assert asyncio.run(scene()) == ["0", "1", "2", "3", "4"][:most]
