"""What the keys of an incident tile ask: lead, units, note, merge, split, close."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from backend.contract.work import Incident
from backend.contract.work_requests import (
    CloseIncident,
    MergeIncidents,
    NoteIncident,
    SetIncident,
    SplitIncident,
)
from widgets.logic.incident_view import mergeable, ordered_members
from widgets.logic.live_state import LiveState
from widgets.parts.incident_form import Choice, Field, Question

translate = QCoreApplication.translate


def lead_question(incident: Incident, state: LiveState) -> Question:
    """Ask who leads."""
    return Question(
        translate("Incident", "Who leads?"),
        lambda _texts, chosen: SetIncident(incident.incident_id, lead=chosen[0]),
        fields=(Field(translate("Incident", "Part of a name")),),
        choices=tuple(Choice(name, name) for name in state.people),
        nothing=translate("Incident", "Nobody of that name is signed in here; choose one of the list."),
    )


def units_question(incident: Incident, state: LiveState) -> Question:
    """Ask which units are concerned."""
    choices = tuple(
        Choice(unit_id, name, chosen=unit_id in incident.units)
        for unit_id, name in sorted(state.units.items(), key=lambda unit: unit[1])
    )
    return Question(
        translate("Incident", "Which units are concerned?"),
        lambda _texts, chosen: SetIncident(incident.incident_id, units=chosen),
        choices=choices,
        several=True,
    )


def note_question(incident: Incident) -> Question:
    """Ask for a remark in the timeline."""
    missing = translate("Incident", "Write what the next reader of the timeline should know.")
    return Question(
        translate("Incident", "Remark in the timeline"),
        lambda texts, _chosen: NoteIncident(incident.incident_id, texts[0]),
        fields=(Field(translate("Incident", "What happened, who said what"), missing),),
    )


def merge_question(incident: Incident, state: LiveState, language: str) -> Question | None:
    """Ask which other incident goes into this one; None where no other goes on."""
    others = mergeable(incident, state.incidents())
    if not others:
        return None
    choices = tuple(
        Choice(o.incident_id, f"{o.title.in_language(language)} · {o.incident_id}") for o in others
    )
    return Question(
        translate("Incident", "Which incident goes into this one?"),
        lambda _texts, chosen: MergeIncidents(incident.incident_id, chosen[0]),
        choices=choices,
        nothing=translate("Incident", "Choose an incident of the list."),
    )


def split_question(incident: Incident, language: str, chosen_ref: str) -> Question | None:
    """Ask which members become an incident of their own; None where there is only one."""
    members = ordered_members(incident)
    if len(members) < 2:
        return None
    choices = tuple(Choice(m.ref, m.title.in_language(language), chosen=m.ref == chosen_ref) for m in members)
    return Question(
        translate("Incident", "Which members become an incident of their own?"),
        lambda texts, chosen: SplitIncident(incident.incident_id, chosen, texts[0]),
        fields=(
            Field(
                translate("Incident", "Title of the new incident"),
                translate("Incident", "Write what the new incident is about."),
            ),
        ),
        choices=choices,
        several=True,
        nothing=translate("Incident", "Tick at least one member with the space bar."),
    )


def close_question(incident: Incident) -> Question:
    """Ask why the incident ends."""
    missing = translate("Incident", "Write how it ended; it is part of the record.")
    return Question(
        translate("Incident", "Close {incident}").format(incident=incident.incident_id),
        lambda texts, _chosen: CloseIncident(incident.incident_id, texts[0]),
        fields=(Field(translate("Incident", "How it ended"), missing),),
    )
