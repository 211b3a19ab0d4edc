"""What people do in a test, done at its stage; a refusal, or its absence, is told as a difference."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from backend.channels.base import Incoming
from backend.contract.cases import CaseFile
from backend.contract.state import Alarm
from backend.contract.work import Evidence, Incident, Run, Step
from backend.domain.alarms import events as alarm_events
from backend.domain.cases.change import Actor, CaseRefusedError
from backend.domain.incidents import events as incident_events
from backend.domain.messages.contacts import Person
from backend.domain.messages.ways import way_of
from backend.engine.rehearsal.stage import AlarmStage, WorkStage
from backend.procedures import events as run_events
from backend.procedures.findings import ProcedureRefusedError
from backend.usecases.pack_tests import Action


class MissedError(LookupError):
    """There is nothing at this time to do it with; that is no refusal."""


def act(action: Action, stage: AlarmStage, now: float) -> list[str]:
    """Do what a person does and return what was not as expected.

    Args:
        action: what.
        stage: where.
        now: s since epoch.
    """
    where = f"at {action.at_s:g} s: {action.do} {_about(action)}"
    try:
        _do(action, stage, now)
    except MissedError as error:
        return [f"{where} cannot be done: {error}"]
    except (
        alarm_events.AlarmRefusedError,
        incident_events.IncidentRefusedError,
        ProcedureRefusedError,
        CaseRefusedError,
    ) as error:
        return [] if action.refused else [f"{where} was refused: {error}"]
    return [f"{where} was accepted, a refusal was expected"] if action.refused else []


def _about(action: Action) -> str:
    step = f"{action.procedure}/{action.element}" if action.element else action.procedure
    if action.do == "case":
        return f"{action.action} {action.case}"
    return step or action.alarm or action.series or action.incident or action.channel or action.who


def _do(action: Action, stage: AlarmStage, now: float) -> None:
    deed = _DEEDS.get(action.do)
    if deed is not None and isinstance(stage, WorkStage):
        deed(action, stage, now)
        stage.settle([], now)
    else:
        stage.apply(alarm_event(action, now), now)


def alarm_event(action: Action, now: float) -> alarm_events.Event:
    """Return what a person does with an alarm, or what becomes of a signal."""
    until_at = None if action.for_s is None else now + action.for_s
    match action.do:
        case "acknowledge":
            return alarm_events.Acknowledge(
                alarm_id=action.alarm, owner=action.who, comment=action.comment, until_at=until_at
            )
        case "shelve":
            return alarm_events.Shelve(
                alarm_id=action.alarm,
                who=action.who,
                reason=action.comment,
                until_at=now if until_at is None else until_at,
                approved_by=action.approved_by,
            )
        case "unshelve":
            return alarm_events.Unshelve(alarm_id=action.alarm, who=action.who)
        case "signal":
            return alarm_events.SignalChanged(series_id=action.series, signal=action.signal)
    return alarm_events.SetService(
        alarm_id=action.alarm, out=action.do == "out_of_service", who=action.who, reason=action.comment
    )


def _step(action: Action, stage: WorkStage, now: float) -> None:
    run, step = _open_step(action, stage)
    if action.evidence:
        digest = hashlib.sha256(f"{run.run_id}/{step.step_id}/{now}".encode()).hexdigest()
        proof = Evidence(digest, "test.jpg", "image/jpeg", 1, action.evidence, now, action.who)
        stage.work.on_run(run_events.AddEvidence(run.run_id, step.step_id, proof), now)
    person = _person(stage, action.who)
    event = run_events.DoStep(
        run_id=run.run_id,
        step_id=step.step_id,
        who=person.name if person else action.who,
        user=action.who,
        result="outcome" if action.outcome else action.result,
        note=action.comment,
        outcome=action.outcome,
    )
    stage.work.on_run(event, now)


def _open_step(action: Action, stage: WorkStage) -> tuple[Run, Step]:
    """Return the step that is meant: of several the one that is open longest."""
    there = [(run, step) for run in stage.work.procedures.open_runs() for step in run.steps]
    waiting = [(run, step) for run, step in there if step.state in ("open", "failed")]
    for run, step in waiting:
        if (run.procedure_id, step.element_id) == (action.procedure, action.element):
            return run, step
    names = ", ".join(f"{run.procedure_id}/{step.element_id}" for run, step in waiting) or "none"
    raise MissedError(f"that step is not open; open: {names}")


def _start(action: Action, stage: WorkStage, now: float) -> None:
    about: Incident | Alarm | CaseFile | None
    if action.case:
        about = stage.cases.file(action.case)
        if about is None:
            raise MissedError(f"there is no case {action.case}")
    elif action.alarm:
        about = stage.book.get(action.alarm)
        if about is None:
            raise MissedError(f"there is no alarm {action.alarm}")
    else:
        about = _incident(action.incident, stage)
    stage.work.start_run(action.procedure, about, action.who, now)


def _cancel(action: Action, stage: WorkStage, now: float) -> None:
    runs = [run for run in stage.work.procedures.open_runs() if run.procedure_id == action.procedure]
    if not runs:
        raise MissedError("it does not run")
    stage.work.on_run(run_events.Cancel(runs[-1].run_id, action.who, action.comment), now)


def _close_incident(action: Action, stage: WorkStage, now: float) -> None:
    incident = _incident(action.incident, stage)
    close = incident_events.Close(incident_id=incident.incident_id, who=action.who, reason=action.comment)
    stage.work.close_by_hand(close, now)


def _incident(rule_id: str, stage: WorkStage) -> Incident:
    found = [incident for incident in stage.items(Incident) if incident.open and incident.rule_id == rule_id]
    if not found:
        raise MissedError(f"no incident of '{rule_id}' is open")
    return found[-1]


def _reply(action: Action, stage: WorkStage, now: float) -> None:
    person, channel = _person(stage, action.who), action.channel or "sms"
    kind = stage.work.setup.channels[channel].kind
    address = person.address(way_of(kind)) if person else ""
    if not address:
        raise MissedError(f"nobody has the id '{action.who}' and an address for {channel}")
    stage.work.incoming(channel, Incoming("reply", address=address, text=action.comment, at=now), now)


def _switch(action: Action, stage: WorkStage, now: float) -> None:
    stage.switch(action.channel, action.works, now)


def _person(stage: WorkStage, person_id: str) -> Person | None:
    return stage.work.setup.messages.contacts.person(person_id)


def _case(action: Action, stage: WorkStage, now: float) -> None:
    file = stage.cases.file(action.case)
    if file is None:
        raise MissedError("there is no such case yet")
    actor = actor_of(stage, action.who, action.role, action.unit)
    if action.evidence == "photo":
        stage.cases.photograph(action.case, actor, now)
    values = dict(action.values)
    if parent := values.get("parent"):
        values["parent"] = stage.cases.code(parent)
    stage.cases.register.act_on(file.case_id, action.action, values, actor, now)


def actor_of(stage: WorkStage, person_id: str, role: str = "", unit: str = "") -> Actor:
    """Return somebody who acts on cases: by default in the first role that they have, for all units."""
    person = _person(stage, person_id)
    own = person.roles[0] if person and person.roles else "duty_officer"
    return Actor(person.name if person else person_id, role or own, unit)


_DEEDS: dict[str, Callable[[Action, WorkStage, float], None]] = {
    "step": _step,
    "start": _start,
    "cancel": _cancel,
    "close_incident": _close_incident,
    "reply": _reply,
    "channel": _switch,
    "case": _case,
}
