"""The line in a place's record on which an officer enters what they have read or counted there."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from backend.contract.entered_readings import (
    Enterable,
    EnterableMetric,
    EnteredValue,
    EnterReadings,
    GetEnterable,
)
from backend.contract.messages import Failure, ReplyBody
from widgets.logic import formats
from widgets.logic.reading_entry import is_possible, number_typed
from widgets.parts.alarm_keys import keeps_escape
from widgets.parts.case_need_fields import line
from widgets.parts.control_bar import label
from widgets.theme.fonts import text_font
from widgets.tile import TileContext

translate = QCoreApplication.translate


class EntryBox(QWidget):
    """Metric, number, note; Enter sends, Esc leaves. Hidden where the person may enter nothing."""

    left = Signal()
    """The person is done with it."""

    def __init__(self, context: TileContext, place_id: str, parent: QWidget | None = None) -> None:
        """Ask what may be entered at the place."""
        super().__init__(parent)
        self._context, self._place_id = context, place_id
        look = context.look
        self.metrics: tuple[EnterableMetric, ...] = ()
        self.chooser = QComboBox(self)
        self.chooser.setFont(text_font(look, 17))
        self.number: QLineEdit = line(look, translate("Entry", "Number"), self)
        self.note: QLineEdit = line(look, translate("Entry", "Note (may be empty)"), self)
        self.send_key = QPushButton(translate("Entry", "Enter reading"), self)
        self.send_key.setFont(text_font(look, 17))
        self.send_key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.send_key.clicked.connect(self.send)
        self.words = label(look, 16, colour=look.tokens.text_second)
        self.words.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        row.addWidget(self.chooser)
        row.addWidget(self.number, 1)
        row.addWidget(self.note, 2)
        row.addWidget(self.send_key)
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(16), look.px(4), look.px(16), look.px(6))
        box.setSpacing(look.px(4))
        box.addLayout(row)
        box.addWidget(self.words)
        self.words.hide()
        self.setFocusProxy(self.number)
        for part in (self.number, self.note):
            part.installEventFilter(self)
        self.hide()
        context.live.request(GetEnterable(place_id), self._take)

    def _take(self, reply: ReplyBody) -> None:
        if not isinstance(reply, Enterable):
            return
        self.metrics = reply.metrics
        self.chooser.clear()
        for each in self.metrics:
            self.chooser.addItem(f"{each.name.in_language(self._context.language)} ({each.unit})")
        self.setVisible(bool(self.metrics))

    def _say(self, words: str, *, wrong: bool) -> None:
        tokens = self._context.look.tokens
        self.words.setStyleSheet(f"color: {tokens.age if wrong else tokens.text_second};")
        self.words.setText(words)
        self.words.setVisible(bool(words))

    def send(self) -> None:
        """Enter the reading, unless it cannot be one."""
        if not 0 <= self.chooser.currentIndex() < len(self.metrics):
            return
        metric, language = self.metrics[self.chooser.currentIndex()], self._context.language
        value = number_typed(self.number.text(), language)
        if value is None:
            self._say(translate("Entry", "Write a number, such as 1.250 or 12,5."), wrong=True)
            return
        if not is_possible(metric, value):
            words = translate("Entry", "{value} is not possible: {low} to {high} {unit}.")
            numbers = {
                name: formats.number(each, metric.decimals, language)
                for name, each in (("value", value), ("low", metric.low), ("high", metric.high))
            }
            self._say(words.format(unit=metric.unit, **numbers), wrong=True)
            return
        self._say(translate("AskForm", "being sent …"), wrong=False)
        body = EnterReadings(
            self._place_id, (EnteredValue(metric.metric, value),), note=self.note.text().strip()
        )
        self._context.live.request(body, self._answered)

    def _answered(self, reply: ReplyBody) -> None:
        if isinstance(reply, Failure):
            self._say(reply.said(self._context.language), wrong=True)
            return
        self.number.clear()
        self.note.clear()
        self._say(translate("Entry", "Entered."), wrong=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter and Esc."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return keeps_escape(event)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.send()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            return False
        return True
