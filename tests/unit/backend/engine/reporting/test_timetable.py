from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from backend.engine.reporting import timetable
from backend.engine.reporting.making import MADE, Document, Maker, Order
from backend.engine.reporting.press import Press, PressError
from backend.engine.reporting.timetable import AGAIN_S, Timetable
from backend.reports.paper import PrintJob
from tests.unit.backend.engine.cases.case_centre import NOW
from tests.unit.backend.engine.reporting.conftest import Room

DAY = 86_400.0


@dataclass
class FakePress(Press):
    """Prints at once, or fails."""

    fails: bool = False
    printed: list[str] = field(default_factory=list)

    async def print(self, job: PrintJob) -> bytes:
        if self.fails:
            raise PressError("no paper")
        self.printed.append(job.paper.name)
        return f"{len(self.printed)} {job.format}".encode()


def table(room: Room, press: FakePress, since_at: float = 0.0) -> Timetable:
    maker = Maker(room.ground, press, room.hall.store.work.newest_of_kind(MADE, 100))
    return Timetable(room.ground, maker, since_at)


def turn(room: Room, *tables: Timetable) -> None:
    async def scene() -> None:
        async with room.hall.running():
            for each in tables:
                await each.make_due()

    asyncio.run(scene())


def test_each_period_has_its_report_once_also_after_a_restart(room: Room) -> None:
    press = FakePress()
    first = table(room, press)
    turn(room, first, first)
    turn(room, table(room, press))
    assert len(press.printed) == 1
    room.hall.clock.at = NOW + DAY
    turn(room, table(room, press))
    assert len(press.printed) == 2
    made = [entry.payload["name"] for entry in room.hall.journal("ngay")]
    assert made == ["ngay-2026-11-23.docx", "ngay-2026-11-24.docx"]


def test_before_its_hour_a_report_is_not_due_but_the_one_before_may_be_missing(room: Room) -> None:
    found = table(room, FakePress())
    (early,) = found.due(NOW - 3 * 3600)
    (order,) = found.due(NOW)
    assert (order.spec.id, order.format) == ("ngay", "docx")
    assert early.period.end_at == order.period.start_at


def test_periods_before_the_centre_ran_are_nobodys(room: Room) -> None:
    assert list(table(room, FakePress(), since_at=NOW).due(NOW)) == []
    assert list(table(room, FakePress(), since_at=NOW).due(NOW + DAY)) != []


def test_a_failure_is_said_once_and_tried_again_later(room: Room) -> None:
    press = FakePress(fails=True)
    found = table(room, press)
    turn(room, found)
    assert list(found.due(NOW + 1)) == []
    room.hall.clock.at = NOW + AGAIN_S
    turn(room, found)
    press.fails = False
    room.hall.clock.at = NOW + 2 * AGAIN_S
    turn(room, found)
    assert room.hall.kinds("ngay") == ["report.failed", "report.made"]


def test_it_looks_again_and_again_until_it_is_cancelled(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timetable, "LOOK_S", 0.0)
    looks = 0

    async def scene() -> None:
        found = table(room, FakePress(), since_at=NOW)

        async def look() -> None:
            nonlocal looks
            looks += 1
            if looks == 3:
                raise asyncio.CancelledError

        found.make_due = look  # type: ignore[method-assign]
        with pytest.raises(asyncio.CancelledError):
            await found.run()

    asyncio.run(scene())
    assert looks == 3


def test_orders_are_told_apart_by_report_subject_format_and_period(room: Room) -> None:
    (order,) = table(room, FakePress()).due(NOW)
    other = Order(spec=order.spec, period=order.period, format="pdf")
    assert order.key != other.key
    assert Document("a", "b", b"", "").digest == ""
