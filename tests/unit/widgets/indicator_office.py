"""An office of indicators for tests of their screens: the pack's own sets, judged by the domain's rules."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from backend.contract.case_requests import (
    ActOnCases,
    CaseDetail,
    CaseKinds,
    CasePage,
    CasesActed,
    FindCases,
    GetCase,
    GetCaseKinds,
    GetUnits,
    Units,
)
from backend.contract.cases import CaseFile, CaseNote, UnitInfo
from backend.contract.indicators import (
    AreaFigure,
    AskExplanation,
    EnterFigures,
    FigureRefusal,
    FiguresEntered,
    FigureVersions,
    GetFiguresToReview,
    GetFigureVersions,
    GetIndicatorAreas,
    GetIndicators,
    GetIndicatorSeries,
    GetIndicatorSets,
    IndicatorAreas,
    IndicatorBoard,
    IndicatorSeries,
    IndicatorSets,
    ReviewFigure,
    SeriesBreak,
    SetPlan,
)
from backend.contract.messages import Done, Failure, RegistersChanged, ReplyBody, RequestBody
from backend.contract.state import Text
from backend.contract.work_requests import Made
from backend.domain.indicators import periods, ranking
from backend.domain.indicators.area_names import AreaNames
from backend.domain.indicators.figure import (
    FigureKey,
    FigureRow,
    Person,
    PlanRow,
    check_entry,
    entered,
    reviewed,
)
from backend.domain.refusal import RefusedError
from backend.engine.indicators.catalogue import Catalogue
from backend.engine.indicators.sheet import Sheet, figure_of
from backend.usecases.indicator_areas import Areas
from tests.unit.widgets.city import NOW, City
from widgets.logic.indicator_board import Entry

PACKS = Path(__file__).resolve().parents[3] / "resources" / "usecases"
DAY_S = 86400.0
UNITS = {
    "cuc-thong-ke": "Thống kê thành phố Đà Nẵng", "so-cong-thuong": "Sở Công Thương",
    "so-tai-chinh": "Sở Tài chính", "so-noi-vu": "Sở Nội vụ", "so-y-te": "Sở Y tế",
    "so-gd-dt": "Sở Giáo dục và Đào tạo", "so-nn-mt": "Sở Nông nghiệp và Môi trường",
    "so-xay-dung": "Sở Xây dựng", "so-vh-tt-dl": "Sở Văn hóa, Thể thao và Du lịch",
    "so-kh-cn": "Sở Khoa học và Công nghệ", "cong-an": "Công an thành phố",
}  # fmt: skip
CITY_FIGURES: dict[str, dict[str, float]] = {
    "MT.01": {"2025-9M": 9.83, "2026-9M": 10.12, "2025-Q3": 10.4, "2026-Q3": 10.62},
    "MT.02": {"2025-10": 108.9, "2026-10": 111.4},
    "MT.03": {"2025-10": 138200, "2026-10": 149870},
    "MT.04": {"2025-10": 2105, "2026-10": 1874},
    "MT.05": {"2025-10": 12240, "2026-10": 14310},
    "MT.06": {"2025-10": 3.42, "2026-10": 3.87},
    "MT.07": {"2025-10": 44870, "2026-10": 47310},
    "MT.08": {"2025-10": 16820, "2026-10": 18950},
    "MT.09": {"2025-10": 9480, "2026-10": 9620},
    "MT.11": {"2025-10": 198.4, "2026-10": 352.7},
    "MT.12": {"2025-Q3": 31.9, "2026-Q3": 33.15},
    "MT.13": {"2025-Q3": 2.87, "2026-Q3": 2.61},
    "MT.14": {"2025-Q3": 94.1, "2026-Q3": 95.2},
    "MT.16": {"2025": 2.4},
    "MT.17": {"2025-Q3": 94.0, "2026-Q3": 96.3},
    "MT.19": {"2025-10": 402, "2026-10": 371},
}
CONGRESS: dict[str, float] = {
    "01": 6.9, "02": 4892, "03": 47.1, "04": 6.62, "05": 74.3, "06": 21.8, "07": 23.1, "08": 11.2, "09": 68.4,
    "10": 2.9, "12": 19.2, "13": 41.6, "14": 95.4, "15": 75.8, "16": 82.4, "17": 98.1, "18": 94.2, "19": 95.8,
    "20": 83.3, "21": 100.0,
}  # fmt: skip
PROVISIONAL = {"MT.01", "MT.05", "NQXIII.02"}


@cache
def catalogue() -> Catalogue:
    """Return the sets of the pack."""
    return Catalogue(
        PACKS,
        ["indicators"],
        Path("/nonexistent"),
        Areas(AreaNames(()), (), "", frozenset(), ""),
        units=UNITS,
        figures=(),
    )


class IndicatorOffice:
    """Answers requests about indicators; keeps figures, plans, cases and what was asked."""

    def __init__(self, city: City, *, filled: bool = True) -> None:
        self.city, self.catalogue = city, catalogue()
        self.rows: list[FigureRow] = []
        self.plans: list[PlanRow] = []
        self.cases: dict[str, CaseFile] = {}
        self.person = Person("Nguyễn Thanh Hà", "ha", "leader")
        self.refuse: ReplyBody | None = None
        self.areas: dict[str, str] = {}
        self.breaks: tuple[SeriesBreak, ...] = ()
        self.note = Text("")
        if filled:
            for code, values in CITY_FIGURES.items():
                for period, value in values.items():
                    self.put(code, period, value, final=code not in PROVISIONAL or period < "2026")
            for number, value in CONGRESS.items():
                self.put(f"NQXIII.{number}", "2025", value, final=f"NQXIII.{number}" not in PROVISIONAL)
        city.daemon.default = self.answer  # type: ignore[method-assign]

    # ---- filling ------------------------------------------------------------------------------

    def put(self, code: str, period: str, value: float | None, **more: object) -> FigureRow:
        """Put an accepted figure down."""
        collector = self.catalogue.all.specs[code].collector
        base: dict[str, object] = {
            "version": 1, "state": "accepted", "at": NOW - 9 * DAY_S, "by": "Trần Văn Bình", "user": "binh",
            "how": "collected", "source": UNITS.get(collector, ""), "vintage": "2025-07-01",
            "unit_id": collector, "reviewed_by": "Nguyễn Thanh Hà", "reviewed_at": NOW - 8 * DAY_S,
        }  # fmt: skip
        key = FigureKey(code, period, str(more.pop("area", "")))
        row = FigureRow(key=key, value=None if value is None else float(value), **{**base, **more})  # type: ignore[arg-type]
        self.rows.append(row)
        return row

    def explain(self, code: str, period: str, status: str = "asked", **more: object) -> CaseFile:
        """Put a request to explain down."""
        groups = {"asked": "waiting", "returned": "working", "answered": "paused", "accepted": "done"}
        base: dict[str, object] = {
            "case_id": f"GT.20261120.{len(self.cases) + 1:04d}", "kind": "explanation", "title": "Giải trình",
            "status": status, "group": groups[status], "severity": "medium", "opened_at": NOW - 2 * DAY_S,
            "changed_at": NOW - DAY_S, "unit_id": self.catalogue.all.specs[code].collector,
            "due_at": NOW + 0.4 * DAY_S, "near_at": NOW, "data": {"code": code, "period": period},
            "text": "Đề nghị đơn vị giải trình. Nêu nguyên nhân, biện pháp và thời hạn khắc phục.",
        }  # fmt: skip
        file = CaseFile(**{**base, **more})  # type: ignore[arg-type]
        self.cases[file.case_id] = file
        return file

    def change(self, *case_ids: str, kind: str = "indicators") -> None:
        """Tell the wall that something changed, and let a second pass."""
        self.city.live.take(RegistersChanged({kind: 1}, tuple(case_ids)))
        self.city.pass_time(1)

    def asked(self, kind: type) -> list[RequestBody]:
        """Return requests of a kind."""
        return [body for body in self.city.daemon.asked if isinstance(body, kind)]

    # ---- answering ----------------------------------------------------------------------------

    def answer(self, body: RequestBody) -> ReplyBody:
        if self.refuse is not None:
            return self.refuse
        answers: dict[type, Callable[[], ReplyBody]] = {
            GetCaseKinds: lambda: CaseKinds(()),
            GetUnits: lambda: Units(tuple(UnitInfo(unit_id, name) for unit_id, name in UNITS.items())),
            GetIndicatorSets: lambda: IndicatorSets(*self.catalogue.all.infos()),
            GetIndicators: lambda: self.board(body),  # type: ignore[arg-type]
            GetIndicatorSeries: lambda: self.series(body),  # type: ignore[arg-type]
            GetIndicatorAreas: lambda: self.ranked(body),  # type: ignore[arg-type]
            GetFigureVersions: lambda: self.versions(body),  # type: ignore[arg-type]
            GetFiguresToReview: self.waiting,
            EnterFigures: lambda: self.enter(body),  # type: ignore[arg-type]
            ReviewFigure: lambda: self.review(body),  # type: ignore[arg-type]
            SetPlan: lambda: self.set_plan(body),  # type: ignore[arg-type]
            AskExplanation: lambda: self.ask(body),  # type: ignore[arg-type]
            GetCase: lambda: self.case(body),  # type: ignore[arg-type]
            FindCases: lambda: self.find(body),  # type: ignore[arg-type]
            ActOnCases: lambda: self.act(body),  # type: ignore[arg-type]
        }
        return answers[type(body)]()

    def sheet(self, area: str = "") -> Sheet:
        explained = {
            (c.data["code"], c.data["period"], c.data.get("area", "")): c.case_id
            for c in self.cases.values()
            if c.kind == "explanation"
        }
        accepted = [row for row in self.rows if row.state == "accepted"]
        return Sheet(self.catalogue, accepted, self.plans, area=area, explained=explained)

    def board(self, body: GetIndicators) -> ReplyBody:
        if body.set_id not in self.catalogue.all.sets:
            return Failure.of(
                "not_found", Text(f"Không có bộ chỉ tiêu {body.set_id}.", "there is no such set")
            )
        sheet, today = self.sheet(body.area), datetime.date(2026, 11, 22)
        figures = []
        for spec in self.catalogue.all.sets[body.set_id].indicators:
            known = sheet.periods(spec.code)
            newest = known[0] if known else periods.newest_ended(spec.period, today)
            figures.append(sheet.figure(spec.code, body.period or newest))
        return IndicatorBoard(body.set_id, tuple(figures), (), self.city.clock.at)

    def series(self, body: GetIndicatorSeries) -> IndicatorSeries:
        sheet = self.sheet(body.area)
        figures = tuple(sheet.figure(body.code, period) for period in reversed(sheet.periods(body.code)))
        return IndicatorSeries(body.code, figures, self.breaks)

    def ranked(self, body: GetIndicatorAreas) -> IndicatorAreas:
        spec = self.catalogue.all.specs[body.code]
        found = {(r.key.area, r.key.period) for r in self.rows if r.key.code == body.code and r.key.area}
        period = body.period or max((p for _a, p in found), key=periods.order, default="")
        figures = [self.sheet(area).figure(body.code, period) for area in self.areas]
        ranks = ranking.ranks([figure.value for figure in figures], spec.direction, None)
        rows = [AreaFigure(f.area, self.areas[f.area], f, k) for f, k in zip(figures, ranks, strict=True)]
        rows.sort(key=lambda row: (row.rank is None, row.rank or 0, row.name))
        return IndicatorAreas(body.code, period, tuple(rows), self.note)

    def of(self, key: FigureKey) -> list[FigureRow]:
        return sorted((row for row in self.rows if row.key == key), key=lambda row: -row.version)

    def versions(self, body: GetFigureVersions) -> FigureVersions:
        key = FigureKey(body.code, body.period, body.area, body.breakdown)
        return FigureVersions(tuple(figure_of(row) for row in self.of(key)))

    def waiting(self) -> FigureVersions:
        states = ("draft", "returned") if self.person.role == "unit_officer" else ("submitted",)
        found = []
        for row in self.rows:
            spec = self.catalogue.all.specs[row.key.code]
            if row.state in states and self.person.unit_id in ("", spec.collector):
                judged = self.sheet(row.key.area).judged(spec, figure_of(row))
                why = Text(row.review_note) if row.state == "returned" else judged.why
                found.append(msgspec.structs.replace(judged, why=why))
        return FigureVersions(tuple(found))

    def _replace(self, new: list[FigureRow]) -> None:
        changed = {(row.key, row.version) for row in new}
        self.rows = [row for row in self.rows if (row.key, row.version) not in changed] + new

    def enter(self, body: EnterFigures) -> FiguresEntered:
        taken, refused = [], []
        for entry in body.entries:
            spec = self.catalogue.all.specs[entry.code]
            try:
                check_entry(spec, entry, self.person, datetime.date(2026, 11, 22))
            except RefusedError as error:
                refused.append(FigureRefusal(entry.code, entry.period, error.text))
                continue
            key = FigureKey(entry.code, entry.period, entry.area, entry.breakdown)
            new = FigureRow(
                key=key, version=0, state="submitted" if body.submit else "draft", value=entry.value,
                at=self.city.clock.at, by=self.person.name, final=entry.final, note=entry.note,
                case_id=body.case_id, how="collected",
            )  # fmt: skip
            rows = entered(self.of(key), new)
            self._replace(rows)
            taken.append(figure_of(rows[0]))
        return FiguresEntered(tuple(taken), tuple(refused), 9)

    def review(self, body: ReviewFigure) -> ReplyBody:
        key = FigureKey(body.code, body.period, body.area, body.breakdown)
        try:
            rows = reviewed(
                self.of(key), accept=body.accept, note=body.note, person=self.person, now=self.city.clock.at
            )
        except RefusedError as error:
            return Failure.of("invalid", error.text)
        self._replace(rows)
        return Done(10)

    def set_plan(self, body: SetPlan) -> ReplyBody:
        self.plans.append(
            PlanRow(body.code, body.period, body.area, 1, body.plan, self.city.clock.at, "Hà", body.note)
        )
        return Done(11)

    def ask(self, body: AskExplanation) -> ReplyBody:
        file = self.explain(body.code, body.period, text=body.question)
        return Made(file.case_id, 12)

    def case(self, body: GetCase) -> ReplyBody:
        file = self.cases.get(body.case_id)
        if file is None:
            return Failure.of("not_found", Text("Không có yêu cầu này.", "there is no such case"))
        actions = ("accept", "return") if file.status == "answered" else ("remind",)
        return CaseDetail(file, (), actions)

    def find(self, body: FindCases) -> CasePage:
        query = body.query
        found = [
            c
            for c in self.cases.values()
            if c.kind == query.kind and (not query.statuses or c.status in query.statuses)
            and (not query.units or c.unit_id in query.units)
        ]  # fmt: skip
        return CasePage(tuple(found), len(found), self.city.clock.at)

    def act(self, body: ActOnCases) -> CasesActed:
        (case_id,) = body.case_ids
        new = {"accept": ("accepted", "done"), "return": ("returned", "working")}[body.action]
        file, now = self.cases[case_id], self.city.clock.at
        notes = (
            (*file.notes, CaseNote(now, "Hà", body.values["note"])) if body.values.get("note") else file.notes
        )
        self.cases[case_id] = msgspec.structs.replace(file, status=new[0], group=new[1], notes=notes)  # type: ignore[arg-type]
        return CasesActed((case_id,), (), 13)

    def collect(self, unit_id: str, set_id: str, period: str, codes: list[str], **more: object) -> CaseFile:
        """Put a request for figures down."""
        base: dict[str, object] = {
            "case_id": f"SL.20261102.{len(self.cases) + 1:04d}", "kind": "collection", "title": "Số liệu",
            "status": "asked", "group": "waiting", "severity": "low", "opened_at": NOW - 3 * DAY_S,
            "changed_at": NOW - 3 * DAY_S, "unit_id": unit_id, "due_at": NOW + 2 * DAY_S, "near_at": NOW + DAY_S,
            "data": {"set": set_id, "period": period, "codes": ";".join(codes)},
        }  # fmt: skip
        file = CaseFile(**{**base, **more})  # type: ignore[arg-type]
        self.cases[file.case_id] = file
        return file


def entry_of(office: IndicatorOffice, code: str, period: str) -> Entry:
    """Return an indicator with its figure."""
    info = next(info for info in office.catalogue.all.infos()[1] if info.code == code)
    return Entry(info, office.sheet().figure(code, period))


def press(target: QWidget, key: Qt.Key, text: str = "", *, ctrl: bool = False) -> bool:
    """Press a key as the wall gets it: first as a shortcut that a widget may keep; return whether one did."""
    with_ctrl = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    override = QKeyEvent(QEvent.Type.ShortcutOverride, key, with_ctrl, text)
    override.ignore()
    QApplication.sendEvent(target, override)
    QApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyPress, key, with_ctrl, text))
    return override.isAccepted()
