"""A register of cases for tests of boards: a city's reports, each query answered by reading every case."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import msgspec
import numpy as np

from backend.contract.case_requests import (
    CaseCounts,
    CaseKinds,
    CasePage,
    CasePoints,
    CountCases,
    CountRow,
    FigureCell,
    FigureInfo,
    Figures,
    FindCases,
    GetCaseKinds,
    GetCasePoints,
    GetFigures,
    GetUnits,
    Units,
)
from backend.contract.cases import (
    CaseFieldInfo,
    CaseFile,
    CaseKindInfo,
    CaseQuery,
    StatusInfo,
    UnitInfo,
)
from backend.contract.messages import RegistersChanged, ReplyBody, RequestBody
from backend.contract.state import SEVERITIES, Text
from backend.domain.cases.matching import accepts
from tests.unit.widgets.city import NOW, City
from widgets.logic import formats
from widgets.logic.drill import AGE_EDGES, DAY_S

DAY = NOW - 3 * 3600 - 42 * 60 - 17
"""Midnight of the day of the sketch."""
ZONE = "Asia/Ho_Chi_Minh"
WARD_NAMES = (
    "Hải Châu", "Hòa Cường", "Thanh Khê", "An Khê", "An Hải", "Sơn Trà", "Ngũ Hành Sơn", "Hòa Khánh",
    "Hải Vân", "Liên Chiểu", "Cẩm Lệ", "Hòa Xuân", "Hòa Vang", "Bà Nà", "Hội An", "Điện Bàn Đông",
)  # fmt: skip
DEPARTMENTS = (
    "Sở Xây dựng", "Sở Nông nghiệp và Môi trường", "Công an thành phố", "Sở Y tế", "Công ty Thoát nước",
    "Công ty Cấp nước Dawaco",
)  # fmt: skip
FIELDS = {
    "waste": ("Rác thải, vệ sinh môi trường", "Waste", 1),
    "road": ("Hư hỏng mặt đường, hố ga", "Road damage", 0),
    "drain": ("Thoát nước, ngập úng", "Drainage", 4),
    "traffic": ("Trật tự giao thông, đỗ xe sai quy định", "Traffic", 2),
    "water": ("Cấp nước sinh hoạt", "Water supply", 5),
    "noise": ("Tiếng ồn", "Noise", 2),
    "food": ("An toàn thực phẩm", "Food safety", 3),
}
STATUSES = {
    "new": ("Chờ xử lý", "waiting"),
    "assigned": ("Đã phân công", "working"),
    "working": ("Đang xử lý", "working"),
    "asking": ("Chờ bổ sung thông tin", "paused"),
    "done": ("Đã xử lý", "done"),
    "refused": ("Từ chối tiếp nhận", "refused"),
}
SOURCES = {
    "zalo": "Zalo",
    "app": "Ứng dụng Da Nang Smart City",
    "hotline": "Tổng đài 1022",
    "camera": "Camera",
}


def kind_info() -> CaseKindInfo:
    """Return the kind `report`."""
    return CaseKindInfo(
        "report",
        Text("Phản ánh của người dân", "Citizen reports"),
        "citizen-reports",
        tuple(StatusInfo(key, Text(name), group) for key, (name, group) in STATUSES.items()),  # type: ignore[arg-type]
        (),
        (),
        tuple(CaseFieldInfo(key, Text(vi, en)) for key, (vi, en, _u) in FIELDS.items()),
        {key: Text(name) for key, name in SOURCES.items()},
    )


def units(ward_names: Sequence[str] = WARD_NAMES, departments: Sequence[str] = DEPARTMENTS) -> list[UnitInfo]:
    """Return departments, wards, and a district of the past."""
    return [
        *(UnitInfo(f"dep{k}", name, "department") for k, name in enumerate(departments)),
        *(
            UnitInfo(
                f"w{k}",
                name if name.startswith(("Xã", "Đặc khu")) else f"Phường {name}",
                "ward",
                area_code=f"{20200 + k}",
            )
            for k, name in enumerate(ward_names)
        ),
        UnitInfo("old", "Quận Hải Châu", "district", valid_to="2025-07-01"),
    ]


def case(k: int, **fields: object) -> CaseFile:
    """Return an open report of yesterday; `fields` replace what they name."""
    base: dict[str, object] = {
        "case_id": f"PAHT.20261121.{k:04d}",
        "kind": "report",
        "title": f"Đổ rác bừa bãi tại ngõ {k}",
        "status": "working",
        "group": "working",
        "severity": "medium",
        "opened_at": NOW - DAY_S,
        "changed_at": NOW - 3600,
        "field": "waste",
        "unit_id": "dep1",
        "area_code": "20200",
        "area_name": "Phường Hải Châu",
        "source": "zalo",
        "due_at": NOW + 5 * DAY_S,
        "near_at": NOW + 4 * DAY_S,
    }
    return CaseFile(**{**base, **fields})  # type: ignore[arg-type]


TITLES = {
    "waste": ("Rác tồn đọng nhiều ngày", "Đổ xà bần ra vỉa hè", "Thùng rác công cộng đầy tràn"),
    "road": ("Ổ gà sâu giữa đường", "Nắp hố ga bị vỡ", "Mặt đường sụt lún"),
    "drain": ("Cống nghẹt gây ngập sau mưa", "Cửa thu nước bị bịt kín", "Nước đen chảy ra kênh"),
    "traffic": ("Xe tải đỗ chắn lối ra vào", "Đèn tín hiệu không hoạt động", "Lấn chiếm lòng đường bán hàng"),
    "water": ("Mất nước từ sáng sớm", "Nước máy đục, có mùi", "Đường ống rò rỉ"),
    "noise": ("Karaoke di động sau 22 giờ", "Công trình thi công ban đêm", "Quán nhậu mở nhạc lớn"),
    "food": ("Quán ăn mất vệ sinh", "Bán hàng rong không che đậy", "Nghi ngộ độc sau bữa tiệc"),
}
STREETS = (
    "Nguyễn Văn Linh",
    "Lê Duẩn",
    "Ông Ích Khiêm",
    "Tôn Đức Thắng",
    "Mẹ Suốt",
    "Trần Cao Vân",
    "2 Tháng 9",
)


def city_cases(n: int, ward_names: Sequence[str] = WARD_NAMES, seed: int = 4) -> list[CaseFile]:
    """Return `n` reports of the last hundred days, as a city has them: most settled, some late, some old."""
    dice = random.Random(seed)
    found = []
    for k in range(n):
        age = min(100.0, dice.expovariate(1 / 22.0))
        opened_at = NOW - age * DAY_S - dice.random() * 3600
        field = dice.choices(list(FIELDS), [30, 22, 14, 18, 8, 12, 6])[0]
        ward = min(len(ward_names) - 1, int(dice.expovariate(1 / (len(ward_names) * 0.3))))
        to_ward = dice.random() < 0.45
        unit = f"w{ward}" if to_ward else f"dep{FIELDS[field][2]}"
        due_at = opened_at + dice.choice((2, 5, 7, 10)) * DAY_S
        length = dice.gammavariate(2.0, 0.7 + (ward % 7) * 0.12) * DAY_S
        finished_at = opened_at + length if opened_at + length < NOW and dice.random() < 0.965 else None
        fresh = age < 0.2 and dice.random() < 0.6
        status = (
            "done"
            if finished_at
            else "new"
            if fresh
            else dice.choices(("assigned", "working", "asking"), (3, 6, 1))[0]
        )
        if finished_at and dice.random() < 0.06:
            status = "refused"
        if dice.random() < 0.02 and finished_at is None:
            due_at = NOW + dice.random() * 6 * 3600
        found.append(
            case(
                k,
                case_id=f"PAHT.{formats.local(opened_at, ZONE):%Y%m%d}.{k:04d}",
                title=f"{dice.choice(TITLES[field])} — đường {dice.choice(STREETS)}",
                status=status,
                group=STATUSES[status][1],
                severity=dice.choices(SEVERITIES, (2, 10, 55, 33))[0],
                opened_at=opened_at,
                field=field if dice.random() > 0.03 else "",
                unit_id=unit if status != "new" or dice.random() < 0.4 else "",
                area_code=f"{20200 + ward}",
                area_name=ward_names[ward]
                if ward_names[ward].startswith(("Xã", "Đặc khu"))
                else f"Phường {ward_names[ward]}",
                source=dice.choices(list(SOURCES), (40, 30, 22, 8))[0],
                due_at=due_at,
                near_at=due_at - 0.2 * (due_at - opened_at),
                finished_at=finished_at,
                accept_due_at=opened_at + 4 * 3600,
                accepted_at=None if status == "new" else opened_at + 3600,
                rating=dice.choices((1, 2, 3, 4, 5), (1, 1, 2, 5, 6))[0]
                if status == "done" and dice.random() < 0.3
                else None,
                lat=16.06 + dice.gauss(0, 0.03),
                lon=108.2 + dice.gauss(0, 0.025),
            )
        )
    return found


class FigureRule(msgspec.Struct, frozen=True):
    """A figure of the test packs: a number of cases, a share of two queries, or a mean of days."""

    info: FigureInfo
    where: CaseQuery
    per: CaseQuery | None = None


def rules() -> list[FigureRule]:
    """Return the figures that the boards of these tests show."""
    report = CaseQuery(kind="report")
    narrow = msgspec.structs.replace

    def info(name: str, vi: str, en: str, unit: str = "", **more: object) -> FigureInfo:
        return FigureInfo(name, Text(vi, en), "report", unit, Text(f"Đếm: {vi}", f"Counts: {en}"), **more)  # type: ignore[arg-type]

    done = narrow(report, groups=("done",))
    return [
        FigureRule(
            info("received", "Tiếp nhận 30 ngày", "Received, 30 days"),
            narrow(report, opened_from=NOW - 30 * DAY_S),
        ),
        FigureRule(info("open", "Đang mở", "Open"), narrow(report, groups=("waiting", "working", "paused"))),
        FigureRule(
            info("overdue", "Quá hạn chưa xong", "Overdue", good="low", target=40.0, red=150.0),
            narrow(report, due=("overdue",)),
        ),
        FigureRule(
            info(
                "on_time",
                "Tỷ lệ giải quyết đúng hạn",
                "Settled in time",
                "%",
                good="high",
                target=95.0,
                red=60.0,
                decimals=1,
            ),
            narrow(done, due=("kept",)),
            narrow(done, due=("kept", "missed")),
        ),
        FigureRule(
            info(
                "satisfied",
                "Hài lòng với kết quả",
                "Satisfied",
                "%",
                good="high",
                target=70.0,
                decimals=1,
                mark="ck",
            ),
            narrow(done, ratings=(4, 5)),
            narrow(done, ratings=(1, 2, 3, 4, 5)),
        ),
        FigureRule(
            info("appeal", "Khiếu nại được giải quyết lại", "Appeals", "%", good="high", target=90.0),
            narrow(report, fields=("appeal",), groups=("done",)),
            narrow(report, fields=("appeal",)),
        ),
    ]


def key_of(file: CaseFile, dim: str, now: float) -> str:
    """Return the key of a case in a dimension, reckoned here from the words of the contract."""
    if dim in ("day", "finished_day"):
        at = file.opened_at if dim == "day" else file.finished_at
        return f"{formats.local(at, ZONE):%Y-%m-%d}" if at is not None else ""
    if dim == "week":
        day = formats.local(file.opened_at, ZONE).date()
        return f"{day - timedelta(days=day.weekday())}"
    if dim == "due":
        return file.due_state(now)
    if dim == "age":
        days = int((now - file.opened_at) // DAY_S)
        return f"{max(edge for edge in AGE_EDGES if edge <= days)}"
    names = {"unit": "unit_id", "area": "area_code"}
    value = getattr(file, names.get(dim, dim))
    return "" if value is None else str(value)


class CaseRegister:
    """Answers a board's requests; keeps what was asked."""

    def __init__(self, city: City, files: Sequence[CaseFile], all_units: Sequence[UnitInfo] = ()) -> None:
        self.city, self.files = city, list(files)
        self.units = list(all_units) or units()
        self.refuse: ReplyBody | None = None
        city.daemon.default = self.answer  # type: ignore[method-assign]

    @property
    def asked(self) -> list[RequestBody]:
        """Return what was asked for, without the names that each board asks for once."""
        return [body for body in self.city.daemon.asked if not isinstance(body, GetCaseKinds | GetUnits)]

    def answer(self, body: RequestBody) -> ReplyBody:
        if self.refuse is not None:
            return self.refuse
        now = self.city.clock.at
        answers: dict[type, Callable[[], ReplyBody]] = {
            GetCaseKinds: lambda: CaseKinds((kind_info(),)),
            GetUnits: lambda: Units(tuple(self.units)),
            CountCases: lambda: self.count(body, now),  # type: ignore[arg-type]
            FindCases: lambda: self.find(body, now),  # type: ignore[arg-type]
            GetFigures: lambda: self.figures(body, now),  # type: ignore[arg-type]
            GetCasePoints: lambda: self.points(body, now),  # type: ignore[arg-type]
        }
        return answers[type(body)]()

    def matching(self, query: CaseQuery, now: float) -> list[CaseFile]:
        return [file for file in self.files if accepts(query, file, now)]

    def n(self, query: CaseQuery) -> int:
        return len(self.matching(query, self.city.clock.at))

    def count(self, body: CountCases, now: float) -> CaseCounts:
        at = body.query.at if body.query.at is not None else now
        found = self.matching(body.query, now)
        counts = Counter(tuple(key_of(file, dim, at) for dim in body.by) for file in found)
        rows = tuple(CountRow(keys, n) for keys, n in counts.items()) if body.by else ()
        return CaseCounts(rows, len(found), at)

    def find(self, body: FindCases, now: float) -> CasePage:
        found = self.matching(body.query, now)
        found.sort(key=lambda file: (file.due_at is None, file.due_at or 0.0, file.case_id))
        rows = found[body.offset : body.offset + body.limit]
        return CasePage(tuple(rows), len(found) if body.count else -1, now)

    def points(self, body: GetCasePoints, now: float) -> CasePoints:
        found = self.matching(body.query, now)
        placed = [file for file in found if file.lat is not None and file.lon is not None][: body.limit]
        states = ("none", "on_time", "near", "overdue", "kept", "missed")
        return CasePoints(
            tuple(file.case_id for file in placed),
            np.array([file.lat for file in placed], "<f8").tobytes(),
            np.array([file.lon for file in placed], "<f8").tobytes(),
            np.array([SEVERITIES.index(file.severity) for file in placed], "u1").tobytes(),
            np.array([states.index(file.due_state(now)) for file in placed], "u1").tobytes(),
            tuple(file.field for file in placed),
            len(found) - len(placed),
            len(found),
        )

    def figures(self, body: GetFigures, now: float) -> Figures:
        known = {rule.info.figure_id: rule for rule in rules()}
        wanted = [known[name] for name in body.figures if name in known]
        cells: list[FigureCell] = []
        for rule in wanted:
            base = [_joined(rule.where, body.narrow), _joined(rule.per or rule.where, body.narrow)]
            keys = sorted({key_of(f, body.by, now) for f in self.matching(base[1], now)}) if body.by else [""]
            cells += [self._cell(rule, base, body.by, key, now) for key in keys]
        cells.sort(key=lambda cell: -(cell.value or 0.0))
        return Figures(tuple(rule.info for rule in wanted), tuple(cells), now)

    def _cell(self, rule: FigureRule, base: list[CaseQuery], by: str, key: str, now: float) -> FigureCell:
        names = {"unit": "units", "area": "areas", "field": "fields"}
        where, per = (msgspec.structs.replace(q, **({names[by]: (key,)} if by else {})) for q in base)
        n, n_per = len(self.matching(where, now)), len(self.matching(per, now))
        name = next((unit.name for unit in self.units if by == "unit" and unit.unit_id == key), "")
        if rule.per is None:
            return FigureCell(rule.info.figure_id, float(n), where, n, key, name)
        return FigureCell(
            rule.info.figure_id, 100 * n / n_per if n_per else None, where, n, key, name, per, n_per
        )

    def change(self, *case_ids: str, kinds: Sequence[str] = ("report",)) -> None:
        """Tell the wall that cases changed."""
        self.city.live.take(RegistersChanged(dict.fromkeys(kinds, 1), tuple(case_ids)))


def _joined(query: CaseQuery, narrow: CaseQuery) -> CaseQuery:
    changes = {
        field: value
        for field in query.__struct_fields__
        if (value := getattr(narrow, field)) != getattr(CaseQuery(), field)
    }
    return msgspec.structs.replace(query, **changes)
