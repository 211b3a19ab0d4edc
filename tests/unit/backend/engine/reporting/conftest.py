"""A small centre with reports, its register at work over a real store, and the desk that takes things out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.contract.messages import ReplyBody
from backend.domain.cases.change import CaseDraft
from backend.engine.centre import LoadedCentre, load_centre
from backend.engine.reporting.desk import ReportDesk
from backend.engine.sessions import Session
from backend.reports.loading import load_reports
from tests.unit.backend.engine.cases.case_centre import OFFICER, Hall, draft, session_of, setup_in

REPORTS = {
    "ngay": """
id: ngay
name: {vi: Báo cáo ngày}
period: day
of: {open: now, late: now}
sections:
  - text: [{vi: "Còn {open} việc, quá hạn {late}, đúng hạn {on-time}."}]
    breakdown: {figure: open, by: field}
    map: {figure: open}
    ranking: {figures: [open], by: unit}
    trend: {figures: [open]}
  - when: open > 0.0
    cases: {figure: open, columns: [case_id, title, unit]}
signature: {title: {vi: Giám đốc}}
schedule: {at: "07:00", formats: [docx]}
""",
    "don-vi": """
id: don-vi
name: {vi: Báo cáo đơn vị}
period: week
about: unit
sections: [{figures: [open]}, {cases: {where: {kind: report}, columns: [case_id]}}]
signature: {title: {vi: Trưởng đơn vị}}
""",
    "thu": """
id: thu
name: {vi: Thư xin lỗi}
period: on_demand
about: case
kind: report
code: TB
title: {vi: Thông báo}
sections: [{text: [{vi: "Kính gửi {case.reporter}: {case.code}, hẹn {case.due_first}, hẹn lại {case.due_new}."}]}]
signature: {title: {vi: Trưởng phòng}}
""",
}


class Room:
    """Hall and report desk together."""

    def __init__(self, folder: Path) -> None:
        for name, text in REPORTS.items():
            path = folder / "packs" / "thu" / "reports" / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.setup = setup_in(folder)
        self.hall = Hall(folder, self.setup)
        self.loaded: LoadedCentre = load_centre(folder / "centre")
        reports = load_reports(folder / "packs", ["thu"], self.setup.case_kinds)
        self.desk = ReportDesk(self.hall.bench, self.loaded, self.hall.desk.figuring, reports)
        self._handlers = self.desk.handlers()
        self.ground = self.desk._ground
        self.timetable = self.desk._timetable
        self.maker = self.desk._maker

    async def asks(self, body: Any, session: Session | None = None) -> ReplyBody:
        return await self._handlers[type(body)](body, session or session_of())

    async def opens(self, *drafts: CaseDraft) -> list[str]:
        """Enter cases by hand and return their codes."""
        return [await self.hall.register.open("report", each, OFFICER) for each in drafts or (draft(),)]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.hall.close()
