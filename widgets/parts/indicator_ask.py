"""The line in which a leader asks, accepts or gives back: words filled in, Enter sends, Esc leaves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from backend.contract.case_requests import CasesActed
from backend.contract.messages import Failure, ReplyBody, RequestBody
from widgets.logic.indicator_numbers import Typed, as_typed, read_number
from widgets.parts.alarm_keys import keeps_escape
from widgets.parts.control_bar import label
from widgets.parts.indicator_words import fault_words
from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.tile import TileContext

translate = QCoreApplication.translate
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
LINES = 3
Make = Callable[[str, float | None], RequestBody]
"""Makes the request of the words that were written and, where one is asked for, the number."""


class Asked(msgspec.Struct, frozen=True):
    """What the form asks for."""

    heading: str
    """What will be done, to what."""
    words: str
    """Filled in."""
    make: Make
    hint: str = ""
    """Stands in the empty field."""
    needs_words: bool = True
    """Nothing is sent without."""
    number: tuple[float | None, int] | None = None
    """A value and its decimals, where a number is asked for too."""


class AskForm(QFrame):
    """At the foot of a tile; what was refused stays here with its reason."""

    closed = Signal()
    done = Signal(object)
    """The daemon's answer."""

    def __init__(self, context: TileContext, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self._context = context
        look = context.look
        if look.density == "briefing":  # whoever types sits near, and the form needs its room
            look = msgspec.structs.replace(look, density="wall")
        self.setObjectName("indicatorask")
        self.setStyleSheet(
            f"#indicatorask {{ border-top: 1px solid {look.tokens.focus}; background: {look.tokens.tile}; }}"
            f"QPlainTextEdit, QLineEdit {{ font-size: {look.px(18)}px; }}"
        )
        self._make: Make | None = None
        self._needs_words = self._sending = False
        self._n_opened = 0
        self.heading = label(look, 18, HEAD_WEIGHT)
        self.heading.setWordWrap(True)
        self.number = QLineEdit(self)
        self.number.setFont(text_font(look, 18))
        self.words = QPlainTextEdit(self)
        self.words.setFont(text_font(look, 18))
        self.words.setTabChangesFocus(True)
        self.words.setMinimumHeight(look.px(46))
        self.words.setMaximumHeight(round(LINES * look.px(25) + look.px(18)))
        self.message = label(look, 16, colour=look.tokens.text_second)
        self.message.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(12))
        box.setSpacing(look.px(8))
        for part in (self.heading, self.number, self.words, self.message):
            box.addWidget(part)
        for edit in (self.number, self.words):
            edit.installEventFilter(self)
        self.hide()

    # ---- asking -----------------------------------------------------------------------------------

    def open(self, asked: Asked) -> None:
        """Ask."""
        self._n_opened += 1
        number = asked.number
        self._make, self._needs_words, self._sending = asked.make, asked.needs_words, False
        self.heading.setText(asked.heading)
        self.words.setPlaceholderText(asked.hint)
        self.words.setPlainText(asked.words)
        self.words.moveCursor(QTextCursor.MoveOperation.End)
        self.number.setVisible(number is not None)
        if number is not None:
            self.number.setText(as_typed(*number, self._context.language))
            self.number.selectAll()
        self.say(translate("Indicators", "Enter: send · Shift+Enter: new line · Esc: leave it"))
        self.show()
        self.raise_()
        (self.words if number is None else self.number).setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Ask no more; an answer that is still on its way finds nobody."""
        self._n_opened += 1
        self._make = None
        self.hide()
        self.closed.emit()

    def say(self, words: str, *, bad: bool = False) -> None:
        """Say something beneath the field."""
        tokens = self._context.look.tokens
        self.message.setStyleSheet(f"color: {tokens.critical if bad else tokens.text_second};")
        self.message.setText(words)

    # ---- sending ----------------------------------------------------------------------------------

    def send(self) -> None:
        """Check what was written and send it."""
        make, words = self._make, self.words.toPlainText().strip()
        if make is None or self._sending:
            return
        typed = (
            Typed(None) if self.number.isHidden() else read_number(self.number.text(), self._context.language)
        )
        if typed.fault:
            self.say(fault_words(typed.fault, self.number.text()), bad=True)
            self.number.setFocus()
        elif self._needs_words and not words:
            self.say(translate("Indicators", "Write the reason first."), bad=True)
            self.words.setFocus()
        else:
            self._sending = True
            self.say(translate("AskForm", "being sent …"))
            body = make(words, typed.value)
            self._context.live.request(body, partial(self._answered, self._n_opened), 15.0)

    def _answered(self, opening: int, reply: ReplyBody) -> None:
        if opening != self._n_opened:
            return
        self._sending = False
        language = self._context.language
        if isinstance(reply, Failure):
            self.say(reply.said(language), bad=True)
        elif isinstance(reply, CasesActed) and reply.refused:
            self.say(reply.refused[0].reason.in_language(language), bad=True)
        else:
            self.done.emit(reply)
            self.leave()

    # ---- keys -------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Send with Enter, leave with Esc; keys of the field go before the wall's own."""
        if event.type() == QEvent.Type.ShortcutOverride:
            return keeps_escape(event)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.send()
        else:
            return False
        return True
