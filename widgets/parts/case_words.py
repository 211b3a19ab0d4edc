"""What the desk says of a case: one row's cells, deadline words, column heads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec
from PySide6.QtCore import QCoreApplication

from backend.contract.cases import CaseFile, DueState
from widgets.logic import formats
from widgets.logic.case_due import Due, due_of
from widgets.logic.case_people import personal
from widgets.parts.case_book import CaseBook
from widgets.parts.words import severity_word
from widgets.tile import TileContext

translate = QCoreApplication.translate
Tone = Literal["text", "second", "third", "near", "overdue", "done", "severity"]
_MOMENTS = ("opened_at", "changed_at", "finished_at", "accept_due_at")
_DOT = " · "


class Cell(msgspec.Struct, frozen=True):
    """One cell of a row: what matters, and a smaller line beneath."""

    words: str
    second: str = ""
    tone: Tone = "text"
    second_tone: Tone = "third"
    strong: bool = False
    chip: bool = False
    """Framed: it asks for a person."""
    key: bool = False
    """Must be read from the farthest seat."""
    short: str = ""
    """Instead of the words where they do not fit; empty: they are cut off."""


class RowTeller:
    """Puts a case into words for the list."""

    def __init__(self, context: TileContext, book: CaseBook, *, visitor: bool = False) -> None:
        """Speak the language of `context`; `visitor` hides personal details."""
        self._context, self._book, self.visitor = context, book, visitor
        self.far = context.look.density != "desk"
        """Read from afar: there is no column for the code, it stands beneath the title."""

    def cell(self, file: CaseFile, column: str) -> Cell:
        """Return the cell of a column."""
        known: Callable[[CaseFile], Cell] | None = {
            "case_id": self._code,
            "title": self._title,
            "field": self._field,
            "unit_id": self._unit,
            "due_at": self._due,
            "status": self._status,
            "n_children": self._tally,
            "reporter": self._reporter,
            "severity": self._severity,
            "source": self._source,
            "rating": self._rating,
        }.get(column)
        if known is not None:
            return known(file)
        if column in _MOMENTS:
            return self._moment(file, column)
        if column.startswith("data."):
            return Cell(self._book.data_words(file, column.removeprefix("data.")), tone="second")
        value = getattr(file, column, "")
        return Cell("" if value is None else str(value), tone="second")

    def _reporter(self, file: CaseFile) -> Cell:
        return Cell(personal(file, "reporter", visitor=self.visitor), tone="second")

    def _severity(self, file: CaseFile) -> Cell:
        return Cell(severity_word(file.severity), tone="severity")

    def _source(self, file: CaseFile) -> Cell:
        return Cell(self._book.source_name(file), tone="second")

    def _rating(self, file: CaseFile) -> Cell:
        return Cell(rating_words(file.rating), tone="second")

    def _code(self, file: CaseFile) -> Cell:
        return Cell(file.case_id, self._book.source_name(file), "second")

    def _title(self, file: CaseFile) -> Cell:
        where = file.place or file.area_name
        area = file.area_name if file.area_name and file.area_name not in where else ""
        who = personal(file, "reporter", visitor=self.visitor)
        code = file.case_id if self.far else ""
        second = _DOT.join(part for part in (code, where, area, "" if self.far else who) if part)
        tone: Tone = "text" if file.open else "second"
        return Cell(file.title, second, tone, "second", strong=file.open, key=True)

    def _field(self, file: CaseFile) -> Cell:
        words = self._book.field_name(file) or translate("Cases", "not classified")
        return Cell(words, severity_word(file.severity), "second", "third")

    def _unit(self, file: CaseFile) -> Cell:
        words = self._book.unit_name(file.unit_id) if file.unit_id else translate("Cases", "no unit yet")
        return Cell(words, file.assignee, "second" if file.unit_id else "third")

    def _moment(self, file: CaseFile, column: str) -> Cell:
        at = getattr(file, column)
        if at is None:
            return Cell("")
        live = self._context.live
        now = live.clock.now()
        words = formats.moment(at, now, live.state.centre.timezone)
        if column == "accept_due_at":
            return Cell(words, tone="second")
        return Cell(age_words(now - at, self._context.language), words, "second")

    def _due(self, file: CaseFile) -> Cell:
        live, language = self._context.live, self._context.language
        now = live.clock.now()
        due = due_of(file, now)
        second = ""
        if file.due_at is not None and due.paused_s is None:
            time = formats.moment(file.due_at, now, live.state.centre.timezone)
            second = translate("Cases", "due {time}").format(time=time)
        tone = due_tone(due)
        words = due_words(due, language, rough=self.far)
        key = self.far and due.paused_s is None
        short = due_words(due, language, rough=True)
        return Cell(words, second, tone, chip=tone in ("near", "overdue"), key=key, short=short)

    def _status(self, file: CaseFile) -> Cell:
        due = due_of(file, self._context.live.clock.now())
        second, tone = "", "third"
        if due.accept_late_s is not None:
            late = formats.rough_duration(due.accept_late_s, self._context.language)
            second, tone = translate("Cases", "late by {time}").format(time=late), "overdue"
        elif file.n_reopened:
            second = translate("Cases", "reopened {n}×").format(n=file.n_reopened)
        elif file.parent:
            second = translate("Cases", "duplicate of {code}").format(code=file.parent)
        calm = "text" if file.open else "done" if file.group == "done" else "second"
        return Cell(self._book.status_name(file), second, calm, tone)  # type: ignore[arg-type]

    def _tally(self, file: CaseFile) -> Cell:
        more = translate("Cases", "+{n} dup.").format(n=file.n_children) if file.n_children else ""
        rated = rating_words(file.rating)
        return Cell(more or rated, rated if more else "", "second")


def rating_words(rating: int | None) -> str:
    """Return `4/5`, empty where nobody has rated."""
    return translate("Cases", "{n}/5 pts").format(n=rating) if rating is not None else ""


def age_words(seconds: float, language: str) -> str:
    """Return how long ago something was, `mới` below a minute."""
    return translate("Cases", "just now") if seconds < 60 else formats.rough_duration(seconds, language)


def due_words(due: Due, language: str, *, rough: bool = False) -> str:
    """Return how a case stands with its deadline; `rough`: in the largest unit only."""
    if due.paused_s is not None:
        time = formats.rough_duration(due.paused_s, language)
        return translate("Cases", "‖ paused {time}").format(time=time)
    told = formats.rough_duration if rough else formats.duration
    if due.accept_left_s is not None:
        return translate("Cases", "to take: {time} left").format(time=told(due.accept_left_s, language))
    time = told(due.seconds, language)
    return {
        "none": translate("Cases", "no deadline"),
        "on_time": translate("Cases", "{time} left"),
        "near": translate("Cases", "near: {time} left"),
        "overdue": translate("Cases", "overdue {time}"),
        "kept": translate("Cases", "in time"),
        "missed": translate("Cases", "{time} too late"),
    }[due.state].format(time=time)


def due_tone(due: Due) -> Tone:
    """Return the tone of a deadline: colour is kept for what needs a person."""
    if due.paused_s is not None:
        return "third"
    tones: dict[DueState, Tone] = {
        "none": "third", "on_time": "second", "near": "near", "overdue": "overdue", "kept": "done",
        "missed": "second",
    }  # fmt: skip
    return tones[due.state]


def due_state_words(state: DueState) -> str:
    """Return the name of a deadline's state, for the filter bar."""
    return {
        "none": translate("Cases", "no deadline"),
        "on_time": translate("Cases", "far from its deadline"),
        "near": translate("Cases", "near its deadline"),
        "overdue": translate("Cases", "past its deadline"),
        "kept": translate("Cases", "settled in time"),
        "missed": translate("Cases", "settled too late"),
    }[state]


