"""When a case of the demo city is due by the terms of its pack, as the daemon counts it."""

from __future__ import annotations

from pathlib import Path

from backend.contract.cases import CaseFile
from backend.contract.state import Severity
from backend.demo.working_time import calendar
from backend.domain.cases.spec import CaseKindSpec
from backend.domain.cases.terms import finish_spec, term_of
from backend.domain.deadlines.deadline import start
from backend.usecases.case_kinds import load_case_kinds

USECASES = Path(__file__).parents[4] / "resources" / "usecases"


class DeadlineSheet:
    """The terms of one kind of case."""

    def __init__(self, pack: str, kind: str) -> None:
        """Read them from the pack."""
        self.kind: CaseKindSpec = load_case_kinds(USECASES, [pack]).kinds[kind]

    def due_at(self, field: str, severity: Severity, opened_at: float) -> float:
        """Return when a case has to be settled.

        Args:
            field: its id.
            severity: of the case.
            opened_at: s since epoch.
        """
        file = CaseFile(
            "x", self.kind.id, "x", "x", "waiting", severity, field=field, opened_at=opened_at, changed_at=opened_at
        )  # fmt: skip
        term = term_of(self.kind, file)
        assert term is not None
        spec = finish_spec(self.kind, term)
        assert spec is not None
        return start(spec, opened_at, calendar()).due_at
