import pytest
from PySide6.QtCore import Qt

from app.settings.designer_start import Connection, DesignerStart
from app.settings.window import SettingsWindow, role_word
from backend.contract.messages import SignedIn
from tests.unit.widgets.city import NOW
from widgets.live import LinkState
from widgets.theme.look import DARK

WHO = SignedIn("token", "ha", "Trần Minh Hà", "administrator", "e1")


@pytest.fixture
def window(show, desk):
    designer = DesignerStart(Connection("tcp://a:1", "tcp://a:2", None, "ha", "vi", "dark"))
    return show(SettingsWindow(desk, WHO, designer), 1920, 1080)


def test_it_says_who_is_here_and_shows_the_rules_first(window):
    assert window.who.text() == "Trần Minh Hà · quản trị viên"
    assert window.stack.currentWidget() is window.rules
    assert [window.pages.item(row).text() for row in range(3)] == [
        "Quy tắc cảnh báo",
        "Kênh nhắn tin",
        "Quy trình",
    ]


def test_pages_are_chosen_by_key_and_by_the_list(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.stack.currentWidget() is window.channels
    assert window.channels.isAncestorOf(window.focusWidget())
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.stack.currentWidget() is window.procedures
    window.pages.setCurrentRow(0)
    assert window.stack.currentWidget() is window.rules


def test_the_link_is_told_below(city, window):
    city.live.set_link(LinkState("live", NOW))
    assert window.link.text() == "đã kết nối máy chủ"
    city.live.set_link(LinkState("lost", NOW, "máy chủ không trả lời; đang kết nối lại"))
    assert window.link.text() == "máy chủ không trả lời; đang kết nối lại"
    assert DARK.critical in window.link.styleSheet()


def test_it_fits_on_a_small_screen(window):
    assert window.minimumSizeHint().width() <= 1600
    assert window.minimumSizeHint().height() <= 900


def test_an_unknown_role_keeps_its_name(vietnamese):
    assert role_word("duty_officer") == "cán bộ trực"
    assert role_word("guest") == "guest"
