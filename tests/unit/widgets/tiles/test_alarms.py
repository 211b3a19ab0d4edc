import msgspec
import pytest
from PySide6.QtCore import Qt

from backend.contract.messages import AcknowledgeAlarm, EntryAppended, Failure, UnshelveAlarm, WorkChanged
from backend.contract.state import DeskLoad, Text
from backend.contract.work import Incident
from backend.contract.work_requests import (
    AssignAlarm,
    CommentAlarm,
    FloodReports,
    GetFloodReports,
    OpenIncident,
    SilenceDesk,
    StartProcedure,
)
from tests.unit.widgets.city import NOW, City, alarm
from tests.unit.widgets.conftest import has_colour, picture
from widgets.focus import Focus
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
    titles = [body.teller.words_of(body.model.at(k)).title for k in range(body.model.rowCount())]
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
    assert tile.body.motion.blinks()
    qtbot.waitUntil(lambda: tile.body.delegate.dark, timeout=3000)
    city.change(alarm(1, operator="acknowledged"))
    assert not tile.body.motion.blinks()
    assert not tile.body.delegate.dark


def test_taking_an_alarm_by_keys(qtbot, tile, city):
    tile.body.view.selectRow(0)
    press(qtbot, tile, Qt.Key.Key_Down)
    assert tile.body.chosen_id() == "flood@2", "newer first among equals"
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
        "Ngập cảnh báo: 14 cảnh báo/10 phút từ 03:38 · báo đầu tiên: Ngập 62 cm — Mẹ Suốt, Hòa Khánh"
    )
    assert not tile.body.flood.isHidden()
    city.change(alarm(1), desk=DeskLoad())
    assert tile.body.flood.words() == "Ngập cảnh báo đã hết lúc 03:42 · F: xem báo cáo"


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
    chosen = tile.body.chosen_id()
    city.change(alarm(9, raised_at=NOW))
    assert tile.body.chosen_id() == chosen
    tile.body.reload()
    assert tile.body.chosen_id() == chosen


def test_when_the_chosen_alarm_leaves_its_neighbour_is_not_chosen(qtbot, tile, city):
    tile.body.view.selectRow(2)
    gone = tile.body.selected().alarm
    city.change(msgspec.structs.replace(gone, operator="none", active=False))
    assert tile.body.chosen_id() == ""
    press(qtbot, tile, Qt.Key.Key_A)
    assert tile.body.form.isHidden(), "a key pressed too late takes no other alarm"


def test_the_list_is_as_alive_as_the_pulse(tile, city):
    assert tile.health().state == "fresh"
    city.pass_time(8)
    assert tile.health().state == "late"
    city.live.state.pulse = None
    tile.refresh()
    assert tile.health().state == "lost"


# ---- work ------------------------------------------------------------------------------------------


def shown(tile):
    return [tile.body.teller.words_of(tile.body.model.at(k)).title for k in range(tile.body.model.rowCount())]


@pytest.mark.parametrize(
    ("key", "request_"),
    [
        ("C", CommentAlarm("flood@1", "x")),
        ("G", AssignAlarm("flood@1", "Trần Minh Hà", "x")),
        ("M", SilenceDesk("duty", NOW + 900, "x")),
    ],
)
def test_work_by_keys(qtbot, tile, city, key, request_):
    city.live.state.people = ("Trần Minh Hà",)
    tile.body.view.selectRow(0)
    press(qtbot, tile, getattr(Qt.Key, f"Key_{key}"))
    tile.body.form.words.setText("x")
    tile.body.form.send()
    assert city.daemon.asked[-1] == request_
    assert tile.body.view.hasFocus(), "back in the list"


def test_a_mute_desk_offers_its_sound_back(qtbot, tile, city):
    city.live.take(EntryAppended(9, NOW, "ha", "desk.silenced", "duty", {"until_at": NOW + 900}))
    tile.body.reload()
    assert "M bật tiếng" in tile.body.keys.accessibleName()
    press(qtbot, tile, Qt.Key.Key_M)
    tile.body.form.send()
    assert city.daemon.asked[-1] == SilenceDesk("duty", None, "")


def test_guidance_opens_follows_the_choice_and_closes(qtbot, tile, city):
    tile.body.view.selectRow(0)
    press(qtbot, tile, Qt.Key.Key_Return)
    assert not tile.body.guidance.isHidden()
    press(qtbot, tile, Qt.Key.Key_Down)
    assert tile.body.guidance.alarm.alarm_id == "flood@2"
    with qtbot.waitSignal(tile.body.place_chosen) as chosen:
        press(qtbot, tile, Qt.Key.Key_Return)
    assert chosen.args == ["ham_nghi"]
    press(qtbot, tile, Qt.Key.Key_Escape)
    assert tile.body.guidance.isHidden()


