"""What each action on alarms asks a person, and the request that it becomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
from PySide6.QtCore import QCoreApplication

from backend.contract.messages import AcknowledgeAlarm, RequestBody, ShelveAlarm
from backend.contract.work import Incident
from backend.contract.work_requests import (
    AssignAlarm,
    CommentAlarm,
    JoinIncident,
    OpenIncident,
    SilenceDesk,
)

translate = QCoreApplication.translate
Action = Literal["acknowledge", "shelve", "comment", "assign", "silence", "join"]
SHELVE_MIN = 30
"""Minutes proposed for shelving; the daemon's limit by severity decides."""
SILENCE_MIN = 15


class Minutes(msgspec.Struct, frozen=True):
    """How a number of minutes is asked for."""

    least: int
    proposed: int
    prefix: str = ""
    zero: str = ""
    """Words instead of 0."""


class Question(msgspec.Struct, frozen=True):
    """What a form asks."""

    heading: str
    """With `{title}`: what it is about."""
    hint: str
    """In the empty line of words."""
    missing: str = ""
    """Said where the words are needed and not there."""
    minutes: Minutes | None = None
    name: str = ""
    """In the empty field of names, where one is to be chosen: whom or what it goes to."""
    nameless: str = ""
    """Said where no name fits."""


class Filled(msgspec.Struct, frozen=True):
    """What a person filled in."""

    words: str = ""
    minutes: int = 0
    name: str = ""
    incident_id: str = ""
    """Of `join`; empty: a new one, called `words`."""
    approver: str = ""
    password: str = ""


def question_for(action: Action) -> Question:
    """Return what an action asks."""
    match action:
        case "acknowledge":
            looking = translate("AlarmForm", "look for "), translate("AlarmForm", "no time limit")
            return Question(
                translate("AlarmForm", "Take: {title}"),
                translate("AlarmForm", "Comment (may be empty)"),
                minutes=Minutes(0, 0, *looking),
            )
        case "shelve":
            return Question(
                translate("AlarmForm", "Shelve: {title}"),
                translate("AlarmForm", "Reason (needed)"),
                translate("AlarmForm", "Write why it is put aside; it is part of the handover."),
                Minutes(1, SHELVE_MIN),
            )
        case "comment":
            return Question(
                translate("AlarmForm", "Remark: {title}"),
                translate("AlarmForm", "What the others should know"),
                translate("AlarmForm", "Write the remark first."),
            )
        case "assign":
            return Question(
                translate("AlarmForm", "Give to somebody: {title}"),
                translate("AlarmForm", "Comment (may be empty)"),
                name=translate("AlarmForm", "Person or unit; ↑ ↓ choose"),
                nameless=translate("AlarmForm", "Nobody is named so; type a part of a name."),
            )
        case "silence":
            return Question(
                translate("AlarmForm", "Mute this desk; alarms go on being shown"),
                translate("AlarmForm", "Reason (may be empty)"),
                minutes=Minutes(0, SILENCE_MIN, "", translate("AlarmForm", "sound on again")),
            )
        case "join":
            return Question(
                translate("AlarmForm", "Put into an incident: {title}"),
                translate("AlarmForm", "Title of the new incident"),
                translate("AlarmForm", "Write what the new incident is about."),
                name=translate("AlarmForm", "Part of an incident's title; ↑ ↓ choose"),
                nameless=translate("AlarmForm", "No open incident is called so; type a part of its title."),
            )


def incident_choices(incidents: Iterable[Incident], language: str) -> dict[str, str]:
    """Return what an alarm may be put into: words → incident id, a new one (empty id) first."""
    going_on = (incident for incident in incidents if incident.open)
    return {
        translate("AlarmForm", "New incident"): "",
        **{f"{i.title.in_language(language)} · {i.incident_id}": i.incident_id for i in going_on},
    }


def requests_for(
    action: Action, subjects: Sequence[str], filled: Filled, now: float
) -> tuple[RequestBody, ...]:
    """Return the requests of an action on several: one each, but one new incident for all."""
    if action == "join" and not filled.incident_id:
        return (OpenIncident(filled.words, tuple(subjects)),)
    return tuple(request_for(action, subject, filled, now) for subject in subjects)


def request_for(action: Action, subject: str, filled: Filled, now: float) -> RequestBody:
    """Return the request of an action.

    Args:
        action: what is done.
        subject: alarm id; of `silence` the desk.
        filled: what the person filled in.
        now: s since epoch; minutes count from here.
    """
    until_at = now + 60 * filled.minutes
    match action:
        case "acknowledge":
            return AcknowledgeAlarm(subject, filled.words, until_at if filled.minutes else None)
        case "shelve":
            return ShelveAlarm(subject, filled.words, until_at, filled.approver, filled.password)
        case "comment":
            return CommentAlarm(subject, filled.words)
        case "assign":
            return AssignAlarm(subject, filled.name, filled.words)
        case "silence":
            return SilenceDesk(subject, until_at if filled.minutes else None, filled.words)
        case "join":
            return JoinIncident(filled.incident_id, subject)
