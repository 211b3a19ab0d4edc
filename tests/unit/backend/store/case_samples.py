"""Case files and questions for tests, and the same questions answered by plain Python."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from backend.contract.cases import CaseFile, CaseQuery

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = 1_732_000_000.0
"""2024-11-19 14:06:40 in Việt Nam."""
GROUPS = ("waiting", "working", "paused", "done", "refused", "deleted")
TEXTS = (
    "", "Ngập đường Nguyễn Văn Linh", "Ổ gà trên cầu Rồng", "ĐÈN hỏng, hẻm K12/5", "rác thải_chưa gom", "ngap",
    'nháy " đơn \' và ** AND NOT OR (a) a:b', "số 0025 –  tổ 3", "日本 công viên", "=gworking",
)  # fmt: skip
WANTED = (
    "", "nga", "đuong", "DƯỜNG van", "paht 0025", "PAHT.2024", "0025", "k12", "rac thai", "ro", "o", "日", '"', "* OR a",
    "gworking", "NOT", "cau rong ngap", "0905", "0905123", "nguyễn v", "x y z",
)  # fmt: skip

_DAYS = [NOW + days * 86_400 for days in (-91, -16, -8, -7, -1, 0, 1, 3)]
given_instants = st.sampled_from([*_DAYS, NOW - 0.5, NOW + 0.25, NOW - 3600, NOW - 17 * 3600])
instants = st.one_of(st.none(), given_instants)
ids = st.sampled_from(["", "a", "B", "so-xay-dung", "Số 1", "a b"])

files: st.SearchStrategy[CaseFile] = st.builds(
    CaseFile,
    case_id=st.sampled_from([f"PAHT.20241119.{n:04d}" for n in (1, 2, 24, 25, 26)] + ["H.7", "h7", "Đ-1"]),
    kind=st.sampled_from(["report", "dossier"]),
    title=st.sampled_from(TEXTS),
    status=ids,
    group=st.sampled_from(GROUPS),
    severity=st.sampled_from(["critical", "high", "medium", "low"]),
    opened_at=given_instants,
    changed_at=given_instants,
    text=st.sampled_from(TEXTS),
    field=ids,
    unit_id=ids,
    assignee=st.sampled_from(["", "an", "Bình"]),
    area_code=st.sampled_from(["", "20194", "20197"]),
    place=st.sampled_from(TEXTS),
    source=ids,
    reporter=st.sampled_from(["", "Nguyễn Thị Ánh"]),
    phone=st.sampled_from(["", "0905 123 456", "+84-905-123-457"]),
    lat=st.sampled_from([None, 16.05, 16.1]),
    lon=st.sampled_from([None, 108.2, 108.3]),
    accept_due_at=instants,
    accepted_at=st.sampled_from([None, None, NOW - 5]),
    due_at=instants,
    near_at=instants,
    finished_at=instants,
    parent=st.sampled_from(["", "PAHT.20241119.0001"]),
    rating=st.sampled_from([None, 1, 4, 5]),
    n_reopened=st.integers(0, 2),
    data=st.dictionaries(st.sampled_from(["loai", "diem", "ghi_chu"]), st.sampled_from(["1", "2.5", "x\x00y", ""])),
)  # fmt: skip


def _some(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, min_size=1, max_size=3, unique=True).map(tuple)


_CONDITIONS: dict[str, st.SearchStrategy[object]] = {
    "kind": st.just("report"),
    "groups": _some(st.sampled_from(GROUPS)),
    "statuses": _some(ids),
    "fields": _some(ids),
    "units": _some(ids),
    "areas": _some(st.sampled_from(["", "20194"])),
    "sources": _some(ids),
    "severities": _some(st.sampled_from(["critical", "low"])),
    "due": _some(st.sampled_from(["none", "on_time", "near", "overdue", "kept", "missed"])),
    "unaccepted": st.just(True),
    "text": st.one_of(st.sampled_from(WANTED), st.text(max_size=3)),
    "case_ids": _some(st.sampled_from(["H.7", "PAHT.20241119.0025"])),
    "assignee": st.just("Bình"),
    "opened_from": given_instants,
    "opened_to": given_instants,
    "finished_from": given_instants,
    "finished_to": given_instants,
    "due_from": given_instants,
    "due_to": given_instants,
    "parent": st.sampled_from(["", "PAHT.20241119.0001"]),
    "ratings": st.just((1, 5)),
    "reopened": st.booleans(),
    "box": st.just((108.0, 16.0, 108.2, 16.1)),
    "data": st.sampled_from([{"loai": "1"}, {"loai": "x\x00y", "diem": "2.5"}, {"loai": ""}]),
    "at": st.sampled_from([NOW - 86_400, NOW + 1e6]),
}


@st.composite
def queries(draw: st.DrawFn) -> CaseQuery:
    """Return a question of a few conditions: of many, no case would be left."""
    names = draw(st.lists(st.sampled_from([*_CONDITIONS, "text", "due"]), max_size=4, unique=True))
    return CaseQuery(**{name: draw(_CONDITIONS[name]) for name in names})  # type: ignore[arg-type]


def plain_words(text: str) -> list[str]:
    """Return the words of `text` without diacritics and case."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(c for c in bare if not unicodedata.combining(c)).casefold()
    return [word for word in re.split(r"[\W_]+", bare) if word]


