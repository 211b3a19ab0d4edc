"""Requests about case files and figures, and their answers."""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.cases import CaseFile, CaseKindInfo, CaseQuery, UnitInfo
from backend.contract.state import Severity, Text

# ---- looking --------------------------------------------------------------------------------------


class GetCaseKinds(msgspec.Struct, frozen=True, tag="get_case_kinds"):
    """Asks what kinds of cases there are; the answer is `CaseKinds`."""


class FindCases(msgspec.Struct, frozen=True, tag="find_cases"):
    """Asks for one page of cases; the answer is `CasePage`. A unit's officer sees the own unit's only."""

    query: CaseQuery
    order: Literal["newest", "oldest", "due", "severity", "changed", "code"] = "newest"
    """`due`: earliest deadline first, those without last. Ties: by code."""
    offset: int = 0
    limit: int = 50
    """1 to 500."""
    count: bool = True
    """False: leave `n_total` out, as -1 (the next page of a list whose number is known)."""


class CountCases(msgspec.Struct, frozen=True, tag="count_cases"):
    """Asks how many cases there are by up to two dimensions; the answer is `CaseCounts`."""

    query: CaseQuery
    by: tuple[str, ...] = ()
    """`CaseDim`s; empty: one number."""


class CountTabs(msgspec.Struct, frozen=True, tag="count_tabs"):
    """Asks for the counters of several queries at one instant; the answer is `TabCounts`."""

    queries: tuple[CaseQuery, ...]


class GetCase(msgspec.Struct, frozen=True, tag="get_case"):
    """Asks for one case whole; the answer is `CaseDetail`."""

    case_id: str


class GetCasePoints(msgspec.Struct, frozen=True, tag="get_case_points"):
    """Asks for the positions of cases, for a map; the answer is `CasePoints`."""

    query: CaseQuery
    limit: int = 100_000


class GetFigures(msgspec.Struct, frozen=True, tag="get_figures"):
    """Asks for figures that packs declare; the answer is `Figures`."""

    figures: tuple[str, ...]
    """Ids; empty: none is computed, only `infos` of all are answered."""
    by: str = ""
    """One `CaseDim`: a cell for each value; empty: one cell a figure."""
    narrow: CaseQuery = CaseQuery()
    """Holds besides each figure's own conditions (unit, area, text, period)."""
    at: float | None = None
    """"As of"; None: now."""


class GetUnits(msgspec.Struct, frozen=True, tag="get_units"):
    """Asks for the units, those of the past included; the answer is `Units`."""


class FindPlaces(msgspec.Struct, frozen=True, tag="find_places"):
    """Asks for places, wards and units by words without diacritics, old names too: `FoundPlaces`."""

    text: str
    limit: int = 20


# ---- acting ---------------------------------------------------------------------------------------


class OpenCase(msgspec.Struct, frozen=True, tag="open_case"):
    """Enters a case by hand; the answer is `Made` with its code."""

    kind: str
    title: str
    text: str = ""
    field: str = ""
    """Empty: nobody has classified it yet."""
    severity: Severity | None = None
    """None: as the kind says."""
    unit_id: str = ""
    """Empty: as the field says."""
    area_code: str = ""
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    source: str = "officer"
    reporter: str = ""
    phone: str = ""
    email: str = ""
    data: dict[str, str] = {}
    place_id: str = ""
    """Camera that saw it: its picture of now is kept with the case."""


class ActOnCases(msgspec.Struct, frozen=True, tag="act_on_cases"):
    """Does one action to one or many cases; the answer is `CasesActed`."""

    case_ids: tuple[str, ...]
    """1 to 500."""
    action: str
    values: dict[str, str] = {}
    """What the action needs: need → value (`note`, `result`, `unit`, `assignee`, `field`, `severity`,
    `parent`, `rating`, `due` as ISO 8601)."""


class NoteCase(msgspec.Struct, frozen=True, tag="note_case"):
    """Writes an internal or public remark."""

    case_id: str
    text: str
    public: bool = False


class SetCaseData(msgspec.Struct, frozen=True, tag="set_case_data"):
    """Corrects data fields, place or contact of a case; what is not named stays."""

    case_id: str
    values: dict[str, str]
    """Data field ids, or `title`, `text`, `place`, `lat`, `lon`, `area_code`, `reporter`, `phone`,
    `email`."""


class AttachToCase(msgspec.Struct, frozen=True, tag="attach_to_case"):
    """Keeps a photo or document with a case; type and size are checked. The answer is `Made`: its hash."""

    case_id: str
    name: str
    media_type: str
    data: bytes
    public: bool = False
    phase: Literal["", "before", "after"] = ""


# ---- taking out -----------------------------------------------------------------------------------


class ExportCases(msgspec.Struct, frozen=True, tag="export_cases"):
    """Asks for the cases of a query as a spreadsheet, safe from formulas; the answer is `Kept`."""

    query: CaseQuery
    format: Literal["csv", "xlsx"] = "xlsx"
    order: Literal["newest", "oldest", "due", "severity", "changed", "code"] = "newest"


class GetReports(msgspec.Struct, frozen=True, tag="get_reports"):
    """Asks which reports packs bring, and which were made; the answer is `Reports`."""


class MakeReport(msgspec.Struct, frozen=True, tag="make_report"):
    """Makes a report now; the answer is `Kept`."""

    report_id: str
    format: Literal["docx", "pdf"] = "docx"
    start_at: float | None = None
    """None: the last whole period of the report."""
    end_at: float | None = None
    subject: str = ""
    """Case or unit that it is about, where the report is about one."""