def test_a_small_tile_has_no_room_for_guidance(qtbot, show, city):
    frame = show(make("alarms", {}, city.context()), 740, 300)
    frame.body.view.selectRow(0)
    with qtbot.waitSignal(frame.body.place_chosen):
        qtbot.keyClick(frame.body.view, Qt.Key.Key_Return)
    assert frame.body.guidance.isHidden()


def test_the_procedure_starts_from_the_guidance(qtbot, show, city):
    city.change(alarm(1, procedure="ngap"))
    frame = show(make("alarms", {"guidance": True}, city.context()), 1400, 700)
    frame.body.view.setFocus()
    frame.body.view.selectRow(0)
    assert "P bắt đầu quy trình" in frame.body.keys.accessibleName()
    qtbot.keyClick(frame.body.view, Qt.Key.Key_P)
    assert city.daemon.asked[-1] == StartProcedure("ngap", "", "flood@1")
    qtbot.keyClick(frame.body.view, Qt.Key.Key_Escape)
    assert not frame.body.guidance.isHidden(), "at the desk it stays"


def test_groups_by_a_key_open_and_close(qtbot, tile, city):
    city.change(*[alarm(k, raised_at=NOW - k, subject="me_suot") for k in range(20, 23)])
    press(qtbot, tile, Qt.Key.Key_T)
    tile.body.view.selectRow(0)
    assert shown(tile)[0] == "Ngập 62 cm — Hòa Khánh · 4 cảnh báo"
    press(qtbot, tile, Qt.Key.Key_Right)
    press(qtbot, tile, Qt.Key.Key_Down)
    assert tile.body.chosen_id() == "flood@1", "the first-out"
    press(qtbot, tile, Qt.Key.Key_Left)
    assert tile.body.chosen_id().startswith("near:")
    assert tile.body.model.rowCount() == 5
    press(qtbot, tile, Qt.Key.Key_T)
    assert tile.body.model.rowCount() == 8
    assert tile.body.chosen_id() == ""


def test_a_whole_group_is_taken_but_never_shelved(qtbot, tile, city):
    city.change(*[alarm(k, raised_at=NOW - k, subject="me_suot") for k in range(20, 23)])
    press(qtbot, tile, Qt.Key.Key_T)
    tile.body.view.selectRow(0)
    press(qtbot, tile, Qt.Key.Key_S)
    assert tile.body.form.isHidden()
    press(qtbot, tile, Qt.Key.Key_A)
    tile.body.form.send()
    taken = [r.alarm_id for r in city.daemon.asked if isinstance(r, AcknowledgeAlarm)]
    assert sorted(taken) == ["flood@1", "flood@20", "flood@21", "flood@22"]


def test_a_flood_groups_by_itself_with_the_first_out_ahead_of_those_as_urgent(tile, city):
    near = [alarm(k, raised_at=NOW - 900 - k, subject="ham_nghi") for k in range(20, 23)]
    flood = DeskLoad(6, 1, 1, 0, 14, True, NOW - 200, "flood@22")
    city.change(*near, desk=flood)
    assert shown(tile)[0] == "Ngập — Thanh Khê · 4 cảnh báo"
    city.live.state.desk = DeskLoad()
    city.pass_time(1)
    assert shown(tile)[0] == "Ngập 62 cm — Mẹ Suốt, Hòa Khánh", "over, though no alarm changed"
    assert tile.body.flood.words() == "Ngập cảnh báo đã hết lúc 03:42 · F: xem báo cáo"
    city.pass_time(1801)
    assert tile.body.flood.isHidden()


def test_the_report_of_a_flood_is_a_key_away(qtbot, tile, city):
    city.daemon.answers[GetFloodReports] = FloodReports(())
    press(qtbot, tile, Qt.Key.Key_F)
    assert tile.body.report.isVisible()
    assert not tile.body.view.isVisible()
    qtbot.keyClick(tile.body.report, Qt.Key.Key_Escape)
    assert tile.body.report is None
    assert tile.body.view.isVisible()


def test_the_incident_of_an_alarm_is_a_key_away(qtbot, tile, city):
    chosen = []
    tile.body.incident_chosen.connect(chosen.append)
    city.change(alarm(1, incident_id="SC.1"))
    tile.body.view.selectRow(0)
    tile.body.view.selectRow(1)
    press(qtbot, tile, Qt.Key.Key_I)
    assert chosen == [], "running down the list changes no layout"
    tile.body.view.selectRow(0)
    press(qtbot, tile, Qt.Key.Key_I)
    assert chosen == ["SC.1"]


