import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.console.signature import SignAsked, SignatureForm
from tests.unit.app.console.conftest import HA
from tests.unit.widgets.city import NOW
from widgets.theme.palettes import look_for

ZONE = "Asia/Ho_Chi_Minh"


@pytest.fixture
def form(show, vietnamese):
    return show(SignatureForm(look_for("dark", "desk"), "out"), 360, 200)


def fill(form):
    form.user.setText("ha")
    form.password.setText("bí mật")


def test_enter_goes_from_account_to_password_and_signs(qtbot, form):
    asked = []
    form.sign_asked.connect(asked.append)
    form.ask()
    assert form.user.hasFocus()
    qtbot.keyClicks(form.user, "ha")
    qtbot.keyClick(form.user, Qt.Key.Key_Return)
    assert form.password.hasFocus()
    qtbot.keyClicks(form.password, "matkhau")
    qtbot.keyClick(form.password, Qt.Key.Key_Return)
    assert asked == [SignAsked("out", "ha", "matkhau")]
    assert form.message.text() == "Đang ký…"
    assert not form.button.isEnabled()
    form.send()
    assert len(asked) == 1, "once"


def test_the_password_is_hidden_and_in_no_log(form):
    assert form.password.echoMode() == QLineEdit.EchoMode.Password
    assert "bí mật" not in repr(SignAsked("in", "ha", "bí mật"))


def test_both_fields_are_needed(form):
    form.send()
    assert form.message.text() == "Hãy nhập tài khoản và mật khẩu."
    assert form.user.hasFocus()
    form.user.setText("ha")
    form.send()
    assert form.password.hasFocus()


def test_a_refusal_stands_beneath_the_fields_and_the_password_is_typed_anew(form):
    fill(form)
    form.send()
    form.refuse("Sai mật khẩu.")
    assert (form.message.text(), form.message.isHidden()) == ("Sai mật khẩu.", False)
    assert (form.user.text(), form.password.text()) == ("ha", "")
    assert form.button.isEnabled()
    assert form.password.hasFocus()


def test_who_signed_takes_the_place_of_the_fields(form):
    fill(form)
    form.show_signature(HA, NOW, ZONE)
    assert form.signed.text() == "✓ Trần Minh Hà · 03:40"
    assert form.user.isHidden()
    assert form.button.isHidden()
    assert form.password.text() == ""
    form.show_signature(None, NOW, ZONE)
    assert form.signed.isHidden()
    assert not form.user.isHidden()


def test_before_its_time_it_says_why_and_takes_nothing(form):
    asked = []
    form.sign_asked.connect(asked.append)
    form.set_open(open_now=False, why_not="Bên giao ký trước.")
    fill(form)
    form.send()
    assert (form.message.text(), asked) == ("Bên giao ký trước.", [])
    form.set_open(open_now=True)
    assert form.message.isHidden()
    form.refuse("Sai mật khẩu.")
    form.set_open(open_now=True)
    assert form.message.text() == "Sai mật khẩu.", "another desk's tick does not wipe a refusal away"


def test_the_cursor_goes_to_the_password_where_the_account_is_there(form):
    form.user.setText("ha")
    form.ask()
    assert form.password.hasFocus()
