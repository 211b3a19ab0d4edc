"""How a run moves: elements become steps, steps close, and what happened is gathered for the journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from backend.contract.work import Run, RunState, Step
from backend.procedures.checklist import is_open, is_stuck, kind_of, new_act, new_step, with_deadline
from backend.procedures.clockwork import CelEngine, DueAfter, WorkingBetween, mode_of
from backend.procedures.drawing import PERSON, Element
from backend.procedures.events import Act, DoStep, ProcedureChange
from backend.procedures.expressions import ExpressionError
from backend.procedures.findings import ProcedureRefusedError
from backend.procedures.machine import (
    STEP,
    Machine,
    caught_element,
    is_alive,
    is_boundary,
    is_receive,
    message,
    signal,
)
from backend.procedures.model import ProcedureModel
from backend.procedures.state import Kept, Pinned, pack


class Times(msgspec.Struct, frozen=True):
    """How durations become instants."""

    due_after: DueAfter
    working_between: WorkingBetween


class Progress:
    """One run as it moves by itself; `Instance` says what people and the daemon do to it."""

    def __init__(
        self,
        model: ProcedureModel,
        called: Mapping[str, ProcedureModel],
        times: Times,
        run: Run,
        kept: Kept | None = None,
    ) -> None:
        self.model, self.called, self.run = model, dict(called), run
        self._times = times
        self._steps = {step.step_id: step for step in run.steps}
        variables = dict(kept.variables) if kept else {}
        self.engine = CelEngine(times.due_after, variables)
        specs = {name: other.specs for name, other in called.items()}
        self.machine = Machine(model.specs, specs, self.engine, kept.rows if kept else None)
        self.machine.end_name = kept.end_name if kept else ""
        self._acts = dict(kept.acts) if kept else {}
        self._approved_by = dict(kept.approved_by) if kept else {}
        self._mail = list(kept.mail) if kept else []
        self._seen = list(kept.seen) if kept else []
        self._late = kept.late if kept else False
        self._cancelled: str | None = None
        """Why a person stopped it."""
        self._happened: list[tuple[str, str, dict[str, Any], tuple[Act, ...]]] = []

    # ---- what there is ---------------------------------------------------------------------------

    @property
    def open(self) -> bool:
        """Return whether it goes on."""
        return self._cancelled is None and not self.machine.completed

    def next_due(self) -> float | None:
        """Return when something happens by time alone."""
        dues = [at for at, _, _ in self.machine.due()]
        dues += [s.due_at for s in self._steps.values() if self._can_be_late(s) and s.due_at is not None]
        if self.run.due_at is not None and not self._late:
            dues.append(self.run.due_at)
        return min(dues) if dues and self.open else None

    def pending_acts(self) -> list[Act]:
        """Return the actions whose result never came."""
        return list(self._acts.values())

    def thrown(self) -> list[tuple[str, str]]:
        """Return (`signal` or `message`, name) of what other runs may hear."""
        return self.machine.thrown()

    def kept(self, *, predicted: bool = True) -> Kept:
        """Return what is kept besides the run."""
        return Kept(
            pinned=_pin(self.model),
            called=tuple(_pin(model) for model in self.called.values()),
            rows=self.machine.dump(predicted=predicted),
            variables=self.engine.variables,
            acts=self._acts,
            approved_by=self._approved_by,
            mail=tuple(self._mail),
            seen=tuple(self._seen),
            end_name=self.machine.end_name,
            late=self._late,
        )

    def note(self, kind: str, actor: str, **payload: Any) -> None:
        """Add something that happened to the run as a whole."""
        self._say(kind, actor, **payload)

    def changes(self, now: float) -> list[ProcedureChange]:
        """Return what happened since the last call, with the run as it is now."""
        if not self._happened:
            return []
        self._conclude(now)
        state = pack(self.kept())
        happened, self._happened = self._happened, []
        return [
            ProcedureChange(run=self.run, state=state, kind=kind, actor=actor, payload=payload, commands=acts)
            for kind, actor, payload, acts in happened
        ]

    # ---- how it goes on --------------------------------------------------------------------------

    def advance(self, now: float) -> None:
        """Let everything move that can, and bring the steps up to date."""
        while True:
            stuck = self.machine.advance(now)
            for task in self.machine.passed:
                self._passed(task, now)
            for task, reason in stuck:
                self._stuck(task, reason, now)
            self._drop_gone(now)
            for task in self.machine.waiting():
                if STEP not in task.internal_data:
                    self._open(task, now)
            if not self._open_mail(now) and not self._done_by_case(now):
                break
        if self.machine.completed and self._cancelled is None:
            for step in [found for found in self._steps.values() if is_open(found)]:
                self._put(msgspec.structs.replace(step, state="cancelled", closed_at=now))
            self._acts.clear()
            self.run = msgspec.structs.replace(self.run, ended_at=now)
            self._say("procedure.finished", "", outcome=self.machine.end_name)

    def _passed(self, task: Any, now: float) -> None:
        """Note what passed by itself: rules, waits that are over, boundary events that fired."""
        element: Element | None = task.task_spec.element
        step = self._steps.get(task.internal_data.get(STEP, ""))
        if step is not None and is_open(step):
            self._put(msgspec.structs.replace(step, state="done", closed_at=now))
            self._say("step.done", "", step)
        elif element is not None and element.tag == "businessRuleTask" and step is None:
            value = self.engine.variables.get(element.variable)
            step = new_step(self._new_id(element), element, "rule", self.engine.variables, now)
            task.internal_data[STEP] = step.step_id
            note = f"{element.variable} = {value}"
            self._put(msgspec.structs.replace(step, state="done", closed_at=now, note=note))
            self._say("step.done", "", step, note=note)
        elif element is not None and is_boundary(task):
            self._say("procedure.event", "", element_id=element.element_id, name=element.label)
        if element is not None and (step is None or step.kind == "receive") and is_receive(task):
            self.engine.variables.setdefault(element.variable, {})

    def _stuck(self, task: Any, reason: str, now: float) -> None:
        element: Element = task.task_spec.element or self._whole()
        step = self._steps.get(task.internal_data.get(STEP, ""))
        if step is None:
            kind = kind_of(element) if element.tag in ("businessRuleTask", "callActivity") else "rule"
            step = new_step(self._new_id(element), element, kind, self.engine.variables, now)
            task.internal_data[STEP] = step.step_id
        self._fail(step, reason)

    def _fail(self, step: Step, reason: str) -> None:
        self._put(msgspec.structs.replace(step, state="failed", note=reason, closed_at=None))
        self._say("step.failed", "", step, reason=reason)

    def _drop_gone(self, now: float) -> None:
        """Close the steps whose element was left by another way."""
        alive = {
            task.internal_data[STEP]
            for task in self.machine.tasks()
            if STEP in task.internal_data and is_alive(task)
        }
        for step in [
            found for found in self._steps.values() if is_open(found) and found.step_id not in alive
        ]:
            self._acts.pop(step.step_id, None)
            self._put(msgspec.structs.replace(step, state="cancelled", closed_at=now))
            self._say("step.cancelled", "", step)

    def _open(self, task: Any, now: float) -> None:
        """Open the step of an element that was reached."""
        element: Element = task.task_spec.element
        kind = kind_of(element, receives=is_receive(task))
        step = new_step(self._new_id(element), element, kind, self.engine.variables, now)
        task.internal_data[STEP] = step.step_id
        timers = [at for at, found, _ in self.machine.due() if found is task]
        deadline = element.settings.get("deadline", "")
        try:
            if kind == "wait" and timers:
                step = with_deadline(step, element, min(timers), self._times.working_between)
            elif deadline:
                due_at = self.engine.after(deadline, now, mode_of(element.settings), element.role)
                step = with_deadline(step, element, due_at, self._times.working_between)
        except ValueError as unreadable:
            step = msgspec.structs.replace(step, note=f"thời hạn không tính được: {unreadable}")
        self._put(step)
        self._say("step.opened", "", step)
        if step.state == "acting":
            self._act(step, element, "")

    def _act(self, step: Step, element: Element, who: str) -> None:
        """Hand out the action of an automatic step."""
        try:
            act = new_act(self.run.run_id, step, element, self.engine.variables)
        except ExpressionError as unknown:
            self._fail(step, str(unknown))
            return
        self._acts[step.step_id] = act
        self._put(msgspec.structs.replace(step, state="acting", closed_by=who))
        self._say("step.acting", who, step, action=act.action, acts=(act,))

    def _approve(self, step: Step, event: DoStep) -> None:
        approved_by = (*self._approved_by.get(step.step_id, ()), event.user)
        self._approved_by[step.step_id] = approved_by
        self._put(msgspec.structs.replace(step, approvals=(*step.approvals, event.who)))
        self._say("step.approved", event.who, step, n=len(approved_by), of=step.n_approvals)

    def _close(self, step: Step, element: Element, event: DoStep, now: float) -> None:
        """Close a step as a person says."""
        outcome = event.outcome
        if event.result in ("approved", "rejected"):
            outcome = event.result
        if event.result == "approved":
            self._approve(step, event)
            step = self._steps[step.step_id]
        left_out = event.result in ("not_applicable", "skipped")
        if step.outcomes:
            self.engine.variables[element.variable] = "" if left_out else outcome
        elif "variable" in element.settings and step.kind in ("user", "manual"):
            self.engine.variables[element.variable] = "" if left_out else event.note
        elif step.kind in ("service", "send"):
            self.engine.variables.setdefault(element.variable, {})
        self._put(
            msgspec.structs.replace(
                step,
                state=event.result if event.result in ("not_applicable", "skipped") else "done",
                closed_at=now,
                closed_by=event.who,
                note=event.note,
                outcome="" if left_out else outcome,
                supervisor=step.supervisor or event.result == "skipped",
            )
        )
        kind = {
            "not_applicable": "step.not_applicable",
            "skipped": "step.skipped",
            "rejected": "step.rejected",
        }
        self._say(kind.get(event.result, "step.done"), event.who, step, note=event.note, outcome=outcome)

    def _catch(self, event: Any, payload: Mapping[str, Any], now: float) -> bool:
        """Hand a message or signal to all that wait for it."""
        caught = self.machine.catching(event)
        for task in caught:
            element = caught_element(task, event)
            self.engine.variables[element.variable] = dict(payload)
            self.machine.deliver(event, task, now)
        return bool(caught)

    def _answer(self, task: Any, payload: Mapping[str, Any], now: float) -> None:
        """Let a task that waits for a message go on with what a person says."""
        element: Element = task.task_spec.element
        awaited = element.definition("signal") or element.definition("message")
        name = awaited.name if awaited else ""
        event = signal(name) if element.definition("signal") else message(name)
        self.engine.variables[element.variable] = dict(payload)
        self.machine.deliver(event, task, now)

    def _open_mail(self, now: float) -> bool:
        """Hand over the first kept message that somebody now waits for."""
        for place, (name, payload) in enumerate(self._mail):
            if self._catch(message(name), payload, now):
                del self._mail[place]
                return True
        return False

    def _done_by_case(self, now: float) -> bool:
        """Close the first step of a person that is done by the status of the run's case."""
        status = str(self.engine.variables.get("status", ""))
        for task in self.machine.waiting():
            element: Element | None = task.task_spec.element
            step = self._steps.get(task.internal_data.get(STEP, ""))
            if element is None or step is None or not is_open(step) or element.tag not in PERSON:
                continue
            if status and status in element.until:
                note = str(self.engine.variables.get("status_name", "") or status)
                self._put(msgspec.structs.replace(step, state="done", closed_at=now, note=note))
                self._say("step.done", "", step, note=note)
                self.machine.complete(task, now)
                return True
        return False

    def _conclude(self, now: float) -> None:
        """Write the run anew."""
        stuck = next((step for step in self._steps.values() if is_stuck(step)), None)
        state: RunState = "failed" if stuck else "running"
        outcome = f"{stuck.name}: {stuck.note}" if stuck else ""
        if self._cancelled is not None:
            state, outcome = "cancelled", self._cancelled
        elif self.machine.completed:
            state, outcome = "finished", self.machine.end_name
        self.run = msgspec.structs.replace(
            self.run,
            state=state,
            outcome=outcome,
            changed_at=now,
            steps=tuple(self._steps.values()),
            upcoming=self.model.upcoming(self._places()) if self.open else (),
        )

    def _places(self) -> list[str]:
        """Return the elements of this drawing, not of called ones, that are open."""
        elements = self.model.drawing.elements
        here = [task.task_spec.element for task in (*self.machine.waiting(), *self.machine.faults())]
        return [
            found.element_id for found in here if found and id(found) == id(elements.get(found.element_id))
        ]

    def _say(
        self, kind: str, actor: str, step: Step | None = None, *, acts: tuple[Act, ...] = (), **more: Any
    ) -> None:
        about = {"step_id": step.step_id, "element_id": step.element_id, "name": step.name} if step else {}
        self._happened.append((kind, actor, {**about, **more}, acts))

    def _put(self, step: Step) -> None:
        self._steps[step.step_id] = step

    def _new_id(self, element: Element) -> str:
        n = sum(1 for step in self._steps.values() if step.element_id == element.element_id)
        return f"{element.element_id}.{n + 1}"

    def _step(self, step_id: str) -> Step:
        step = self._steps.get(step_id)
        if step is None:
            raise ProcedureRefusedError(
                f"Quy trình {self.run.run_id} không có bước {step_id!r}.",
                f"Run {self.run.run_id} has no step {step_id!r}.",
            )
        return step

    def _task(self, step: Step) -> Any:
        task = self.machine.by_step(step.step_id)
        if task is None:
            raise ProcedureRefusedError(
                f"Bước “{step.name}” không còn mở.", f"Step “{step.name}” is open no longer."
            )
        return task

    def _can_be_late(self, step: Step) -> bool:
        return is_open(step) and not step.late and step.kind != "wait" and step.due_at is not None

    def _whole(self) -> Element:
        return Element(element_id=self.model.procedure_id, tag="process", name=self.model.title, parent_id="")


def _pin(model: ProcedureModel) -> Pinned:
    return Pinned(model.procedure_id, model.version, model.digest)