def _found_by(file: CaseFile, text: str) -> bool:
    texts = (file.case_id, file.title, file.text, file.place, file.area_name, file.reporter, file.phone)
    words = [word for one in texts for word in plain_words(one)] + ["".join(plain_words(file.phone))]
    return all(any(word.startswith(wanted) for word in words) for wanted in plain_words(text))


def _between(at: float | None, start: float | None, end: float | None) -> bool:
    if start is None and end is None:
        return True
    return at is not None and (start is None or at >= start) and (end is None or at < end)


def _in(value: object, wanted: tuple[object, ...]) -> bool:
    return not wanted or value in wanted


def accepts(query: CaseQuery, file: CaseFile, now: float) -> bool:
    """Return whether `file` is one that `query` asks for."""
    at = now if query.at is None else query.at
    unaccepted = (
        file.group == "waiting"
        and file.accepted_at is None
        and file.accept_due_at is not None
        and at > file.accept_due_at
    )
    in_box = query.box is None or (
        file.lon is not None
        and file.lat is not None
        and query.box[0] <= file.lon <= query.box[2]
        and query.box[1] <= file.lat <= query.box[3]
    )
    return (
        _in(file.kind, (query.kind,) if query.kind else ())
        and (file.group in query.groups if query.groups else file.group != "deleted")
        and _in(file.status, query.statuses)
        and _in(file.field, query.fields)
        and _in(file.unit_id, query.units)
        and _in(file.area_code, query.areas)
        and _in(file.source, query.sources)
        and _in(file.severity, query.severities)
        and _in(file.due_state(at), query.due)
        and (unaccepted or not query.unaccepted)
        and _found_by(file, query.text)
        and _in(file.case_id, query.case_ids)
        and (not query.assignee or file.assignee == query.assignee)
        and _between(file.opened_at, query.opened_from, query.opened_to)
        and _between(file.finished_at, query.finished_from, query.finished_to)
        and _between(file.due_at, query.due_from, query.due_to)
        and (query.parent is None or file.parent == query.parent)
        and _in(file.rating, query.ratings)
        and (query.reopened is None or (file.n_reopened > 0) == query.reopened)
        and in_box
        and all(file.data.get(name, "") == value for name, value in query.data.items())
    )


def key_of(file: CaseFile, by: str, at: float) -> str:
    """Return the key of `file` in a dimension at an instant."""
    opened = datetime.fromtimestamp(file.opened_at, ZONE).date()
    finished = "" if file.finished_at is None else f"{datetime.fromtimestamp(file.finished_at, ZONE).date()}"
    days = int(max(at - file.opened_at, 0.0) // 86_400)
    keys = {
        "status": file.status,
        "group": file.group,
        "field": file.field,
        "unit": file.unit_id,
        "area": file.area_code,
        "source": file.source,
        "severity": file.severity,
        "due": file.due_state(at),
        "rating": "" if file.rating is None else str(file.rating),
        "assignee": file.assignee,
        "day": f"{opened}",
        "week": f"{opened - timedelta(days=opened.weekday())}",
        "month": f"{opened}"[:7],
        "finished_day": finished,
        "finished_month": finished[:7],
        "age": str(max(edge for edge in (0, 1, 2, 3, 4, 5, 6, 7, 15, 30, 60, 90) if edge <= days)),
        "data.loai": file.data.get("loai", "").replace("\x00", ""),
    }
    return keys[by]


ORDERS = {
    "newest": lambda file: (-file.opened_at, file.case_id),
    "oldest": lambda file: (file.opened_at, file.case_id),
    "due": lambda file: (file.due_at is None, file.due_at or 0.0, file.case_id),
    "severity": lambda file: (("critical", "high", "medium", "low").index(file.severity), file.case_id),
    "changed": lambda file: (-file.changed_at, file.case_id),
    "code": lambda file: file.case_id,
}
DIMENSIONS = (
    "status", "group", "field", "unit", "area", "source", "severity", "due", "rating", "assignee", "day",
    "week", "month", "finished_day", "finished_month", "age", "data.loai",
)  # fmt: skip
