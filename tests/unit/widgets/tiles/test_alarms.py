import pytest
from PySide6.QtCore import Qt

from backend.contract.messages import AcknowledgeAlarm, Failure, UnshelveAlarm
from backend.contract.state import DeskLoad
from tests.unit.widgets.city import NOW, City, alarm
from tests.unit.widgets.conftest import has_colour, picture
from widgets.registry import make
from widgets.theme.look import DARK


@pytest.fixture
def tile(show, city: City):
    frame = show(make("alarms", {}, city.context()), 740, 520)
    frame.body.view.setFocus()
    return frame


def press(qtbot, tile, key):
    qtbot.keyClick(tile.body.view, key)


def test_the_list_of_the_sketch(tile):
    body = tile.body
    titles = [body.words_of(body.model.alarm_at(k)).title for k in range(body.model.rowCount())]
    assert titles[0].startswith("Ngập 62 cm")
    assert titles[-1] == "Mất dữ liệu — trụ ngập Phú Lộc 07"
    head = body.head()
    assert (head.badge, head.badge_severity, head.remark) == ("1 chưa nhận", "critical", "5")
    assert body.aside.words() == "1 tạm ẩn · H: xem"
    assert tile.title() == "Cảnh báo đang hoạt động"


def test_a_new_alarm_slides_in_once(qtbot, tile, city):
    city.change(alarm(9, raised_at=NOW))
    assert tile.body.delegate.shift == {"flood@9": 1.0}
    qtbot.waitUntil(lambda: tile.body.delegate.shift == {}, timeout=3000)
    city.change(alarm(9, raised_at=NOW, value=70.0))
    assert tile.body.delegate.shift == {}


def test_many_at_once_do_not_slide(tile, city):
    city.change(*[alarm(k, raised_at=NOW) for k in range(20, 30)])
    assert tile.body.delegate.shift == {}
    city.change(*[alarm(k, raised_at=NOW) for k in range(100, 400)])
    assert tile.body.model.rowCount() == 315


def test_an_unacknowledged_critical_one_blinks_until_it_is_taken(qtbot, tile, city):
    assert tile.body._blink.isActive()
    qtbot.waitUntil(lambda: tile.body.delegate.dark, timeout=3000)
    city.change(alarm(1, operator="acknowledged"))
    assert not tile.body._blink.isActive()
    assert not tile.body.delegate.dark


def test_taking_an_alarm_by_keys(qtbot, tile, city):
    tile.body.view.selectRow(0)
    press(qtbot, tile, Qt.Key.Key_Down)
    assert tile.body.selected().alarm_id == "flood@2", "newer first among equals"
    press(qtbot, tile, Qt.Key.Key_A)
    qtbot.keyClick(tile.body.form.words, Qt.Key.Key_Return)
    assert isinstance(city.daemon.asked[-1], AcknowledgeAlarm)
    assert tile.body.form.isHidden()


def test_shelving_opens_the_form(qtbot, tile):
    tile.body.view.selectRow(0)
    press(qtbot, tile, Qt.Key.Key_S)
    assert "Tạm ẩn" in tile.body.form.heading.text()
    qtbot.keyClick(tile.body.form, Qt.Key.Key_Escape)
    assert not tile.body.aside.isHidden()


def test_what_is_put_aside_is_a_key_away_and_can_be_brought_back(qtbot, tile, city):
    press(qtbot, tile, Qt.Key.Key_H)
    assert tile.title() == "Đang tạm ẩn"
    assert tile.body.model.rowCount() == 1
    tile.body.view.selectRow(0)
    press(qtbot, tile, Qt.Key.Key_U)
    assert city.daemon.asked[-1] == UnshelveAlarm("flood@6")
    city.daemon.answers[UnshelveAlarm] = Failure("not_allowed", "Không được.", "Hỏi trưởng ca.")
    press(qtbot, tile, Qt.Key.Key_U)
    assert tile.body.aside.words() == "Không được. Hỏi trưởng ca."
    press(qtbot, tile, Qt.Key.Key_H)
    assert tile.body.model.rowCount() == 5


def test_every_way_of_putting_aside_is_counted(tile, city):
    city.change(alarm(7, operator="suppressed"), alarm(8, operator="out_of_service"))
    assert tile.body.aside.words() == "1 tạm ẩn · 1 bị che · 1 ngừng dùng · H: xem"


def test_a_flood_is_said_with_its_first_alarm(tile, city):
    city.change(alarm(1), desk=DeskLoad(6, 1, 1, 0, 14, True, NOW - 200, "flood@1"))
    assert tile.body.flood.words() == (
        "Cảnh báo dồn dập: 14 mới trong 10 phút · báo đầu tiên: Ngập 62 cm — Mẹ Suốt, Hòa Khánh"
    )
    assert not tile.body.flood.isHidden()
    city.change(alarm(1), desk=DeskLoad())
    assert tile.body.flood.isHidden()


def test_a_wall_that_nobody_sits_at_does_not_act(qtbot, show, city):
    frame = show(make("alarms", {"acting": False}, city.context()), 740, 520)
    frame.body.view.selectRow(0)
    qtbot.keyClick(frame.body.view, Qt.Key.Key_A)
    assert frame.body.form.isHidden()


def test_an_empty_list_is_calm(show, vietnamese):
    frame = show(make("alarms", {}, City().context()), 740, 520)
    assert not frame.body.empty.isHidden()
    assert not has_colour(picture(frame), DARK.done, 1), "no green wallpaper"


def test_the_selection_stays_with_its_alarm(tile, city):
    tile.body.view.selectRow(2)
    chosen = tile.body.selected().alarm_id
    city.change(alarm(9, raised_at=NOW))
    assert tile.body.selected().alarm_id == chosen
    tile.body.reload()
    assert tile.body.selected().alarm_id == chosen


def test_the_list_is_as_alive_as_the_pulse(tile, city):
    assert tile.health().state == "fresh"
    city.pass_time(8)
    assert tile.health().state == "late"
    city.live.state.pulse = None
    tile.refresh()
    assert tile.health().state == "lost"
