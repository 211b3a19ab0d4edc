"""One signature of a handover: account and password, or who signed and when."""

from __future__ import annotations

from typing import Literal

import msgspec
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from backend.contract.work import Signature
from widgets.logic import formats
from widgets.parts.control_bar import label
from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.theme.look import Look

tr = QCoreApplication.translate

Side = Literal["out", "in"]


class SignAsked(msgspec.Struct, frozen=True):
    """Payload of `SignatureForm.sign_asked`."""

    side: Side
    user: str
    password: str

    def __repr__(self) -> str:
        """Return everything but the password."""
        return f"SignAsked(side={self.side!r}, user={self.user!r})"


class SignatureForm(QFrame):
    """Enter in the password signs; what the daemon refuses stands beneath the fields."""

    sign_asked = Signal(object)
    """A `SignAsked`."""

    def __init__(self, look: Look, side: Side, parent: QWidget | None = None) -> None:
        """Start unsigned."""
        super().__init__(parent)
        self._look, self._side = look, side
        self._waiting = False
        self.heading = label(look, 17, HEAD_WEIGHT)
        titles = {
            "out": tr("Handover", "Outgoing officer"),
            "in": tr("Handover", "Incoming officer"),
        }
        self.heading.setText(titles[side])
        self.signed = label(look, 17, colour=look.tokens.done)
        self.signed.setWordWrap(True)
        self.user = self._line(tr("Handover", "Account"))
        self.password = self._line(tr("Handover", "Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        words = tr("Handover", "Sign over (F6)") if side == "out" else tr("Handover", "Sign for it (F7)")
        self.button = QPushButton(words, self)
        self.button.setFont(text_font(look, 17))
        self.button.setMinimumHeight(look.px(40))
        self.message = label(look, 16, colour=look.tokens.text_second)
        self.message.setWordWrap(True)
        self.message.hide()
        self._lay_out()
        self.user.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self.send)
        self.button.clicked.connect(self.send)

    def _line(self, hint: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setFont(text_font(self._look, 17))
        line.setMinimumHeight(self._look.px(40))
        line.setPlaceholderText(hint)
        line.setAccessibleName(hint)
        return line

    def _lay_out(self) -> None:
        look = self._look
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.px(8))
        box.addWidget(self.heading)
        fields = QHBoxLayout()
        fields.setSpacing(look.px(8))
        fields.addWidget(self.user, 1)
        fields.addWidget(self.password, 1)
        box.addWidget(self.signed)
        box.addLayout(fields)
        box.addWidget(self.button)
        box.addWidget(self.message)

    def show_signature(self, signature: Signature | None, now: float, timezone: str) -> None:
        """Show who signed, or ask."""
        asked = signature is None
        for part in (self.user, self.password, self.button):
            part.setVisible(asked)
        self.signed.setVisible(not asked)
        if signature is not None:
            self.signed.setText(f"✓ {signature.name} · {formats.moment(signature.at, now, timezone)}")
            self.clear()

    def set_open(self, *, open_now: bool, why_not: str = "") -> None:
        """Let people sign now, or say why it is not the time."""
        for part in (self.user, self.password, self.button):
            part.setEnabled(open_now and not self._waiting)
        if not self._waiting and not open_now:
            self.say(why_not)
        elif self.message.property("reason"):
            self.say("")
        self.message.setProperty("reason", not open_now)

    def ask(self) -> None:
        """Put the cursor where the next word belongs."""
        field = self.password if self.user.text().strip() else self.user
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def send(self) -> None:
        """Ask for the signature."""
        user, password = self.user.text().strip(), self.password.text()
        if self._waiting or not self.user.isEnabled():
            return
        if not user or not password:
            self.refuse(tr("Handover", "Give account and password."), user_wrong=not user)
            return
        self._waiting = True
        self.button.setEnabled(False)
        self.say(tr("Handover", "Signing…"))
        self.sign_asked.emit(SignAsked(self._side, user, password))

    def clear(self) -> None:
        """Forget what was typed."""
        self._waiting = False
        self.button.setEnabled(True)
        self.user.clear()
        self.password.clear()
        self.say("")

    def refuse(self, words: str, *, user_wrong: bool = False) -> None:
        """Say why there is no signature; the password is typed anew."""
        self._waiting = False
        self.button.setEnabled(True)
        self.password.clear()
        self.say(words, bad=True)
        (self.user if user_wrong else self.password).setFocus()

    def say(self, words: str, *, bad: bool = False) -> None:
        """Say something beneath the fields."""
        tokens = self._look.tokens
        self.message.setStyleSheet(f"color: {tokens.critical if bad else tokens.text_second};")
        self.message.setText(words)
        self.message.setVisible(bool(words))
