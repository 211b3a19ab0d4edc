"""A report with every kind of block, and facts that fill it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from backend.contract.case_requests import FigureCell, FigureInfo
from backend.contract.cases import CaseFieldInfo, CaseFile, CaseKindInfo, CaseQuery, DataFieldInfo, StatusInfo
from backend.contract.state import Text
from backend.reports.facts import Facts
from backend.reports.periods import last_whole
from backend.reports.spec import (
    BreakdownSpec,
    CasesSpec,
    MapSpec,
    RankingSpec,
    ReportSpec,
    SectionSpec,
    SignatureSpec,
    TrendSpec,
    Want,
)

ROOT = Path(__file__).resolve().parents[4]
FONT = str(ROOT / "resources" / "fonts" / "Inter.ttf")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = 1_796_086_800.0
"""1 December 2026, 08:00 in Vietnam."""
PERIOD = last_whole("month", NOW, ZONE)
KIND = CaseKindInfo(
    "report", Text("Phản ánh"), "thu",
    (StatusInfo("new", Text("Mới"), "waiting"), StatusInfo("working", Text("Đang làm"), "working")),
    (), (), (CaseFieldInfo("flood", Text("Ngập")),), {"app": Text("Ứng dụng")},
    (
        DataFieldInfo("level", Text("Mức"), "choice", {"full": Text("Toàn trình")}),
        DataFieldInfo("day", Text("Ngày"), "date"), DataFieldInfo("fee", Text("Phí"), "number"),
        DataFieldInfo("zalo", Text("Zalo"), personal=True),
    ),
)  # fmt: skip


def text(words: str) -> Text:
    return Text(words)


def info(name: str, words: str, unit: str = "", decimals: int = 0, **more: Any) -> FigureInfo:
    return FigureInfo(name, Text(words), "report", unit, Text(""), decimals, **more)


INFOS = {
    "got": info("got", "Tiếp nhận"),
    "kept": info("kept", "Đúng hạn", "%", 1, good="high", mark="ck"),
    "late": info("late", "Quá hạn", good="low"),
}


def cell(figure: str, value: float | None, key: str = "", name: str = "") -> FigureCell:
    return FigureCell(figure, value, CaseQuery(kind="report"), int(value or 0), key, name, n_per=200)


def case(number: int = 1, **more: Any) -> CaseFile:
    fields: dict[str, Any] = {
        "case_id": f"PAHT.{number:04d}", "kind": "report", "title": "Ngập <b>sâu</b> & kẹt xe", "status": "working",
        "group": "working", "severity": "high", "opened_at": NOW - 900_000, "changed_at": NOW - 1000,
        "due_at": PERIOD.end_at - 90_000, "unit_id": "tn", "field": "flood", "source": "app", "reporter": "Trần Lan",
        "data": {"level": "full", "day": "2026-11-24", "fee": "12500.5", "zalo": "z1"},
    }  # fmt: skip
    return CaseFile(**{**fields, **more})


SPEC = ReportSpec(
    id="thang",
    name=text("Báo cáo tháng"),
    subject=text("Kết quả xử lý {period}"),
    to=text("Ủy ban nhân dân thành phố"),
    of={"late": "now"},
    sections=(
        SectionSpec(
            heading=text("I. Tình hình chung"),
            text=(text("Tiếp nhận {got} ({got.change}), đúng hạn {kept} trên {kept.per}."),),
            figures=("got", "kept", "late"),
        ),
        SectionSpec(
            trend=TrendSpec(figures=("got",)),
            breakdown=BreakdownSpec(figure="got", by="field", limit=2),
        ),
        SectionSpec(ranking=RankingSpec(figures=("kept", "got"))),
        SectionSpec(map=MapSpec(figure="got")),
        SectionSpec(
            heading=text("V. Quá hạn"),
            when="late > 0.0",
            cases=CasesSpec(figure="late", columns=("case_id", "title", "unit", "due", "late", "data.level")),
        ),
        SectionSpec(remarks=text("Nhận xét:")),
    ),
    signature=SignatureSpec(title=text("Giám đốc"), name="Nguyễn Văn An"),
    recipients=(text("UBND thành phố (báo cáo)"),),
)


def facts(**more: Any) -> Facts:
    cells = {
        Want("got").key: [cell("got", 1284.0)],
        Want("kept").key: [cell("kept", 91.37)],
        Want("late").key: [cell("late", 3.0)],
        Want("got", "day").key: [cell("got", 40.0, "2026-11-02"), cell("got", 25.0, "2026-11-30")],
        Want("got", "field").key: [
            cell("got", 5.0, "", ""),
            cell("got", 310.0, "a", "Ngập"),
            cell("got", 90.0, "b", "Rác"),
            cell("got", 40.0, "c", "Đèn"),
        ],
        Want("kept", "unit").key: [
            cell("kept", 90.0, "a", "Đội A"),
            cell("kept", 95.0, "b", "Đội B"),
            cell("kept", 95.0, "c", "Đội C"),
            cell("kept", None, "d", "Đội D"),
        ],
        Want("got", "unit").key: [cell("got", 7.0, "a", "Đội A"), cell("got", 9.0, "e", "Đội E")],
        Want("got", "area").key: [cell("got", 12.0, "1", "Phường Một"), cell("got", 3.0, "2", "Phường Hai")],
    }
    fields: dict[str, Any] = {
        "centre": "Trung tâm điều hành", "above": "UBND thành phố Đà Nẵng", "issuer": "Trung tâm điều hành",
        "place": "Đà Nẵng", "issuer_code": "IOC", "zone": ZONE, "period": PERIOD, "made_at": NOW, "infos": INFOS,
        "cells": cells, "earlier": {"got": cell("got", 1190.0)}, "lists": {4: [case(1), case(2)]}, "n_listed": {4: 5},
        "points": {3: ([108.21, 108.22], [16.05, 16.06], 4)}, "units": {"tn": "Công ty Thoát nước"},
        "kinds": {"report": KIND},
    }  # fmt: skip
    return Facts(**{**fields, **more})


def write_maps(folder: Path) -> Path:
    """Write two square wards, one far off at sea, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    squares = {"1": (108.0, 16.0), "2": (108.2, 16.0), "9": (111.6, 16.5)}
    features = []
    for code, (w, s) in squares.items():
        ring = [[w, s], [w + 0.2, s], [w + 0.2, s + 0.2], [w, s + 0.2], [w, s]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"code": code, "name": code}, "geometry": geometry})
    (folder / "wards.geojson").write_text(json.dumps({"features": features}), encoding="utf-8")
    return folder
