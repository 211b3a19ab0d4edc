import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from app.link import reasons
from app.link.conversation import Tell
from app.session.credentials import Credentials
from app.settings.sign_in import SignInForm, refused_words
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


def test_the_heading_says_what_one_signs_in_to(show, vietnamese):
    made = show(SignInForm(look_for("dark", "desk"), "", heading="Bàn xử lý của đơn vị"), 720, 480)
    assert "Bàn xử lý của đơn vị" in [label.text() for label in made.findChildren(QLabel)]


def test_a_refusal_speaks_of_the_person_not_of_the_wall(vietnamese):
    assert refused_words(reasons.words(Tell("refused", "password"))).startswith("Sai tài khoản")
    assert refused_words("máy chủ dùng phiên bản 7") == "Máy chủ dùng phiên bản 7."
