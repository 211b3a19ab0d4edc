"""What a file of procedures is worth, in one row: is it read, does it run, why not."""

from __future__ import annotations

import msgspec

from backend.contract.work import Finding
from backend.procedures.findings import ProcedureError
from backend.procedures.known import Known
from backend.procedures.lint import lint
from backend.procedures.markup import read_markup
from backend.procedures.reading import read_drawing


class FileReport(msgspec.Struct, frozen=True):
    """One file."""

    file: str
    procedure_id: str
    """Empty where the file cannot be read."""
    title: str
    imports: bool
    """It is read: elements, flows and lanes are known."""
    runs: bool
    n_elements: int
    findings: tuple[Finding, ...]
    """Errors first: why it does not run; then warnings."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return why it does not run."""
        return tuple(found for found in self.findings if found.level == "error")


def examine(file: str, xml: bytes, known: Known | None = None) -> FileReport:
    """Return the report on a file."""
    findings = lint(xml, known)
    try:
        drawing = read_drawing(read_markup(xml))
    except ProcedureError:
        return FileReport(file, "", "", False, False, 0, findings)
    runs = not any(found.level == "error" for found in findings)
    return FileReport(file, drawing.process_id, drawing.title, True, runs, len(drawing.elements), findings)
