"""The head of an incident: its severity, what it is, since when, who leads, which units."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from backend.contract.work import Incident
from widgets.parts.incident_texts import Passage
from widgets.parts.incident_words import people_words, state_words
from widgets.parts.words import severity_word
from widgets.theme.fonts import HEAD_WEIGHT
from widgets.theme.look import Look

translate = QCoreApplication.translate


def head_passages(
    incident: Incident, look: Look, when: tuple[float, str, str], units: dict[str, str]
) -> tuple[Passage, ...]:
    """Return the words of an incident's head.

    Args:
        incident: the incident.
        look: gives the colour of its severity.
        when: seconds since the epoch, time zone, language.
        units: name of each unit by id.
    """
    now, timezone, language = when
    lead, named = people_words(incident, units)
    word = severity_word(incident.severity)
    severity = word[:1].upper() + word[1:]
    state = f"{state_words(incident, now, timezone, language)} · {incident.incident_id}"
    colour = look.severity(incident.severity) if incident.open else ""
    nobody = translate("Incident", "Nobody leads yet") if incident.open else ""
    return (
        Passage(incident.title.in_language(language), 25, HEAD_WEIGHT, "plain", key=True),
        Passage(state, colour=colour, lead=severity),
        Passage(lead or nobody, weight=600, tone="plain" if lead else "age"),
        Passage(named),
    )
