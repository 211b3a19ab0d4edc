"""Carries out what procedures ask for. Everything that leaves the house is a message in the outbox.

So an act and its result are in one transaction: after a crash it has either not happened, or it is known
to have happened. What waits for the other side (a reply, a web service) ends when its message does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.contract.work import Message, Run
from backend.domain.cases.change import Actor, CaseRefusedError
from backend.domain.cases.sending import crew_of
from backend.domain.incidents import events as incident_events
from backend.domain.messages.contacts import Person
from backend.domain.messages.delivery import MessageChange
from backend.domain.messages.drafting import DraftRequest
from backend.engine.cases.addressing import addressees
from backend.engine.work import telling
from backend.engine.work.around import around_of
from backend.engine.work.closing import close_alarms, close_incident
from backend.engine.work.opening import open_case
from backend.engine.work.sending import send_nearest
from backend.procedures.events import Act, ActionDone, ActionFailed

if TYPE_CHECKING:
    from backend.engine.work.casework import Casework

WEB_CALL = "web-call"
"""Stands in a message as its template where a procedure calls a web service."""
SYSTEM = "system"
Result = ActionDone | ActionFailed | None
"""None: the act is under way; its result comes with its message."""


def carry_out(work: Casework, act: Act, now: float, *, read: bool = False) -> Result:
    """Do what `act` says and return its result.

    Args:
        work: where it is done.
        act: what is to be done.
        now: s since epoch.
        read: the case that it is about has been looked for already.
    """
    run = work.procedures.get(act.run_id)
    if run is None:
        return None
    do = _ACTIONS.get(act.action)
    if do is None:
        return ActionFailed(act.key, f"không có hành động '{act.action}'")
    register = work.register
    of_case = bool(run.case_id) and register is not None
    if act.action in _CASE_ONLY and not of_case:
        return ActionFailed(act.key, "quy trình không thuộc hồ sơ nào nên không xử lý được hồ sơ")
    if register is not None and act.action in _OF_CASE and run.case_id and not read:
        known = register.held(run.case_id) is not None
        if not known:
            register.soon(run.case_id, lambda then: work.act_late(act, then))
            return None  # its result comes when the case has been read
    return do(work, act, run, now)


def _send(work: Casework, act: Act, run: Run, now: float) -> Result:
    incident = work.incidents.get(run.incident_id) if run.incident_id else None
    alarm = work.alarm(run.alarm_id) if run.alarm_id else None
    facts = telling.variables(incident or alarm, work.setup, work.alarm)
    to, people = telling.recipients(act), tuple[Person, ...]()
    file = work.register.held(run.case_id) if run.case_id and work.register is not None else None
    if file is not None:
        facts |= telling.of_case(file, work.setup)
        kind = work.register.kinds[file.kind] if work.register is not None else None
        crew = crew_of(kind.spec, file) if kind is not None else ""
        people, to = addressees(to, file, work.setup.messages.contacts, now, crew)
        if not people and not to:
            return ActionFailed(act.key, f"hồ sơ {file.case_id} không có số điện thoại, thư hay Zalo nào")
    words = telling.fields({**facts, **act.parameters, "step": act.text}, now, work.setup.zone)
    channel = act.parameters.get("channel", "")
    changes = work.draft(
        DraftRequest(
            cause_id=_cause(work, act),
            template_id=act.parameters.get("template", "free"),
            to=to,
            people=people,
            fields=words,
            severity=next((about.severity for about in (file, incident, alarm) if about is not None), None),
            channels=(channel,) if channel else (),
            area_code=str(facts.get("area_code", "")),
            unit_id=str(facts.get("unit_id", "")),
            around=around_of(act.parameters.get("within_m", ""), facts, work.setup.wards),
            incident_id=run.incident_id,
            run_id=run.run_id,
            step_id=act.step_id,
            alarm_id=run.alarm_id,
        ),
        now,
    )
    sent = [change for change in changes if change.message.state != "failed"]
    if changes and not sent:
        return ActionFailed(act.key, changes[0].message.reason)
    if act.action == "request":
        return None  # the answer completes it
    return ActionDone(act.key, {"n_messages": len(sent)})


def _cause(work: Casework, act: Act) -> str:
    """Return what an act's messages are known by: as before, but anew when all of them have failed."""
    before = _messages_of(work, act.run_id, act.step_id)
    return f"{act.key}/{len(before)}" if _all_failed(before) else act.key


def _messages_of(work: Casework, run_id: str, step_id: str) -> list[Message]:
    return [
        message
        for message in work.messages.messages()
        if (message.run_id, message.step_id) == (run_id, step_id) and not message.ladder_id
    ]


def _all_failed(messages: list[Message]) -> bool:
    return bool(messages) and all(message.state == "failed" for message in messages)


def result_of(work: Casework, change: MessageChange) -> ActionDone | ActionFailed | None:
    """Return what a message's change says of the act that made it, None where it says nothing yet."""
    message = change.message
    if not message.run_id or not message.step_id or message.ladder_id:
        return None
    key = f"{message.run_id}/{message.step_id}"
    if change.kind == "message.reply":
        return ActionDone(key, {"text": change.payload.get("text", ""), "from": message.to_name})
    if message.template_id != WEB_CALL:
        # Nobody was reached, so nobody will answer; a step that waits for no answer has ended long ago.
        failed = change.kind == "message.failed" and _all_failed(
            _messages_of(work, message.run_id, message.step_id)
        )
        return ActionFailed(key, message.reason) if failed else None
    if change.kind in ("message.sent", "message.delivered"):
        return ActionDone(key, {"state": message.state})
    if change.kind in ("message.failed", "message.unknown"):
        return ActionFailed(key, message.reason or "dịch vụ không trả lời")
    return None


