"""Reads the reports of packs, `reports/*.yaml`; every fault in one pass."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol, get_args

import msgspec

from backend.contract.document import DocumentError, Fault, Lines, check, read_yaml, unknown_cure
from backend.contract.state import Text
from backend.domain.cases.spec import CaseKindSpec, FigureSpec
from backend.procedures.expressions import ExpressionError, names_in
from backend.reports import case_words, wording
from backend.reports.measured_check import Measured, measured_faults
from backend.reports.spec import Of, ReportSpec, figures_of

PLAIN = ("period", "from", "to", "centre", "today", "unit")
"""Fields of every report."""
PARTS = ("before", "change", "n", "per")
"""Of a figure: `{cr-received.change}`."""
DIMENSIONS = (
    "status", "group", "field", "unit", "area", "source", "severity", "due", "rating", "assignee", "age",
    "day", "week", "month", "finished_day", "finished_month",
)  # fmt: skip


class Reports(msgspec.Struct, frozen=True):
    """Reports of the packs of a centre."""

    specs: dict[str, ReportSpec] = {}
    pack_of: dict[str, str] = {}
    templates: dict[str, bytes] = {}
    """A report's own DOCX, where its pack brings one."""
    in_text: dict[str, tuple[str, ...]] = {}
    """Figures that texts and conditions of a report name."""


class Figured(Protocol):
    """What is known of cases and figures."""

    @property
    def kinds(self) -> Mapping[str, CaseKindSpec]:
        """Return the kinds of cases."""

    @property
    def figures(self) -> Mapping[str, FigureSpec]:
        """Return the figures."""


class PackFolder(Protocol):
    """Where packs lie: a folder, or several as one."""

    def __truediv__(self, name: str, /) -> Path:
        """Return the folder of a pack."""
        ...


def load_reports(
    folder: PackFolder,
    names: Sequence[str],
    known: Figured,
    units: Collection[str] = (),
    measured: Measured | None = None,
) -> Reports:
    """Return the reports of packs.

    Args:
        folder: holds one folder per pack.
        names: of the packs, those that they need included.
        known: kinds of cases and figures of the same packs.
        units: ids of the centre's units; empty: not checked.
        measured: sheets of compliance and kinds of places; None: not checked.

    Raises:
        DocumentError: with every fault of every file.
    """
    faults: list[Fault] = []
    specs: dict[str, ReportSpec] = {}
    pack_of: dict[str, str] = {}
    templates: dict[str, bytes] = {}
    in_text: dict[str, tuple[str, ...]] = {}
    for pack in names:
        for path in sorted((folder / pack / "reports").glob("*.yaml")):
            found = _read(path, faults)
            if found is None:
                continue
            spec, lines = found
            if spec.id in specs:
                cure = f"the pack '{pack_of[spec.id]}' has it already; give each its own id"
                faults.append(lines.fault("id", f"the report '{spec.id}' stands twice", cure))
            checker = _Checker(spec, lines, known, units)
            faults += checker.faults()
            faults += measured_faults(spec, lines, measured)
            specs[spec.id], pack_of[spec.id] = spec, pack
            in_text[spec.id] = tuple(dict.fromkeys(checker.named))
            if (template := path.with_suffix(".docx")).is_file():
                templates[spec.id] = template.read_bytes()
    if faults:
        raise DocumentError(faults)
    return Reports(specs, pack_of, templates, in_text)


def _read(path: Path, faults: list[Fault]) -> tuple[ReportSpec, Lines] | None:
    try:
        data, lines = read_yaml(path.read_text(encoding="utf-8"), str(path))
    except DocumentError as error:
        faults += error.faults
        return None
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(str(path), 0, "", f"cannot be read ({error})", "save it as UTF-8"))
        return None
    spec, found = check(data, ReportSpec, lines)
    faults += found
    if spec is None:
        return None
    if spec.id != path.stem:
        faults.append(lines.fault("id", f"found '{spec.id}'", f"write '{path.stem}', as the file is named"))
    return spec, lines


def case_fields(spec: ReportSpec, known: Figured) -> tuple[str, ...]:
    """Return the fields of a report that are no figures."""
    if spec.about != "case":
        return PLAIN
    kind = known.kinds.get(spec.kind)
    data = [f"data.{each.id}" for each in kind.data] if kind else []
    return (*PLAIN, *(f"case.{name}" for name in case_words.CASE_FIELDS), *data)


def fields_of(report_id: str, reports: Reports, known: Figured) -> tuple[str, ...]:
    """Return every field that is filled when a report is made: what its template may name."""
    spec = reports.specs[report_id]
    figures = dict.fromkeys((*figures_of(spec), *reports.in_text.get(report_id, ())))
    parts = [name for f in figures for name in (f, *(f"{f}.{part}" for part in PARTS))]
    return (*case_fields(spec, known), *parts)


