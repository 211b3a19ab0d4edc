from __future__ import annotations

import asyncio
import csv
import io

import openpyxl
import pytest

from backend.contract.case_requests import ExportCases
from backend.contract.cases import CaseQuery
from backend.contract.messages import Failure
from backend.contract.work_requests import Kept
from backend.engine.reporting import on_exports
from tests.unit.backend.engine.cases.case_centre import draft, session_of
from tests.unit.backend.engine.reporting.conftest import Room

EVIL = '=HYPERLINK("http://x","bấm")'


def rows(kept: object) -> list[list[str]]:
    assert isinstance(kept, Kept), kept
    if kept.name.endswith("csv"):
        return list(csv.reader(io.StringIO(kept.data.decode("utf-8-sig"))))
    page = openpyxl.load_workbook(io.BytesIO(kept.data)).active
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in page]


def column(table: list[list[str]], head: str) -> list[str]:
    at = next(i for i, row in enumerate(table) if "Mã" in row)
    return [row[table[at].index(head)] for row in table[at + 1 :]]


def export(room: Room, body: ExportCases, *, role: str = "duty_officer", unit_id: str = "") -> object:
    async def scene() -> object:
        async with room.hall.running():
            await room.opens(
                draft(title=EVIL, lat=16.05, lon=108.2),
                draft(title="Ngập", field="flood", data={"zalo_id": "z9", "lane": "2"}),
            )
            return await room.asks(body, session_of(role, unit_id))

    return asyncio.run(scene())


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_cases_leave_as_a_spreadsheet_without_formulas(room: Room, format_: str) -> None:
    table = rows(export(room, ExportCases(CaseQuery(kind="report"), format_, "oldest")))  # type: ignore[arg-type]
    assert column(table, "Mã") == ["PAHT.20261124.0001", "PAHT.20261124.0002"]
    assert column(table, "Nội dung")[0] == (f"'{EVIL}" if format_ == "csv" else EVIL)
    assert column(table, "Đơn vị xử lý") == ["Đội đường bộ", "Đội thoát nước"]
    assert column(table, "Tình trạng hạn") == ["Trong hạn", "Trong hạn"]
    assert column(table, "Người gửi") == ["Trần Lan", "Trần Lan"]
    assert column(table, "Zalo") == ["", "z9"]
    assert column(table, "Làn")[1] == "2"
    assert table[0] == ["Phản ánh", *[""] * (len(table[0]) - 1)]


def test_the_journal_knows_who_took_out_what(room: Room) -> None:
    export(room, ExportCases(CaseQuery(kind="report", units=("roads",)), "csv"))
    (entry,) = [entry for entry in room.hall.journal() if entry.kind == "case.exported"]
    assert entry.actor == "Hà"
    assert entry.payload["n"] == 1
    assert entry.payload["query"] == {"kind": "report", "units": ["roads"]}


def test_a_leader_gets_no_personal_data(room: Room) -> None:
    table = rows(export(room, ExportCases(CaseQuery(kind="report"), "csv"), role="leader"))
    text = str(table)
    assert "Trần Lan" not in text
    assert "111" not in text
    assert "z9" not in text
    assert "Zalo" not in text
    assert len(column(table, "Mã")) == 2


def test_a_unit_gets_its_own_cases_only(room: Room) -> None:
    table = rows(
        export(room, ExportCases(CaseQuery(kind="report"), "csv"), role="unit_officer", unit_id="drains")
    )
    assert column(table, "Nội dung") == ["Ngập"]


@pytest.mark.parametrize(
    ("body", "role", "kind"),
    [
        (ExportCases(CaseQuery(kind="report")), "viewer", "not_allowed"),
        (ExportCases(CaseQuery(kind="report", text="không có đâu")), "duty_officer", "not_found"),
        (ExportCases(CaseQuery(kind="report", data={"zalo_id": "z"})), "duty_officer", "invalid"),
    ],
)
def test_what_is_not_to_be_had_is_refused_in_words(
    room: Room, body: ExportCases, role: str, kind: str
) -> None:
    answer = export(room, body, role=role)
    assert isinstance(answer, Failure)
    assert answer.kind == kind
    assert answer.words.vi
    assert "case.exported" not in room.hall.kinds()


def test_more_than_a_file_holds_is_refused_before_it_is_made(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_exports, "MOST_ROWS", 1)
    answer = export(room, ExportCases(CaseQuery(kind="report")))
    assert isinstance(answer, Failure)
    assert "2 hồ sơ" in answer.words.vi


def test_pages_follow_one_another(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_exports, "PAGE", 1)
    assert len(column(rows(export(room, ExportCases(CaseQuery(kind="report"), "csv"))), "Mã")) == 2
