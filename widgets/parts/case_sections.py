"""What the pages of the case window say: facts, result, remarks, duplicates, history."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from backend.contract.case_requests import CaseDetail
from backend.contract.cases import CaseAttachment, CaseFile, DueState
from backend.contract.messages import EntryAppended
from backend.contract.work import Run
from widgets.logic import formats
from widgets.logic.case_due import due_of
from widgets.logic.case_people import personal
from widgets.parts.case_book import CaseBook
from widgets.parts.case_page import PageLine, PageSection
from widgets.parts.case_words import due_words, rating_words
from widgets.parts.journal_words import entry_said, entry_words, plain
from widgets.parts.words import severity_word
from widgets.theme.look import Tokens
from widgets.tile import TileContext

translate = QCoreApplication.translate
_DOT = " · "
KB_BELOW = 100_000


def due_colour(state: DueState, tokens: Tokens) -> str:
    """Return the colour of a deadline's words."""
    return {"overdue": tokens.high, "near": tokens.medium, "kept": tokens.done, "missed": tokens.high}.get(
        state, tokens.text
    )


class CaseTeller:
    """Puts one case into the sections of its window."""

    def __init__(self, context: TileContext, book: CaseBook, *, visitor: bool = False) -> None:
        """Speak the language of `context`; `visitor` hides personal details."""
        self._context, self._book, self._visitor = context, book, visitor

    def _moment(self, at: float | None) -> str:
        live = self._context.live
        if at is None:
            return ""
        return formats.moment(at, live.clock.now(), live.state.centre.timezone)

    # ---- general ------------------------------------------------------------------------------

    def facts(self, file: CaseFile, runs: Sequence[Run]) -> list[PageSection]:
        """Return the general information of a case."""
        said = file.text or translate("Cases", "The reporter wrote nothing more.")
        return [
            PageSection(translate("Cases", "What was reported"), (PageLine("", said),)),
            PageSection(translate("Cases", "Handling"), self._filled(self._handling(file))),
            PageSection(translate("Cases", "Origin"), self._filled(self._origin(file))),
            *self._data(file),
            *self._procedures(runs),
        ]

    def _filled(self, lines: Sequence[PageLine]) -> tuple[PageLine, ...]:
        return tuple(line for line in lines if line.words)

    def _handling(self, file: CaseFile) -> list[PageLine]:
        tokens, language = self._context.look.tokens, self._context.language
        now = self._context.live.clock.now()
        due = due_of(file, now)
        words = due_words(due, language) if file.due_at is not None or due.paused_s is not None else ""
        accept = ""
        if file.group == "waiting" and file.accept_due_at is not None:
            accept = self._moment(file.accept_due_at)
        late = due.accept_late_s
        over = formats.duration(late, language) if late is not None else ""
        return [
            PageLine(translate("Cases", "Status"), self._book.status_name(file), strong=True),
            PageLine(
                translate("Cases", "Deadline"), self._moment(file.due_at), words,
                due_colour(due.state, tokens),
            ),
            PageLine(
                translate("Cases", "Take by"), accept,
                translate("Cases", "{time} too late").format(time=over) if over else "",
                tokens.high if over else "",
            ),
            PageLine(translate("Cases", "Field"), self._book.field_name(file)),
            PageLine(translate("Cases", "Severity"), severity_word(file.severity)),
            PageLine(translate("Cases", "Unit"), self._book.unit_name(file.unit_id) if file.unit_id else ""),
            PageLine(translate("Cases", "Assigned to"), file.assignee),
            PageLine(
                translate("Cases", "Reopened"),
                translate("Cases", "{n}×").format(n=file.n_reopened) if file.n_reopened else "",
            ),
        ]  # fmt: skip

    def _origin(self, file: CaseFile) -> list[PageLine]:
        remote = translate("Cases", "there {code}").format(code=file.remote_id) if file.remote_id else ""
        position = position_words(file, self._context.language)
        contact = (personal(file, what, visitor=self._visitor) for what in ("phone", "email"))
        return [
            PageLine(translate("Cases", "Received"), self._moment(file.opened_at)),
            PageLine(translate("Cases", "Source"), self._book.source_name(file), remote),
            PageLine(
                translate("Cases", "Reporter"),
                personal(file, "reporter", visitor=self._visitor),
                _DOT.join(part for part in contact if part),
            ),
            PageLine(translate("Cases", "Location"), place_words(file), position),
        ]

    def _data(self, file: CaseFile) -> list[PageSection]:
        kind, language = self._book.kind(file.kind), self._context.language
        infos = kind.data if kind is not None else ()
        lines = tuple(
            PageLine(info.name.in_language(language), self._book.data_words(file, info.data_id))
            for info in infos
            if file.data.get(info.data_id) and not (info.personal and self._visitor)
        )
        return [PageSection(translate("Cases", "Particulars"), lines, aside=True)] if lines else []

    def _procedures(self, runs: Sequence[Run]) -> list[PageSection]:
        lines = tuple(
            PageLine(self._moment(run.started_at), run.title, _run_note(run), link=run.run_id) for run in runs
        )
        return [PageSection(translate("Cases", "Procedures"), lines, aside=True)] if lines else []

    # ---- result -------------------------------------------------------------------------------

    def result(self, file: CaseFile) -> list[PageSection]:
        """Return what came of a case."""
        tokens, language = self._context.look.tokens, self._context.language
        due = due_of(file, self._context.live.clock.now())
        nothing = translate("Cases", "There is no result yet.")
        words = (PageLine("", file.result),) if file.result else ()
        lines = [
            PageLine(translate("Cases", "Taken on"), self._moment(file.accepted_at)),
            PageLine(translate("Cases", "Settled"), self._moment(file.finished_at)),
            PageLine(
                translate("Cases", "Deadline"),
                due_words(due, language) if not file.open and file.due_at is not None else "",
                colour=due_colour(due.state, tokens),
            ),
            PageLine(translate("Cases", "Rating"), rating_words(file.rating), file.rating_text),
        ]
        sections = [PageSection(translate("Cases", "Result told to the reporter"), words, nothing)]
        filled = self._filled(lines)
        return [*sections, PageSection(translate("Cases", "Course"), filled)] if filled else sections

    def papers(self, attachments: Sequence[CaseAttachment]) -> list[PageSection]:
        """Return the documents of a case that are no photos."""
        papers = [a for a in attachments if not a.media_type.startswith("image/")]
        lines = tuple(
            PageLine(self._moment(paper.at), paper.name, self._paper_note(paper), link=paper.digest)
            for paper in papers
        )
        return [PageSection(translate("Cases", "Documents"), lines, aside=True)] if lines else []

    def _paper_note(self, paper: CaseAttachment) -> str:
        size = size_words(paper.n_bytes, self._context.language)
        public = translate("Cases", "public") if paper.public else translate("Cases", "internal")
        return _DOT.join(part for part in (size, paper.by, public) if part)

    # ---- remarks, duplicates, history ---------------------------------------------------------

    def remarks(self, file: CaseFile) -> list[PageSection]:
        """Return what people wrote, newest first."""
        tokens = self._context.look.tokens
        public, internal = translate("Cases", "public"), translate("Cases", "internal")
        lines = tuple(
            PageLine(
                self._moment(note.at), note.text, f"{note.by} · {public if note.public else internal}",
                tokens.text if note.public else "",
            )
            for note in sorted(file.notes, key=lambda note: -note.at)
        )  # fmt: skip
        return [PageSection("", lines, translate("Cases", "No remarks yet."))]

    def duplicates(self, detail: CaseDetail) -> list[PageSection]:
        """Return what repeats the case, and what it repeats."""
        sections = []
        if detail.file.parent:
            line = PageLine("", detail.file.parent, link=detail.file.parent)
            sections.append(PageSection(translate("Cases", "It repeats"), (line,)))
        lines = tuple(
            PageLine(
                self._moment(child.opened_at),
                f"{child.case_id} — {child.title}",
                _DOT.join(
                    part
                    for part in (
                        self._book.status_name(child), self._book.source_name(child),
                        personal(child, "reporter", visitor=self._visitor),
                    )
                    if part
                ),
                link=child.case_id,
            )
            for child in detail.children
        )  # fmt: skip
        none = translate("Cases", "Nothing repeats this case.")
        return [*sections, PageSection(translate("Cases", "Duplicates"), lines, none)]

    def history(self, entries: Sequence[EntryAppended], file: CaseFile) -> list[PageSection]:
        """Return what happened, newest first, in words."""
        lines = tuple(
            PageLine(self._moment(entry.at), self._happened(entry, file), self._why(entry))
            for entry in entries
        )
        none = translate("Cases", "Nothing in the journal yet.")
        return [PageSection("", lines, none)]

    def _happened(self, entry: EntryAppended, file: CaseFile) -> str:
        kind, language = self._book.kind(file.kind), self._context.language
        actions = {a.action: a.name for a in kind.actions} if kind is not None else {}
        action = actions.get(str(entry.payload.get("action", "")))
        words = action.in_language(language) if action is not None else entry_words(entry)
        before, after = (self._status(entry, file, key) for key in ("from", "to"))
        if after and after != before:
            words += f": {before} → {after}" if before else f": {after}"
        unit = plain(entry.payload.get("unit"))
        return f"{words} · {self._book.unit_name(unit)}" if unit else words

    def _status(self, entry: EntryAppended, file: CaseFile, key: str) -> str:
        status = entry.payload.get(key)
        kind = self._book.kind(file.kind)
        names = {s.status: s.name for s in kind.statuses} if kind is not None else {}
        found = names.get(status) if isinstance(status, str) else None
        return found.in_language(self._context.language) if found is not None else ""

    def _why(self, entry: EntryAppended) -> str:
        said = entry_said(entry, self._context.language)
        actor = translate("Cases", "by itself") if entry.actor == "system" else entry.actor
        return _DOT.join(part for part in (actor, said) if part)


