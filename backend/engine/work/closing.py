"""Automatic steps that end things: alarms that a procedure has dealt with, and the incident that they made.

A procedure ends what is its own. What another one of the incident still works on, and what nobody has dealt
with, goes on: people who are safe do not make a flooded street dry.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from backend.contract.state import Alarm
from backend.contract.work import Incident, Run
from backend.domain.alarms import events as alarm_events
from backend.domain.alarms.process import VISIBLE
from backend.domain.incidents import events as incident_events
from backend.domain.incidents.item import what_of
from backend.engine.work.leading import rule_of
from backend.procedures.events import Act, ActionDone, ActionFailed

if TYPE_CHECKING:
    from backend.engine.work.casework import Casework

OWN = "own"
"""Of `which`: alarms whose rule names this procedure, as far as their condition is over."""
FIRST = "first"


def close_alarms(work: Casework, act: Act, run: Run, _now: float) -> ActionDone:
    """Close the alarms that the step's `which` says: `all` (left out), `first` or `own`.

    `all` leaves out what another procedure that goes on answers for.
    """
    reason = act.text or f"quy trình {run.title} đã hoàn thành"
    chosen = [
        alarm for alarm in _chosen(work, act.parameters.get("which", ""), run) if alarm.operator != "none"
    ]
    work.out.alarm_events += [
        alarm_events.Close(alarm_id=alarm.alarm_id, who=run.title, reason=reason) for alarm in chosen
    ]
    return ActionDone(act.key, {"n_closed": len(chosen)})


def _chosen(work: Casework, which: str, run: Run) -> list[Alarm]:
    incident = work.incidents.get(run.incident_id) if run.incident_id else None
    if incident is None:
        alarm = work.alarm(run.alarm_id) if run.alarm_id else None
        return [] if alarm is None or (which == OWN and alarm.active) else [alarm]
    members = [m for m in incident.members if m.kind == "alarm" and (m.first_out or which != FIRST)]
    alarms = [alarm for member in members if (alarm := work.alarm(member.ref)) is not None]
    if which == FIRST:
        return alarms
    own = [alarm for alarm in alarms if alarm.procedure == run.procedure_id]
    if which == OWN:
        return [alarm for alarm in own if not alarm.active]
    others = _other_procedures(work, run)
    if not others.isdisjoint(_leading(work, incident)):
        return own
    return [alarm for alarm in alarms if alarm in own or alarm.procedure not in others]


def close_incident(work: Casework, act: Act, run: Run, now: float) -> ActionDone | ActionFailed:
    """Close the incident of a procedure that ends last.

    One that is about a part of it, such as a call for rescue, closes nothing of which another part is not
    over; the journal then says what. One that leads the incident ends when people say that it is over.
    """
    if _other_procedures(work, run):
        # The last one that ends closes it: an incident does not end while anybody still works on it.
        return ActionDone(act.key, {"closed": False})
    left = _left_open(work, run)
    if left:
        words = f"Chưa đóng sự cố, còn {len(left)} việc chưa xong: {', '.join(left)}"
        work.out.note(now, run.title, "incident.note", run.incident_id, {"text": words})
        return ActionDone(act.key, {"closed": False})
    reason = act.parameters.get("reason", "") or f"quy trình {run.title} đã hoàn thành"
    event = incident_events.Close(incident_id=run.incident_id, who=run.title, reason=reason)
    try:
        work.on_incident(event, now)
    except incident_events.IncidentRefusedError as error:
        return ActionFailed(act.key, error.text.vi)
    return ActionDone(act.key, {"closed": True})


def _left_open(work: Casework, run: Run) -> list[str]:
    """Return the titles of what goes on without anybody working on it.

    Alarms whose condition holds and that nobody has closed, and calls that should have a procedure; a report
    that only tells more of what is known ends by itself.
    """
    incident = work.incidents.get(run.incident_id) if run.incident_id else None
    if incident is None or run.procedure_id in _leading(work, incident):
        return []
    asked = work.out.alarm_events
    closing = {event.alarm_id for event in asked if isinstance(event, alarm_events.Close)}
    worked_on, done = _worked_on(work, incident), {run.case_id, *_dealt_with(work, incident)}
    left = []
    for member in incident.members:
        if member.kind == "alarm":
            alarm = work.alarm(member.ref)
            here = alarm is not None and alarm.incident_id == incident.incident_id
            holds = alarm is not None and alarm.active and alarm.operator in VISIBLE
            if here and holds and member.ref not in closing:
                left.append(member.title.vi)
        elif member.active and member.ref not in done:
            case = work.cases.get(member.ref)
            if case is not None and what_of(case) in worked_on and _in_register(work, case.kind):
                left.append(member.title.vi)
    return left


def _other_procedures(work: Casework, run: Run) -> frozenset[str]:
    """Return the procedures that go on in the incident besides a run."""
    if not run.incident_id:
        return frozenset()
    return frozenset(one.procedure_id for one in work.runs_of(run.incident_id) if one.run_id != run.run_id)


def _leading(work: Casework, incident: Incident) -> Collection[str]:
    """Return the procedures that are about an incident as a whole."""
    rule = rule_of(incident, work.setup.correlations)
    return rule.procedures if rule is not None else ()


def _worked_on(work: Casework, incident: Incident) -> frozenset[str]:
    """Return the kinds of cases that bring a procedure into an incident."""
    rule = rule_of(incident, work.setup.correlations)
    chosen = (each for each in rule.members if each.procedure) if rule is not None else ()
    return frozenset(kind for selector in chosen for kind in selector.case_kinds)


def _dealt_with(work: Casework, incident: Incident) -> list[str]:
    """Return the cases of an incident whose procedure has ended as it should."""
    runs = (work.procedures.get(run_id) for run_id in incident.run_ids)
    return [one.case_id for one in runs if one is not None and one.state == "finished"]


def _in_register(work: Casework, kind: str) -> bool:
    """Return whether a procedure knows of which case of this kind it is; others end at their source."""
    return work.register is not None and kind in work.register.kinds
