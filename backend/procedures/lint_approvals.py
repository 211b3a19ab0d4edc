"""Judges approvals: a timeout never approves, and what goes to the public needs two people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from backend.contract.work import Finding
from backend.procedures.drawing import ACTION, Drawing, Element, Flow
from backend.procedures.expressions import ExpressionError, holds, names_in
from backend.procedures.findings import say
from backend.procedures.known import PUBLIC
from backend.procedures.paths import Paths

N_FOR_PUBLIC = 2
"""People who must approve what goes to the public."""


def approvals(drawing: Drawing, paths: Paths) -> Iterator[Finding]:
    """Yield ways past an approval."""
    for element in drawing.elements.values():
        if element.n_approvals:
            yield from _timeouts(drawing, paths, element)
        if _is_public(element):
            yield from _unapproved(drawing, paths, element)


def _timeouts(drawing: Drawing, paths: Paths, approval: Element) -> Iterator[Finding]:
    """Judge timers on an approval, or on a sub-process around it: they must not lead to what it guards."""
    guarded = _guarded(drawing, paths, approval)
    timers = [
        found
        for host in _hosts(drawing, approval)
        for found in drawing.attached(host)
        if found.definition("timer")
    ]
    for timer in timers:
        ahead = paths.ahead([timer.element_id], stop=_is_approval(drawing))
        for action in (drawing.elements[key] for key in sorted(guarded & ahead)):
            yield say(
                timer.about,
                (
                    f"hết giờ sẽ tới {action.label} mà không qua duyệt ở {approval.label}.",
                    f"the timeout leads to {action.label} past the approval {approval.label}.",
                ),
                (
                    "Hết giờ không bao giờ là duyệt: dẫn tới nhắc việc hoặc một bước duyệt khác.",
                    "A timeout never approves: lead it to a reminder or another approval.",
                ),
            )


def _guarded(drawing: Drawing, paths: Paths, approval: Element) -> set[str]:
    """Return the actions that only an approval opens: reached when approved, not when rejected."""

    def after(outcome: str) -> set[str]:
        starts = paths.after(approval.element_id, boundary=False, takes=_fits(approval.variable, outcome))
        return set(starts) | paths.ahead(
            starts, stop=_is_approval(drawing), takes=_fits(approval.variable, outcome, drawing)
        )

    reached = after("approved") - after("rejected")
    return {key for key in reached if drawing.elements[key].tag in ACTION}


def _fits(variable: str, outcome: str, drawing: Drawing | None = None) -> Callable[[Flow], bool]:
    """Return which flows may be taken while `variable` has a value; other conditions may go either way."""

    def decides(flow: Flow) -> bool | None:
        if not flow.condition:
            return None
        try:
            return (
                holds(flow.condition, {variable: outcome}) if names_in(flow.condition) == {variable} else None
            )
        except ExpressionError:
            return None

    def takes(flow: Flow) -> bool:
        decided = decides(flow)
        if (
            decided is None
            and flow.condition is None
            and drawing is not None
            and flow.source in drawing.elements
        ):
            source = drawing.elements[flow.source]
            others = [
                decides(other) for other in drawing.outgoing(flow.source) if other.flow_id != flow.flow_id
            ]
            if source.tag == "exclusiveGateway" and source.attributes.get("default") == flow.flow_id:
                return True not in others
        return decided is not False

    return takes


def _hosts(drawing: Drawing, element: Element) -> list[str]:
    hosts, here = [], element
    while True:
        hosts.append(here.element_id)
        if here.parent_id not in drawing.elements:
            return hosts
        here = drawing.elements[here.parent_id]


def _is_approval(drawing: Drawing) -> Callable[[str], bool]:
    return lambda element_id: drawing.elements[element_id].n_approvals > 0


def _is_public(element: Element) -> bool:
    addressees = re.split(r"[,;]\s*", element.parameters.get("to", ""))
    return element.action in {"send", "request"} and any(found.strip() in PUBLIC for found in addressees)


def _unapproved(drawing: Drawing, paths: Paths, action: Element) -> Iterator[Finding]:
    """Judge a message to the public: every way to it must pass an approval by two, and its approved side."""

    def stop(element_id: str) -> bool:
        return drawing.elements[element_id].n_approvals >= N_FOR_PUBLIC

    starts = [found.element_id for found in drawing.inside(drawing.process_id) if found.tag == "startEvent"]
    open_way = action.element_id in paths.ahead(starts, stop=stop)
    rejected = any(
        action.element_id not in _guarded(drawing, paths, found)
        and action.element_id in paths.ahead([found.element_id], stop=stop)
        for found in drawing.elements.values()
        if found.n_approvals >= N_FOR_PUBLIC
    )
    if open_way or rejected:
        yield say(
            action.about,
            (
                "gửi ra công chúng mà có đường không qua hai người duyệt.",
                "it goes to the public past two approvals.",
            ),
            (
                "Đặt trước nó một bước duyệt tc:approvals=\"2\" và chỉ đi tiếp khi biến bằng 'approved'.",
                "Put an approval tc:approvals=\"2\" before it and go on where its variable is 'approved'.",
            ),
        )
