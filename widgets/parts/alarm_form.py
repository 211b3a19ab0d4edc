"""The small form beneath the alarm list: take an alarm, or put it aside for a while."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from backend.contract.messages import AcknowledgeAlarm, Failure, ShelveAlarm
from backend.contract.state import Alarm
from widgets.parts.control_bar import label
from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.tile import TileContext

translate = QCoreApplication.translate
Action = Literal["acknowledge", "shelve"]
SHELVE_MIN = 30
"""Minutes proposed for shelving; the daemon's limit by severity decides."""


class AlarmForm(QFrame):
    """Comment or reason, minutes, Enter and Esc; says what the daemon answered."""

    closed = Signal()

    def __init__(self, context: TileContext, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self._context = context
        look = context.look
        self._action: Action = "acknowledge"
        self._alarm: Alarm | None = None
        self.setStyleSheet(f"AlarmForm {{ border-top: 1px solid {look.tokens.focus}; }}")
        self.heading = label(look, 18, HEAD_WEIGHT)
        self.words = QLineEdit(self)
        self.minutes = QSpinBox(self)
        for field in (self.words, self.minutes):
            field.setFont(text_font(look, 18))
            field.setMinimumHeight(look.px(40))
        self.minutes.setRange(0, 24 * 60)
        self.minutes.setSingleStep(10)
        self.minutes.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)  # ↑ ↓ do it
        self.minutes.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.minutes.setFixedWidth(look.px(170))
        self.message = label(look, 17, colour=look.tokens.text_second)
        self.message.setWordWrap(True)
        fields = QHBoxLayout()
        fields.setSpacing(look.px(8))
        fields.addWidget(self.words, 1)
        fields.addWidget(self.minutes)
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(12))
        box.setSpacing(look.px(8))
        box.addWidget(self.heading)
        box.addLayout(fields)
        box.addWidget(self.message)
        self.hide()

    def open(self, action: Action, alarm: Alarm) -> None:
        """Ask for what `action` on `alarm` needs."""
        self._action, self._alarm = action, alarm
        title = alarm.title.in_language(self._context.language)
        if action == "acknowledge":
            self.heading.setText(translate("AlarmForm", "Take: {title}").format(title=title))
            self.words.setPlaceholderText(translate("AlarmForm", "Comment (may be empty)"))
            self.minutes.setSpecialValueText(translate("AlarmForm", "no time limit"))
            self.minutes.setPrefix(translate("AlarmForm", "look for "))
            self.minutes.setMinimum(0)
            self.minutes.setValue(0)
        else:
            self.heading.setText(translate("AlarmForm", "Shelve: {title}").format(title=title))
            self.words.setPlaceholderText(translate("AlarmForm", "Reason (needed)"))
            self.minutes.setSpecialValueText("")
            self.minutes.setPrefix("")
            self.minutes.setMinimum(1)
            self.minutes.setValue(SHELVE_MIN)
        self.minutes.setSuffix(translate("AlarmForm", " min"))
        self.words.clear()
        self._say(translate("AlarmForm", "Enter: send · Esc: leave it"))
        self.show()
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_form(self) -> None:
        """Leave the alarm as it is."""
        self._alarm = None
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send on Enter, leave on Esc."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.send()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_form()
        else:
            super().keyPressEvent(event)

    def send(self) -> None:
        """Ask the daemon; the form closes when it is committed there."""
        alarm, words = self._alarm, self.words.text().strip()
        if alarm is None:
            return
        now, minutes = self._context.live.clock.now(), self.minutes.value()
        if self._action == "shelve":
            if not words:
                self._say(
                    translate("AlarmForm", "Write why it is put aside; it is part of the handover."), bad=True
                )
                self.words.setFocus()
                return
            self._context.live.request(ShelveAlarm(alarm.alarm_id, words, now + 60 * minutes), self._answered)
        else:
            until_at = now + 60 * minutes if minutes else None
            self._context.live.request(AcknowledgeAlarm(alarm.alarm_id, words, until_at), self._answered)

    def _answered(self, reply: object) -> None:
        if isinstance(reply, Failure):
            self._say(" ".join(part for part in (reply.message, reply.cure) if part), bad=True)
        else:
            self.close_form()

    def _say(self, words: str, *, bad: bool = False) -> None:
        tokens = self._context.look.tokens
        self.message.setStyleSheet(f"color: {tokens.critical if bad else tokens.text_second};")
        self.message.setText(words)
