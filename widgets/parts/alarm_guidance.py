"""The guidance of the chosen alarm, beside or beneath the list: what to do, and what was done."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.contract.messages import EntryAppended, Failure, GetJournal, Journal, ReplyBody
from backend.contract.state import Alarm
from backend.contract.work_requests import GetProcedures, Procedures, StartProcedure
from widgets.logic import formats
from widgets.logic.alarm_groups import Group, Row, alarms_of
from widgets.logic.alarm_list import order_key
from widgets.parts.alarm_facts import FactsPane
from widgets.parts.alarm_guidance_words import Reader, guidance_facts, has_procedure, run_of
from widgets.parts.control_bar import label
from widgets.parts.journal_words import entry_note, entry_words
from widgets.parts.lines_pane import HEAD_DESK_PX, LINE_DESK_PX, Line, LinesPane
from widgets.parts.words import severity_word
from widgets.theme.fonts import HEAD_WEIGHT
from widgets.tile import TileContext

translate = QCoreApplication.translate
N_ENTRIES = 20
SETTLE_MS = 150
"""While somebody runs down the list nothing is asked."""


class Guidance(QWidget):
    """Follows the chosen row; of a group it shows the alarm to look at first."""

    def __init__(self, context: TileContext, parent: QWidget | None = None) -> None:
        """Start with nothing chosen."""
        super().__init__(parent)
        self.context = context
        look, live = context.look, context.live
        self.alarm: Alarm | None = None
        self._procedures: dict[str, str] = {}
        self._asked_procedures = False
        self._entries: tuple[EntryAppended, ...] = ()
        self._asked_for = ""
        self.heading = label(look, 23, HEAD_WEIGHT)
        self.heading.setWordWrap(True)
        self.standing = label(look, 17, colour=look.tokens.text_second)
        self.standing.setWordWrap(True)
        self.facts = FactsPane(look, self)
        self.message = label(look, 17, colour=look.tokens.text_second)
        self.message.setWordWrap(True)
        self.journal = LinesPane(
            look, translate("Guidance", "What happened"), translate("Record", "No entries"), self
        )
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(8), look.px(16), 0)
        head.setSpacing(look.px(4))
        head.addWidget(self.heading)
        head.addWidget(self.standing)
        said = QVBoxLayout()
        said.setContentsMargins(look.px(16), 0, look.px(16), 0)
        said.addWidget(self.message)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.facts)
        box.addLayout(said)
        box.addWidget(self.journal, 1)
        box.addStretch(0)
        self._ask = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._ask.timeout.connect(self._ask_journal)
        live.entry_appended.connect(self._take_entry)
        live.work_changed.connect(self.refresh)
        live.ticked.connect(self.refresh)
        self._say("")
        self.show_row(None)

    def show_row(self, row: Row | None) -> None:
        """Show the guidance of a row; None: say what to choose."""
        alarms = alarms_of(row)
        before = self.alarm.alarm_id if self.alarm is not None else ""
        self.alarm = min(alarms, key=order_key) if alarms else None
        now_id = self.alarm.alarm_id if self.alarm is not None else ""
        if now_id != before:
            self._entries = ()
            self._say("")
            if now_id and self.isVisible():
                self._ask.start()
        title = row.title if isinstance(row, Group) else self.alarm.title if self.alarm is not None else None
        self.heading.setText(
            title.in_language(self.context.language)
            if title is not None
            else translate("Guidance", "Choose an alarm")
        )
        self.refresh()

    def refresh(self, _change: object = None) -> None:
        """Read everything again, while somebody sees it."""
        if not self.isVisible():
            return
        alarm = self.alarm
        self.standing.setText(self._standing_words(alarm) if alarm is not None else "")
        self.facts.set_facts(guidance_facts(alarm, self._reader()) if alarm is not None else [])
        self.journal.set_lines(self._journal_lines())
        self._drop_least()

    def can_start(self) -> bool:
        """Return whether the alarm has a procedure that does not run yet."""
        if self.alarm is None or not has_procedure(self.alarm):
            return False
        run = run_of(self.alarm, self.context.live.state)
        return run is None or not run.open

    def start_procedure(self) -> None:
        """Start the alarm's procedure, unless it runs already."""
        alarm = self.alarm
        if alarm is None or not self.can_start():
            return
        self.context.live.request(
            StartProcedure(alarm.procedure, alarm.incident_id, alarm.alarm_id), self._take_started
        )

    def _take_started(self, reply: ReplyBody) -> None:
        if isinstance(reply, Failure):
            self._say(reply.said(self.context.language), bad=True)
        else:
            self._say(translate("Guidance", "The procedure has started."))

    def _say(self, words: str, *, bad: bool = False) -> None:
        tokens = self.context.look.tokens
        self.message.setStyleSheet(f"color: {tokens.critical if bad else tokens.focus};")
        self.message.setText(words)
        self.message.setVisible(bool(words))

    # ---- what it says -------------------------------------------------------------------------

    def _reader(self) -> Reader:
        live = self.context.live
        return Reader(
            live.state, self.context.look, self.context.language, live.clock.now(), self._procedures
        )

    def _standing_words(self, alarm: Alarm) -> str:
        reader = self._reader()
        language = self.context.language
        title = alarm.title.in_language(language)
        said = (
            title if title != self.heading.text() else "",
            severity_word(alarm.severity),
            alarm.detail.in_language(language),
            translate("Alarm", "since {time}").format(time=reader.time(alarm.raised_at)),
        )
        return " · ".join(part for part in said if part)

    def _journal_lines(self) -> list[Line]:
        live = self.context.live
        now, timezone = live.clock.now(), live.state.centre.timezone
        return [
            Line(
                entry_words(entry),
                formats.moment(entry.at, now, timezone, with_seconds=True),
                " · ".join(part for part in (entry.actor, entry_note(entry)) if part),
            )
            for entry in self._entries
        ]

    # ---- what it asks -------------------------------------------------------------------------

    def _ask_journal(self) -> None:
        if self.alarm is None:
            return
        self._asked_for = self.alarm.alarm_id
        request = GetJournal(limit=N_ENTRIES, subject=self._asked_for, newest_first=True)
        self.context.live.request(request, self._take_journal)
        if not self._asked_procedures:
            self._asked_procedures = True
            self.context.live.request(GetProcedures(), self._take_procedures)

    def _take_journal(self, reply: ReplyBody) -> None:
        if isinstance(reply, Journal) and self.alarm is not None and self.alarm.alarm_id == self._asked_for:
            self._entries = reply.entries
            self.refresh()

    def _take_procedures(self, reply: ReplyBody) -> None:
        if isinstance(reply, Procedures):
            self._procedures = {p.procedure_id: p.title for p in reply.procedures}
            self.refresh()

    def _take_entry(self, entry: EntryAppended) -> None:
        if self.alarm is not None and entry.subject == self.alarm.alarm_id:
            self._entries = (entry, *self._entries)[:N_ENTRIES]
            self.refresh()

    # ---- room ---------------------------------------------------------------------------------

    def _drop_least(self) -> None:
        """Leave the journal out where the guidance itself needs the room."""
        look = self.context.look
        wide = self.width() - 2 * look.px(16)
        used = sum(part.heightForWidth(wide) for part in (self.heading, self.standing)) + look.px(20)
        left = self.height() - used - self.facts.wanted_height()
        self.journal.setVisible(left >= look.px(HEAD_DESK_PX + LINE_DESK_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit what is shown into the room."""
        self._drop_least()

    def showEvent(self, event: object) -> None:
        """Show and ask for what was left out while hidden."""
        self.refresh()
        self._ask.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the hairline towards the list."""
        painter = QPainter(self)
        painter.setPen(QPen(QColor(self.context.look.tokens.line), 1))
        painter.drawLine(0, 0, 0, self.height())
        painter.drawLine(0, 0, self.width(), 0)
        painter.end()
