import logging

import pytest
from PySide6.QtCore import QObject, Signal

from app.link import reasons
from app.link.conversation import Tell
from app.link.keys import WallKeys
from app.session.credentials import PASSWORD_VARIABLE, Credentials
from app.settings import __main__ as program
from app.settings.arguments import parse
from backend.contract.messages import Failure, SignedIn
from tests.unit.widgets.city import NOW
from widgets.live import LinkState

CONNECT = ["--connect", "tcp://127.0.0.1:1,tcp://127.0.0.1:2"]
WHO = SignedIn("token", "ha", "Trần Minh Hà", "administrator", "e1")


class StubLink(QObject):
    """A link without sockets."""

    signed_in = Signal(object)

    def __init__(self, settings, _clock):
        super().__init__()
        self.settings, self.live, self.stopped = settings, None, False

    def start(self, live):
        self.live = live

    def stop(self):
        self.stopped = True

    def request(self, _body, on_reply, _deadline_s=5.0):
        on_reply(Failure("late", "x"))


@pytest.fixture
def started(vietnamese, no_leaks, monkeypatch):
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    made, links = [], []

    def make_link(settings, clock):
        links.append(StubLink(settings, clock))
        return links[-1]

    def start(*given):
        made.append(program.Settings(parse([*CONNECT, *given]), WallKeys(b"p", b"s", b"d"), make_link))
        made[-1].start()
        return made[-1], links

    yield start
    for settings in made:
        settings.finish()


def test_a_person_is_asked_and_the_window_opens_when_the_daemon_agrees(started):
    settings, links = started("--user", "ha")
    assert settings.form.isVisible()
    assert links == []
    settings.form.password.setText("bí mật")
    settings.form.send()
    assert (links[0].settings.user, links[0].settings.password) == ("ha", "bí mật")
    links[0].signed_in.emit(WHO)
    assert settings.form.isHidden()
    assert settings.window.who.text() == "Trần Minh Hà · quản trị viên"
    window = settings.window
    links[0].signed_in.emit(WHO)
    assert settings.window is window, "signed in again after a restart of the daemon"


def test_a_refused_password_is_said_in_the_form_and_typed_anew(started):
    settings, links = started("--user", "ha")
    settings.sign_in(Credentials("ha", "sai"))
    links[0].live.set_link(LinkState("lost", NOW, "máy chủ không trả lời"))
    assert settings.form.message.text() == "máy chủ không trả lời"
    links[0].live.set_link(LinkState("refused", NOW, reasons.words(Tell("refused", "password"))))
    assert settings.form.message.text().startswith("Sai tài khoản hoặc mật khẩu; sau năm lần sai")
    assert "tường" not in settings.form.message.text(), "it is a person who signs in"
    assert links[0].stopped
    settings.form.password.setText("đúng")
    settings.form.send()
    assert links[1].settings.password == "đúng"


def test_another_refusal_is_said_as_the_link_knows_it(started):
    settings, links = started("--user", "ha")
    settings.sign_in(Credentials("ha", "x"))
    links[0].live.set_link(LinkState("refused", NOW, "máy chủ dùng phiên bản 7"))
    assert settings.form.message.text() == "Máy chủ dùng phiên bản 7."


def test_a_kept_account_signs_in_by_itself(started, monkeypatch):
    monkeypatch.setenv(PASSWORD_VARIABLE, "của Hà")
    settings, links = started("--user", "ha")
    assert links[0].settings.password == "của Hà"
    assert settings.form.message.text() == "Đang đăng nhập…"


def test_once_the_window_is_open_the_link_is_its_business(started):
    settings, links = started("--user", "ha")
    settings.sign_in(Credentials("ha", "x"))
    links[0].signed_in.emit(WHO)
    links[0].live.set_link(LinkState("refused", NOW, "sai mật khẩu"))
    assert not links[0].stopped
    assert settings.window.link.text() == "sai mật khẩu"


def test_missing_keys_end_the_program_with_words(monkeypatch, qapp, tmp_path, caplog):
    monkeypatch.setattr(program, "QApplication", lambda _given: qapp)
    monkeypatch.setattr(program.i18n, "install", lambda *_: None)
    monkeypatch.setattr(program.sys, "excepthook", program.sys.excepthook)
    style = qapp.style().name()
    with caplog.at_level(logging.CRITICAL):
        assert program.main([*CONNECT, "--keys", str(tmp_path / "none")]) == 2
    qapp.setStyle(style)
    assert "does not exist" in caplog.text
