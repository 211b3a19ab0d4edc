"""All running procedures: an event goes in, changes come out; time is an argument."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

import msgspec

from backend.contract.work import MoveRow, Run
from backend.procedures.clockwork import DueAfter, WorkingBetween
from backend.procedures.events import (
    Act,
    ActionDone,
    ActionFailed,
    AddEvidence,
    Cancel,
    CaseMoved,
    DoStep,
    Event,
    MessageArrived,
    MoveRun,
    ProcedureChange,
    Retry,
    SignalRaised,
    Start,
)
from backend.procedures.findings import ProcedureRefusedError
from backend.procedures.instance import Instance, Times
from backend.procedures.known import START_VARIABLES
from backend.procedures.library import Library
from backend.procedures.model import ProcedureModel
from backend.procedures.moving import moved, obstacle
from backend.procedures.reviving import Broken, revive

MAX_ENDED = 500
"""Ended runs that are remembered, so that a late event is answered in words."""
MAX_ECHOES = 500
"""Messages and signals from run to run after one event."""


class Procedures:
    """The running procedures of a centre."""

    def __init__(self, library: Library, due_after: DueAfter, working_between: WorkingBetween) -> None:
        self.library = library
        self._times = Times(due_after=due_after, working_between=working_between)
        self._open: dict[str, Instance] = {}
        self._broken: dict[str, Broken] = {}
        self._ended: dict[str, Run] = {}
        self._due: dict[str, float] = {}
        self._unsaid: list[ProcedureChange] = []
        """What time did just before a refused event."""

    # ---- what happens ----------------------------------------------------------------------------

    def start(self, event: Start, now: float) -> list[ProcedureChange]:
        """Start a procedure.

        Raises:
            ProcedureRefusedError: there is no such procedure, or the run exists.
        """
        if self.get(event.run_id) is not None:
            raise ProcedureRefusedError(
                f"Mã {event.run_id} đã có.", f"Run {event.run_id} exists already; choose another id."
            )
        model = self._model(event.procedure_id, event.version)
        called = self.library.called(model)
        run = Run(
            run_id=event.run_id,
            procedure_id=model.procedure_id,
            title=model.title,
            version=model.version,
            state="running",
            started_at=now,
            changed_at=now,
            steps=(),
            incident_id=event.incident_id,
            alarm_id=event.alarm_id,
            case_id=event.case_id,
            started_by=event.started_by,
        )
        instance = Instance(model, called, self._times, run)
        given = {"incident_id": event.incident_id, "alarm_id": event.alarm_id, "case_id": event.case_id}
        given |= event.variables
        instance.start(dict.fromkeys(START_VARIABLES, "") | given, now)
        self._open[event.run_id] = instance
        return self._settle([instance], now)

    def apply(self, event: Event, now: float) -> list[ProcedureChange]:
        """Take what happened and return what comes of it, in order.

        Raises:
            ProcedureRefusedError: it cannot be done; nothing was changed by it.
        """
        match event:
            case Start():
                started = self.start(event, now)
                return self._take_unsaid() + started
            case ActionDone() | ActionFailed():
                return self._action(event, now)
            case MessageArrived():
                return self._message(event, now)
            case SignalRaised():
                return self._signal(event, now)
            case Cancel() if event.run_id in self._broken:
                broken = self._broken.pop(event.run_id).cancelled(event.reason, now)
                self._remember(broken.run)
                return [broken.change("procedure.cancelled", event.who, event.reason)]
        instance = self._instance(event.run_id)
        before = self._tick_one(instance, now)
        try:
            if not instance.open:
                raise _over(instance.run)
            if isinstance(event, MoveRun):
                instance = self._move(instance, event, now)
            else:
                _hand(instance, event, now)
        except ProcedureRefusedError:
            self._unsaid.extend(before)
            raise
        return self._take_unsaid() + before + self._settle([instance], now)

    def tick(self, now: float) -> list[ProcedureChange]:
        """Let time do what is due at `now`."""
        due = sorted((at, run_id) for run_id, at in self._due.items() if at <= now)
        changes = self._take_unsaid()
        for _, run_id in due:
            if run_id in self._open:
                changes += self._tick_one(self._open[run_id], now)
        return changes

    def rebind(self, old_incident_id: str, new_incident_id: str, now: float) -> list[ProcedureChange]:
        """Let the runs of an incident go on for the one that it was merged into."""
        mine = [i for i in self._open.values() if i.run.incident_id == old_incident_id]
        for instance in mine:
            instance.run = msgspec.structs.replace(instance.run, incident_id=new_incident_id)
            instance.engine.variables["incident_id"] = new_incident_id
            instance.note("procedure.rebound", "", from_incident=old_incident_id)
        return self._take_unsaid() + self._settle(mine, now)

    def next_due(self) -> float | None:
        """Return when `tick` has something to do; None: never by time alone."""
        if self._unsaid:
            return min(change.run.changed_at for change in self._unsaid)
        return min(self._due.values(), default=None)

    # ---- over restarts ---------------------------------------------------------------------------

    def restore(self, kept: Iterable[tuple[Run, bytes]]) -> list[ProcedureChange]:
        """Take up runs as they were; those that cannot go on become failed and are returned."""
        failed = []
        for run, state in kept:
            if not run.open:
                self._remember(run)
                continue
            revived = revive(self.library, self._times, run, state)
            if isinstance(revived, Broken):
                self._broken[run.run_id] = revived
                failed.append(revived.change("procedure.failed", "", revived.run.outcome))
            else:
                self._open[run.run_id] = revived
                self._note_due(revived)
        return failed

    def pending_acts(self) -> list[Act]:
        """Return the actions whose result never came, to be handed out again after a restart, same keys."""
        return [act for instance in self._open.values() for act in instance.pending_acts()]

    # ---- what there is ---------------------------------------------------------------------------

    def get(self, run_id: str) -> Run | None:
        """Return a run: open, or one of those that ended last."""
        if run_id in self._open:
            return self._open[run_id].run
        broken = self._broken.get(run_id)
        return broken.run if broken is not None else self._ended.get(run_id)

    def open_runs(self) -> list[Run]:
        """Return the runs that go on, failed ones included, by id."""
        runs = [instance.run for instance in self._open.values()] + [b.run for b in self._broken.values()]
        return sorted(runs, key=lambda run: run.run_id)

    def preview_move(self, procedure_id: str, version: int) -> tuple[MoveRow, ...]:
        """Return what moving the runs of a procedure to a version would do."""
        model = self._model(procedure_id, version)
        rows = []
        for run_id, instance in sorted(self._open.items()):
            if instance.model.procedure_id == procedure_id and instance.model.version != version:
                reason = self._obstacle(instance, model)
                rows.append(
                    MoveRow(run_id=run_id, version=instance.model.version, moves=not reason, reason=reason)
                )
        return tuple(rows)

    # ---- how -------------------------------------------------------------------------------------

    def _action(self, event: ActionDone | ActionFailed, now: float) -> list[ProcedureChange]:
        """Take the result of an action; of a run that ended or a step that is closed: nothing comes of it."""
        run_id, _, step_id = event.key.rpartition("/")
        instance = self._open.get(run_id)
        if instance is None:
            return self._take_unsaid()
        before = self._tick_one(instance, now)
        if instance.open:
            if isinstance(event, ActionDone):
                instance.action_done(step_id, event, now)
            else:
                instance.action_failed(step_id, event, now)
        return self._take_unsaid() + before + self._settle([instance], now)

    def _message(self, event: MessageArrived, now: float) -> list[ProcedureChange]:
        instances = [self._instance(event.run_id)] if event.run_id else list(self._open.values())
        changes = self._take_unsaid()
        for instance in instances:
            changes += self._tick_one(instance, now)
            if instance.open:
                instance.message(event, now, wanted=bool(event.run_id))
        return changes + self._settle(instances, now)

    def _signal(self, event: SignalRaised, now: float) -> list[ProcedureChange]:
        changes = self._take_unsaid()
        instances = list(self._open.values())
        for instance in instances:
            changes += self._tick_one(instance, now)
            if instance.open:
                instance.signal(event.name, event.payload, now)
        return changes + self._settle(instances, now)

    def _tick_one(self, instance: Instance, now: float) -> list[ProcedureChange]:
        due_at = self._due.get(instance.run.run_id)
        if due_at is None or due_at > now:
            return []
        instance.tick(now)
        return self._settle([instance], now)

    def _settle(self, instances: list[Instance], now: float) -> list[ProcedureChange]:
        """Gather what happened in runs, and in others that hear their messages and signals."""
        changes: list[ProcedureChange] = []
        queue, n_echoes = deque(instances), 0
        while queue:
            instance = queue.popleft()
            for kind, name in instance.thrown():
                n_echoes += 1
                if n_echoes <= MAX_ECHOES:
                    queue.extend(self._echo(instance, kind, name, now))
            changes += instance.changes(now)
            self._note_due(instance)
        return changes

    def _echo(self, thrower: Instance, kind: str, name: str, now: float) -> list[Instance]:
        """Let other runs hear what one threw: signals all, messages those of the same incident."""
        incident_id = thrower.run.incident_id
        heard = []
        for instance in self._open.values():
            if instance is thrower or not instance.open:
                continue
            if kind == "signal":
                instance.signal(name, {}, now)
            elif incident_id and instance.run.incident_id == incident_id:
                instance.message(MessageArrived(name=name), now, wanted=False)
            heard.append(instance)
        return heard

    def _note_due(self, instance: Instance) -> None:
        run_id = instance.run.run_id
        due_at = instance.next_due()
        self._due.pop(run_id, None)
        if due_at is not None:
            self._due[run_id] = due_at
        if not instance.open:
            self._open.pop(run_id, None)
            self._remember(instance.run)

    def _remember(self, run: Run) -> None:
        self._ended[run.run_id] = run
        while len(self._ended) > MAX_ENDED:
            del self._ended[next(iter(self._ended))]

    def _take_unsaid(self) -> list[ProcedureChange]:
        unsaid, self._unsaid = self._unsaid, []
        return unsaid

    def _instance(self, run_id: str) -> Instance:
        instance = self._open.get(run_id)
        if instance is not None:
            return instance
        run = self.get(run_id)
        if run is None:
            raise ProcedureRefusedError(f"Không có quy trình {run_id}.", f"There is no run {run_id}.")
        raise _over(run)

    def _model(self, procedure_id: str, version: int | None) -> ProcedureModel:
        model = self.library.find(procedure_id, version)
        if model is None:
            which = "" if version is None else f" {version}"
            raise ProcedureRefusedError(
                f"Không có quy trình {procedure_id}, phiên bản{which}. Công bố nó trước.",
                f"There is no procedure {procedure_id}, version{which}. Publish it first.",
            )
        return model

    def _obstacle(self, instance: Instance, model: ProcedureModel) -> str:
        try:
            return obstacle(instance, model, self.library.called(model, instance.called))
        except ProcedureRefusedError as error:
            return error.text.vi

    def _move(self, instance: Instance, event: MoveRun, now: float) -> Instance:
        model = self._model(instance.model.procedure_id, event.version)
        reason = self._obstacle(instance, model)
        if reason:
            raise ProcedureRefusedError(
                f"Không chuyển {event.run_id} sang phiên bản {event.version} được: {reason}.",
                f"Run {event.run_id} cannot move to version {event.version}: {reason}.",
            )
        before = instance.model.version
        fresh = moved(instance, model, self.library.called(model, instance.called), self._times, now)
        self._open[event.run_id] = fresh
        fresh.note("procedure.moved", event.who, from_version=before, to_version=event.version)
        fresh.advance(now)
        return fresh


def _hand(instance: Instance, event: DoStep | AddEvidence | CaseMoved | Cancel | Retry, now: float) -> None:
    """Hand an event of one run over."""
    match event:
        case DoStep():
            instance.do_step(event, now)
        case AddEvidence():
            instance.add_evidence(event)
        case CaseMoved():
            instance.case_moved(event, now)
        case Cancel():
            instance.cancel(event, now)
        case Retry():
            instance.retry(event, now)


def _over(run: Run) -> ProcedureRefusedError:
    if run.open:
        return ProcedureRefusedError(
            f"Quy trình {run.run_id} không chạy tiếp được: {run.outcome}.",
            f"Run {run.run_id} cannot go on: {run.outcome}.",
        )
    return ProcedureRefusedError(
        f"Quy trình {run.run_id} đã kết thúc ({run.outcome}).", f"Run {run.run_id} has ended ({run.outcome})."
    )
