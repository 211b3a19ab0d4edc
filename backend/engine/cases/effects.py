"""What a change of a case sets off: journal, duplicates, incidents, messages, procedures; one transaction."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from backend.contract.cases import CaseFile
from backend.domain.cases.change import CaseChange, CaseState, MessageAsk
from backend.domain.messages.drafting import DraftRequest
from backend.engine.cases.addressing import addressees
from backend.engine.cases.kinds import Kind, Kinds
from backend.engine.cases.shelf import Shelf
from backend.engine.work import telling
from backend.procedures.findings import ProcedureRefusedError

if TYPE_CHECKING:
    from backend.engine.work.casework import Casework

log = logging.getLogger(__name__)

ENDED = ("case.closed", "case.deleted")
TURNED = ("case.closed", "case.reopened")
HISTORY_S = 86_400.0
"""A case that a source first tells of so long after its opening belongs to an import: no procedure starts."""


class Effects:
    """Carries out what changes of cases mean for everything else. Lives on the loop, does no reading."""

    def __init__(self, kinds: Kinds, shelf: Shelf, work: Casework) -> None:
        """Connect the parts."""
        self._kinds, self._shelf, self._work = kinds, shelf, work

    def follow(self, change: CaseChange, now: float, more: Mapping[str, object] | None = None) -> None:
        """Keep a changed case and do all that comes of it.

        Args:
            change: what happened.
            now: s since epoch.
            more: for the journal, besides what the change says.
        """
        file = change.state.file
        kind = self._kinds[file.kind]
        self.keep(change.state)
        payload = {**change.payload, **(more or {})}
        self._work.out.note(now, change.actor, change.kind, file.case_id, payload)
        self._count_children(change, now)
        live = kind.rules.live_change(change)
        if live is not None:
            self._work.take_live(live, now)
        if change.kind in TURNED:
            self._settle_children(kind, change, now)
        for ask in change.messages:
            self._tell(ask, change, now)
        if change.kind in ENDED:
            self._remark(change, now)
        if not _is_history(change, now):
            for procedure_id in change.procedures:
                self.start(procedure_id, file.case_id, now)

    def keep(self, state: CaseState) -> None:
        """Keep a case as it is now."""
        self._work.out.cases[state.file.case_id] = self._shelf.put(state)

    def _count_children(self, change: CaseChange, now: float) -> None:
        """Keep the number of duplicates right on both sides of a merger."""
        name, parent = change.state.file.case_id, change.state.file.parent
        before = change.before.file.parent if change.before is not None else ""
        if change.before is None and (there := len(self._shelf.children(name))):
            self._add_children(name, there, now)  # a source told of its duplicates first
        if parent != before:
            self._add_children(before, -1, now)
            self._add_children(parent, 1, now)

    def _add_children(self, case_id: str, n: int, now: float) -> None:
        state = self._shelf.get(case_id) if case_id else None
        if state is not None:
            rules = self._kinds[state.file.kind].rules
            self.keep(rules.child_counted(state, max(0, state.file.n_children + n), now))

    def _settle_children(self, kind: Kind, change: CaseChange, now: float) -> None:
        """Have duplicates end, and begin anew, with the case that they repeat."""
        for child in self._shelf.children(change.state.file.case_id):
            settled = kind.rules.settled_with(change.state, child, now, change.messages)
            if settled is not None:
                self.follow(settled, now)

    # ---- messages ---------------------------------------------------------------------------------

    def _tell(self, ask: MessageAsk, change: CaseChange, now: float) -> None:
        file, work = change.state.file, self._work
        people, words = addressees(ask.to, file, work.setup.messages.contacts, now)
        drafted = []
        if people or words:
            facts = telling.of_case(file, work.setup) | {"text": ask.text or file.result}
            request = DraftRequest(
                # the change's own instant, so that the same words may be sent again by another change
                cause_id=f"{file.case_id}/{change.payload.get('action', change.kind)}/{file.changed_at!r}",
                template_id=ask.template_id,
                to=words,
                people=people,
                fields=telling.fields(facts, now, work.setup.zone),
                severity=file.severity,
                area_code=file.area_code,
                unit_id=file.unit_id,
                incident_id=file.incident_id,
            )
            drafted = work.draft(request, now)
        payload: dict[str, object] = {"template": ask.template_id, "to": list(ask.to)}
        payload["messages"] = [each.message.message_id for each in drafted]
        work.out.note(now, "system", "case.told", file.case_id, payload)

    # ---- procedures -------------------------------------------------------------------------------

    def start(self, procedure_id: str, case_id: str, now: float) -> None:
        """Start a procedure by itself, unless it runs for the case already."""
        state, work = self._shelf.get(case_id), self._work
        if state is None or procedure_id in {run.procedure_id for run in work.runs_for(state.file)}:
            return
        try:
            work.start_run(procedure_id, state.file, "system", now)
        except ProcedureRefusedError as error:
            payload: dict[str, object] = {"procedure": procedure_id, "reason": str(error)}
            work.out.note(now, "system", "procedure.refused", case_id, payload)

    def _remark(self, change: CaseChange, now: float) -> None:
        """Tell the procedures of a case that it has ended without them; they go on all the same."""
        file: CaseFile = change.state.file
        for run in self._work.runs_for(file):
            if run.title != change.actor:
                payload: dict[str, object] = {"case_id": file.case_id, "status": file.status}
                self._work.out.note(now, change.actor, "procedure.case_ended", run.run_id, payload)


def _is_history(change: CaseChange, now: float) -> bool:
    file = change.state.file
    return change.before is None and file.source_id != "" and file.opened_at < now - HISTORY_S
