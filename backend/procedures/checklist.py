"""Steps as people see them: how an element becomes a step, and what a person may do with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from backend.contract.work import EvidenceNeed, Step, StepKind
from backend.procedures.clockwork import WorkingBetween, mode_of
from backend.procedures.drawing import ACTION, PERSON, Element
from backend.procedures.events import Act, DoStep
from backend.procedures.expressions import fill
from backend.procedures.findings import ProcedureRefusedError
from backend.procedures.known import ACTIONS

CLOSED = frozenset({"done", "not_applicable", "skipped", "cancelled"})
_WAITING = frozenset({"wait", "call", "rule"})
_KINDS: dict[str, StepKind] = {
    "userTask": "user",
    "task": "manual",
    "manualTask": "manual",
    "serviceTask": "service",
    "sendTask": "send",
    "receiveTask": "receive",
    "businessRuleTask": "rule",
    "callActivity": "call",
}


def is_open(step: Step) -> bool:
    """Return whether a step still waits for something; a failed one waits for a person."""
    return step.state in ("open", "acting") or is_stuck(step)


def is_stuck(step: Step) -> bool:
    """Return whether a step failed and nobody has decided what now."""
    return step.state == "failed" and step.closed_at is None


def kind_of(element: Element, *, receives: bool = False) -> StepKind:
    """Return the kind of step that an element is; `receives`: it waits for a message or signal."""
    if element.n_approvals:
        return "approval"
    return _KINDS.get(element.tag, "receive" if receives else "wait")


def new_step(
    step_id: str, element: Element, kind: StepKind, variables: Mapping[str, Any], now: float
) -> Step:
    """Return the step of an element that was just reached, without deadline."""
    automatic = element.tag in ACTION
    confirm = automatic and element.says("confirm")
    need = element.settings.get("evidence", "")
    return Step(
        step_id=step_id,
        element_id=element.element_id,
        name=element.label,
        kind=kind,
        state="acting" if automatic and not confirm else "open",
        opened_at=now,
        role=element.role,
        role_name=element.role_name,
        text=_text(element, variables),
        confirm=confirm,
        evidence_needed=msgspec.convert(need, EvidenceNeed) if element.tag in PERSON else "",
        n_approvals=element.n_approvals,
        outcomes=("approved", "rejected") if element.n_approvals else element.outcomes,
        places=tuple(part for part in element.settings.get("places", "").replace(",", " ").split() if part),
    )


def with_deadline(step: Step, element: Element, due_at: float, working: WorkingBetween) -> Step:
    """Return a step with its deadline, in elapsed and in working time."""
    return msgspec.structs.replace(
        step,
        due_at=due_at,
        due_mode=mode_of(element.settings),
        left_working_s=working(step.opened_at, due_at, element.role),
    )


def _text(element: Element, variables: Mapping[str, Any]) -> str:
    if element.text or element.tag not in ACTION:
        return fill(element.text, variables)
    kind = ACTIONS.get(element.action)
    given = {name: fill(value, variables) for name, value in element.parameters.items()}
    blank = dict.fromkeys(("unit", "lead", "which", "reason", "method"), "")
    return fill(kind.vi, blank | given).strip() if kind else element.action


def new_act(run_id: str, step: Step, element: Element, variables: Mapping[str, Any]) -> Act:
    """Return what the daemon must do for an automatic step.

    Raises:
        ExpressionError: a parameter speaks of a variable that does not exist.
    """
    return Act(
        key=f"{run_id}/{step.step_id}",
        run_id=run_id,
        step_id=step.step_id,
        action=element.action,
        parameters={name: fill(value, variables, strict=True) for name, value in element.parameters.items()},
        text=step.text,
    )


def check(step: Step, element: Element, event: DoStep, approved_by: tuple[str, ...]) -> None:
    """Refuse what may not be done with a step.

    Raises:
        ProcedureRefusedError: says why and what is possible.
    """
    name = step.name
    if not is_open(step):
        raise ProcedureRefusedError(f"Bước “{name}” đã xong rồi.", f"Step “{name}” is closed already.")
    if step.state == "acting":
        raise ProcedureRefusedError(
            f"Bước “{name}” đang được thực hiện, hãy chờ kết quả.",
            f"Step “{name}” is being carried out; wait for the result.",
        )
    if step.kind in _WAITING:
        raise ProcedureRefusedError(
            f"Bước “{name}” không phải việc của người.", f"Step “{name}” is nothing for a person to do."
        )
    if event.result in ("not_applicable", "skipped"):
        _check_left_out(step, element, event)
    elif event.result == "confirmed":
        if not (step.confirm and step.state == "open"):
            raise ProcedureRefusedError(
                f"Bước “{name}” không cần xác nhận.", f"Step “{name}” needs no confirmation."
            )
    elif event.result in ("approved", "rejected"):
        _check_approval(step, event, approved_by)
    else:
        _check_done(step, event)


def _check_left_out(step: Step, element: Element, event: DoStep) -> None:
    if step.n_approvals:
        raise ProcedureRefusedError(
            f"Bước “{step.name}” là bước duyệt: chỉ duyệt hoặc từ chối.",
            f"Step “{step.name}” is an approval: approve or reject it.",
        )
    if event.result == "not_applicable" and element.says("required"):
        raise ProcedureRefusedError(
            f"Bước “{step.name}” bắt buộc phải làm.", f"Step “{step.name}” must be done in any case."
        )
    if event.result == "skipped" and not element.says("mayskip"):
        raise ProcedureRefusedError(
            f"Bước “{step.name}” không được bỏ qua.", f"Step “{step.name}” may not be skipped."
        )
    if not event.note.strip():
        raise ProcedureRefusedError(
            f"Nêu lý do vì sao không làm bước “{step.name}”.", f"Say why step “{step.name}” is not done."
        )


def _check_approval(step: Step, event: DoStep, approved_by: tuple[str, ...]) -> None:
    if not step.n_approvals:
        raise ProcedureRefusedError(
            f"Bước “{step.name}” không phải bước duyệt.", f"Step “{step.name}” is no approval."
        )
    if event.result == "approved":
        if event.user in approved_by:
            raise ProcedureRefusedError(
                f"{event.who} đã duyệt “{step.name}”; cần một người khác.",
                f"{event.who} has approved “{step.name}” already; another person is needed.",
            )
        _check_evidence(step)


def _check_done(step: Step, event: DoStep) -> None:
    if step.n_approvals:
        raise ProcedureRefusedError(
            f"Bước “{step.name}” là bước duyệt: chỉ duyệt hoặc từ chối.",
            f"Step “{step.name}” is an approval: approve or reject it.",
        )
    if step.kind in ("service", "send"):
        raise ProcedureRefusedError(
            f"Bước “{step.name}” do hệ thống làm: xác nhận, thử lại, hoặc ghi không áp dụng.",
            f"Step “{step.name}” is automatic: confirm it, retry it, or call it not applicable.",
        )
    if step.kind == "receive" and not event.note.strip():
        raise ProcedureRefusedError(
            f"Ghi lại câu trả lời đã nhận cho “{step.name}”.", f"Note the answer received for “{step.name}”."
        )
    if step.outcomes and event.outcome not in step.outcomes:
        answers = ", ".join(step.outcomes)
        raise ProcedureRefusedError(
            f"Chọn câu trả lời cho “{step.name}”: {answers}.",
            f"Choose an answer for “{step.name}”: {answers}.",
        )
    _check_evidence(step)


def _check_evidence(step: Step) -> None:
    need = step.evidence_needed
    if need and not any(need in ("any", found.kind) for found in step.evidence):
        words = {"any": "bằng chứng", "photo": "ảnh", "snapshot": "ảnh camera", "file": "tệp"}[need]
        raise ProcedureRefusedError(
            f"Bước “{step.name}” cần {words} trước khi xong.",
            f"Step “{step.name}” needs evidence ({need}) first.",
        )
