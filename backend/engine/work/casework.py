"""All work of the centre on one desk: what alarms and cases set off, what people do, what time brings.

Lives on the daemon's loop and does no input or output. Whatever changes is gathered in an `Outcome`, which
the pipeline writes in the same transaction as its cause.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from backend.contract.cases import CaseFile
from backend.contract.state import Alarm
from backend.contract.work import Case, Handover, Incident, Ladder, Message, Run
from backend.domain.alarms import events as alarm_events
from backend.domain.alarms.events import AlarmChange
from backend.domain.cases.update import CaseUpdate
from backend.domain.incidents import events as incident_events
from backend.domain.incidents.book import IncidentBook
from backend.domain.incidents.cases import CaseBook
from backend.domain.messages.book import MessageBook
from backend.domain.messages.delivery import Incoming, MessageChange, Receipt
from backend.domain.messages.drafting import DraftRequest
from backend.domain.messages.ladder import LadderBook, LadderCause, LadderChange, RunningLadder
from backend.domain.messages.ladder_spec import LadderSpec
from backend.domain.numbering import DailyNumbers
from backend.engine.cases.register import Register
from backend.engine.cases.replying import take_reply
from backend.engine.work import acting, telling
from backend.engine.work.around import position_of
from backend.engine.work.floods import FloodWatch
from backend.engine.work.outcome import Outcome
from backend.engine.work.setup import WorkSetup
from backend.procedures import events as run_events
from backend.procedures.findings import ProcedureRefusedError
from backend.procedures.runs import Procedures
from backend.store import WorkRow

if TYPE_CHECKING:
    from backend.engine.resources import Resources

UNLISTED = "không còn trong danh sách của nguồn"
"""Status of a case that its source no longer lists."""
LATE_LADDER = "buoc-qua-han"
"""Ladder that starts when a step is late or skipped, where the centre has one of that id."""


class Casework:
    """Incidents, procedures, messages and ladders, and how one sets off the other."""

    def __init__(self, setup: WorkSetup, find_alarm: Callable[[str], Alarm | None]) -> None:
        """Start with no work.

        Args:
            setup: what packs and centre say.
            find_alarm: any alarm by its id.
        """
        self.setup = setup
        self.cases = CaseBook()
        self.incidents = IncidentBook(setup.correlations, setup.ground, setup.zone, self._find(find_alarm))
        self.procedures = Procedures(
            setup.library, setup.calendars.due_after, setup.calendars.working_between
        )
        self.ladders = LadderBook(setup.messages.contacts, setup.wards.within)
        self.messages = MessageBook(setup.messages, self.ladders.stopped)
        self.handovers: dict[str, Handover] = {}
        self.silenced: dict[str, float] = {}
        """Desk → when it sounds again, s since epoch."""
        self.out = Outcome()
        self.register: Register | None = None
        """Case files of the kinds that packs declare; it puts itself here."""
        self.resources: Resources | None = None
        """Crews that can be sent; set where there are any."""
        self._alarm = find_alarm
        self._floods = FloodWatch(setup.names)
        self._run_ids = DailyNumbers("QT", setup.zone)
        self._due_at: float | None = None
        """When `tick` is to be called next; None: must be worked out anew."""

    def _find(self, find_alarm: Callable[[str], Alarm | None]) -> Callable[[str], Alarm | Case | None]:
        return lambda ref: find_alarm(ref) or self.cases.get(ref)

    def restore(self, rows: Sequence[WorkRow], alarms: Sequence[Alarm], now: float) -> None:
        """Take over what was stored before a restart.

        Args:
            rows: what goes on, and what ended in the last days, for numbers, late reports and replies.
            alarms: as the alarm book has them.
            now: s since epoch.
        """
        items = [row.item for row in rows]
        cases = [item for item in items if isinstance(item, Case)]
        self.cases.restore(cases)
        self.incidents.restore([i for i in items if isinstance(i, Incident)], alarms, cases)
        self._run_ids.restore(i.run_id for i in items if isinstance(i, Run))
        self.ladders.restore(_ladder(row) for row in rows if isinstance(row.item, Ladder))
        self.messages.restore([i for i in items if isinstance(i, Message)], now)
        self.handovers = {i.handover_id: i for i in items if isinstance(i, Handover)}
        runs = [(row.item, row.state) for row in rows if isinstance(row.item, Run)]
        self._take_runs(self.procedures.restore(runs), now)
        for act in self.procedures.pending_acts():
            self._act(act, now)
        self._take_messages(self.messages.tick(now), now)

    # ---- what happens -----------------------------------------------------------------------------

    def digest(self, changes: Sequence[AlarmChange], now: float) -> None:
        """Take what changed at alarms."""
        for change in changes:
            self._take_incidents(self.incidents.alarm_changed(change.alarm, now), now)
            self._climb(change, now)
            self._start_of_rule(change, now)
            report = self._floods.take(change, now)
            if report is not None:
                self.out.note(now, "system", "desk.flood_report", change.alarm.alarm_id, report)

    def holding(self, updates: Iterable[CaseUpdate]) -> AbstractAsyncContextManager[None]:
        """Have what `take_updates` needs to know of these cases read, until the block ends."""
        if self.register is None:
            return nullcontext()
        return self.register.holding(self.register.declared(updates), families=True)

    def take_updates(self, updates: Iterable[CaseUpdate], now: float) -> None:
        """Take what sources say of cases: kinds that packs declare go into the register."""
        for update in updates:
            if self.register is not None and update.case.kind in self.register.kinds:
                self.register.take(update, now)
            else:
                self.take_cases([update.case], now)

    def take_cases(self, cases: Iterable[Case], now: float) -> None:
        """Take cases that came in; one that is known already, or older, changes nothing."""
        for case in cases:
            before = self.cases.get(case.case_id)
            new = self.take_live(case, now)
            if new is not None:
                kind = "case.opened" if before is None else "case.changed" if new.open else "case.closed"
                payload = {"title": new.title.vi, "status": new.status, "severity": new.severity}
                self.out.note(now, new.source_id, kind, new.case_id, dict(payload))

    def listed_all(self, source_id: str, kind: str, case_ids: frozenset[str], now: float) -> None:
        """Have the cases of a source end that it no longer lists among its open ones."""
        if self.register is not None and kind in self.register.kinds:
            return  # a register's case ends by its own status only
        gone = [
            case
            for case in self.cases.open_cases()
            if (case.source_id, case.kind) == (source_id, kind) and case.case_id not in case_ids
        ]
        self.take_cases([replace(case, open=False, changed_at=now, status=UNLISTED) for case in gone], now)

    def take_live(self, case: Case, now: float) -> Case | None:
        """Have a case in the live state, where incidents meet it; return it if that is news."""
        new = self.cases.apply(case)
        if new is not None:
            self.out.keep(new)
            self._take_incidents(self.incidents.case_changed(new, now), now)
        return new

    def repeats(self, case_id: str, kept: str, who: str, now: float) -> None:
        """Have the case that another one was merged into stand for both in incidents."""
        event = incident_events.Repeat(ref=case_id, kept=kept, who=who)
        self._take_incidents(self.incidents.apply(event, now), now)

    def tick(self, now: float) -> None:
        """Do what time brings."""
        if now < self.next_due():
            return
        self._due_at = None
        self._take_runs(self.procedures.tick(now), now)
        self._take_ladders(self.ladders.tick(now), now)
        self._take_messages(self.messages.tick(now), now)

    def next_due(self) -> float:
        """Return when `tick` is to be called next, s since epoch; infinite if nothing waits for time."""
        if self._due_at is None:
            dues = (self.procedures.next_due(), self.ladders.next_due(), self.messages.next_due())
            self._due_at = min((due for due in dues if due is not None), default=math.inf)
        return self._due_at

    # ---- what people do ---------------------------------------------------------------------------

    def alarm(self, alarm_id: str) -> Alarm | None:
        """Return one alarm as it is now."""
        return self._alarm(alarm_id)

    def on_incident(self, event: incident_events.Event, now: float) -> Incident:
        """Apply an action on incidents and return the incident that it opened, else the one that it is about.

        Raises:
            IncidentRefusedError: not allowed; says why.
        """
        changes = self.incidents.apply(event, now)
        self._take_incidents(changes, now)
        opened = (change.incident for change in changes if change.kind == incident_events.OPENED)
        return next(opened, changes[0].incident)

    def close_by_hand(self, event: incident_events.Close, now: float) -> None:
        """Close an incident as a person asks.

        Raises:
            IncidentRefusedError: a procedure of it still runs.
        """
        running = self.runs_of(event.incident_id)
        if running:
            raise incident_events.IncidentRefusedError(
                f"Sự cố {event.incident_id} còn {len(running)} quy trình đang chạy, đầu tiên là "
                f"{running[0].title} ({running[0].run_id}). Hãy làm cho xong, hoặc nhờ trưởng ca hủy.",
                f"{event.incident_id} has {len(running)} procedures that still run, the first: "
                f"{running[0].title} ({running[0].run_id}); finish them, or have the supervisor cancel them",
            )
        self.on_incident(event, now)

    def on_run(self, event: run_events.Event, now: float) -> None:
        """Apply what happens to a procedure.

        Raises:
            ProcedureRefusedError: not allowed; says why.
        """
        self._take_runs(self.procedures.apply(event, now), now)

    def start_run(
        self, procedure_id: str, about: Incident | Alarm | CaseFile | None, started_by: str, now: float
    ) -> str:
        """Start a procedure for an incident, an alarm or a case (that is held), and return its id.

        Raises:
            ProcedureRefusedError: there is no such procedure, or it cannot run.
        """
        run_id = self._run_ids.next(now)
        variables = telling.variables(about, self.setup, self._alarm)
        incident = self.incidents.get(about.incident_id) if about is not None else None
        start = run_events.Start(
            procedure_id=procedure_id,
            run_id=run_id,
            incident_id=incident.incident_id if incident is not None and incident.open else "",
            alarm_id=about.alarm_id if isinstance(about, Alarm) else str(variables.get("alarm_id", "")),
            case_id=about.case_id if isinstance(about, CaseFile) else "",
            started_by=started_by,
            variables=variables,
        )
        self._take_runs(self.procedures.apply(start, now), now)
        if start.case_id and self.register is not None:
            self.register.ran(start.case_id, run_id, now)
        if start.incident_id:
            self._take_incidents(
                self.incidents.apply(
                    incident_events.AttachRun(incident_id=start.incident_id, run_id=run_id), now
                ),
                now,
            )
        return run_id

    def runs_of(self, incident_id: str) -> list[Run]:
        """Return the procedures of an incident that go on."""
        return [run for run in self.procedures.open_runs() if run.incident_id == incident_id]

    def runs_for(self, file: CaseFile) -> list[Run]:
        """Return the procedures of a case that go on."""
        runs = (self.procedures.get(run_id) for run_id in file.run_ids)
        return [run for run in runs if run is not None and run.open]

    def act_late(self, act: run_events.Act, now: float) -> None:
        """Carry out an act whose case has been read meanwhile; one whose step has ended is done with."""
        waiting = {pending.key for pending in self.procedures.pending_acts()}
        if act.key in waiting:
            self._act(act, now, read=True)

    def keep_handover(
        self, handover: Handover, kind: str, actor: str, payload: dict[str, object], now: float
    ) -> None:
        """Keep a handover as it is now."""
        self.handovers[handover.handover_id] = handover
        self.out.keep(handover)
        self.out.note(now, actor, kind, handover.handover_id, payload)

    # ---- messages ---------------------------------------------------------------------------------

    def draft(self, request: DraftRequest, now: float) -> list[MessageChange]:
        """Make messages; they leave after the commit."""
        changes = self.messages.draft(request, now)
        self._take_messages(changes, now)
        return changes

    def post(self, message: Message, now: float) -> None:
        """Keep a message that is ready as it is; one with a known key is not kept twice."""
        self._take_messages(self.messages.post(message, now), now)

    def switch_channel(self, channel_id: str, enabled: bool, now: float) -> None:
        """Switch a channel on or off; messages of one that is off go by other channels."""
        self.setup.switch_channel(channel_id, enabled)
        self.messages.refit(self.setup.messages)
        self._take_messages(self.messages.tick(now), now)

    def taken(self, message_id: str, now: float) -> Message | None:
        """Return a message that may leave now; None if it may not (any more)."""
        changes = self.messages.taken(message_id, now)
        self._take_messages(changes, now)
        return next((c.message for c in changes if c.kind == "message.taken"), None)

    def receipt(self, message_id: str, receipt: Receipt, now: float) -> None:
        """Take what a channel said of one try."""
        self._take_messages(self.messages.receipt(message_id, receipt, now), now)

    def incoming(self, channel_id: str, note: Incoming, now: float) -> None:
        """Take what came back by a channel."""
        self._take_messages(self.messages.incoming(channel_id, note, now), now)

    # ---- how one sets off the other ---------------------------------------------------------------

    def _take_incidents(self, changes: Sequence[incident_events.IncidentChange], now: float) -> None:
        for change in changes:
            incident = change.incident
            self.out.keep(incident)
            if change.kind in incident_events.JOURNALLED:
                self.out.note(now, change.actor, change.kind, incident.incident_id, change.payload)
            if change.kind in _BINDING:
                self._bind(incident)
            if incident.state == "merged":
                self._take_runs(self.procedures.rebind(incident.incident_id, incident.merged_into, now), now)
            if change.kind == incident_events.CLOSED:
                self._close(incident, now)
            for procedure_id, case_id in zip(change.procedures, change.cases, strict=True):
                self._start_by_itself(procedure_id, incident, case_id, now)

    def _start_by_itself(self, procedure_id: str, incident: Incident, case_id: str, now: float) -> None:
        """Start a procedure of an incident; one that a case of the register starts is about that case."""
        current = self.incidents.get(incident.incident_id) or incident
        register, case = self.register, self.cases.get(case_id)
        if register is None or case is None or case.kind not in register.kinds:
            self._try_to_start(procedure_id, current, incident.incident_id, now)
            return

        def start(then: float) -> None:
            about = register.held(case_id) or current
            self._try_to_start(procedure_id, about, incident.incident_id, then)

        register.soon(case_id, start)

    def _start_of_rule(self, change: AlarmChange, now: float) -> None:
        """Start the procedure of an alarm whose rule wants it; one that still runs for it goes on."""
        alarm = change.alarm
        if change.kind != alarm_events.RAISED or alarm.rule_id not in self.setup.starting_rules:
            return
        if not any(run.alarm_id == alarm.alarm_id for run in self.procedures.open_runs()):
            self._try_to_start(alarm.procedure, alarm, alarm.alarm_id, now)

    def _try_to_start(
        self, procedure_id: str, about: Incident | Alarm | CaseFile, subject: str, now: float
    ) -> None:
        try:
            self.start_run(procedure_id, about, "system", now)
        except ProcedureRefusedError as error:
            payload = {"procedure": procedure_id, "reason": str(error)}
            self.out.note(now, "system", "procedure.refused", subject, dict(payload))

    def _bind(self, incident: Incident) -> None:
        """Have the alarm book know which of its alarms belong to an incident."""
        if incident.state != "open":
            return
        for member in incident.members:
            if member.kind == "case":
                self._bind_case(member.ref, incident.incident_id)
            alarm = self._alarm(member.ref) if member.kind == "alarm" else None
            if alarm is not None and alarm.incident_id != incident.incident_id and alarm.operator != "none":
                bind = alarm_events.Bind(alarm_id=member.ref, incident_id=incident.incident_id)
                self.out.alarm_events.append(bind)

    def _bind_case(self, case_id: str, incident_id: str) -> None:
        case = self.cases.get(case_id)
        if case is not None and self.register is not None and case.kind in self.register.kinds:
            self.register.bind(case_id, incident_id)

    def _close(self, incident: Incident, now: float) -> None:
        for member in incident.members:
            if member.kind == "alarm":
                close = alarm_events.Close(
                    alarm_id=member.ref, who=incident.closed_by, reason=incident.close_reason
                )
                self.out.alarm_events.append(close)
        self.answer(incident.incident_id, incident.closed_by, now)

    def _take_runs(self, changes: Sequence[run_events.ProcedureChange], now: float) -> None:
        self._due_at = None
        for change in changes:
            self.out.keep(change.run, change.state)
            payload: dict[str, object] = {**change.payload, "title": change.run.title}
            payload["incident_id"] = change.run.incident_id
            self.out.note(now, change.actor, change.kind, change.run.run_id, payload)
            self._mind_step(change, now)
        for change in changes:
            for act in change.commands:
                self._act(act, now)

    def _act(self, act: run_events.Act, now: float, *, read: bool = False) -> None:
        """Carry out what a procedure asks for; its result goes into the same transaction."""
        result = acting.carry_out(self, act, now, read=read)
        if result is not None:
            self._take_runs(self.procedures.apply(result, now), now)

    def _mind_step(self, change: run_events.ProcedureChange, now: float) -> None:
        """Tell the supervisor of a step that is late, left out or broken, until somebody has done it."""
        run, step_id = change.run, str(change.payload.get("step_id", ""))
        step = next((step for step in run.steps if step.step_id == step_id), None)
        if step is None:
            return
        handled = step.state == "failed" and step.closed_at is not None  # the drawing says what then
        if change.kind not in _SUPERVISED or handled:
            self.answer(telling.step_subject(run.run_id, step_id), change.actor, now)
            return
        spec = self.setup.ladders.get(LATE_LADDER)
        if spec is not None:
            incident = self.incidents.get(run.incident_id) if run.incident_id else None
            about = telling.variables(incident, self.setup, self._alarm)
            facts = telling.fields(about, now, self.setup.zone)
            cause = telling.step_cause(spec, run, step, facts, self.setup.zone)
            self.climb(spec, replace(cause, position=position_of(about)), now)

    def _climb(self, change: AlarmChange, now: float) -> None:
        """Start or stop the ladder of an alarm."""
        alarm = change.alarm
        if not (alarm.operator == "unacknowledged" and alarm.active):
            self.answer(alarm.alarm_id, alarm.owner or change.actor, now)
            return
        spec = self.setup.ladder_of(alarm)
        if spec is not None and change.kind in _ASKING:
            self.climb(spec, telling.alarm_cause(spec, alarm, self.setup, now), now)

    def climb(self, spec: LadderSpec, cause: LadderCause, now: float) -> None:
        """Start an escalation; one that was started already goes on as it is."""
        self._take_ladders(self.ladders.start(spec, cause, now), now)

    def answer(self, subject: str, who: str, now: float) -> None:
        """Stop every escalation that waits for `subject`: from now on none of its messages leaves."""
        changes = self.ladders.answered(subject, who, now)
        self._take_ladders(changes, now)
        for change in changes:
            self._take_messages(self.messages.cancel_ladder(change.running.ladder.ladder_id, who, now), now)

    def _take_ladders(self, changes: Sequence[LadderChange], now: float) -> None:
        if changes:
            self._due_at = None
        for change in changes:
            ladder = change.running.ladder
            self.out.keep(ladder, msgspec.msgpack.encode(change.running))
            payload = {"title": ladder.title, "about": ladder.subject, "incident_id": ladder.incident_id}
            self.out.note(now, change.actor, change.kind, ladder.ladder_id, dict(payload))
            for request in change.requests:
                self.draft(request, now)

    def _take_messages(self, changes: Sequence[MessageChange], now: float) -> None:
        if changes:
            self._due_at = None
        for change in changes:
            message = change.message
            self.out.keep(message)
            if change.kind != "message.taken":
                payload: dict[str, object] = {"to": message.to_name, "channel": message.channel}
                payload |= {"incident_id": message.incident_id, **change.payload}
                self.out.note(now, change.actor, change.kind, message.message_id, payload)
            self._answer_act(change, now)
            alarm_event = self.setup.outage.after(change, now)
            if alarm_event is not None:
                self.out.alarm_events.append(alarm_event)

    def _answer_act(self, change: MessageChange, now: float) -> None:
        """Tell a procedure what became of the message that one of its steps waits for."""
        result = acting.result_of(self, change)
        if result is not None:
            self._take_runs(self.procedures.apply(result, now), now)
        if change.kind == "message.reply":
            take_reply(self, change, now)
        if change.kind == "message.reply" and change.message.run_id:
            run_id, payload = change.message.run_id, dict(change.payload)
            arrived = run_events.MessageArrived("reply", run_id, payload)
            try:
                self._take_runs(self.procedures.apply(arrived, now), now)
            except ProcedureRefusedError:
                return  # it has ended meanwhile: the reply stands in the timeline all the same


_ASKING = frozenset(
    {alarm_events.RAISED, alarm_events.ESCALATED, alarm_events.REOPENED, alarm_events.RELEASED}
)
_BINDING = frozenset(
    {incident_events.OPENED, incident_events.JOINED, incident_events.MERGED, incident_events.SPLIT}
)
_SUPERVISED = frozenset({"step.late", "step.skipped", "step.failed"})
_decode_ladder = msgspec.msgpack.Decoder(RunningLadder).decode


def _ladder(row: WorkRow) -> RunningLadder:
    return _decode_ladder(row.state)
