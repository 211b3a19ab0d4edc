"""Asks who signs in, where no password is kept."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.link import reasons
from app.link.conversation import Tell
from app.session.credentials import Credentials
from app.settings.parts import button, say, words
from backend.contract.messages import as_sentence
from widgets.theme.look import Look

tr = QCoreApplication.translate


def refused_words(reason: str) -> str:
    """Return why a person was not let in; the link speaks of the wall's account."""
    if reason == reasons.words(Tell("refused", "password")):
        return tr("Handover", "Account or password is wrong; after five failures the account rests.")
    return as_sentence(reason)


class SignInForm(QWidget):
    """Account and password; Enter signs in."""

    given = Signal(object)
    """`Credentials`."""

    def __init__(self, look: Look, user: str, parent: QWidget | None = None, *, heading: str = "") -> None:
        """Ask; `user` is proposed; `heading` says what for, where it is not the settings."""
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        what = words(look, heading or tr("Settings", "Settings of the centre"), 23, head=True)
        self.user, self.password = QLineEdit(user, self), QLineEdit(self)
        self.user.setPlaceholderText(tr("Handover", "Account"))
        self.password.setPlaceholderText(tr("Handover", "Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.button = button(look, tr("Settings", "Sign in"), self)
        self.message = words(look)
        say(self.message, look, "")
        inner = QVBoxLayout()
        inner.setSpacing(look.px(12))
        for part in (what, self.user, self.password, self.button, self.message):
            part.setFixedWidth(look.px(420))
            inner.addWidget(part)
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addLayout(inner)
        box.setAlignment(inner, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)
        self.user.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self.send)
        self.button.clicked.connect(self.send)
        (self.password if user else self.user).setFocus()

    def send(self) -> None:
        """Hand on what was typed."""
        user, password = self.user.text().strip(), self.password.text()
        if not self.button.isEnabled():
            return
        if not user or not password:
            say(self.message, self._look, tr("Handover", "Give account and password."), bad=True)
            (self.password if user else self.user).setFocus()
            return
        self.wait()
        self.given.emit(Credentials(user, password))

    def wait(self) -> None:
        """Say that the daemon is being asked."""
        self.button.setEnabled(False)
        say(self.message, self._look, tr("Settings", "Signing in…"))

    def refuse(self, why: str) -> None:
        """Say why nobody is signed in; the password is typed anew."""
        self.button.setEnabled(True)
        self.password.clear()
        self.password.setFocus()
        say(self.message, self._look, why, bad=True)

    def tell(self, text: str) -> None:
        """Say how the link is while it is waited for."""
        say(self.message, self._look, text)
