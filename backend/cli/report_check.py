"""Checks the reports of packs for `toancanh check`: their YAML, and the tags of their own DOCX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backend.contract.document import DocumentError, Fault, unknown_cure
from backend.engine.centre import LoadedCentre
from backend.reports.loading import Reports, fields_of, load_reports
from backend.reports.measured_check import Measured
from backend.usecases.case_kinds import CaseKinds, load_case_kinds
from backend.usecases.compliance_sheets import load_compliance
from backend.usecases.packs import load_packs
from backend.usecases.shelf import PackFolder


def check_reports(packs: PackFolder, names: Sequence[str], loaded: LoadedCentre | None = None) -> list[Fault]:
    """Return the faults of reports.

    Args:
        packs: holds one folder per pack.
        names: of the packs.
        loaded: a centre whose units a schedule must name; None: units are not checked.
    """
    try:
        known = load_case_kinds(packs, names)
    except DocumentError:
        return []  # its faults are told elsewhere; each report would repeat them
    units = [unit.id for unit in loaded.units] if loaded is not None else []
    try:
        reports = load_reports(packs, names, known, units, _measured(packs, names))
    except DocumentError as error:
        return error.faults
    return list(_tag_faults(packs, reports, known))


def _measured(packs: PackFolder, names: Sequence[str]) -> Measured | None:
    """Return what reports may say of measurements; None where the packs have faults, told elsewhere."""
    try:
        loaded = load_packs(packs, names)
        return Measured(load_compliance(packs, loaded), loaded.place_metrics)
    except DocumentError:
        return None


def _tag_faults(packs: PackFolder, reports: Reports, known: CaseKinds) -> Iterator[Fault]:
    from backend.reports.template import TemplateError, tag_of, unknown_tags

    for report_id, template in reports.templates.items():
        path = packs / reports.pack_of[report_id] / "reports" / f"{report_id}.docx"
        fields = fields_of(report_id, reports, known)
        try:
            unknown = unknown_tags(template, fields)
        except TemplateError as error:
            yield Fault(str(path), 0, "", str(error), "save it as DOCX with {{ tag }}s")
            continue
        for tag in unknown:
            cure = unknown_cure(tag, [tag_of(field) for field in fields])
            yield Fault(str(path), 0, tag, f"unknown tag '{{{{ {tag} }}}}'", cure)