def column_head(column: str, book: CaseBook, kind: str, language: str) -> str:
    """Return the head of a column."""
    if column.startswith("data."):
        info = book.kind(kind)
        names = {d.data_id: d.name for d in info.data} if info is not None else {}
        name = names.get(column.removeprefix("data."))
        return name.in_language(language) if name is not None else column
    return {
        "case_id": translate("Cases", "Code"),
        "title": translate("Cases", "Title"),
        "field": translate("Cases", "Field"),
        "unit_id": translate("Cases", "Unit"),
        "opened_at": translate("Cases", "Received"),
        "due_at": translate("Cases", "Deadline"),
        "status": translate("Cases", "Status"),
        "n_children": translate("Cases", "Dup./pts"),
        "rating": translate("Cases", "Rating"),
        "place": translate("Cases", "Location"),
        "area_name": translate("Cases", "Ward or commune"),
        "source": translate("Cases", "Source"),
        "assignee": translate("Cases", "Assigned to"),
        "reporter": translate("Cases", "Reporter"),
        "severity": translate("Cases", "Severity"),
        "changed_at": translate("Cases", "Changed"),
        "finished_at": translate("Cases", "Settled"),
        "accept_due_at": translate("Cases", "Take by"),
    }.get(column, column)


def spoken_row(file: CaseFile, teller: RowTeller) -> str:
    """Return a row for assistive technology."""
    columns = ("case_id", "title", "unit_id", "due_at", "status")
    cells = (teller.cell(file, column).words for column in columns)
    return _DOT.join(part for part in (severity_word(file.severity), *cells) if part)
