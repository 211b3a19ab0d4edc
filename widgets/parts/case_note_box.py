"""The box in which a remark on a case is written."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from backend.contract.case_requests import NoteCase
from backend.contract.messages import Failure, ReplyBody
from widgets.parts.alarm_keys import keeps_escape
from widgets.parts.case_need_fields import line
from widgets.theme.fonts import text_font
from widgets.theme.look import Look
from widgets.tile import TileContext

translate = QCoreApplication.translate


class NoteBox(QWidget):
    """A line and whether the reporter may read it; Enter keeps the remark, Esc leaves it."""

    said = Signal(str, bool)
    """Words, and whether it went wrong."""
    left = Signal()

    def __init__(self, context: TileContext, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._context = context
        self.case_id = ""
        look = context.look
        self.words = line(look, translate("Cases", "Remark  ( / )"), self)
        self.public = QCheckBox(translate("Cases", "Public: the reporter reads it"), self)
        self.public.setFont(text_font(look, 17))
        self.public.setStyleSheet(_tick_style(look))
        self.setFocusProxy(self.words)
        box = QHBoxLayout(self)
        box.setContentsMargins(look.px(16), look.px(6), look.px(16), look.px(8))
        box.setSpacing(look.px(12))
        box.addWidget(self.words, 1)
        box.addWidget(self.public)
        for part in (self.words, self.public):
            part.installEventFilter(self)

    def send(self) -> None:
        """Keep the remark."""
        text = self.words.text().strip()
        if not text or not self.case_id:
            self.said.emit(translate("AlarmForm", "Write the remark first."), True)
            return
        self.said.emit(translate("AskForm", "being sent …"), False)
        self._context.live.request(NoteCase(self.case_id, text, self.public.isChecked()), self._answered)

    def _answered(self, reply: ReplyBody) -> None:
        if isinstance(reply, Failure):
            self.said.emit(reply.said(self._context.language), True)
            return
        self.words.clear()
        self.public.setChecked(False)
        self.said.emit("", False)
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter and Esc; the space bar ticks before the wall takes it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Space:
                event.accept()
                return True
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


def _tick_style(look: Look) -> str:
    tokens, px = look.tokens, look.px
    return f"""
QCheckBox {{ spacing: {px(8)}px; }}
QCheckBox::indicator {{ width: {px(20)}px; height: {px(20)}px; border-radius: 3px;
  border: 1px solid {tokens.text_third}; background: {tokens.ground}; }}
QCheckBox::indicator:focus {{ border-color: {tokens.focus}; }}
QCheckBox::indicator:checked {{ background: {tokens.focus}; border-color: {tokens.focus}; }}
"""
