"""Runs a drawing on paper: nobody is asked, nothing is sent, time is skipped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from backend.contract.work import Evidence, Run, Step, TraceStep
from backend.procedures import durations
from backend.procedures.checklist import is_open, is_stuck
from backend.procedures.clockwork import Mode
from backend.procedures.events import (
    ActionDone,
    AddEvidence,
    DoStep,
    Event,
    MessageArrived,
    ProcedureChange,
    Result,
    SignalRaised,
    Start,
)
from backend.procedures.findings import ProcedureRefusedError
from backend.procedures.known import START_VARIABLES
from backend.procedures.library import Library
from backend.procedures.model import ProcedureModel
from backend.procedures.runs import Procedures

UNANSWERED = "-"
"""Answer of a step that nobody does, so that its timers fire."""
MAX_ROUNDS, MAX_TRACE = 100, 1000
RUN = "DRY"
_NUMBERS = {"n_members": 1, "value": 0.0, "lat": 16.05, "lon": 108.2}


def dry_run(
    model: ProcedureModel, answers: Mapping[str, str] | None = None, library: Library | None = None
) -> tuple[TraceStep, ...]:
    """Return what would happen, in order.

    Args:
        model: the procedure.
        answers: by element id: an outcome; `approved`, `rejected`, `not_applicable`; text or a JSON object
            that a message or action brings; `-` for a step that nobody does. By name of a variable that the
            starter gives: its value. Left out: the first outcome.
        library: procedures that it calls.
    """
    return _Rehearsal(model, dict(answers or {}), library or Library()).play()


class _Rehearsal:
    """One dry run."""

    def __init__(self, model: ProcedureModel, answers: dict[str, str], library: Library) -> None:
        self._model, self._answers = model, answers
        whole = Library(library)
        if whole.find(model.procedure_id, model.version) is None:
            whole.add(model)
        self._procedures = Procedures(whole, _due_after, lambda start, end, unit: end - start)
        self._now = 0.0
        self._trace: list[TraceStep] = []
        self._left: set[str] = set()

    def play(self) -> tuple[TraceStep, ...]:
        """Play it to its end, or to where it goes on no longer."""
        start = Start(
            self._model.procedure_id,
            RUN,
            started_by="",
            variables=self._variables(),
            version=self._model.version,
        )
        self._take(start)
        for _ in range(MAX_ROUNDS):
            run = self._procedures.get(RUN)
            if run is None or not run.open or len(self._trace) >= MAX_TRACE:
                break
            if not self._somebody_acts(run) and not self._skip_time():
                waiting = ", ".join(step.name for step in run.steps if is_open(step))
                self._say("", run.title, f"không đi tiếp được, đang chờ: {waiting}")
                break
        else:
            self._say("", self._model.title, f"dừng sau {MAX_ROUNDS} lượt")
        return tuple(self._trace[:MAX_TRACE])

    def _variables(self) -> dict[str, Any]:
        declared = self._model.drawing.settings.get("variables", "").replace(",", ";").split(";")
        names = START_VARIABLES | {name.strip() for name in declared if name.strip()}
        blank: dict[str, Any] = {name: _NUMBERS.get(name, "") for name in names} | {
            "title": self._model.title
        }
        return blank | {name: _value(self._answers[name]) for name in names if name in self._answers}

    def _somebody_acts(self, run: Run) -> bool:
        for step in run.steps:
            if is_open(step) and step.step_id not in self._left:
                event = self._event(step)
                if event is not None:
                    if step.evidence_needed and not step.evidence:
                        self._take(AddEvidence(RUN, step.step_id, _evidence(step, self._now)))
                    self._take(event)
                    return True
                self._left.add(step.step_id)
        return False

    def _event(self, step: Step) -> Event | None:
        answer = self._answers.get(step.element_id, "")
        if answer == UNANSWERED or is_stuck(step) or step.kind in ("wait", "call", "rule"):
            return None
        if step.kind == "receive":
            return self._arrival(step, answer)
        if step.state == "acting":
            return ActionDone(f"{RUN}/{step.step_id}", _object(answer))
        who = f"người {len(step.approvals) + 1}"
        result, outcome = _result(step, answer)
        return DoStep(RUN, step.step_id, who, who, result, note=answer, outcome=outcome)

    def _arrival(self, step: Step, answer: str) -> Event | None:
        drawings = [self._model.drawing, *(found.drawing for found in self._procedures.library)]
        element = next(d.elements[step.element_id] for d in drawings if step.element_id in d.elements)
        signal, message = element.definition("signal"), element.definition("message")
        if signal is not None:
            return SignalRaised(signal.name, _object(answer))
        return MessageArrived(message.name, RUN, _object(answer)) if message is not None else None

    def _skip_time(self) -> bool:
        due_at = self._procedures.next_due()
        if due_at is None:
            return False
        self._now = max(self._now, due_at)
        self._note(self._procedures.tick(self._now))
        return True

    def _take(self, event: Event) -> None:
        try:
            self._note(self._procedures.apply(event, self._now))
        except ProcedureRefusedError as error:
            self._say("", self._model.title, str(error))
            if isinstance(event, DoStep):
                self._left.add(event.step_id)

    def _note(self, changes: list[ProcedureChange]) -> None:
        for change in changes:
            about = change.payload
            name = str(about.get("name", change.run.title))
            self._say(str(about.get("element_id", "")), name, _words(change))

    def _say(self, element_id: str, name: str, what: str) -> None:
        self._trace.append(TraceStep(at_s=self._now, element_id=element_id, name=name, what=what))


def _words(change: ProcedureChange) -> str:
    about = change.payload
    if change.commands:
        act = change.commands[0]
        given = ", ".join(f"{name}={value}" for name, value in act.parameters.items())
        return f"sẽ làm: {act.text} [{act.action}: {given}]"
    more = about.get("outcome") or about.get("reason") or about.get("note") or ""
    return f"{_KINDS.get(change.kind, change.kind)}{f': {more}' if more else ''}"


_KINDS = {
    "procedure.started": "bắt đầu",
    "procedure.finished": "kết thúc",
    "procedure.event": "sự kiện xảy ra",
    "procedure.late": "cả quy trình quá hạn",
    "step.opened": "mở",
    "step.done": "xong",
    "step.not_applicable": "không áp dụng",
    "step.skipped": "bỏ qua",
    "step.late": "quá hạn, chuyển người giám sát",
    "step.approved": "một người duyệt",
    "step.rejected": "từ chối",
    "step.failed": "lỗi",
    "step.cancelled": "thôi",
    "step.evidence": "có bằng chứng",
    "message.kept": "tin đến sớm, giữ lại",
}


def _evidence(step: Step, now: float) -> Evidence:
    kind = "photo" if step.evidence_needed == "any" else step.evidence_needed
    return Evidence(digest="0" * 64, name="", media_type="", n_bytes=0, kind=kind, at=now, by="")


def _result(step: Step, answer: str) -> tuple[Result, str]:
    if answer == "not_applicable":
        return "not_applicable", ""
    if step.n_approvals:
        return ("rejected", "") if answer == "rejected" else ("approved", "")
    if step.kind in ("service", "send"):
        return "confirmed", ""
    if step.outcomes:
        return "outcome", answer if answer in step.outcomes else step.outcomes[0]
    return "done", ""


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _object(text: str) -> dict[str, Any]:
    value = _value(text)
    return value if isinstance(value, dict) else {"text": text}


def _due_after(text: str, start_at: float, mode: Mode, unit: str) -> float:
    return start_at + durations.seconds(text)