def test_at_the_desk_the_other_tiles_follow_the_choice(show, city):
    focus, chosen = Focus(city.live), []
    focus.chosen.connect(chosen.append)
    context = msgspec.structs.replace(city.context(), focus=focus)
    frame = show(make("alarms", {"guidance": True}, context), 1200, 700)
    city.change(alarm(1, incident_id="SC.1"))
    assert focus.pinned == "", "nobody chose it"
    frame.body.view.selectRow(0)
    assert focus.pinned == "SC.1"
    assert chosen == [], "no layout is asked for"


def test_an_incidents_group_takes_its_new_title(qtbot, tile, city):
    city.change(alarm(1, incident_id="SC.1"))
    press(qtbot, tile, Qt.Key.Key_T)
    assert shown(tile)[0] == "SC.1 · 1 cảnh báo"
    storm = Incident("SC.1", Text("Ngập Mẹ Suốt"), "critical", "open", NOW, NOW, ())
    city.live.take(WorkChanged((storm,)))
    assert shown(tile)[0] == "Ngập Mẹ Suốt · 1 cảnh báo"


def test_what_an_alarm_hides_names_it(tile, city):
    city.change(alarm(30, operator="suppressed", suppressed_by="flood@1"))
    words = tile.body.teller.words_of(tile.body.model.at(1))
    assert words.detail.startswith("bị che bởi Ngập 62 cm — Mẹ Suốt, Hòa Khánh")
    assert words.hidden


def test_the_walls_digits_stay_the_walls(qtbot, tile):
    tile.body.view.selectRow(0)
    assert not tile.body._key(Qt.Key.Key_1)
    assert tile.body.form.isHidden()


def test_keys_that_need_a_row_do_nothing_without_one(qtbot, show, vietnamese):
    tile = show(make("alarms", {}, City().context()), 740, 520)
    for key in (Qt.Key.Key_A, Qt.Key.Key_Return, Qt.Key.Key_Left, Qt.Key.Key_P, Qt.Key.Key_U):
        press(qtbot, tile, key)
    assert tile.body.form.isHidden()
    assert tile.body.guidance.isHidden()


@pytest.mark.parametrize(("width", "height"), [(420, 320), (740, 520), (1500, 900)])
@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
def test_no_part_lies_over_another(show, city, width, height, density):
    frame = show(make("alarms", {"guidance": True}, city.context(density=density)), width, height)
    frame.body.view.selectRow(0)
    body = frame.body
    parts = [body.flood, body.view, body.form, body.keys, body.aside, body.guidance]
    boxes = [p.rect().translated(p.mapTo(body, p.rect().topLeft())) for p in parts if p.isVisible()]
    for k, box in enumerate(boxes):
        assert not any(box.intersects(other) for other in boxes[k + 1 :])


def test_an_alarm_goes_into_an_incident_only_while_it_has_none(qtbot, tile, city):
    tile.body.view.selectRow(0)
    assert "J vào sự cố" in tile.body.keys.accessibleName()
    press(qtbot, tile, Qt.Key.Key_J)
    tile.body.form.send()
    assert city.daemon.asked[-1] == OpenIncident("Ngập 62 cm — Mẹ Suốt, Hòa Khánh", ("flood@1",))
    city.change(alarm(1, incident_id="SC.1"))
    assert "vào sự cố" not in tile.body.keys.accessibleName()
    press(qtbot, tile, Qt.Key.Key_J)
    assert tile.body.form.isHidden()


def test_a_whole_group_becomes_one_incident(qtbot, tile, city):
    city.change(*[alarm(k, raised_at=NOW - k, subject="me_suot") for k in range(20, 23)])
    press(qtbot, tile, Qt.Key.Key_T)
    tile.body.view.selectRow(0)
    press(qtbot, tile, Qt.Key.Key_J)
    tile.body.form.send()
    asked = city.daemon.asked[-1]
    assert asked.title == "Ngập 62 cm — Hòa Khánh"
    assert sorted(asked.refs) == ["flood@1", "flood@20", "flood@21", "flood@22"]


def test_the_desks_guidance_shows_the_top_alarm_but_keys_wait_for_a_choice(qtbot, show, city):
    city.change(alarm(1, procedure="ngap"))
    body = show(make("alarms", {"guidance": True}, city.context()), 1400, 700).body
    body.view.setFocus()
    assert body.chosen_id() == ""
    assert body.guidance.alarm.alarm_id == "flood@1"
    asked = list(city.daemon.asked)
    for key in (Qt.Key.Key_A, Qt.Key.Key_P, Qt.Key.Key_J, Qt.Key.Key_Return):
        qtbot.keyClick(body.view, key)
    assert body.form.isHidden()
    assert city.daemon.asked == asked
    city.change(alarm(9, raised_at=NOW))
    assert body.guidance.alarm.alarm_id == "flood@9", "it follows the top"
    body.view.selectRow(1)
    assert body.guidance.alarm.alarm_id == "flood@1"
    body.toggle_hidden()
    assert body.guidance.alarm is None, "what is put aside asks for nobody"
