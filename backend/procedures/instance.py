"""One run of a procedure: what people, the daemon and time do to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from backend.procedures.checklist import check, is_open, is_stuck
from backend.procedures.clockwork import mode_of
from backend.procedures.drawing import ACTION, Element
from backend.procedures.events import (
    ActionDone,
    ActionFailed,
    AddEvidence,
    Cancel,
    CaseMoved,
    DoStep,
    MessageArrived,
    Retry,
)
from backend.procedures.findings import ProcedureRefusedError
from backend.procedures.machine import error, message, signal
from backend.procedures.progress import Progress, Times

__all__ = ["Instance", "Times"]

MAX_MAIL, MAX_SEEN = 32, 64
CASE_NEWS = "case."
"""Begins the name of the message that a run hears when its case comes into a status: `case.going`."""


class Instance(Progress):
    """One run; every method that changes it is followed by `changes`."""

    def start(self, variables: Mapping[str, Any], now: float) -> None:
        """Begin."""
        self.engine.variables |= variables
        self._say("procedure.started", self.run.started_by, title=self.run.title, version=self.run.version)
        deadline = self.model.drawing.settings.get("deadline", "")
        if deadline:
            mode, unit = mode_of(self.model.drawing.settings), self.model.drawing.settings.get("unit", "")
            try:
                due_at = self.engine.after(deadline, now, mode, unit)
            except ValueError as unreadable:
                raise ProcedureRefusedError(
                    f"Không tính được thời hạn {deadline} của {self.run.title}: {unreadable}.",
                    f"The deadline {deadline} of {self.run.title} cannot be told: {unreadable}.",
                ) from unreadable
            self.run = msgspec.structs.replace(self.run, due_at=due_at)
        self.advance(now)

    def do_step(self, event: DoStep, now: float) -> None:
        """Let a person do something with a step.

        Raises:
            ProcedureRefusedError: it may not be done now.
        """
        step = self._step(event.step_id)
        task = self._task(step)
        element: Element = task.task_spec.element
        approved_by = self._approved_by.get(step.step_id, ())
        check(step, element, event, approved_by)
        if event.result == "confirmed":
            self._act(step, element, event.who)
            return
        if event.result == "approved" and len(approved_by) + 1 < step.n_approvals:
            self._approve(step, event)
            return
        self._close(step, element, event, now)
        if step.kind == "receive":
            self._answer(task, {"text": event.note} if event.result == "done" else {}, now)
        else:
            self.machine.complete(task, now)
        self.advance(now)

    def add_evidence(self, event: AddEvidence) -> None:
        """Put a photo, picture or file to a step."""
        step = self._step(event.step_id)
        if not is_open(step):
            raise ProcedureRefusedError(
                f"Bước “{step.name}” đã xong rồi.", f"Step “{step.name}” is closed already."
            )
        self._put(msgspec.structs.replace(step, evidence=(*step.evidence, event.evidence)))
        self._say(
            "step.evidence", event.evidence.by, step, digest=event.evidence.digest, file=event.evidence.name
        )

    def action_done(self, step_id: str, event: ActionDone, now: float) -> None:
        """Take the result of an action; a second time changes nothing."""
        step = self._steps.get(step_id)
        if step is None or step.state != "acting":
            return
        task = self._task(step)
        element: Element = task.task_spec.element
        self._acts.pop(step_id, None)
        self.engine.variables[element.variable] = event.result
        self._put(msgspec.structs.replace(step, state="done", closed_at=now))
        self._say("step.done", "", step)
        self.machine.complete(task, now)
        self.advance(now)

    def action_failed(self, step_id: str, event: ActionFailed, now: float) -> None:
        """Take the failure of an action: by its error event if one is drawn, else a person must decide."""
        step = self._steps.get(step_id)
        if step is None or step.state != "acting":
            return
        task = self._task(step)
        self._acts.pop(step_id, None)
        boundary = self.machine.error_boundary(task)
        closed_at = now if boundary is not None else None
        self._put(msgspec.structs.replace(step, state="failed", note=event.reason, closed_at=closed_at))
        self._say("step.failed", "", step, reason=event.reason)
        if boundary is not None:
            self.engine.variables[task.task_spec.element.variable] = {"error": event.reason}
            self.machine.deliver(error(event.reason), boundary, now)
        self.advance(now)

    def message(self, event: MessageArrived, now: float, *, wanted: bool) -> None:
        """Take a message; one that came too early is kept where it was meant for this run (`wanted`)."""
        if event.key:
            if event.key in self._seen:
                return
            self._seen = [*self._seen, event.key][-MAX_SEEN:]
        if self._catch(message(event.name), event.payload, now):
            self.advance(now)
        elif wanted and self._awaits(event.name):
            self._mail = [*self._mail, (event.name, event.payload)][-MAX_MAIL:]
            self._say("message.kept", "", name=event.name)

    def signal(self, name: str, payload: Mapping[str, Any], now: float) -> None:
        """Hear a signal."""
        if self._catch(signal(name), payload, now):
            self.advance(now)

    def case_moved(self, event: CaseMoved, now: float) -> None:
        """Follow the case that it is about: steps that wait for its status are done, its news is heard.

        Nobody keeps such news: what a case was before somebody waits for it is over.
        """
        if self.engine.variables.get("status") == event.status:
            return
        self.engine.variables |= {"status": event.status, "status_name": event.words or event.status}
        self._say("procedure.event", event.who, name=event.words or event.status)
        self._catch(message(f"{CASE_NEWS}{event.status}"), {"status": event.status}, now)
        self.advance(now)

    def cancel(self, event: Cancel, now: float) -> None:
        """Stop for good."""
        self.machine.cancel()
        for step in [found for found in self._steps.values() if is_open(found)]:
            self._put(msgspec.structs.replace(step, state="cancelled", closed_at=now))
        self._acts.clear()
        self._cancelled = event.reason
        self._say("procedure.cancelled", event.who, reason=event.reason)
        self.run = msgspec.structs.replace(self.run, ended_at=now)

    def retry(self, event: Retry, now: float) -> None:
        """Try a failed step again."""
        step = self._step(event.step_id)
        if not is_stuck(step):
            raise ProcedureRefusedError(
                f"Bước “{step.name}” không bị lỗi.", f"Step “{step.name}” has not failed."
            )
        task = self._task(step)
        element = task.task_spec.element
        step = msgspec.structs.replace(step, state="open", note="")
        self._put(step)
        self._say("step.retried", event.who, step)
        if element is not None and element.tag in ACTION:
            self._act(step, element, event.who)
            return
        self.machine.retry(task)
        self.advance(now)

    def tick(self, now: float) -> None:
        """Let time do what it does: timers fire, steps become late."""
        if any(at <= now for at, _, _ in self.machine.due()):
            self.advance(now)
        for step in self._steps.values():
            if self._can_be_late(step) and step.due_at is not None and step.due_at <= now:
                self._put(msgspec.structs.replace(step, late=True, supervisor=True))
                self._say("step.late", "", step, due_at=step.due_at)
        if self.run.due_at is not None and self.run.due_at <= now and not self._late and self.open:
            self._late = True
            self._say("procedure.late", "", due_at=self.run.due_at)

    def _awaits(self, name: str) -> bool:
        """Return whether anything in the drawings waits for a message."""
        drawings = [self.model.drawing, *(model.drawing for model in self.called.values())]
        elements = (found for drawing in drawings for found in drawing.elements.values())
        return any(d.kind == "message" and d.name == name for found in elements for d in found.definitions)