CaseRequest = (
    GetCaseKinds
    | FindCases
    | CountCases
    | CountTabs
    | GetCase
    | GetCasePoints
    | GetFigures
    | GetUnits
    | FindPlaces
    | OpenCase
    | ActOnCases
    | NoteCase
    | SetCaseData
    | AttachToCase
    | ExportCases
    | GetReports
    | MakeReport
)

# ---- answers --------------------------------------------------------------------------------------


class CaseKinds(msgspec.Struct, frozen=True, tag="case_kinds"):
    """Answer to `GetCaseKinds`."""

    kinds: tuple[CaseKindInfo, ...]


class CasePage(msgspec.Struct, frozen=True, tag="case_page"):
    """Answer to `FindCases`."""

    rows: tuple[CaseFile, ...]
    """Without notes."""
    n_total: int
    """Exact; -1 where it was not asked for."""
    at: float
    """Instant at which deadlines were judged."""


class CountRow(msgspec.Struct, frozen=True):
    """How many cases have these keys."""

    keys: tuple[str, ...]
    n: int


class CaseCounts(msgspec.Struct, frozen=True, tag="case_counts"):
    """Answer to `CountCases`; in no order."""

    rows: tuple[CountRow, ...]
    n_total: int
    at: float


class TabCounts(msgspec.Struct, frozen=True, tag="tab_counts"):
    """Answer to `CountTabs`, in the order asked."""

    n: tuple[int, ...]
    at: float


class CaseDetail(msgspec.Struct, frozen=True, tag="case_detail"):
    """Answer to `GetCase`."""

    file: CaseFile
    children: tuple[CaseFile, ...]
    """Duplicates of it, oldest first."""
    actions: tuple[str, ...]
    """What the signed-in person may do with it now."""
    correctable: bool = False
    """The signed-in person may correct what it says now (`SetCaseData`)."""


class CasePoints(msgspec.Struct, frozen=True, tag="case_points"):
    """Answer to `GetCasePoints`: columns of equal length."""

    case_ids: tuple[str, ...]
    lat: bytes
    """float64[n], degrees."""
    lon: bytes
    """float64[n], degrees."""
    severity: bytes
    """uint8[n], index into `SEVERITIES`."""
    due: bytes
    """uint8[n]: 0 none, 1 on time, 2 near, 3 overdue, 4 kept, 5 missed."""
    fields: tuple[str, ...]
    n_without: int
    """Cases of the query that have no position."""
    n_total: int


class FigureInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """One figure that a pack declares over its cases."""

    figure_id: str
    name: Text
    kind: str
    """Kind of the cases."""
    unit: str
    """`` (a number of cases), `%`, `h`, `điểm`."""
    explained: Text
    """How it is computed, in one sentence."""
    decimals: int = 0
    good: Literal["", "high", "low"] = ""
    target: float | None = None
    red: float | None = None
    """From here on it is bad (in the direction that `good` says)."""
    mark: str = ""
    """`ck`: threshold or formula still to be verified by a person."""
    source: str = ""
    """Decree or decision that it comes from."""


class FigureCell(msgspec.Struct, frozen=True, omit_defaults=True):
    """One figure, of the whole or of one unit, area, field."""

    figure_id: str
    value: float | None
    """None: not assessed, there is nothing to compute it from."""
    query: CaseQuery
    """Exactly the cases behind it (of a share: its numerator)."""
    n: int
    """How many these are."""
    key: str = ""
    """Value of the dimension."""
    name: str = ""
    """Its name for people."""
    per: CaseQuery | None = None
    """Of a share or mean: the cases that it is computed over."""
    n_per: int = 0


class Figures(msgspec.Struct, frozen=True, tag="figures"):
    """Answer to `GetFigures`, in the order asked; of a dimension, largest value first."""

    infos: tuple[FigureInfo, ...]
    cells: tuple[FigureCell, ...]
    at: float


class Units(msgspec.Struct, frozen=True, tag="units"):
    """Answer to `GetUnits`."""

    units: tuple[UnitInfo, ...]


class FoundPlace(msgspec.Struct, frozen=True, omit_defaults=True):
    """One place, ward or unit that was found."""

    kind: Literal["place", "area", "unit", "former"]
    ref: str
    """Place id, area code or unit id; of a former area the first successor's code."""
    name: str
    remark: str = ""
    """`nay là phường Hải Châu`."""
    lat: float | None = None
    lon: float | None = None


class FoundPlaces(msgspec.Struct, frozen=True, tag="found_places"):
    """Answer to `FindPlaces`, best first."""

    places: tuple[FoundPlace, ...]


class CaseRefusal(msgspec.Struct, frozen=True):
    """Why an action was not done to one case."""

    case_id: str
    reason: Text


class CasesActed(msgspec.Struct, frozen=True, tag="cases_acted"):
    """Answer to `ActOnCases`."""

    done: tuple[str, ...]
    refused: tuple[CaseRefusal, ...]
    journal_seq: int


class ReportInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """One report that a pack brings."""

    report_id: str
    name: Text
    pack_id: str
    period: Literal["day", "week", "month", "quarter", "year", "on_demand"]
    about: Literal["centre", "unit", "case"] = "centre"
    made: tuple[tuple[float, str, str], ...] = ()
    """Made on schedule: instant, file name, hash of the kept bytes; newest first."""


class Reports(msgspec.Struct, frozen=True, tag="reports"):
    """Answer to `GetReports`."""

    reports: tuple[ReportInfo, ...]


CaseAnswer = (
    CaseKinds | CasePage | CaseCounts | TabCounts | CaseDetail | CasePoints | Figures | Units | FoundPlaces
    | CasesActed | Reports
)  # fmt: skip