class _Checker:
    """Finds what is wrong with one report, and which figures its texts name."""

    def __init__(self, spec: ReportSpec, lines: Lines, known: Figured, units: Collection[str]) -> None:
        self._spec, self._lines, self._known, self._units = spec, lines, known, units
        self.named: list[str] = []

    def faults(self) -> list[Fault]:
        """Return all of them."""
        return [*self._shape(), *self._figures(), *self._texts(), *self._sections()]

    def _shape(self) -> Iterator[Fault]:
        spec, lines = self._spec, self._lines
        if spec.about == "case" and spec.kind not in self._known.kinds:
            cure = unknown_cure(spec.kind, list(self._known.kinds))
            yield lines.fault("kind", f"found '{spec.kind}'", cure)
        if spec.schedule is None:
            return
        if spec.about == "case" or spec.period == "on_demand":
            cure = "remove 'schedule': a letter about a case, or on demand, is made when somebody asks"
            yield lines.fault("schedule", "it has no period", cure)
        if spec.about == "unit" and not spec.schedule.units:
            yield lines.fault("schedule", "no units", "add 'units: [<unit id>, …]'")
        for i, unit in enumerate(spec.schedule.units):
            if self._units and unit not in self._units:
                cure = unknown_cure(unit, list(self._units))
                yield lines.fault(f"schedule.units[{i}]", f"unknown unit '{unit}'", cure)
        try:
            datetime.time.fromisoformat(spec.schedule.at)
        except ValueError:
            cure = "write a local time such as '07:30', in quotes"
            yield lines.fault("schedule.at", f"found '{spec.schedule.at}'", cure)

    def _figures(self) -> Iterator[Fault]:
        known = list(self._known.figures)
        named = (*figures_of(self._spec), *self._spec.of, *self._spec.template_figures)
        self.named += [figure for figure in self._spec.template_figures if figure in self._known.figures]
        for figure in dict.fromkeys(named):
            if figure not in self._known.figures:
                at = f"of.{figure}" if figure in self._spec.of else "sections"
                yield self._lines.fault(at, f"unknown figure '{figure}'", unknown_cure(figure, known))

    def _texts(self) -> Iterator[Fault]:
        spec = self._spec
        places: list[tuple[str, Text]] = [
            ("title", spec.title),
            ("subject", spec.subject),
            ("to", spec.to),
            *((f"recipients[{i}]", text) for i, text in enumerate(spec.recipients)),
        ]
        for i, section in enumerate(spec.sections):
            places += [
                (f"sections[{i}].heading", section.heading),
                (f"sections[{i}].remarks", section.remarks),
            ]
            places += [(f"sections[{i}].text[{j}]", text) for j, text in enumerate(section.text)]
        for at, text in places:
            for field in wording.fields_in(text.vi):
                yield from self._field(at, field)

    def _field(self, at: str, field: str) -> Iterator[Fault]:
        head, _, part = field.partition(".")
        if head in self._known.figures and (not part or part in PARTS):
            self.named.append(head)
            return
        if field in self._fields():
            return
        if head in self._known.figures:
            yield self._lines.fault(at, f"unknown field '{{{field}}}'", unknown_cure(part, list(PARTS)))
            return
        allowed = [*self._fields(), *self._known.figures]
        yield self._lines.fault(at, f"unknown field '{{{field}}}'", unknown_cure(field, allowed))

    def _fields(self) -> tuple[str, ...]:
        return case_fields(self._spec, self._known)

    def _sections(self) -> Iterator[Fault]:
        for i, section in enumerate(self._spec.sections):
            at = f"sections[{i}]"
            if section.when:
                yield from self._condition(f"{at}.when", section.when)
            for name, by in (
                ("ranking", section.ranking.by if section.ranking else ""),
                ("breakdown", section.breakdown.by if section.breakdown else ""),
            ):
                if by and by not in DIMENSIONS and not by.startswith("data."):
                    yield self._lines.fault(
                        f"{at}.{name}.by", f"found '{by}'", unknown_cure(by, list(DIMENSIONS))
                    )
            if section.cases is None:
                continue
            if bool(section.cases.figure) == (section.cases.where is not None):
                cure = "give 'figure' (the cases behind it) or 'where', one of both"
                yield self._lines.fault(f"{at}.cases", "it is not clear which cases", cure)
            for j, column in enumerate(section.cases.columns):
                if column not in case_words.COLUMNS and not column.startswith("data."):
                    cure = unknown_cure(column, list(case_words.COLUMNS))
                    yield self._lines.fault(f"{at}.cases.columns[{j}]", f"unknown column '{column}'", cure)

    def _condition(self, at: str, text: str) -> Iterator[Fault]:
        variables = {figure.replace("-", "_"): figure for figure in self._known.figures}
        try:
            names = names_in(text)
        except ExpressionError as error:
            yield self._lines.fault(at, f"no condition ({error})", "write CEL such as 'cr_overdue > 0'")
            return
        for name in sorted(names):
            if name in variables:
                self.named.append(variables[name])
            else:
                cure = unknown_cure(name, list(variables))
                yield self._lines.fault(at, f"unknown figure '{name}'", cure)


def of_default(spec: ReportSpec, figure: str, known: Figured) -> Of:
    """Return which instant of its cases a report's period narrows a figure by.

    A figure with a period of its own is not narrowed once more.
    """
    if figure in spec.of:
        return spec.of[figure]
    declared = known.figures.get(figure)
    if declared is None or declared.period:
        return "now"
    return declared.period_of if declared.period_of in get_args(Of) else "opened"
