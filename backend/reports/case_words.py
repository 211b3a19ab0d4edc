"""Words about one case: fields of letters, columns of lists and exports. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.cases import CaseFile, CaseKindInfo, DueState
from backend.reports.wording import BLANK, day, figure_number, moment

SEVERITIES = {"critical": "Khẩn cấp", "high": "Cao", "medium": "Trung bình", "low": "Thấp"}
DUE: dict[DueState, str] = {
    "none": "Không có hạn",
    "on_time": "Trong hạn",
    "near": "Sắp hết hạn",
    "overdue": "Đã quá hạn",
    "kept": "Xong đúng hạn",
    "missed": "Xong trễ hạn",
}
COLUMNS = {
    "case_id": "Mã",
    "title": "Nội dung",
    "status": "Trạng thái",
    "field": "Lĩnh vực",
    "severity": "Mức độ",
    "unit": "Đơn vị",
    "assignee": "Người xử lý",
    "area": "Phường, xã",
    "place": "Địa điểm",
    "source": "Nguồn",
    "opened": "Ngày tiếp nhận",
    "due": "Hạn xử lý",
    "finished": "Ngày xong",
    "late": "Quá hạn",
    "due_state": "Tình trạng hạn",
    "rating": "Đánh giá",
    "result": "Kết quả",
}
"""Columns that a report's list of cases may have; `data.<id>` besides."""
CASE_FIELDS = (
    "code", "title", "text", "status", "field", "unit", "area", "place", "reporter", "phone", "email",
    "opened", "accepted", "due", "due_first", "due_new", "finished", "result", "note", "late",
    "remote", "today",
)  # fmt: skip
"""`{case.<field>}` of texts; `{data.<id>}` besides."""


def late_words(case: CaseFile, now: float) -> str:
    """Return how long a case is past its deadline, empty where it is not: `3 ngày 4 giờ`."""
    until = case.finished_at if not case.open and case.finished_at is not None else now
    if case.due_at is None or until <= case.due_at or case.group == "paused":
        return ""
    hours = (until - case.due_at) / 3600
    if hours < 1:
        return f"{max(1, round(hours * 60))} phút"
    if hours < 24:
        return f"{figure_number(hours, 1 if hours < 10 else 0)} giờ"
    days, rest = divmod(round(hours), 24)
    return f"{days} ngày" + (f" {rest} giờ" if rest else "")


def names_of(kind: CaseKindInfo | None) -> tuple[dict[str, str], dict[str, str]]:
    """Return the Vietnamese names of a kind's statuses and fields."""
    if kind is None:
        return {}, {}
    return {s.status: s.name.vi for s in kind.statuses}, {f.field: f.name.vi for f in kind.fields}


def data_words(case: CaseFile, data_id: str, kind: CaseKindInfo | None, zone: ZoneInfo) -> str:
    """Return a data field as people read it: choices by name, dates in their order."""
    value = case.data.get(data_id, "")
    info = next((d for d in kind.data if d.data_id == data_id), None) if kind else None
    if info is None or not value:
        return value
    if info.type == "choice" and value in info.choices:
        return info.choices[value].vi
    if info.type == "date" and len(value) >= 10:
        year, month, date = value[:10].split("-") if value[:10].count("-") == 2 else ("", "", "")
        return f"{date}/{month}/{year}" if year else value
    if info.type == "number":
        try:
            return figure_number(float(value), len(value.partition(".")[2]))
        except ValueError:
            return value
    return value


def column(  # noqa: PLR0913 - what a cell is made from
    case: CaseFile,
    name: str,
    *,
    kind: CaseKindInfo | None,
    units: Mapping[str, str],
    zone: ZoneInfo,
    now: float,
) -> str:
    """Return one column of a list of cases."""
    if name.startswith("data."):
        return data_words(case, name[5:], kind, zone)
    statuses, fields = names_of(kind)
    words = {
        "case_id": case.case_id,
        "title": case.title,
        "status": statuses.get(case.status, case.status),
        "field": fields.get(case.field, case.field),
        "severity": SEVERITIES.get(case.severity, case.severity),
        "unit": units.get(case.unit_id, case.unit_id),
        "assignee": case.assignee,
        "area": case.area_name,
        "place": case.place,
        "source": kind.sources[case.source].vi if kind and case.source in kind.sources else case.source,
        "opened": moment(case.opened_at, zone),
        "due": moment(case.due_at, zone) if case.due_at is not None else "",
        "finished": moment(case.finished_at, zone) if case.finished_at is not None else "",
        "late": late_words(case, now),
        "due_state": DUE[case.due_state(now)],
        "rating": str(case.rating) if case.rating is not None else "",
        "result": case.result,
    }
    return words[name]


class Promise(msgspec.Struct, frozen=True):
    """What was promised to the person behind a case."""

    first_at: float | None = None
    """Deadline before any extension, pauses not added, s since epoch."""
    new_at: float | None = None
    """Deadline after it was extended; None: it never was."""


def letter_fields(
    case: CaseFile,
    promise: Promise,
    kind: CaseKindInfo | None,
    units: Mapping[str, str],
    clock: tuple[ZoneInfo, float],
) -> dict[str, str]:
    """Return `case.<field>` and `data.<id>` of a letter; what nobody has said is empty.

    Args:
        case: that it is about.
        promise: its deadlines.
        kind: of the case.
        units: names by id.
        clock: local time, and now (s since epoch).
    """
    zone, now = clock
    statuses, fields = names_of(kind)
    public = [note.text for note in case.notes if note.public]
    found = {
        "case.code": case.case_id,
        "case.title": case.title,
        "case.text": case.text,
        "case.status": statuses.get(case.status, case.status),
        "case.field": fields.get(case.field, case.field),
        "case.unit": units.get(case.unit_id, case.unit_id),
        "case.area": case.area_name,
        "case.place": case.place,
        "case.reporter": case.reporter,
        "case.phone": case.phone,
        "case.email": case.email,
        "case.opened": day(case.opened_at, zone),
        "case.accepted": _or_none(case.accepted_at, zone),
        "case.due": _or_none(case.due_at, zone),
        "case.due_first": _or_none(promise.first_at, zone),
        "case.due_new": _or_none(promise.new_at, zone),
        "case.finished": _or_none(case.finished_at, zone),
        "case.result": case.result,
        "case.note": public[-1] if public else "",
        "case.late": late_words(case, now),
        "case.remote": case.remote_id,
        "case.today": day(now, zone),
    }
    ids = [info.data_id for info in kind.data] if kind else list(case.data)
    found |= {f"data.{data_id}": data_words(case, data_id, kind, zone) for data_id in ids}
    return {name: value if value != BLANK else "" for name, value in found.items()}


def _or_none(at: float | None, zone: ZoneInfo) -> str:
    return moment(at, zone) if at is not None else ""
