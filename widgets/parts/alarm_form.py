"""The small form beneath the alarm list: take, put aside, remark, give away, join, mute."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from backend.contract.messages import Failure, ReplyBody
from widgets.parts.alarm_keys import keeps_escape
from widgets.parts.alarm_names import NamePicker
from widgets.parts.alarm_question import (
    Action,
    Filled,
    Question,
    incident_choices,
    question_for,
    requests_for,
)
from widgets.parts.control_bar import label
from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.tile import TileContext

translate = QCoreApplication.translate


class AlarmForm(QFrame):
    """Asks what an action needs; Enter sends, Esc leaves it; says what the daemon answered."""

    closed = Signal()

    def __init__(self, context: TileContext, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self._context = context
        look = context.look
        self._action: Action = "acknowledge"
        self._question: Question = question_for("acknowledge")
        self._subjects: tuple[str, ...] = ()
        self._incidents: dict[str, str] = {}
        self._n_opened = self._n_awaited = 0
        self._refused: tuple[str, ...] = ()
        self._failures: list[Failure] = []
        self.setStyleSheet(f"AlarmForm {{ border-top: 1px solid {look.tokens.focus}; }}")
        self.heading = label(look, 18, HEAD_WEIGHT)
        self.names = NamePicker(look, self)
        self.names.changed.connect(self._ask_title)
        self.words = self._line("")
        self.minutes = QSpinBox(self)
        self.minutes.setFont(text_font(look, 18))
        self.minutes.setMinimumHeight(look.px(40))
        self.minutes.setSingleStep(10)
        # ↑ ↓ do it; NoButtons would leave a styled spin box no room for its text
        self.minutes.setStyleSheet("QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }")
        self.minutes.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.minutes.setFixedWidth(look.px(170))
        self.approver = self._line(translate("AlarmForm", "Supervisor's account"))
        self.password = self._line(translate("AlarmForm", "Supervisor's password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.message = label(look, 17, colour=look.tokens.text_second)
        self.message.setWordWrap(True)
        self._lay_out()
        for field in (self.names.field, self.words, self.minutes, self.approver, self.password):
            field.installEventFilter(self)
        self.hide()

    def _line(self, hint: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setFont(text_font(self._context.look, 18))
        line.setMinimumHeight(self._context.look.px(40))
        line.setPlaceholderText(hint)
        return line

    def _lay_out(self) -> None:
        look = self._context.look
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(12))
        box.setSpacing(look.px(8))
        box.addWidget(self.heading)
        box.addWidget(self.names)
        for left, right in ((self.words, self.minutes), (self.approver, self.password)):
            row = QHBoxLayout()
            row.setSpacing(look.px(8))
            row.addWidget(left, 1)
            row.addWidget(right, 0 if right is self.minutes else 1)
            box.addLayout(row)
        box.addWidget(self.message)

    def open(self, action: Action, subjects: Sequence[str], title: str = "") -> None:
        """Ask for what `action` needs.

        Args:
            action: what is to be done.
            subjects: alarm ids, done alike to each; of `silence` the desk.
            title: what they are called.
        """
        self._action, self._subjects, self._n_awaited = action, tuple(subjects), 0
        self._n_opened += 1
        self._question = question = question_for(action)
        self.heading.setText(question.heading.format(title=title))
        self.words.setPlaceholderText(question.hint)
        for field in (self.words, self.approver, self.password):
            field.clear()
        self._ask_minutes(question)
        self._ask_name(question, title)
        self._ask_approval(asked=False)
        self._say(translate("AlarmForm", "Enter: send · Esc: leave it"))
        self.show()
        first = self.names if question.name else self.minutes if action == "silence" else self.words
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        if action == "silence":
            self.minutes.selectAll()

    def _ask_name(self, question: Question, title: str) -> None:
        state, joins = self._context.live.state, self._action == "join"
        self.names.setVisible(bool(question.name))
        self.words.show()
        self._incidents = incident_choices(state.incidents(), self._context.language) if joins else {}
        if joins:
            self.words.setText(title)
        if question.name:
            self.names.offer(self._incidents or (*state.people, *state.units.values()), question.name)

    def _ask_title(self) -> None:
        """Ask for a title while a new incident is chosen; the others have theirs."""
        if self._action == "join":
            self.words.setVisible(self._incidents.get(self.names.name()) == "")

    def _ask_minutes(self, question: Question) -> None:
        asked = question.minutes
        self.minutes.setVisible(asked is not None)
        if asked is None:
            return
        self.minutes.setRange(asked.least, 24 * 60)
        self.minutes.setPrefix(asked.prefix)
        self.minutes.setSuffix(translate("AlarmForm", " min"))
        self.minutes.setSpecialValueText(asked.zero)
        self.minutes.setValue(asked.proposed)

    def _ask_approval(self, *, asked: bool) -> None:
        self.approver.setVisible(asked)
        self.password.setVisible(asked)

    def close_form(self) -> None:
        """Leave everything as it is."""
        self._subjects = ()
        self.password.clear()
        self.hide()
        self.closed.emit()

    # ---- hands --------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Esc for the form: the wall's own Esc would put a tile back."""
        return keeps_escape(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send on Enter, leave on Esc."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.send()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_form()
        else:
            super().keyPressEvent(event)

    def send(self) -> None:
        """Ask the daemon; the form closes when everything is committed there."""
        filled = self._filled()
        if not self._subjects or self._n_awaited:
            return
        if self._question.name and not filled.name:
            self._refuse(self._question.nameless, self.names)
        elif self._question.missing and not filled.words and not self.words.isHidden():
            self._refuse(self._question.missing, self.words)
        else:
            now = self._context.live.clock.now()
            requests = requests_for(self._action, self._subjects, filled, now)
            self._n_awaited, self._failures, self._refused = len(requests), [], ()
            shares = [self._subjects] if len(requests) == 1 else [(subject,) for subject in self._subjects]
            for share, request in zip(shares, requests, strict=True):
                self._context.live.request(request, partial(self._take_answer, self._n_opened, share))

    def _filled(self) -> Filled:
        asked = self._question
        name = self.names.name() if asked.name else ""
        return Filled(
            self.words.text().strip(),
            self.minutes.value() if asked.minutes is not None else 0,
            name,
            self._incidents.get(name, ""),
            self.approver.text().strip(),
            self.password.text(),
        )

    def _take_answer(self, opening: int, share: tuple[str, ...], reply: ReplyBody) -> None:
        if opening != self._n_opened:
            return  # the form was left, and asks something else by now
        self._n_awaited -= 1
        if isinstance(reply, Failure):
            self._failures.append(reply)
            self._refused += share
        if self._n_awaited:
            return
        if not self._failures:
            self.close_form()
            return
        self._subjects = self._refused  # the others are done: Enter tries only these again
        failure = self._failures[0]
        words = failure.said(self._context.language)
        if self._action == "shelve" and failure.kind in ("not_allowed", "invalid"):
            self._ask_approval(asked=True)
            self._refuse(words, self.password if self.approver.text() else self.approver)
        else:
            self._refuse(words, self.names if self.words.isHidden() else self.words)

    def _refuse(self, words: str, field: QWidget) -> None:
        self._say(words, bad=True)
        field.setFocus()

    def _say(self, words: str, *, bad: bool = False) -> None:
        tokens = self._context.look.tokens
        self.message.setStyleSheet(f"color: {tokens.critical if bad else tokens.text_second};")
        self.message.setText(words)
