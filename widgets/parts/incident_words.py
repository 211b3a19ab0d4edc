"""What an incident, its members and its procedures say."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from backend.contract.work import Incident, Member, Run
from widgets.logic import formats
from widgets.logic.incident_lines import Line, Mark
from widgets.logic.incident_view import ordered_members, progress
from widgets.parts.words import severity_word

translate = QCoreApplication.translate


def since_words(at: float, now: float, timezone: str, language: str) -> str:
    """Return `từ 03:12 (30 ph)`."""
    words = translate("Incident", "since {time} ({age})")
    age = formats.rough_duration(now - at, language)
    return words.format(time=formats.moment(at, now, timezone), age=age)


def state_words(incident: Incident, now: float, timezone: str, language: str) -> str:
    """Return since when it goes on, or how it ended: `đã đóng 04:10 · Trần Minh Hà: nước đã rút`."""
    if incident.open:
        return since_words(incident.opened_at, now, timezone, language)
    if incident.state == "merged":
        return translate("Incident", "merged into {incident}").format(incident=incident.merged_into)
    at = incident.closed_at if incident.closed_at is not None else incident.changed_at
    ended = translate("Incident", "closed {time}").format(time=formats.moment(at, now, timezone))
    why = ": ".join(part for part in (incident.closed_by, incident.close_reason) if part)
    return " · ".join(part for part in (ended, why) if part)


def people_words(incident: Incident, units: dict[str, str]) -> tuple[str, str]:
    """Return who leads and which units are concerned; the first one empty where nobody leads."""
    named = ", ".join(units.get(unit_id, unit_id) for unit_id in incident.units)
    lead = translate("Incident", "Lead: {name}").format(name=incident.lead) if incident.lead else ""
    return lead, named


def member_lines(incident: Incident, now: float, timezone: str, language: str) -> list[Line]:
    """Return a line for each member: the first-out first, ended ones dim."""
    return [_member_line(member, now, timezone, language) for member in ordered_members(incident)]


def _member_line(member: Member, now: float, timezone: str, language: str) -> Line:
    kind = translate("Incident", "case") if member.kind == "case" else ""
    # the correlation rule's id says nothing to a person; a person's name does
    by = member.joined_by if " " in member.joined_by else ""
    said = (kind, member.reason.in_language(language), by)
    return Line(
        member.title.in_language(language),
        member.ref,
        detail=" · ".join(part for part in said if part),
        right=formats.moment(member.began_at, now, timezone),
        right_tone="second" if member.active else "dim",
        tag=translate("Incident", "first") if member.first_out else "",
        mark=member.severity,
        tone="plain" if member.active else "dim",
    )


def run_lines(runs: list[Run], now: float, timezone: str, language: str) -> list[Line]:
    """Return a line for each procedure: how far, what comes next, what is late."""
    return [_run_line(run, now, timezone, language) for run in runs]


def _run_line(run: Run, now: float, timezone: str, language: str) -> Line:
    found = progress(run, now)
    steps = translate("Incident", "{done}/{all} steps").format(done=found.n_done, all=found.n_steps)
    said = [f"{run.run_id} · v{run.version}"]
    if found.next_name:
        said.insert(0, translate("Incident", "next: {step}").format(step=found.next_name))
    if not run.open:
        said = [run_state_words(run, now, timezone), *said]
    late = (
        translate("Incident", "{count} late").format(count=found.n_late) if found.n_late and run.open else ""
    )
    marks: dict[str, Mark] = {"running": "acting", "finished": "done", "failed": "failed"}
    return Line(
        run.title,
        run.run_id,
        detail=" · ".join(said),
        right=" · ".join(part for part in (late, steps) if part),
        right_tone="age" if late else "focus" if run.state == "running" else "second",
        mark="late" if late else marks.get(run.state, "dropped"),
        tone="plain" if run.open else "dim",
        share=found.share if run.open else None,
    )


def run_state_words(run: Run, now: float, timezone: str) -> str:
    """Return how a procedure stands: running, or how and when it ended."""
    words = {
        "running": translate("Incident", "running"),
        "finished": translate("Incident", "finished"),
        "cancelled": translate("Incident", "cancelled"),
        "failed": translate("Incident", "stopped by an error"),
    }[run.state]
    if run.ended_at is not None:
        words += " " + formats.moment(run.ended_at, now, timezone)
    return f"{words}: {run.outcome}" if run.outcome and run.state != "running" else words


def incident_line(
    incident: Incident, now: float, timezone: str, language: str, units: dict[str, str]
) -> Line:
    """Return the line of an incident in a list of incidents."""
    lead, named = people_words(incident, units)
    ended = sum(not member.active for member in incident.members)
    members = translate("Incident", "{count} members").format(count=len(incident.members))
    if ended and incident.open:
        members += " " + translate("Incident", "({count} ended)").format(count=ended)
    said = [incident.incident_id, members, lead or translate("Incident", "nobody leads"), named]
    if not incident.open:
        said = [state_words(incident, now, timezone, language), incident.incident_id]
    return Line(
        incident.title.in_language(language),
        incident.incident_id,
        detail=" · ".join(part for part in said if part),
        right=formats.rough_duration(now - incident.opened_at, language) if incident.open else "",
        tag=severity_word(incident.severity) if incident.open else "",
        mark=incident.severity,
        tone="plain" if incident.open else "dim",
    )
