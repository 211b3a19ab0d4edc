"""What a report is, as a pack's `reports/<id>.yaml` says it."""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.cases import CaseQuery
from backend.contract.state import Text
from backend.reports.measured_spec import ComplianceSpec, SeriesSpec
from backend.reports.periods import PeriodKind

Of = Literal["opened", "finished", "due", "now"]
"""Which instant of a case must lie in the report's period; `now`: none, as it stands at the period's end."""
Order = Literal["newest", "oldest", "due", "severity", "changed", "code"]


class RankingSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table with a row for each unit, area or field."""

    figures: tuple[str, ...]
    """Columns; the first one ranks, the best first as its `good` says, else the largest."""
    by: str = "unit"
    limit: int = 0
    """0: all rows."""


class TrendSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A chart of figures over time."""

    figures: tuple[str, ...]
    by: Literal["day", "week", "month"] = "day"
    title: Text = Text("")


class BreakdownSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A chart of one figure by a dimension."""

    figure: str
    by: str
    limit: int = 12
    title: Text = Text("")


class MapSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A map: wards coloured by a figure, its cases as points."""

    figure: str
    points: bool = True
    title: Text = Text("")


class CasesSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list of cases: those behind a figure, or of a query."""

    figure: str = ""
    where: CaseQuery | None = None
    order: Order = "due"
    limit: int = 50
    columns: tuple[str, ...] = ("case_id", "title", "unit", "due", "late")


class SectionSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part of a report; what is given appears in this order."""

    heading: Text = Text("")
    when: str = ""
    """CEL over figures (their ids with `_` for `-`); empty: always."""
    text: tuple[Text, ...] = ()
    """Paragraphs with fields in braces."""
    figures: tuple[str, ...] = ()
    """Rows of a table with the period before."""
    ranking: RankingSpec | None = None
    trend: TrendSpec | None = None
    breakdown: BreakdownSpec | None = None
    map: MapSpec | None = None
    cases: CasesSpec | None = None
    compliance: ComplianceSpec | None = None
    series: SeriesSpec | None = None
    remarks: Text = Text("")
    """Left open for a person: what they are asked to write."""


class ScheduleSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When it is made without being asked for: on the first day after each period."""

    at: str = "07:00"
    """Local time."""
    formats: tuple[Literal["docx", "pdf"], ...] = ("docx", "pdf")
    units: tuple[str, ...] = ()
    """Of a report about a unit: for which ones."""


class SignatureSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who signs."""

    title: Text
    """`GIÁM ĐỐC`, `KT. GIÁM ĐỐC`."""
    name: str = ""


class ReportSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One report."""

    id: str
    name: Text
    period: PeriodKind = "month"
    about: Literal["centre", "unit", "case"] = "centre"
    kind: str = ""
    """Kind of cases; needed where it is about a case."""
    code: str = "BC"
    """Kind of document in its number: `BC`, `TB`, `PXL`."""
    title: Text = Text("Báo cáo")
    """Printed large: `BÁO CÁO`."""
    subject: Text = Text("")
    """Below it, with fields: `Công tác tiếp nhận, xử lý phản ánh hiện trường {period}`."""
    to: Text = Text("")
    """`Kính gửi`, with fields."""
    of: dict[str, Of] = {}
    """Figure to the instant that counts; those not named: when the case was opened."""
    sections: tuple[SectionSpec, ...] = ()
    template_figures: tuple[str, ...] = ()
    """Figures that only the pack's own DOCX (`reports/<id>.docx`) names."""
    signature: SignatureSpec
    recipients: tuple[Text, ...] = ()
    """`Nơi nhận`; the archive's line is added."""
    schedule: ScheduleSpec | None = None
    source: str = ""
    """Law or decision that asks for it."""
    mark: Literal["", "seen", "ck"] = ""


class Want(msgspec.Struct, frozen=True):
    """Figures that a report needs, by one dimension."""

    figure: str
    by: str = ""

    @property
    def key(self) -> str:
        """Return the name under which its cells are kept."""
        return f"{self.figure}|{self.by}"


def dimension(by: str, of: Of) -> str:
    """Return the dimension of a trend: days of opening or of finishing."""
    return f"finished_{by}" if of == "finished" and by in ("day", "month") else by


def figures_of(spec: ReportSpec) -> list[str]:
    """Return every figure that tables, charts, maps and lists of a report name, each once."""
    found: list[str] = []
    for section in spec.sections:
        found += section.figures
        found += section.ranking.figures if section.ranking else ()
        found += section.trend.figures if section.trend else ()
        found += [section.breakdown.figure] if section.breakdown else []
        found += [section.map.figure] if section.map else []
        found += [section.cases.figure] if section.cases and section.cases.figure else []
    return list(dict.fromkeys(found))


def wants(spec: ReportSpec, in_text: tuple[str, ...]) -> list[Want]:
    """Return everything that must be computed; `in_text` are the figures of texts and conditions."""
    found = [Want(figure) for figure in (*figures_of(spec), *in_text)]
    for section in spec.sections:
        if section.ranking:
            found += [Want(figure, section.ranking.by) for figure in section.ranking.figures]
        if section.trend:
            found += [
                Want(figure, dimension(section.trend.by, spec.of.get(figure, "opened")))
                for figure in section.trend.figures
            ]
        if section.breakdown:
            found.append(Want(section.breakdown.figure, section.breakdown.by))
        if section.map:
            found.append(Want(section.map.figure, "area"))
    return list(dict.fromkeys(found))
