"""The page of channels: what each carries and how it is; switched on and off by an administrator."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.settings.asking import ask
from app.settings.channel_words import leaves_house, question, row_of
from app.settings.desk import Desk
from app.settings.parts import Table, button, say, words
from backend.contract.messages import Done, EntryAppended
from backend.contract.work_requests import ChannelInfo, Channels, EnableChannel, GetChannels

tr = QCoreApplication.translate

EVERY_S = 5.0
"""Counts are read anew so often while the page is seen."""
STATE, FAILED, REASON = 2, 5, 7
"""Columns that take a colour."""


class ChannelsPage(QWidget):
    """Nothing leaves the house before a person has read what would, and said yes."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Ask for the channels."""
        super().__init__(parent)
        self.setObjectName("page")
        self._desk = desk
        self._channels: tuple[ChannelInfo, ...] = ()
        self._asked_at: float | None = None
        self._in_question: ChannelInfo | None = None
        self._lay_out()
        live = desk.live
        live.ticked.connect(self._take_tick)
        live.entry_appended.connect(self._take_entry)
        live.snapshot_taken.connect(self.load)
        self.load()

    def _lay_out(self) -> None:
        look = self._desk.look
        self.note = words(look, self._note(), 17)
        heads = [
            tr("Channel", "Channel"),
            tr("Channel", "Kind"),
            tr("Channel", "State"),
            tr("Channel", "Waiting"),
            tr("Channel", "Sent in 24 h"),
            tr("Channel", "Failed"),
            tr("Channel", "Daily quota"),
            tr("Channel", "Why it does not work now"),
        ]
        self.table = Table(heads, self, stretched=REASON, numbers=(3, 4, 5, 6))
        self.switch = button(look, "", self)
        self.message = words(look)
        say(self.message, look, "")
        self.confirm = QFrame(self)
        self.confirm.setStyleSheet(f"QFrame {{ border-top: 1px solid {look.tokens.focus}; }}")
        self.asked = words(look, desk_px=18, colour=look.tokens.text)
        self.asked.setStyleSheet(f"color: {look.tokens.text}; border: none;")
        self.yes = button(look, "", self.confirm)
        self.no = button(look, tr("Channel", "Leave it as it is (Esc)"), self.confirm)
        deeds = QHBoxLayout()
        deeds.addWidget(self.yes)
        deeds.addWidget(self.no)
        deeds.addStretch(1)
        inner = QVBoxLayout(self.confirm)
        inner.setContentsMargins(0, look.px(14), 0, look.px(4))
        inner.setSpacing(look.px(12))
        inner.addWidget(self.asked)
        inner.addLayout(deeds)
        self.confirm.hide()
        below = QHBoxLayout()
        below.addWidget(self.switch)
        below.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(16))
        box.setSpacing(look.px(12))
        box.addWidget(self.note)
        box.addWidget(self.table)
        box.addWidget(self.message)
        box.addLayout(below)
        box.addWidget(self.confirm)
        box.addStretch(1)
        self.table.currentItemChanged.connect(self._show_switch)
        self.table.itemActivated.connect(self.ask_switch)
        self.switch.clicked.connect(self.ask_switch)
        self.yes.clicked.connect(self._switch)
        self.no.clicked.connect(self.leave)

    def _note(self) -> str:
        default = tr("Channel", "A fresh installation sends nothing outside. Each switch is in the journal.")
        if self._desk.administers:
            return default
        return f"{default} {tr('Channel', 'Only administrators switch channels; this account may look.')}"

    # ---- what is there ------------------------------------------------------------------------

    @Slot()
    def load(self) -> None:
        """Read the channels anew."""
        self._asked_at = self._desk.live.clock.now()
        ask(self._desk.live, GetChannels(), Channels, self._take, self._refuse)

    def _take(self, answer: Channels) -> None:
        self._channels = answer.channels
        language, look = self._desk.language, self._desk.look
        ids = [channel.channel_id for channel in answer.channels]
        self.table.set_rows([row_of(channel, language) for channel in answer.channels], ids)
        for number, channel in enumerate(answer.channels):
            out = channel.enabled and leaves_house(channel.kind)
            on = look.tokens.done if channel.enabled else look.tokens.text_third
            self.table.colour(number, STATE, look.tokens.focus if out else on)
            if channel.n_failed_today:
                self.table.colour(number, FAILED, look.tokens.high)
            self.table.colour(number, REASON, look.tokens.high)
        self.table.fit_height(most_rows=12)
        if not answer.channels:
            say(self.message, look, tr("Channel", "This centre has no channel: see channels/*.yaml."))
        self._show_switch()

    def _refuse(self, why: str) -> None:
        say(self.message, self._desk.look, why, bad=True)

    @Slot()
    def _take_tick(self) -> None:
        now = self._desk.live.clock.now()
        if self.isVisible() and (self._asked_at is None or now - self._asked_at >= EVERY_S):
            self.load()

    @Slot(object)
    def _take_entry(self, entry: EntryAppended) -> None:
        if entry.kind == "channel.switched":
            self.load()

    def chosen(self) -> ChannelInfo | None:
        """Return the chosen channel."""
        wanted = self.table.chosen_id()
        return next((channel for channel in self._channels if channel.channel_id == wanted), None)

    @Slot()
    def _show_switch(self, *_: object) -> None:
        channel = self.chosen()
        self.switch.setEnabled(channel is not None)
        on = channel is not None and channel.enabled
        text = tr("Channel", "Switch off… (Enter)") if on else tr("Channel", "Switch on… (Enter)")
        self.switch.setText(text)

    # ---- the switch ---------------------------------------------------------------------------

    @Slot()
    def ask_switch(self, *_: object) -> None:
        """Say what the switch would do, and ask."""
        channel = self.chosen()
        if channel is None:
            return
        self._in_question = channel
        say(self.message, self._desk.look, "")
        self.asked.setText(question(channel))
        yes = tr("Channel", "Yes, switch it off") if channel.enabled else tr("Channel", "Yes, switch it on")
        self.yes.setText(yes)
        self.confirm.show()
        self.no.setFocus(Qt.FocusReason.OtherFocusReason)  # Enter by habit leaves things as they are

    @Slot()
    def leave(self) -> None:
        """Leave the channel as it is."""
        self._in_question = None
        self.confirm.hide()
        self.table.setFocus()

    @Slot()
    def _switch(self) -> None:
        channel = self._in_question
        if channel is None:
            return
        self.leave()
        request = EnableChannel(channel.channel_id, not channel.enabled)
        on = tr("Channel", "“{name}” is on.") if not channel.enabled else tr("Channel", "“{name}” is off.")

        def take(_answer: Done) -> None:
            say(self.message, self._desk.look, on.format(name=channel.name))
            self.load()

        ask(self._desk.live, request, Done, take, self._refuse)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the question on Esc."""
        if event.key() == Qt.Key.Key_Escape and self._in_question is not None:
            self.leave()
        elif event.key() == Qt.Key.Key_F5:
            self.load()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QEvent) -> None:
        """Read the counts anew when the page comes to sight."""
        self.load()
