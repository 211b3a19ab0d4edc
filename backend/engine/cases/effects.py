"""What a change of a case sets off: journal, duplicates, incidents, messages, procedures; one transaction."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from backend.contract.cases import CaseFile
from backend.domain.cases.change import Actor, CaseChange, CaseState, MessageAsk
from backend.domain.cases.sending import crew_of, subject_of
from backend.domain.messages.drafting import DraftRequest
from backend.engine.cases.addressing import addressees
from backend.engine.cases.engaged import Engaged
from backend.engine.cases.kinds import Kind, Kinds
from backend.engine.cases.shelf import Shelf
from backend.engine.cases.spreading import areas_of
from backend.engine.cases.writing_back import write_back
from backend.engine.work import telling
from backend.procedures.events import CaseMoved
from backend.procedures.findings import ProcedureRefusedError

if TYPE_CHECKING:
    from backend.engine.work.casework import Casework

log = logging.getLogger(__name__)

ENDED = ("case.closed", "case.deleted")
TURNED = ("case.closed", "case.reopened")
SYSTEM = "system"
_SYSTEM = Actor(SYSTEM, SYSTEM)
HISTORY_S = 86_400.0
"""A case that a source first tells of so long after its opening belongs to an import: no procedure starts."""


class Effects:
    """Carries out what changes of cases mean for everything else. Lives on the loop, does no reading."""

    def __init__(self, kinds: Kinds, shelf: Shelf, work: Casework, engaged: Engaged) -> None:
        """Connect the parts."""
        self._kinds, self._shelf, self._work, self._engaged = kinds, shelf, work, engaged

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
        if change.kind == "case.merged" and live is not None and not live.open:
            self._work.repeats(file.case_id, file.parent, change.actor, now)
        if change.kind in TURNED:
            self._settle_children(kind, change, now)
        is_history = _is_history(change, now)
        for ask in change.messages if not is_history else ():
            self._tell(ask, change, now)
        if not is_history:
            write_back(change, self._work, now)
        if change.kind in ENDED:
            self._remark(change, now)
        self._tell_runs(kind, change, now)
        if change.before is None and not is_history:
            self._note_alike(file, now)
        if not is_history:
            self._tell_subject(kind, change, now)
            for procedure_id in change.procedures:
                self.start(procedure_id, file.case_id, now)

    def keep(self, state: CaseState) -> None:
        """Keep a case as it is now."""
        self._engaged.note([state.file])
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
            counted = rules.child_counted(state, max(0, state.file.n_children + n), now)
            self.keep(counted)
            live = rules.live_case(counted)
            if live is not None and live.open:  # it says how many it stands for
                self._work.take_live(live, now)

    def _settle_children(self, kind: Kind, change: CaseChange, now: float) -> None:
        """Have duplicates end, and begin anew, with the case that they repeat."""
        for child in self._shelf.children(change.state.file.case_id):
            settled = kind.rules.settled_with(change.state, child, now, change.messages)
            if settled is not None:
                self.follow(settled, now)

    # ---- what it is about, and what it may repeat ---------------------------------------------------

    def _tell_subject(self, kind: Kind, change: CaseChange, now: float) -> None:
        """Have the incident's story tell of the case, and do to the case that it is about what follows."""
        file, spec = change.state.file, kind.spec
        name = subject_of(spec, file)
        if spec.about and (incident_id := file.incident_id or self._incident_of(name)):
            said = [self._standing(kind, file), str(change.payload.get("note", ""))]
            payload: dict[str, object] = {"case_id": file.case_id, "title": file.title}
            payload |= {"kind_name": {"vi": spec.name.vi, "en": spec.name.en}}
            payload |= {"status": file.status, "text": " — ".join(part for part in said if part)}
            self._work.out.note(now, change.actor, "incident.case", incident_id, payload)
        register = self._work.register
        if name and change.about_action and register is not None:
            actor = Actor(file.case_id, SYSTEM)
            values = {"note": self._standing(kind, file)}
            register.soon(
                name, lambda then: self._act_on_subject(name, change.about_action, values, actor, then)
            )

    def _standing(self, kind: Kind, file: CaseFile) -> str:
        """Return who is on it and how far: `LDD.20261124.003: Xuồng 1, Đang trên đường`."""
        place = self._work.setup.ground.place(crew_of(kind.spec, file))
        words = ([place.name] if place else []) + [kind.statuses[file.status].vi]
        return f"{file.case_id}: {', '.join(words)}"

    def _act_on_subject(
        self, name: str, action: str, values: Mapping[str, str], actor: Actor, now: float
    ) -> None:
        register, state = self._work.register, self._shelf.get(name)
        if register is None or state is None:
            return
        kind = self._kinds[state.file.kind]
        if action in kind.rules.allowed(state, actor):
            register.act_on(name, action, values, actor, now)

    def _incident_of(self, name: str) -> str:
        incident = self._work.incidents.of_member(name) if name else None
        return incident.incident_id if incident is not None else ""

    def _note_alike(self, file: CaseFile, now: float) -> None:
        """Say in a new case which open ones it may repeat; a person merges them, or does not."""
        if file.parent:
            return
        found = self._engaged.alike(file)
        if not found:
            return
        words = "; ".join(f"{each.case_id} ({each.reason.vi})" for each in found)
        state = self._shelf.get(file.case_id)
        if state is not None:
            rules = self._kinds[file.kind].rules
            self.follow(rules.noted(f"Có thể trùng với {words}.", False, state, _SYSTEM, now), now)

    # ---- messages ---------------------------------------------------------------------------------

    def _tell(self, ask: MessageAsk, change: CaseChange, now: float) -> None:
        file, work = change.state.file, self._work
        spec = self._kinds[file.kind].spec
        crew, areas = crew_of(spec, file), areas_of(spec, file)
        people, words = addressees(ask.to, file, work.setup.messages.contacts, now, crew, areas)
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
                area_code=file.area_code or next(iter(areas), ""),
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

    def _tell_runs(self, kind: Kind, change: CaseChange, now: float) -> None:
        """Have the procedures of a case follow it into another status."""
        file, before = change.state.file, change.before
        if before is None or before.file.status == file.status:
            return
        for run in self._work.runs_for(file):
            words = kind.statuses[file.status].vi
            moved = CaseMoved(run.run_id, file.status, words, change.actor)
            try:
                self._work.on_run(moved, now)
            except ProcedureRefusedError:
                continue  # it has ended, or waits for somebody to repair it

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
