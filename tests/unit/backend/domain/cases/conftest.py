"""One small kind of case, its rules, and cases of it; a test names only what it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
import yaml

from backend.contract.cases import CaseFile, UnitInfo
from backend.contract.state import Text
from backend.contract.work import Case
from backend.domain.calendar.hours import DatedHours, parse_week
from backend.domain.calendar.working import WorkingCalendar
from backend.domain.cases.change import Actor, CaseChange, CaseDraft, CaseState
from backend.domain.cases.rules import CaseRules
from backend.domain.cases.spec import CaseKindSpec
from backend.domain.cases.update import CaseUpdate

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE = WorkingCalendar([DatedHours(parse_week({"mon-fri": ["07:30-11:30", "13:30-17:00"]}))])
UNITS = (
    UnitInfo("so-xd", "Sở Xây dựng", other_names=("Sở Giao thông vận tải",)),
    UnitInfo("cong-an", "Công an thành phố"),
    UnitInfo("quan-1", "Quận Một", level="district", valid_to="2025-07-01", successors=("so-xd",)),
)
KIND = """
id: report
name: {vi: Phản ánh, en: Report}
code: "PAHT.{date}.{number}"
statuses:
  - {id: new, name: {vi: Mới, en: New}, group: waiting, words: [open, "1"]}
  - {id: working, name: {vi: Đang xử lý, en: In hand}, group: working, words: [in progress]}
  - {id: asked, name: {vi: Chờ bổ sung, en: Waiting for papers}, group: paused, words: ["5"], pause_reason: bổ sung}
  - {id: stopped, name: {vi: Dừng, en: Stopped}, group: paused, pause_reason: dừng}
  - {id: done, name: {vi: Đã xử lý, en: Done}, group: done, words: [closed]}
  - {id: paid, name: {vi: Đã trả, en: Handed over}, group: done}
  - {id: refused, name: {vi: Từ chối, en: Refused}, group: refused}
  - {id: deleted, name: {vi: Đã xóa, en: Deleted}, group: deleted}
fields:
  - {id: road, name: {vi: Ổ gà, en: Potholes}, unit: so-xd, words: [mặt đường]}
  - {id: jam, name: {vi: Ùn tắc, en: Traffic jam}, unit: cong-an, severity: high}
  - {id: other, name: {vi: Khác, en: Other}}
other_field: other
sources:
  - {id: app, name: {vi: Ứng dụng, en: App}, words: [mobile app]}
  - {id: officer, name: {vi: Cán bộ nhập, en: Officer}}
data:
  - {id: n_people, name: {vi: Số người, en: People}, type: number}
  - {id: seen, name: {vi: Ngày thấy, en: Seen on}, type: date}
  - {id: level, name: {vi: Mức, en: Level}, type: choice, choices: {full: {vi: Toàn trình}, part: {vi: Một phần}}, indexed: true}
default_unit: ioc
severity: medium
actions:
  - {id: accept, name: {vi: Nhận xử lý}, from: [new], to: working, effect: accept, needs: [{need: assignee, required: false}]}
  - {id: assign, name: {vi: Giao}, effect: assign, needs: [{need: unit}]}
  - {id: transfer, name: {vi: Chuyển}, from: [new, working, asked], effect: transfer, needs: [{need: note}], message: to-unit, to_roles: [followers]}
  - {id: classify, name: {vi: Phân loại}, effect: classify, needs: [{need: field, required: false}, {need: severity, required: false}]}
  - {id: ask, name: {vi: Yêu cầu bổ sung}, from: [new, working], to: asked, needs: [{need: note}], public: true}
  - {id: stop, name: {vi: Dừng}, from: [asked], to: stopped}
  - {id: resume, name: {vi: Tiếp tục}, from: [asked, stopped], to: working}
  - {id: finish, name: {vi: Báo kết quả}, from: [working], to: done, effect: finish, needs: [{need: result}], message: result, to_roles: [reporter, followers]}
  - {id: prove, name: {vi: Báo kết quả kèm ảnh}, from: [working], to: done, effect: finish, needs: [{need: photo}, {need: place}]}
  - {id: hand-over, name: {vi: Trả}, from: [done], to: paid}
  - {id: refuse, name: {vi: Từ chối}, from: [new], to: refused, effect: refuse, needs: [{need: note}], public: true}
  - {id: extend, name: {vi: Gia hạn}, effect: extend, roles: [shift_supervisor]}
  - {id: merge, name: {vi: Gộp}, effect: merge}
  - {id: unmerge, name: {vi: Tách}, effect: unmerge}
  - {id: rate, name: {vi: Đánh giá}, from: [done, paid], effect: rate}
  - {id: reopen, name: {vi: Xử lý lại}, from: [done, paid, refused], to: new, effect: reopen}
  - {id: delete, name: {vi: Xóa}, to: deleted, effect: delete}
  - {id: restore, name: {vi: Khôi phục}, from: [deleted], to: new}