def _http(work: Casework, act: Act, run: Run, now: float) -> Result:
    channel = work.setup.web_channel()
    if channel is None:
        return ActionFailed(act.key, "chưa bật kênh webhook nào; quản trị viên bật kênh trong phần cài đặt")
    address = act.parameters.get("url", "")
    if not address.startswith(("https://", "http://")):
        return ActionFailed(act.key, f"địa chỉ '{address}' không dùng được; ghi http(s)://… trong bước")
    message_id = _free_id(work, act)
    if message_id is None:
        return None
    message = Message(
        message_id=message_id,
        key=act.key,
        channel=channel,
        to=address,
        to_name=address,
        subject=act.text,
        body=act.parameters.get("body", ""),
        state="queued",
        created_at=now,
        changed_at=now,
        due_at=now,
        template_id=WEB_CALL,
        fields={"method": act.parameters.get("method", "POST")},
        incident_id=run.incident_id,
        run_id=run.run_id,
        step_id=act.step_id,
    )
    work.post(message, now)
    return None


def _free_id(work: Casework, act: Act) -> str | None:
    """Return the id of the next try of a web call, None while one is under way; all tries share their key."""
    n = 1
    while (known := work.messages.get(_try_id(act, n))) is not None:
        if known.open:
            return None
        n += 1
    return _try_id(act, n)


def _try_id(act: Act, n: int) -> str:
    return "TN" + hashlib.sha256(f"{act.key}/{n}".encode()).hexdigest()[:20]


def _assign(work: Casework, act: Act, run: Run, now: float) -> Result:
    if not run.incident_id:
        return ActionFailed(act.key, "quy trình không thuộc sự cố nào nên không giao được đơn vị")
    incident = work.incidents.get(run.incident_id)
    unit, lead = act.parameters.get("unit", ""), act.parameters.get("lead", "")
    wanted: list[incident_events.Event] = []
    if unit and incident is not None and unit not in incident.units:
        units = (*incident.units, unit)
        wanted.append(incident_events.SetUnits(incident_id=run.incident_id, units=units, who=run.title))
    if lead:
        wanted.append(incident_events.SetLead(incident_id=run.incident_id, lead=lead, who=run.title))
    try:
        for event in wanted:
            work.on_incident(event, now)
    except incident_events.IncidentRefusedError as error:
        return ActionFailed(act.key, error.text.vi)
    return ActionDone(act.key)


def _note(work: Casework, act: Act, run: Run, now: float) -> Result:
    subject = run.incident_id or run.run_id
    work.out.note(now, run.title, "incident.note", subject, {"text": act.parameters.get("text", "")})
    return ActionDone(act.key)


def _act_on_case(work: Casework, act: Act, run: Run, now: float) -> Result:
    values = {name: value for name, value in act.parameters.items() if name != "action"}
    action, actor = act.parameters.get("action", ""), Actor(run.title, SYSTEM)
    file = work.register.held(run.case_id) if work.register is not None else None
    if work.register is None or file is None:
        return ActionFailed(act.key, f"không có hồ sơ {run.case_id}")
    was_open = file.open
    try:
        file = work.register.act_on(run.case_id, action, values, actor, now)
    except CaseRefusedError as error:
        if was_open and not work.register.is_where(file, action):
            return ActionFailed(act.key, error.text.vi)
        # people did it or ended the case meanwhile: nothing is left to do, and nothing is broken
        return ActionDone(act.key, {"done": False, "status": file.status, "reason": error.text.vi})
    return ActionDone(act.key, {"done": True, "status": file.status})


def _note_case(work: Casework, act: Act, run: Run, now: float) -> Result:
    text, public = act.parameters.get("text", ""), act.parameters.get("public", "") in _YES
    if work.register is None:
        return ActionFailed(act.key, f"không có hồ sơ {run.case_id}")
    try:
        work.register.note_on(run.case_id, text, Actor(run.title, SYSTEM), now, public=public)
    except CaseRefusedError as error:
        return ActionFailed(act.key, error.text.vi)
    return ActionDone(act.key)


def _open_camera(_work: Casework, act: Act, _run: Run, _now: float) -> Result:
    return ActionDone(act.key)  # the step names the places; walls open them


_ACTIONS: dict[str, Callable[[Casework, Act, Run, float], Result]] = {
    "send": _send,
    "request": _send,
    "http": _http,
    "assign": _assign,
    "close_alarm": close_alarms,
    "close_incident": close_incident,
    "note": _note,
    "open_camera": _open_camera,
    "case.act": _act_on_case,
    "case.note": _note_case,
    "case.open": open_case,
    "send_nearest": send_nearest,
}
_CASE_ONLY = frozenset({"case.act", "case.note"})
_OF_CASE = _CASE_ONLY | {"send", "request"}
_YES = ("true", "yes", "1")
