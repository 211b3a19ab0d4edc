"""Crews in words: their state, how far they are, what they are busy with, how old their track is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from backend.contract.cases import CaseFile, CaseNote
from widgets.logic import formats
from widgets.logic.case_due import due_of
from widgets.logic.crews import Crew
from widgets.logic.incident_lines import Line, Mark, Tone
from widgets.parts.case_book import CaseBook

translate = QCoreApplication.translate
M_PER_KM = 1000.0
NEAR_M = 950.0
"""Up to here metres, from there on kilometres."""
_MARKS: dict[str, Mark] = {
    "free": "open", "busy": "acting", "full": "halt", "off": "dropped", "lost": "lost", "unknown": "dot",
}  # fmt: skip


def state_word(state: str) -> str:
    """Return the state of a crew in a word."""
    return {
        "free": translate("Crews", "free"),
        "busy": translate("Crews", "busy"),
        "full": translate("Crews", "full"),
        "off": translate("Crews", "off duty"),
        "lost": translate("Crews", "track lost"),
    }.get(state, translate("Crews", "not known"))


def distance_words(metres: float, language: str) -> str:
    """Return a distance as people say it."""
    if metres < NEAR_M:
        return f"{formats.number(round(metres, -1), 0, language)} m"
    return f"{formats.number(metres / M_PER_KM, 1, language)} km"


def crew_line(crew: Crew, book: CaseBook, now: float, language: str) -> Line:
    """Return the line of a crew."""
    near = crew.near
    right = [distance_words(near.distance_m, language)]
    if near.travel_s is not None and near.state in ("free", "unknown"):
        right.append(formats.rough_duration(near.travel_s, language))
    said = [
        part
        for part in (order_words(crew.order, book, now, language), track_words(crew, now, language))
        if part
    ]
    return Line(
        crew.place.name,
        crew.crew_id,
        detail="\n".join(said),
        right=" · ".join(right),
        right_tone=_tone(crew),
        tag=state_word(near.state),
        mark=_MARKS.get(near.state, "dot"),
        tone="plain" if near.state in ("free", "busy") else "dim",
        solid=near.state == "free",
    )


def _tone(crew: Crew) -> Tone:
    if crew.track in ("late", "lost"):
        return "age"
    return "focus" if crew.near.state == "free" else "second"


def track_words(crew: Crew, now: float, language: str) -> str:
    """Return how old the position is; nothing for what does not move."""
    if crew.track == "still":
        return ""
    if crew.near.seen_at is None:
        return translate("Crews", "has never told its position")
    age = formats.duration(max(0.0, now - crew.near.seen_at), language)
    words = {
        "fresh": translate("Crews", "position {age} ago"),
        "late": translate("Crews", "position late, {age} ago"),
        "lost": translate("Crews", "position lost, {age} ago"),
    }[crew.track]
    return words.format(age=age)


def order_words(order: CaseFile | None, book: CaseBook, now: float, language: str) -> str:
    """Return what a crew is busy with, and its clock."""
    if order is None:
        return ""
    clock = clock_words(order, now, language)
    return " · ".join(part for part in (book.status_name(order), clock, order.title, order.case_id) if part)


def clock_words(order: CaseFile, now: float, language: str) -> str:
    """Return how the clock of an order stands: until it must be accepted, then until they must be there."""
    due = due_of(order, now)
    if due.accept_late_s is not None:
        return translate("Crews", "not accepted for {time}").format(
            time=formats.duration(due.accept_late_s, language)
        )
    if order.group == "waiting" and order.accept_due_at is not None and order.accepted_at is None:
        left = formats.duration(max(0.0, order.accept_due_at - now), language)
        return translate("Crews", "{time} left to accept").format(time=left)
    if due.paused_s is not None:
        return translate("Crews", "there for {time}").format(time=formats.duration(due.paused_s, language))
    if due.state == "overdue":
        return translate("Crews", "{time} late to be there").format(
            time=formats.duration(due.seconds, language)
        )
    if due.state in ("on_time", "near"):
        return translate("Crews", "to be there in {time}").format(
            time=formats.duration(due.seconds, language)
        )
    return ""


def is_late(order: CaseFile | None, now: float) -> bool:
    """Return whether an order waits past its acceptance, or its crew should have been there."""
    if order is None:
        return False
    due = due_of(order, now)
    return due.accept_late_s is not None or due.state == "overdue"


def note_line(note: CaseNote, timezone: str) -> Line:
    """Return one word of the talk with a crew."""
    tone: Tone = "plain"
    return Line(
        note.text, lead=formats.clock(note.at, timezone, with_seconds=False), right=note.by, tone=tone
    )