tabs:
  - {id: waiting, name: {vi: Chờ xử lý}, where: {groups: [waiting]}}
terms:
  - {accept: 2h, finish: 5d, near: 8h}
  - {severity: high, accept: 1h, finish: 1d}
  - {field: jam, accept: 15m, accept_mode: elapsed, finish: 4h, finish_mode: elapsed}
procedures:
  - {procedure: urgent, when: opened, severities: [high]}
  - {procedure: care, when: rated_low}
  - {procedure: again, when: reopened}
  - {procedure: check, when: status, status: done}
  - {procedure: sort, when: classified, fields: [road]}
  - {procedure: late, when: overdue, fields: [road]}
live: true
live_severities: [critical, high]
max_attachment_mb: 1
"""

MakeFile = Callable[..., CaseFile]
Says = Callable[..., CaseUpdate]


def make_kind(**fields: Any) -> CaseKindSpec:
    return msgspec.structs.replace(msgspec.convert(yaml.safe_load(KIND), CaseKindSpec), **fields)


def make_rules(**fields: Any) -> CaseRules:
    return CaseRules(make_kind(**fields), lambda _unit: OFFICE, ZONE, units=UNITS)


def instant(words: str) -> float:
    """Return `02/11 08:00` of 2026 (a Monday) as an instant."""
    return dt.datetime.strptime(f"2026 {words}", "%Y %d/%m %H:%M").replace(tzinfo=ZONE).timestamp()


class Desk:
    """One case at the hands of people: each step is an action of the kind, at a time."""

    def __init__(self, rules: CaseRules, state: CaseState) -> None:
        self.rules, self.state = rules, state
        self.changes: list[CaseChange] = []

    @property
    def file(self) -> CaseFile:
        return self.state.file

    @property
    def last(self) -> CaseChange:
        return self.changes[-1]

    def do(
        self,
        action: str,
        when: str,
        role: str = "duty_officer",
        of_unit: str = "",
        parent: CaseState | None = None,
        **values: str,
    ) -> CaseFile:
        actor = Actor("Trần Hà", role, of_unit)
        change = self.rules.acted(action, values, self.state, actor, instant(when), parent)
        self.changes.append(change)
        self.state = change.state
        return self.file


@pytest.fixture
def at() -> Callable[[str], float]:
    return instant


@pytest.fixture
def kind() -> CaseKindSpec:
    return make_kind()


@pytest.fixture
def rules() -> CaseRules:
    return make_rules()


@pytest.fixture
def opened(rules: CaseRules) -> Callable[..., Desk]:
    """Return a function that opens a report, by default on Monday 02/11/2026 at 08:00."""

    def make(
        when: str = "02/11 08:00", case_id: str = "A", own: CaseRules | None = None, **fields: Any
    ) -> Desk:
        given = {"title": "Ổ gà", "field": "road", "reporter": "Nguyễn An", "phone": "0901234567"} | fields
        change = (own or rules).opened(
            CaseDraft(**given), case_id, Actor("Trần Hà", "duty_officer"), instant(when)
        )
        desk = Desk(own or rules, change.state)
        desk.changes.append(change)
        return desk

    return make


@pytest.fixture
def file() -> MakeFile:
    def make(**fields: Any) -> CaseFile:
        given: dict[str, Any] = {
            "case_id": "PAHT.20261102.0001",
            "kind": "report",
            "title": "Ổ gà lớn",
            "status": "new",
            "group": "waiting",
            "severity": "medium",
            "opened_at": 1000.0,
            "changed_at": 1000.0,
        }
        return CaseFile(**(given | fields))

    return make


@pytest.fixture
def says() -> Says:
    """Return a function that makes what a source says of case `H-1`."""

    def make(
        when: str = "02/11 08:00",
        status: str = "1",
        *,
        is_open: bool = True,
        severity: str = "medium",
        **fields: Any,
    ) -> CaseUpdate:
        of_case = {key: fields.pop(key) for key in ("lat", "lon", "place", "area_code") if key in fields}
        title = fields.pop("title", "Hồ sơ đất đai")
        opened_at = instant(fields.pop("opened", "02/11 08:00"))
        case = Case(
            "H-1",
            "report",
            Text(title),
            severity,
            opened_at,
            instant(when),
            open=is_open,
            status=status,
            source_id="mot-cua",
            **of_case,
        )  # type: ignore[arg-type]
        return CaseUpdate(case=case, **fields)

    return make
