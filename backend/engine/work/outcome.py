"""What one turn of the work has to write, and what it asks of the alarm book."""

from __future__ import annotations

from collections.abc import Iterable

from backend.contract.work import WorkItem, work_id
from backend.domain.alarms import events as alarm_events
from backend.domain.indicators.figure import FigureRow, PlanRow
from backend.store import CaseRow, Drawing, EntryDraft, KeptBytes, RefusedDraft, WorkRow


class Outcome:
    """Gathers until it is taken: all of it goes into one transaction with its cause."""

    def __init__(self) -> None:
        """Start empty."""
        self.entries: list[EntryDraft] = []
        self.rows: dict[str, WorkRow] = {}
        self.cases: dict[str, CaseRow] = {}
        """Case files by their codes."""
        self.refused: list[RefusedDraft] = []
        """What sources said of cases and their kind does not allow."""
        self.figures: list[FigureRow] = []
        """Versions of indicators' figures."""
        self.plans: list[PlanRow] = []
        self.kept: list[KeptBytes] = []
        self.drawings: list[Drawing] = []
        self.settings: dict[str, str] = {}
        self.alarm_events: list[alarm_events.Event] = []

    def __bool__(self) -> bool:
        """Return whether there is anything to write or to apply."""
        return bool(
            self.entries
            or self.rows
            or self.cases
            or self.refused
            or self.figures
            or self.plans
            or self.kept
            or self.drawings
            or self.settings
            or self.alarm_events
        )

    def note(
        self, now: float, actor: str, kind: str, subject: str, payload: dict[str, object] | None = None
    ) -> None:
        """Add a journal entry."""
        self.entries.append(EntryDraft(now, actor or "system", kind, subject, payload or {}))

    def keep(self, item: WorkItem, state: bytes = b"") -> None:
        """Keep the newest state of a piece of work."""
        self.rows[work_id(item)] = WorkRow(item, state)

    def items(self) -> Iterable[WorkItem]:
        """Return the work that changed."""
        return (row.item for row in self.rows.values())
