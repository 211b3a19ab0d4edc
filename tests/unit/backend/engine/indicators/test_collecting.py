"""Units are asked for their figures when a period is over; the request follows what they hand in."""

from __future__ import annotations

import datetime
from pathlib import Path

import msgspec
import pytest

from backend.contract.document import load
from backend.contract.indicators import EnterFigures, FigureEntry, ReviewFigure
from backend.domain.indicators.spec import SetSpec
from backend.engine.indicators.collecting import due_requests
from tests.unit.backend.engine.indicators.indicator_centre import BINH, LONG, SET, THU, Room, scene

OWN = load(SET, SetSpec, "thu.yaml")
TK, TC = "tk", "tc"


def due(day: str, spec: SetSpec = OWN) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(r.unit_id, r.period, r.codes) for r in due_requests([spec], datetime.date.fromisoformat(day))]


def test_each_unit_is_asked_for_each_period_some_days_after_its_end() -> None:
    assert (TC, "2026-10", ("T.01", "T.02")) in due("2026-11-03")
    assert (TC, "2026-10", ("T.01", "T.02")) not in due("2026-11-02")
    assert (TK, "2026-Q3", ("T.04",)) in due("2026-11-03")
    assert (TK, "2025", ("T.05",)) in due("2026-01-03")


def test_computed_indicators_are_asked_of_nobody() -> None:
    assert all("T.03" not in codes for _, _, codes in due("2026-11-20"))


def test_a_set_asks_for_the_periods_in_which_it_holds_the_last_one_too() -> None:
    spec = msgspec.structs.replace(OWN, valid_to=datetime.date(2027, 1, 1))
    assert (TC, "2026-12", ("T.01", "T.02")) in due("2027-01-03", spec)
    assert due("2027-02-10", spec) == [(TK, "2026-Q4", ("T.04",)), (TK, "2026", ("T.05",))]
    young = msgspec.structs.replace(OWN, valid_from=datetime.date(2026, 11, 1))
    assert due("2026-11-20", young) == []


def test_without_a_schedule_nobody_is_asked() -> None:
    assert due("2026-11-20", msgspec.structs.replace(OWN, collect=None)) == []


async def mine(room: Room) -> dict[str, str]:
    """Return the requests of the own set for October: unit to status."""
    found = await room.found("collection")
    return {f.unit_id: f.status for f in found if f.data["set"] == "thu" and f.data["period"] == "2026-10"}


def test_one_case_a_unit_and_period_is_opened_once_and_told(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.desk.collecting.tick()
        await room.desk.collecting.tick()
        found = [f for f in await room.found("collection") if f.data["set"] == "thu"]
        assert sorted((f.unit_id, f.data["period"]) for f in found) == [
            ("tc", "2026-10"), ("tk", "2025"), ("tk", "2026-Q3")
        ]  # fmt: skip
        file = next(f for f in found if f.unit_id == "tc")
        assert file.title == "Báo cáo số liệu Tháng 10/2026 — 2 chỉ tiêu"
        assert file.data["codes"] == "T.01;T.02"
        assert "T.01: Thu ngân sách (tỷ đồng)" in file.text
        assert file.due_at is not None
        assert "so-lieu-yeu-cau" in [m.template_id for m in room.messages if m.to_name == "Lê Bình"]

    scene(tmp_path, play)


def test_what_was_handed_in_before_is_not_asked_for(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.enter(BINH, "T.01", "2026-10", 950.0)
        await room.count(BINH, "T.02", "2026-10", 800.0)
        await room.desk.collecting.tick()
        assert await mine(room) == {}

    scene(tmp_path, play)


def test_the_request_moves_on_when_all_is_in_and_closes_when_all_is_accepted(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.desk.collecting.tick()
        case_id = next(
            f.case_id for f in await room.found("collection") if f.unit_id == "tc" and f.data["set"] == "thu"
        )
        await room.enter(BINH, "T.01", "2026-10", 950.0, case_id=case_id)
        assert await mine(room) == {"tc": "asked"}
        await room.enter(BINH, "T.02", "2026-10", 800.0, case_id=case_id)
        assert await mine(room) == {"tc": "submitted"}
        await room.ask(LONG, ReviewFigure("T.01", "2026-10", False, note="thiếu thuế đất"))
        assert await mine(room) == {"tc": "returned"}
        assert "so-lieu-tra-lai" in [m.template_id for m in room.messages]
        entry = FigureEntry("T.01", "2026-10", 990.0)
        await room.ask(BINH, EnterFigures((entry,), case_id=case_id))
        assert await mine(room) == {"tc": "submitted"}
        for code in ("T.01", "T.02"):
            await room.ask(THU, ReviewFigure(code, "2026-10", True))
        assert await mine(room) == {"tc": "accepted"}
        row = room.store.indicators.accepted(["T.01"])[0]
        assert (row.how, row.case_id) == ("collected", case_id)

    scene(tmp_path, play)


def test_figures_that_name_no_request_are_found_by_the_next_look(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.desk.collecting.tick()
        await room.enter(BINH, "T.01", "2026-10", 950.0)
        await room.enter(BINH, "T.02", "2026-10", 800.0)
        assert await mine(room) == {"tc": "asked"}
        await room.desk.collecting.tick()
        assert await mine(room) == {"tc": "submitted"}

    scene(tmp_path, play)


def test_a_unit_that_the_centre_does_not_have_is_told_once_and_uses_up_no_number(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def play(room: Room) -> None:
        for _ in range(2):
            await room.desk.collecting.tick()
        found = await room.found("collection")
        assert {f.unit_id for f in found} == {
            "tc",
            "tk",
        }  # the shipped sets name departments that are not here
        assert sorted(f.case_id[-4:] for f in found) == ["0001", "0002", "0003"]
        told = [r.getMessage() for r in caplog.records if "does not have" in r.getMessage()]
        assert len(told) == len(set(told)) > 0

    scene(tmp_path, play)
