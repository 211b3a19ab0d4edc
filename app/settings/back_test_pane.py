"""The right side of the rules' page: what a rule would have done in stored history."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.settings import back_test_words as told
from app.settings.desk import Desk
from app.settings.parts import Table, button, hairline, words
from app.settings.rings_chart import RingsChart
from app.settings.rule_text import calm_of
from backend.contract.state import SEVERITIES
from backend.contract.work_requests import BackTest, BackTestEpisode
from widgets.logic import formats
from widgets.parts.control_bar import label
from widgets.parts.words import severity_word
from widgets.theme.fonts import HEAD_WEIGHT
from widgets.theme.look import SHAPES

tr = QCoreApplication.translate


class BackTestPane(QWidget):
    """Shows waiting, a refusal or a result; asks to wait no longer and to take the proposal."""

    leave_asked = Signal()
    proposal_taken = Signal(str)
    """The rule's YAML with the proposal."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """Start with what it is for."""
        super().__init__(parent)
        self._desk = desk
        self._test: BackTest | None = None
        self._tried = ""
        self.message = words(desk.look, desk_px=19)
        self.leave = button(desk.look, tr("BackTest", "Wait no longer (Esc)"), self)
        self.leave.clicked.connect(self.leave_asked)
        self.stack = QStackedLayout(self)
        self._waiting = self._make_waiting()
        self._result = self._make_result()
        self.stack.addWidget(self._waiting)
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._result)
        self._scroll.setWidgetResizable(True)
        self.stack.addWidget(self._scroll)
        self.say(
            tr(
                "BackTest",
                "F5 tries the rule on stored history: how often, when and how long it would have rung. "
                "Nothing is changed and nobody is called.",
            )
        )

    def _make_waiting(self) -> QWidget:
        look, page = self._desk.look, QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(look.px(40), look.px(60), look.px(40), look.px(20))
        box.setSpacing(look.px(16))
        box.addWidget(self.message)
        row = QHBoxLayout()
        row.addWidget(self.leave)
        row.addStretch(1)
        box.addLayout(row)
        box.addStretch(1)
        return page

    def _make_result(self) -> QWidget:
        look, page = self._desk.look, QWidget(self)
        page.setObjectName("page")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.basis = words(look, desk_px=16, colour=look.tokens.text_third)
        self.stale = words(look, desk_px=16, colour=look.tokens.age)
        self.verdict = words(look, desk_px=18, colour=look.tokens.text)
        self._figures = QHBoxLayout()
        self._figures.setSpacing(look.px(20))
        self.chart = RingsChart(look, page)
        self.partial = words(look, desk_px=15, colour=look.tokens.text_third)
        self.proposal = words(look, desk_px=17)
        self.changes = QGridLayout()
        self.changes.setHorizontalSpacing(look.px(20))
        self.changes.setVerticalSpacing(look.px(4))
        self.changes.setColumnStretch(3, 1)
        self.take = button(look, tr("BackTest", "Take the proposal (F6)"), page)
        self.take.clicked.connect(self.take_proposal)
        self.events_head = words(look, desk_px=17, head=True)
        self.events = Table([""] * 3, page)
        self.events.header().hide()
        self.events.setSelectionMode(Table.SelectionMode.NoSelection)
        self.events.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        heads = [
            tr("BackTest", "Began"),
            tr("BackTest", "Lasted"),
            tr("BackTest", "Place"),
            tr("BackTest", "Severity"),
            tr("BackTest", "Value"),
        ]
        self.episodes = Table(heads, page, stretched=2, numbers=(1, 4))
        self.episodes_head = words(look, desk_px=17, head=True)
        box = QVBoxLayout(page)
        box.setContentsMargins(look.px(20), look.px(14), look.px(20), look.px(10))
        box.setSpacing(look.px(8))
        for part in (self.basis, self.stale):
            box.addWidget(part)
        box.addLayout(self._figures)
        for widget in (self.verdict, self.chart, self.partial, hairline(page)):
            box.addWidget(widget)
        head = QHBoxLayout()
        head.addWidget(words(look, tr("BackTest", "Proposal"), head=True), 1)
        head.addWidget(self.take)
        box.addLayout(head)
        box.addWidget(self.proposal)
        box.addLayout(self.changes)
        for widget in (hairline(page), self.events_head, self.events, self.episodes_head):
            box.addWidget(widget)
        self.episodes.setMinimumHeight(look.px(160))
        box.addWidget(self.episodes, 1)
        return page

    # ---- what is told -------------------------------------------------------------------------

    @property
    def test(self) -> BackTest | None:
        """The result that is shown."""
        return self._test

    def say(self, text: str, *, bad: bool = False, waiting: bool = False) -> None:
        """Show words instead of a result."""
        tokens = self._desk.look.tokens
        self._test = None
        self.message.setStyleSheet(f"color: {tokens.critical if bad else tokens.text_second};")
        self.message.setText(text)
        self.leave.setVisible(waiting)
        self.stack.setCurrentWidget(self._waiting)

    def show_test(self, test: BackTest, tried: str, unit: str) -> None:
        """Show a result.

        Args:
            test: the daemon's answer.
            tried: YAML of the rule that was tried.
            unit: of the rule's values.
        """
        desk, zone = self._desk, self._desk.live.state.centre.timezone
        self._test, self._tried = test, tried
        self.basis.setText(f"{test.rule_id} · {told.basis(test, zone, desk.language)}")
        self._show_figures(told.figures(test, desk.language))
        _set(self.verdict, told.verdict(test, desk.language))
        self.chart.show_test(test, zone)
        self.chart.setVisible(bool(test.n_readings))
        partial = tr("BackTest", "Only the newest {n} rings are drawn and listed; before them it is hatched.")
        unknown = self.chart.unknown_before_at() is not None
        _set(self.partial, partial.format(n=len(test.episodes)) if unknown else "")
        self._show_proposal(test, unit)
        self._show_events(test)
        self._show_episodes(test, unit)
        self.note_text(tried)
        self.stack.setCurrentWidget(self._scroll)

    def note_text(self, text: str) -> None:
        """Say whether the result is still about the text in the editor."""
        changed = self._test is not None and text != self._tried
        stale = tr("BackTest", "This was tried with another text than the one at the left: F5 tries it anew.")
        _set(self.stale, stale if changed else "")

    def take_proposal(self) -> None:
        """Hand the proposal on."""
        if self._test is not None and self._test.rule_proposed:
            self.proposal_taken.emit(self._test.rule_proposed)

    def _show_figures(self, figures: tuple[told.Figure, ...]) -> None:
        look = self._desk.look
        while (item := self._figures.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for figure in figures:
            shown = QWidget(self._result)
            box = QVBoxLayout(shown)
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(0)
            for text, px, weight, colour in (
                (figure.value, 26, HEAD_WEIGHT, look.tokens.text),
                (figure.name, 16, 500, look.tokens.text_second),
            ):
                made = label(look, px, weight, colour)
                made.setText(text)
                box.addWidget(made)
            self._figures.addWidget(shown)
        self._figures.addStretch(1)

    def _show_proposal(self, test: BackTest, unit: str) -> None:
        look, language = self._desk.look, self._desk.language
        remarks = "\n".join(test.remarks)
        self.proposal.setText("\n".join(p for p in (told.proposal_words(test, language), remarks) if p))
        self.take.setVisible(bool(test.proposal and test.rule_proposed))
        while (item := self.changes.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        rows = told.changes(test, calm_of(self._tried), unit, language)
        if not rows:
            return
        for column, head in ((1, tr("BackTest", "as it is")), (2, tr("BackTest", "proposed"))):
            self.changes.addWidget(self._cell(head, look.tokens.text_third), 0, column)
        for number, row in enumerate(rows, start=1):
            self.changes.addWidget(self._cell(row.name, look.tokens.text_second), number, 0)
            self.changes.addWidget(self._cell(row.before, look.tokens.text), number, 1)
            colour = look.tokens.focus if row.changed else look.tokens.text_third
            self.changes.addWidget(self._cell(row.after, colour), number, 2)

    def _cell(self, text: str, colour: str) -> QLabel:
        made = label(self._desk.look, 16, colour=colour)
        made.setText(text)
        return made

    def _show_events(self, test: BackTest) -> None:
        desk, zone = self._desk, self._desk.live.state.centre.timezone
        self.events_head.setText(told.events_verdict(test))
        rows, colours = [], []
        for event in test.events:
            caught = tr("BackTest", "✓ caught") if event.caught else tr("BackTest", "✕ missed")
            kept = ""
            if test.proposal and event.caught:
                also, lost = tr("BackTest", "✓ with the proposal"), tr("BackTest", "✕ with the proposal")
                kept = also if event.kept else lost
            rows.append((f"{event.name} · {formats.date(event.start_at, zone, desk.language)}", caught, kept))
            colours.append(desk.look.tokens.done if event.caught else desk.look.tokens.critical)
        self.events.set_rows(rows)
        for number, colour in enumerate(colours):
            self.events.colour(number, 1, colour)
        self.events.setVisible(bool(rows))
        self.events.fit_height(most_rows=4)

    def _show_episodes(self, test: BackTest, unit: str) -> None:
        self.episodes_head.setText(tr("BackTest", "Rings, the newest first"))
        newest = sorted(test.episodes, key=lambda episode: -episode.began_at)
        self.episodes.set_rows([self._episode(episode, test, unit) for episode in newest])
        for number, episode in enumerate(newest):
            if episode.severity in SEVERITIES:
                colour = str(getattr(self._desk.look.tokens, episode.severity))
                self.episodes.colour(number, 3, colour)
        self.episodes.setVisible(bool(newest))
        self.episodes_head.setVisible(bool(newest))

    def _episode(self, episode: BackTestEpisode, test: BackTest, unit: str) -> tuple[str, ...]:
        state, language = self._desk.live.state, self._desk.language
        zone = state.centre.timezone
        place = state.places.get(episode.subject)
        lasted = tr("BackTest", "goes on")
        if episode.ended_at is not None:
            lasted = formats.duration(episode.ended_at - episode.began_at, language)
        value = ""
        if episode.value is not None:
            value = f"{formats.number(episode.value, 1, language)} {unit}".strip()
        return (
            formats.moment(episode.began_at, test.end_at, zone),
            lasted,
            place.name if place is not None else episode.subject,
            _severity_words(episode.severity),
            value,
        )


def _severity_words(name: str) -> str:
    found = next((severity for severity in SEVERITIES if severity == name), None)
    return f"{SHAPES[found]} {severity_word(found)}" if found is not None else name


def _set(target: QLabel, text: str) -> None:
    target.setText(text)
    target.setVisible(bool(text))
