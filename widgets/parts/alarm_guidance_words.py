"""What the guidance of an alarm says: what follows, what to do, by when, by whom, how."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication

from backend.contract.state import Alarm
from backend.contract.work import Incident, Run
from widgets.logic import formats
from widgets.logic.live_state import LiveState
from widgets.parts.alarm_facts import Fact
from widgets.theme.look import Look

translate = QCoreApplication.translate
NO_PROCEDURE = "none"
"""What a rule says on purpose where there is no procedure."""


class Reader(msgspec.Struct, frozen=True):
    """For whom and when guidance is said."""

    state: LiveState
    look: Look
    language: str
    now: float
    procedures: dict[str, str] = {}
    """Procedure id → title, as far as known."""

    def time(self, at: float) -> str:
        """Return an instant as this reader's time of day."""
        return formats.moment(at, self.now, self.state.centre.timezone)


def has_procedure(alarm: Alarm) -> bool:
    """Return whether the alarm's rule names a procedure."""
    return alarm.procedure not in ("", NO_PROCEDURE)


def run_of(alarm: Alarm, state: LiveState) -> Run | None:
    """Return the newest run of the alarm's procedure, for the alarm itself or for its incident."""
    mine = [
        run
        for run in state.runs()
        if run.procedure_id == alarm.procedure
        and (run.alarm_id == alarm.alarm_id or (alarm.incident_id and run.incident_id == alarm.incident_id))
    ]
    return mine[-1] if mine else None


def guidance_facts(alarm: Alarm, reader: Reader) -> list[Fact]:
    """Return the facts of an alarm's guidance; those that nobody filled in are empty."""
    state, tokens = reader.state, reader.look.tokens
    unit = state.units.get(alarm.unit_id, alarm.unit_id)
    incident = state.work.get(alarm.incident_id)
    words, late = _respond_words(alarm, reader)
    return [
        Fact(translate("Guidance", "To do"), alarm.response.in_language(reader.language), strong=True),
        Fact(translate("Guidance", "What follows"), alarm.consequence.in_language(reader.language)),
        Fact(translate("Guidance", "Respond within"), words, tokens.age if late else ""),
        Fact(translate("Guidance", "Unit"), unit),
        Fact(translate("Guidance", "In hand"), _hand_words(alarm, reader)),
        Fact(translate("Guidance", "Procedure"), _procedure_words(alarm, reader)),
        Fact(
            translate("Guidance", "Incident"),
            f"{incident.title.in_language(reader.language)} · {incident.incident_id}"
            if isinstance(incident, Incident)
            else alarm.incident_id,
        ),
        Fact(translate("Guidance", "Remark"), alarm.note if alarm.note != alarm.comment else ""),
    ]


def _respond_words(alarm: Alarm, reader: Reader) -> tuple[str, bool]:
    """Return how long there is to respond and what is left of it, and whether it is over."""
    if not alarm.respond_within_s:
        return "", False
    within = formats.rough_duration(alarm.respond_within_s, reader.language)
    if alarm.operator != "unacknowledged":
        return within, False
    left_s = alarm.raised_at + alarm.respond_within_s - reader.now
    if left_s < 0:
        over = formats.duration(-left_s, reader.language)
        return f"{within} · " + translate("Guidance", "over by {time}").format(time=over), True
    left = formats.duration(left_s, reader.language)
    return f"{within} · " + translate("Guidance", "{time} left").format(time=left), False


def _hand_words(alarm: Alarm, reader: Reader) -> str:
    said = [alarm.owner]
    if alarm.assignee:
        said.append(translate("Alarm", "given to {name}").format(name=alarm.assignee))
    if alarm.until_at is not None:
        until = translate("Alarm", "until {time}").format(time=reader.time(alarm.until_at))
        looks = alarm.operator == "acknowledged"
        said.append(translate("Alarm", "looks {until}").format(until=until) if looks else until)
    if alarm.comment:
        said.append(f"“{alarm.comment}”")
    return " · ".join(part for part in said if part) or translate("Guidance", "nobody yet")


def _procedure_words(alarm: Alarm, reader: Reader) -> str:
    if alarm.procedure == NO_PROCEDURE:
        return translate("Guidance", "none, on purpose")
    title = reader.procedures.get(alarm.procedure, alarm.procedure)
    run = run_of(alarm, reader.state)
    if run is None:
        return title
    n_done = sum(step.state in ("done", "not_applicable", "skipped") for step in run.steps)
    n_steps = len(run.steps) + len(run.upcoming)
    progress = translate("Guidance", "step {done} of {total}").format(done=n_done, total=n_steps)
    where = {
        "running": progress,
        "finished": translate("Guidance", "finished"),
        "cancelled": translate("Guidance", "cancelled"),
        "failed": translate("Guidance", "stopped by an error"),
    }[run.state]
    return f"{title} · {where} · {run.run_id}"
