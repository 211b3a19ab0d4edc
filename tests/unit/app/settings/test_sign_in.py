import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.session.credentials import Credentials
from app.settings.sign_in import SignInForm
from widgets.theme.palettes import look_for


@pytest.fixture
def form(show, vietnamese):
    return show(SignInForm(look_for("dark", "desk"), "ha"), 720, 480)


def test_a_named_account_needs_only_its_password(qtbot, form):
    given = []
    form.given.connect(given.append)
    assert form.password.hasFocus()
    assert form.password.echoMode() == QLineEdit.EchoMode.Password
    qtbot.keyClicks(form.password, "matkhau")
    qtbot.keyClick(form.password, Qt.Key.Key_Return)
    assert given == [Credentials("ha", "matkhau")]
    assert form.message.text() == "Đang đăng nhập…"
    form.send()
    assert len(given) == 1


def test_both_are_needed(qtbot, form):
    form.user.clear()
    form.button.click()
    assert form.message.text() == "Hãy nhập tài khoản và mật khẩu."
    assert form.user.hasFocus()
    form.user.setText("ha")
    qtbot.keyClick(form.user, Qt.Key.Key_Return)
    assert form.password.hasFocus()


def test_a_refusal_is_said_and_the_password_typed_anew(form):
    form.password.setText("sai")
    form.send()
    form.refuse("sai tài khoản hoặc mật khẩu")
    assert form.message.text() == "sai tài khoản hoặc mật khẩu"
    assert form.password.text() == ""
    assert form.button.isEnabled()


def test_how_the_link_is_can_be_told_meanwhile(form):
    form.wait()
    form.tell("máy chủ không trả lời; đang kết nối lại")
    assert form.message.text() == "máy chủ không trả lời; đang kết nối lại"
    assert not form.button.isEnabled()
