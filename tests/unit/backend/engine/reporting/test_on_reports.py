from __future__ import annotations

import asyncio
import io

import pytest
from docx import Document

from backend.contract.case_requests import GetReports, MakeReport, Reports
from backend.contract.messages import Failure, ReplyBody
from backend.contract.work_requests import Kept
from backend.engine.reporting.press import PressError
from tests.unit.backend.engine.cases.case_centre import NOW, session_of
from tests.unit.backend.engine.reporting.conftest import Room


def ask(room: Room, body: object, role: str = "duty_officer", unit_id: str = "") -> ReplyBody:
    async def scene() -> ReplyBody:
        async with room.hall.running():
            await room.opens()
            return await room.asks(body, session_of(role, unit_id))

    return asyncio.run(scene())


def words(answer: ReplyBody) -> str:
    assert isinstance(answer, Kept), answer
    document = Document(io.BytesIO(answer.data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_reports_of_the_packs_are_listed(room: Room) -> None:
    answer = ask(room, GetReports())
    assert isinstance(answer, Reports)
    assert [(r.report_id, r.period, r.about, r.pack_id) for r in answer.reports] == [
        ("don-vi", "week", "unit", "thu"), ("ngay", "day", "centre", "thu"), ("thu", "on_demand", "case", "thu"),
    ]  # fmt: skip


def test_a_unit_sees_reports_about_units_and_cases_only(room: Room) -> None:
    answer = ask(room, GetReports(), "unit_officer", "roads")
    assert isinstance(answer, Reports)
    assert [r.report_id for r in answer.reports] == ["don-vi", "thu"]


def test_a_report_is_made_when_somebody_asks(room: Room) -> None:
    text = words(ask(room, MakeReport("ngay")))
    assert "Còn 1 việc, quá hạn 0, đúng hạn chưa có căn cứ đánh giá." in text
    assert "PAHT.20261124.0001" in text


def test_a_letter_names_the_person_and_is_kept_with_the_case(room: Room) -> None:
    answer = ask(room, MakeReport("thu", subject="PAHT.20261124.0001"))
    assert "Kính gửi Trần Lan: PAHT.20261124.0001, hẹn 13:10 24/11/2026" in words(answer)
    assert isinstance(answer, Kept)
    assert answer.name == "thu-PAHT.20261124.0001.docx"
    (entry,) = [e for e in room.hall.journal("PAHT.20261124.0001") if e.kind == "report.printed"]
    assert room.hall.store.work.kept(str(entry.payload["digest"])) is not None


def test_a_chosen_period_is_taken(room: Room) -> None:
    answer = ask(room, MakeReport("don-vi", "docx", NOW - 3600, NOW + 3600, "roads"))
    assert "PAHT.20261124.0001" in words(answer)
    assert isinstance(answer, Kept)
    assert answer.name == "don-vi-roads-2026-11-24.docx"


@pytest.mark.parametrize(
    ("body", "role", "unit_id", "kind"),
    [
        (MakeReport("ngay"), "viewer", "", "not_allowed"),
        (MakeReport("nam"), "duty_officer", "", "not_found"),
        (MakeReport("ngay"), "unit_officer", "roads", "not_allowed"),
        (MakeReport("don-vi"), "duty_officer", "", "not_found"),
        (MakeReport("don-vi", subject="drains"), "unit_officer", "roads", "not_found"),
        (MakeReport("thu", subject="X"), "duty_officer", "", "not_found"),
        (MakeReport("thu", subject="PAHT.20261124.0001"), "unit_officer", "drains", "not_found"),
        (MakeReport("thu", subject="PAHT.20261124.0001"), "leader", "", "not_allowed"),
        (MakeReport("ngay", start_at=NOW), "duty_officer", "", "invalid"),
        (MakeReport("ngay", start_at=NOW, end_at=NOW - 1), "duty_officer", "", "invalid"),
        (MakeReport("ngay", start_at=0.0, end_at=NOW), "duty_officer", "", "invalid"),
    ],
)
def test_what_is_not_to_be_had_is_refused(
    room: Room, body: MakeReport, role: str, unit_id: str, kind: str
) -> None:
    answer = ask(room, body, role, unit_id)
    assert isinstance(answer, Failure)
    assert answer.kind == kind
    assert answer.words.vi
    assert answer.cure_words.vi


def test_a_unit_gets_the_report_about_itself(room: Room) -> None:
    answer = ask(room, MakeReport("don-vi"), "unit_officer", "roads")
    assert isinstance(answer, Kept)
    assert answer.name == "don-vi-roads-2026-W47.docx"
    assert "PAHT.20261124.0001" in words(answer)


def test_a_press_that_fails_is_told_in_words(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(_job: object) -> bytes:
        raise PressError("không còn bộ nhớ")

    monkeypatch.setattr(room.maker._press, "print", fails)
    answer = ask(room, MakeReport("ngay"))
    assert isinstance(answer, Failure)
    assert answer.kind == "failed"
    assert "không còn bộ nhớ" in answer.words.vi
