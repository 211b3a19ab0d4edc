"""The page of rules: choose one, change its text, try it on stored history, save it as a file."""

from __future__ import annotations

import datetime
import re

from PySide6.QtCore import QCoreApplication, QDate, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDateEdit, QGridLayout, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.settings.asking import ask
from app.settings.back_test_pane import BackTestPane
from app.settings.desk import Desk
from app.settings.history_span import last_days, span_of
from app.settings.parts import button, say, supervisors_only, words
from app.settings.rule_list import RuleList
from app.settings.rule_text import first_rule, plain_title, rule_id
from app.settings.yaml_field import YamlField
from backend.contract.document import DocumentError
from backend.contract.work_requests import BackTest, BackTestRule, GetRules, Rules
from widgets.logic import formats

tr = QCoreApplication.translate

_DAEMON_FOLDER = re.compile(r"\S+/(?=rules\.yaml:\d)")
"""Where the daemon laid the text down for its check: it says nothing to whoever wrote it."""


class RulesPage(QWidget):
    """Nothing here changes what rings: a rule goes live as a file of its pack."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Ask for the rules."""
        super().__init__(parent)
        self.setObjectName("page")
        self._desk = desk
        self._texts: dict[str, str] = {}
        """Texts that were changed here, by rule."""
        self._rule_id = ""
        self._asked = 0
        """Number of the try whose answer is waited for; others are forgotten."""
        self._tried_at: float | None = None
        """Since when an answer is waited for."""
        self._tried_id = ""
        self._proposed: tuple[QDate, QDate] | None = None
        self._loaded = False
        self.rules = RuleList(desk, self)
        self.editor = YamlField(desk.look, self)
        self.start, self.end = QDateEdit(self), QDateEdit(self)
        self.results = BackTestPane(desk, self)
        self._lay_out()
        self._connect()
        self._set_dates()
        self.load()

    def _lay_out(self) -> None:
        look = self._desk.look
        self.heading = words(look, desk_px=20, head=True)
        self.try_it = button(look, tr("Settings", "Try on stored history (F5)"), self)
        self.save = button(look, tr("Settings", "Save as a file (Ctrl+S)"), self)
        self.back = button(look, tr("Settings", "Back to the centre's text"), self)
        self.message = words(look, desk_px=16)
        say(self.message, look, "" if self._desk.supervises else supervisors_only())
        place = tr(
            "Settings",
            "A rule goes live as a file: put it in place of the rule with the same id in the folder rules "
            "of its pack, run “toancanh check” and “toancanh test-pack”, then start the daemon anew.",
        )
        written = QWidget(self)
        middle = QVBoxLayout(written)
        middle.setContentsMargins(look.px(20), look.px(14), look.px(20), look.px(14))
        middle.setSpacing(look.px(10))
        middle.addWidget(self.heading)
        middle.addWidget(self.editor, 1)
        dates = QHBoxLayout()
        dates.setSpacing(look.px(10))
        for text, field in ((tr("Settings", "From"), self.start), (tr("Settings", "to"), self.end)):
            field.setDisplayFormat("dd/MM/yyyy")
            field.setAlignment(Qt.AlignmentFlag.AlignCenter)
            field.setMinimumWidth(look.px(128))
            field.setAccessibleName(text)
            named = words(look, text)
            named.setWordWrap(False)
            dates.addWidget(named)
            dates.addWidget(field)
        dates.addStretch(1)
        middle.addLayout(dates)
        deeds = QGridLayout()
        deeds.setSpacing(look.px(8))
        deeds.addWidget(self.try_it, 0, 0, 1, 2)
        deeds.addWidget(self.save, 1, 0)
        deeds.addWidget(self.back, 1, 1)
        middle.addLayout(deeds)
        middle.addWidget(self.message)
        middle.addWidget(words(look, place, 15, colour=look.tokens.text_third))
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.setHandleWidth(1)
        halves.setChildrenCollapsible(False)
        for part, share in ((self.rules, 400), (written, 600), (self.results, 700)):
            halves.addWidget(part)
            halves.setStretchFactor(halves.count() - 1, share)
        halves.setSizes([look.px(400), look.px(600), look.px(700)])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(halves)

    def _connect(self) -> None:
        live = self._desk.live
        live.snapshot_taken.connect(self._take_snapshot)
        live.ticked.connect(self._show_waiting)
        self.rules.chosen.connect(self.show_rule)
        self.editor.textChanged.connect(self._note_text)
        self.try_it.clicked.connect(self.try_rule)
        self.save.clicked.connect(self.save_file)
        self.back.clicked.connect(self._put_back)
        self.results.leave_asked.connect(self.leave)
        self.results.proposal_taken.connect(self._take_proposal)
        for keys, act in (
            ("F5", self.try_rule),
            ("F6", self.results.take_proposal),
            ("Ctrl+S", self.save_file),
            ("Ctrl+F", self.rules.search.setFocus),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # ---- rules --------------------------------------------------------------------------------

    def load(self) -> None:
        """Ask for the rules of the centre."""
        self.rules.say(tr("Settings", "Being loaded…"))
        ask(self._desk.live, GetRules(), Rules, self._take_rules, self.rules.say)

    def _take_rules(self, answer: Rules) -> None:
        self._loaded = True
        self.rules.show_rules(answer.rules)
        if not answer.rules:
            self.rules.say(tr("Settings", "This centre has no rules: its packs have none."))

    @Slot()
    def _take_snapshot(self) -> None:
        self._set_dates()
        if not self._loaded:
            self.load()

    @Slot(str)
    def show_rule(self, chosen: str) -> None:
        """Show the text of a rule: the one that was changed here, else the centre's."""
        rule = self.rules.rule(chosen)
        if rule is None or chosen == self._rule_id:
            return
        self._rule_id = chosen
        title = plain_title(rule.title.in_language(self._desk.language)) or rule.metric
        self.heading.setText(title)
        self.editor.setPlainText(self._texts.get(chosen, rule.text))
        self._note_text()

    @property
    def text(self) -> str:
        """The text in the editor."""
        return self.editor.toPlainText()

    @Slot()
    def _note_text(self) -> None:
        rule = self.rules.rule(self._rule_id)
        if rule is None:
            return
        if self.text == rule.text:
            self._texts.pop(self._rule_id, None)
        else:
            self._texts[self._rule_id] = self.text
        self.back.setEnabled(self._rule_id in self._texts)
        self.rules.mark(frozenset(self._texts))
        self.results.note_text(self.text)

    @Slot()
    def _put_back(self) -> None:
        rule = self.rules.rule(self._rule_id)
        if rule is not None:
            self.editor.replace(rule.text)

    # ---- the try ------------------------------------------------------------------------------

    def _set_dates(self) -> None:
        """Propose the last 90 days, until somebody has chosen others."""
        if self._proposed not in (None, (self.start.date(), self.end.date())):
            return
        live = self._desk.live
        first, last = last_days(live.clock.now(), live.state.centre.timezone)
        self._proposed = start, end = _qdate(first), _qdate(last)
        self.start.setDate(start)
        self.end.setDate(end)

    @Slot()
    def try_rule(self) -> None:
        """Try the text in the editor on the chosen time."""
        live, look = self._desk.live, self._desk.look
        fault = self._fault()
        first, last = _date(self.start.date()), _date(self.end.date())
        span = span_of(first, last, live.clock.now(), live.state.centre.timezone)
        if not fault and span is None:
            fault = tr("Settings", "The first day comes after the last one: change the dates.")
        say(self.message, look, fault, bad=True)
        if fault or span is None or self._tried_at is not None:
            return
        self._asked += 1
        number, tried, chosen = self._asked, self.text, self._rule_id
        self._tried_at, self._tried_id = live.clock.now(), rule_id(tried)
        self._show_waiting()

        def take(answer: BackTest) -> None:
            if number == self._asked:
                self._tried_at = None
                self.results.show_test(answer, tried, self._unit(chosen))
                self.results.note_text(self.text)

        def refuse(why: str) -> None:
            if number == self._asked:
                self._tried_at = None
                self.results.say(_DAEMON_FOLDER.sub("", why), bad=True)

        request = BackTestRule(tried, *span)
        ask(live, request, BackTest, take, refuse)

    def _fault(self) -> str:
        """Return why the text cannot be tried, empty where it can."""
        if not self.text.strip():
            return tr("Settings", "There is no text: choose a rule.")
        try:
            found = first_rule(self.text)
        except DocumentError as error:
            return "\n".join(str(fault) for fault in error.faults)
        if not found.get("id"):
            return tr("Settings", "The text holds no rule: it begins with “rules:” and “- id: …”.")
        return ""

    def _unit(self, chosen: str) -> str:
        """Return the unit of a rule's values, as the series that it judges have it."""
        rule, state = self.rules.rule(chosen), self._desk.live.state
        metric = rule.metric if rule is not None else ""
        return next((series.unit for series in state.series.values() if series.metric == metric), "")

    @Slot()
    def _show_waiting(self) -> None:
        if self._tried_at is None:
            return
        seconds = self._desk.live.clock.now() - self._tried_at
        text = tr("Settings", "“{rule}” is being tried on history, {time} so far. It may take some minutes.")
        time = formats.duration(seconds, self._desk.language)
        self.results.say(text.format(rule=self._tried_id, time=time), waiting=True)

    @Slot()
    def leave(self) -> None:
        """Wait no longer for the answer."""
        if self._tried_at is not None:
            self._tried_at = None
            self._asked += 1
            self.results.say(
                tr("Settings", "Not waited for any more. The daemon finishes the try and drops its result.")
            )

    @Slot(str)
    def _take_proposal(self, text: str) -> None:
        self.editor.replace(text)
        self.try_rule()

    # ---- the file -----------------------------------------------------------------------------

    @Slot()
    def save_file(self) -> None:
        """Save the text where a person wants it."""
        look, fault = self._desk.look, self._fault()
        if fault:
            say(self.message, look, fault, bad=True)
            return
        path = self._desk.people.file_for_rule(self, f"{rule_id(self.text)}.yaml")
        if path is None:
            return
        try:
            path.write_text(self.text.rstrip("\n") + "\n", encoding="utf-8")
        except OSError as error:
            text = tr("Settings", "{path} cannot be written ({reason}); choose another folder.")
            say(self.message, look, text.format(path=path, reason=error.strerror or error), bad=True)
        else:
            say(self.message, look, tr("Settings", "Written: {path}").format(path=path))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Wait no longer on Esc."""
        if event.key() == Qt.Key.Key_Escape and self._tried_at is not None:
            self.leave()
        else:
            super().keyPressEvent(event)


def _qdate(day: datetime.date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _date(day: QDate) -> datetime.date:
    return datetime.date(day.year(), day.month(), day.day())