def size_words(n_bytes: int, language: str) -> str:
    """Return how large a document is."""
    if n_bytes < KB_BELOW:
        return formats.number(math.ceil(n_bytes / 1000), 0, language) + " kB"
    return formats.number(n_bytes / 1_000_000, 1, language) + " MB"


def place_words(file: CaseFile) -> str:
    """Return where it is, in words."""
    area = file.area_name if file.area_name not in file.place else ""
    return ", ".join(part for part in (file.place, area) if part)


def position_words(file: CaseFile, language: str) -> str:
    """Return the position of a case, empty where it has none."""
    if file.lat is None or file.lon is None:
        return ""
    lat, lon = (formats.number(value, 5, language) for value in (file.lat, file.lon))
    return f"{lat}° B · {lon}° Đ" if language == "vi" else f"{lat}° N · {lon}° E"


def _run_note(run: Run) -> str:
    """Return the code of a procedure, how it stands, and the steps that wait."""
    steps = [step.name for step in run.steps if step.state in ("open", "acting", "failed")]
    now = translate("Cases", "now: {steps}").format(steps=", ".join(steps)) if steps else ""
    return _DOT.join(part for part in (run.run_id, run_word(run), now) if part)


def run_word(run: Run) -> str:
    """Return how a procedure stands."""
    return {
        "running": translate("Cases", "running"),
        "finished": translate("Cases", "finished"),
        "cancelled": translate("Cases", "called off"),
        "failed": translate("Cases", "stopped by an error"),
    }[run.state]
