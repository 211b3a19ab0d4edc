"""What each action on alarms asks a person, and the request that it becomes."""

from __future__ import annotations

from typing import Literal

import msgspec
from PySide6.QtCore import QCoreApplication

from backend.contract.messages import AcknowledgeAlarm, RequestBody, ShelveAlarm
from backend.contract.work_requests import AssignAlarm, CommentAlarm, SilenceDesk

translate = QCoreApplication.translate
Action = Literal["acknowledge", "shelve", "comment", "assign", "silence"]
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
    name: bool = False
    """Ask whom it goes to."""


class Filled(msgspec.Struct, frozen=True):
    """What a person filled in."""

    words: str = ""
    minutes: int = 0
    name: str = ""
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
                name=True,
            )
        case "silence":
            return Question(
                translate("AlarmForm", "Mute this desk; alarms go on being shown"),
                translate("AlarmForm", "Reason (may be empty)"),
                minutes=Minutes(0, SILENCE_MIN, "", translate("AlarmForm", "sound on again")),
            )


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
