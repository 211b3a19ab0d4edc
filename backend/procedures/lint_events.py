"""Judges events: what they wait for or do, timers, names."""

from __future__ import annotations

from collections.abc import Iterator

from backend.contract.work import Finding
from backend.procedures import durations
from backend.procedures.drawing import EVENTS, Definition, Drawing, Element
from backend.procedures.expressions import places_in
from backend.procedures.findings import say

_RUNS = {
    "startEvent": {"message"},
    "endEvent": {"message", "signal", "error", "escalation", "terminate"},
    "intermediateCatchEvent": {"timer", "message", "signal"},
    "intermediateThrowEvent": {"message", "signal", "escalation"},
    "boundaryEvent": {"timer", "message", "signal", "error", "escalation"},
}
_MUST = {"intermediateCatchEvent", "boundaryEvent"}
_FAILING = {"serviceTask", "sendTask", "callActivity", "subProcess"}
_PARTS = {"callActivity", "subProcess"}


def events(drawing: Drawing) -> Iterator[Finding]:
    """Yield what is wrong with events and receive tasks."""
    for element in drawing.elements.values():
        if element.tag in EVENTS:
            yield from _kinds(drawing, element)
        if element.tag in {"receiveTask", "intermediateCatchEvent", "boundaryEvent"}:
            yield from _awaited(element)
        if element.tag == "boundaryEvent":
            yield from _host(drawing, element)
        timer = element.definition("timer")
        if timer is not None and element.tag != "startEvent":
            yield from _timer(element, timer)


def _kinds(drawing: Drawing, element: Element) -> Iterator[Finding]:
    kinds = [found.kind for found in element.definitions]
    allowed = _RUNS[element.tag]
    if element.tag == "startEvent" and element.parent_id in drawing.elements:
        allowed = set()
    for kind in kinds:
        if kind not in allowed:
            yield say(
                element.about,
                (f"sự kiện loại {kind} không chạy được ở đây.", f"a {kind} event does not run here."),
                _kind_cure(element),
            )
    if len(kinds) > 1:
        yield say(
            element.about,
            ("một sự kiện chờ nhiều thứ không chạy được.", "an event with several definitions does not run."),
            ("Dùng cổng chờ sự kiện.", "Use an event-based gateway."),
        )
    if not kinds and element.tag in _MUST:
        yield say(
            element.about,
            ("không nêu chờ điều gì.", "it does not say what it waits for."),
            ("Chọn giờ, tin hoặc tín hiệu.", "Choose a timer, message or signal."),
        )


def _kind_cure(element: Element) -> tuple[str, str]:
    if element.tag == "startEvent":
        return (
            "Quy trình bắt đầu do cảnh báo, do người, hoặc do tin đến: dùng sự kiện bắt đầu thường.",
            "A procedure is started by an alarm, a person or a message: use a plain start event.",
        )
    return ("Dùng sự kiện giờ, tin hoặc tín hiệu.", "Use a timer, message or signal event.")


def _awaited(element: Element) -> Iterator[Finding]:
    named = element.definition("message") or element.definition("signal")
    if (named is not None and not named.name) or (element.tag == "receiveTask" and named is None):
        yield say(
            element.about,
            ("không nêu tên tin hoặc tín hiệu cần chờ.", "it names no message or signal to wait for."),
            ("Đặt tên cho tin.", "Name the message."),
        )


def _host(drawing: Drawing, element: Element) -> Iterator[Finding]:
    host = drawing.elements.get(element.attributes.get("attachedToRef", ""))
    if host is None:
        yield say(
            element.about,
            ("không gắn trên bước nào.", "it is attached to nothing."),
            ("Gắn lại lên một bước.", "Attach it to a step."),
        )
        return
    if element.definition("error") and not element.interrupts:
        yield say(
            element.about,
            ("sự kiện lỗi phải ngắt bước.", "an error event must interrupt."),
            ("Vẽ viền liền.", "Make it interrupting."),
        )
    if element.definition("error") and host.tag not in _FAILING:
        yield say(
            element.about,
            (f"{host.label} không bao giờ báo lỗi.", f"{host.label} never raises an error."),
            ("Gắn lên bước tự động.", "Attach it to an automatic step."),
            "warning",
        )
    if element.definition("escalation") and host.tag not in _PARTS:
        yield say(
            element.about,
            (f"{host.label} không phát sự kiện leo thang.", f"{host.label} throws no escalation."),
            ("Gắn lên quy trình con, hoặc dùng sự kiện giờ.", "Attach it to a sub-process, or use a timer."),
            "warning",
        )


def _timer(element: Element, timer: Definition) -> Iterator[Finding]:
    repeats = timer.form == "cycle"
    if repeats and (element.tag != "boundaryEvent" or element.interrupts):
        yield say(
            element.about,
            (
                "giờ lặp lại chỉ chạy được trên sự kiện gắn không ngắt bước.",
                "a cycle runs only on a boundary event that does not interrupt.",
            ),
            ("Vẽ viền đứt, hoặc dùng một khoảng thời gian.", "Make it non-interrupting, or use a duration."),
        )
    if not timer.text or not places_in(timer.text):
        check = {"date": durations.instant, "cycle": durations.cycle}.get(timer.form, durations.seconds)
        try:
            check(timer.text)
        except ValueError:
            yield say(
                element.about,
                (f"giờ {timer.text!r} không đọc được.", f"the time {timer.text!r} cannot be read."),
                (
                    "Viết theo ISO 8601: PT15M, P3D, R3/PT30M hoặc 2026-11-25T07:00:00+07:00.",
                    "Write ISO 8601: PT15M, P3D, R3/PT30M or 2026-11-25T07:00:00+07:00.",
                ),
            )
