import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from app.settings.channels_page import ChannelsPage
from backend.contract.messages import EntryAppended, Failure
from backend.contract.work_requests import Channels, EnableChannel, GetChannels
from tests.unit.app.settings.conftest import CHANNELS, SMS
from tests.unit.widgets.city import NOW, snapshot
from widgets.theme.look import DARK


@pytest.fixture
def page(show, desk):
    return show(ChannelsPage(desk), 1500, 800)


def colour(page, row, column):
    return page.table.topLevelItem(row).foreground(column).color().name().upper()


def test_channels_are_listed_with_state_counts_and_reason(page):
    assert page.table.texts()[1] == [
        "Tin nhắn SMS", "tin SMS (cổng nhà cung cấp)", "○ tắt", "3", "0", "0", "2.000", "thiếu khóa esms_api_key",
    ]  # fmt: skip
    assert colour(page, 0, 2) == DARK.focus, "it leaves the house"
    assert colour(page, 2, 2) == DARK.done
    assert colour(page, 0, 5) == DARK.high, "one did not arrive"


def test_nothing_is_switched_before_the_question_is_answered(qtbot, page, asked):
    page.table.choose("sms")
    assert page.switch.text() == "Bật kênh… (Enter)"
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert "ra ngoài trung tâm" in page.asked.text()
    assert page.no.hasFocus(), "Enter by habit leaves things as they are"
    assert asked(EnableChannel) == []
    page.yes.click()
    assert asked(EnableChannel) == [EnableChannel("sms", True)]
    assert page.message.text() == "Đã bật “Tin nhắn SMS”."
    assert page.confirm.isHidden()


def test_a_channel_is_switched_off(page, asked):
    page.table.choose("mail")
    assert page.switch.text() == "Tắt kênh… (Enter)"
    page.switch.click()
    assert page.yes.text() == "Đồng ý tắt"
    page.yes.click()
    assert asked(EnableChannel) == [EnableChannel("mail", False)]
    assert page.message.text() == "Đã tắt “Thư công vụ”."


def test_escape_and_the_button_leave_it_as_it_is(qtbot, page, asked):
    for leave in (lambda: qtbot.keyClick(page.no, Qt.Key.Key_Escape), page.no.click):
        page.switch.click()
        leave()
        assert page.confirm.isHidden()
        assert page.table.hasFocus()
    page._switch()
    assert asked(EnableChannel) == []


def test_what_is_asked_about_is_switched_even_if_the_list_moved(city, page, asked):
    page.table.choose("sms")
    page.ask_switch()
    page.table.choose("mail")
    page.yes.click()
    assert asked(EnableChannel) == [EnableChannel("sms", True)]


def test_only_administrators_switch(show, city, desk):
    city.daemon.answers[EnableChannel] = Failure(
        "not_allowed", "EnableChannel is not for the role 'shift_supervisor'"
    )
    page = show(ChannelsPage(replace(desk, role="shift_supervisor")), 1500, 800)
    assert "Chỉ quản trị viên" in page.note.text()
    page.switch.click()
    page.yes.click()
    assert "không được phép" in page.message.text()
    assert DARK.critical in page.message.styleSheet()


def test_counts_are_read_anew_while_the_page_is_seen(city, page, asked):
    n = len(asked(GetChannels))
    city.pass_time(2)
    assert len(asked(GetChannels)) == n
    city.daemon.answers[GetChannels] = Channels((replace(SMS, n_open=7),))
    city.pass_time(3)
    assert page.table.texts()[0][3] == "7"
    page.hide()
    n = len(asked(GetChannels))
    city.pass_time(30)
    assert len(asked(GetChannels)) == n
    page.show()
    assert len(asked(GetChannels)) == n + 1


def test_a_switch_at_another_desk_is_seen_at_once(qtbot, city, page, asked):
    n = len(asked(GetChannels))
    city.live.take(EntryAppended(8, NOW, "ha", "channel.switched", "sms", {"enabled": True}))
    city.live.take(EntryAppended(9, NOW, "ha", "alarm.raised", "a", {}))
    city.live.take_snapshot(snapshot())
    qtbot.keyClick(page, Qt.Key.Key_F5)
    assert len(asked(GetChannels)) == n + 3


def test_the_chosen_channel_stays_chosen(city, page):
    page.table.choose("tuong")
    city.daemon.answers[GetChannels] = Channels((CHANNELS[2], CHANNELS[0]))
    page.load()
    assert page.chosen().channel_id == "tuong"


def test_a_centre_without_channels_and_a_refused_list(city, page):
    city.daemon.answers[GetChannels] = Channels(())
    page.load()
    assert "channels/*.yaml" in page.message.text()
    assert not page.switch.isEnabled()
    page.ask_switch()
    assert page.confirm.isHidden()
    city.daemon.answers[GetChannels] = Failure("late", "x")
    page.load()
    assert "chưa trả lời kịp" in page.message.text()
