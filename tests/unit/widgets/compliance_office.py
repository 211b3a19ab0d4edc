"""A register of water points with answers about compliance, for tests of the tile and its parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from backend.contract.case_requests import CaseKinds, CasePage, FindCases, GetCaseKinds, GetUnits, Units
from backend.contract.cases import CaseFile
from backend.contract.compliance import (
    CertificateInfo,
    Compliance,
    ComplianceCell,
    ComplianceGroup,
    ComplianceLimit,
    ComplianceParameter,
    GetCompliance,
)
from backend.contract.messages import Failure, ReplyBody, RequestBody
from backend.contract.state import Text
from tests.unit.widgets.casework import case
from tests.unit.widgets.city import NOW, City

DAY = 86_400.0
SAMPLED = NOW - 5 * DAY
PARAMETERS = (
    ComplianceParameter("coliform", "a", "lab_coliform", Text("Coliform"), "CFU/100 mL", 0),
    ComplianceParameter("ph", "a", "lab_ph", Text("pH"), "pH", 2),
    ComplianceParameter("smell", "a", "lab_smell", Text("Mùi, vị"), "1", 0),
    ComplianceParameter("lead", "b", "lab_lead", Text("Chì (Pb)"), "mg/L", 3),
)
LIMITS = (
    ComplianceLimit("2018", "coliform", "CFU/100 mL", None, 3.0, strict=True, mark="seen"),
    ComplianceLimit("2018", "ph", "pH", 6.0, 8.5, mark="seen"),
    ComplianceLimit("2018", "smell", requirement="không có mùi, vị lạ"),
    ComplianceLimit("2018", "lead", "mg/L", None, 0.01, mark="ck"),
)


def cell(
    place: str, row: str, verdict: str = "pass", value: float | None = None, **more: object
) -> ComplianceCell:
    group = next(p.group for p in PARAMETERS if p.row == row)
    if value is None and verdict not in ("missing", "not_applicable"):
        value = {"coliform": 0.0, "ph": 7.2, "smell": 0.0, "lead": 0.002}[row]
    at = None if value is None else SAMPLED
    given = {"value": value, "sampled_at": at, "limit_set": "2018", "required": True, **more}
    return ComplianceCell(place, row, group, verdict, **given)  # type: ignore[arg-type]


def sheet(cells: Sequence[ComplianceCell], places: Sequence[str]) -> Compliance:
    return Compliance(
        sheet="nuoc-sach",
        name=Text("Đạt quy chuẩn nước sạch", "Compliance of clean water"),
        at=NOW,
        groups=(
            ComplianceGroup("a", Text("Nhóm A"), "month", NOW - 30 * DAY, mark="seen"),
            ComplianceGroup("b", Text("Nhóm B"), "half_year", NOW - 180 * DAY),
        ),
        parameters=PARAMETERS,
        places=tuple(places),
        cells=tuple(cells),
        limits=LIMITS,
        sets={"2018": Text("QCVN 01-1:2018/BYT")},
        certificates=CertificateInfo("water-sample", "point", "sampled"),
    )


def good(place: str) -> list[ComplianceCell]:
    return [cell(place, parameter.row) for parameter in PARAMETERS]


def certificate(number: int, place: str, sampled_at: float) -> CaseFile:
    sampled = datetime.fromtimestamp(sampled_at).astimezone().isoformat()
    made = case(number, kind="water-sample")
    return replace(made, case_id=f"PKN-{number}", data={"point": place, "sampled": sampled})


class ComplianceOffice:
    """Answers a city's questions about compliance and certificates."""

    def __init__(self, city: City, cells: Sequence[ComplianceCell], places: Sequence[str]) -> None:
        self.sheet = sheet(cells, places)
        self.certificates: list[CaseFile] = []
        self.failure: Failure | None = None
        self.asked: list[RequestBody] = []
        city.daemon.default = self.answer  # type: ignore[method-assign]

    def answer(self, body: RequestBody) -> ReplyBody:
        self.asked.append(body)
        if isinstance(body, GetCompliance):
            return self.failure or self.sheet
        if isinstance(body, FindCases):
            rows = [c for c in self.certificates if body.query.data.items() <= c.data.items()]
            return CasePage(tuple(rows), len(rows), NOW)
        if isinstance(body, GetCaseKinds):
            return CaseKinds(())
        if isinstance(body, GetUnits):
            return Units(())
        return Failure("not_found", "no answer")
