"""Says what keeps a drawn procedure from running, element by element, before anybody relies on it."""

from __future__ import annotations

from backend.contract.work import Finding
from backend.procedures.drawing import Drawing
from backend.procedures.findings import ProcedureError
from backend.procedures.known import Known
from backend.procedures.lint_approvals import approvals
from backend.procedures.lint_events import events
from backend.procedures.lint_shape import shape
from backend.procedures.lint_steps import steps
from backend.procedures.lint_terms import terms
from backend.procedures.markup import read_markup
from backend.procedures.paths import Paths
from backend.procedures.reading import read_drawing
from backend.procedures.specs import build_specs


def lint(xml: bytes, known: Known | None = None) -> tuple[Finding, ...]:
    """Return everything that is wrong with a drawing; empty, or only warnings: it runs.

    Args:
        xml: a BPMN 2.0 file.
        known: names of the centre that it may use; None: names are not checked.
    """
    try:
        root = read_markup(xml)
        drawing = read_drawing(root)
    except ProcedureError as error:
        return error.findings
    found = judge(drawing, known)
    if any(finding.level == "error" for finding in found):
        return found
    try:
        build_specs(root, drawing)
    except ProcedureError as error:
        return error.findings + found
    return found


def judge(drawing: Drawing, known: Known | None) -> tuple[Finding, ...]:
    """Return everything that is wrong with a drawing that could be read, errors first."""
    paths = Paths(drawing)
    found = [
        *shape(drawing, paths),
        *events(drawing),
        *steps(drawing, known),
        *terms(drawing, known),
        *approvals(drawing, paths),
    ]
    return tuple(sorted(found, key=lambda finding: finding.level != "error"))
