import pytest
from PySide6.QtCore import Qt

from backend.contract.messages import Failure, Journal
from backend.contract.work_requests import (
    CloseIncident,
    GetTimeline,
    MergeIncidents,
    NoteIncident,
    SetIncident,
    SplitIncident,
)
from tests.unit.widgets.city import NOW
from tests.unit.widgets.conftest import picture
from tests.unit.widgets.storm import INCIDENT_ID, RUN_ID, change, context, entry, incident, message, stormy
from widgets.registry import make


@pytest.fixture
def city(vietnamese):
    return stormy()


@pytest.fixture
def tile(show, city):
    return show(make("incident", {}, context(city)), 700, 1000)


def words(tile, part):
    return [line.words for line in tile.body.panes[part].list.lines()]


def press(qtbot, tile, key, part="members"):
    qtbot.keyClick(tile.body.panes[part].list, key)


def test_everything_of_the_incident_stands_there(tile, city):
    body = tile.body
    assert body.head_pane.words()[0] == "Ngập Hòa Khánh: Mẹ Suốt"
    assert words(tile, "members")[0] == "Ngập 62 cm — Mẹ Suốt, Hòa Khánh"
    assert words(tile, "procedures") == ["Ứng phó ngập cấp phường"]
    assert words(tile, "messages")[:2] == ["2 tin: 1 đã đến máy · 1 không gửi được", "Người 2"]
    assert words(tile, "ladders")[0] == "Ngập 62 cm chưa có người nhận"
    assert words(tile, "timeline")[0] == "Xong bước: Gọi xác minh", "the newest first"
    assert city.daemon.asked == [GetTimeline(INCIDENT_ID)]


def test_parts_fill_the_tile_and_stand_side_by_side_on_a_wide_one(show, city, tile):
    panes = list(tile.body.panes.values())
    assert panes[-1].geometry().bottom() == tile.body.rect().bottom()
    assert len({pane.x() for pane in panes}) == 1
    wide = show(make("incident", {}, context(city)), 1400, 700)
    assert len({pane.x() for pane in wide.body.panes.values()}) == 2


def test_one_part_names_the_tile_and_has_no_heading(show, city):
    tile = show(make("incident", {"parts": ["messages"]}, context(city)), 500, 400)
    assert tile.title() == "Tin nhắn"
    assert tile.body.head().subtitle == INCIDENT_ID
    assert tile.body.panes["messages"].heading == ""
    assert city.daemon.asked == [], "no timeline is asked for"


def test_the_timeline_follows_live(tile, city):
    city.live.take(entry(9, "incident.note", actor="Hà", text="nước đang xuống"))
    city.live.take(entry(10, "step.done", RUN_ID, step_id="s2"))
    city.live.take(entry(11, "alarm.raised", "elsewhere@1"))
    assert words(tile, "timeline")[:2] == ["Xong bước: Chụp mực nước", "Ghi chú"]


def test_a_message_to_many_people_opens_to_its_members(qtbot, show, city):
    change(city, *(message(k, step_id="s4", run_id=RUN_ID) for k in range(1, 19)))
    sent = tuple(entry(k, "message.sent", f"TN{k}") for k in range(1, 19))
    city.daemon.answers[GetTimeline] = Journal((*sent, entry(30, "incident.note", text="nước rút")))
    tile = show(make("incident", {"parts": ["timeline"]}, context(city)), 560, 640)
    closed = ["Ghi chú", "Đã gửi tin cho 18 người — 18 đã nhận"]
    assert words(tile, "timeline") == closed
    pane = tile.body.panes["timeline"].list
    note, crowd = (line.line_id for line in pane.lines())
    pane.select(note)
    press(qtbot, tile, Qt.Key.Key_Return, "timeline")
    assert words(tile, "timeline") == closed, "a line that stands for itself has nothing to open"
    press(qtbot, tile, Qt.Key.Key_Down, "timeline")
    assert pane.selected_id() == crowd
    press(qtbot, tile, Qt.Key.Key_Return, "timeline")
    assert words(tile, "timeline")[2:4] == ["Người 18 (SMS)", "Người 17 (SMS)"]
    city.live.take(entry(31, "message.sent", "TN1"))
    assert len(words(tile, "timeline")) == 21, "it stays open while more join"
    press(qtbot, tile, Qt.Key.Key_Return, "timeline")
    assert words(tile, "timeline") == ["Đã gửi tin cho 18 người — 18 đã nhận", "Ghi chú"]


def test_a_journal_that_cannot_be_read_is_asked_for_again(show, city):
    city.daemon.answers[GetTimeline] = Failure("late", "Hết giờ.")
    tile = show(make("incident", {"parts": ["timeline"]}, context(city)), 500, 400)
    pane = tile.body.panes["timeline"]
    assert "đang hỏi lại" in pane.nothing
    del city.daemon.answers[GetTimeline]
    n_asked = len(city.daemon.asked)
    city.pass_time(4)
    assert len(city.daemon.asked) == n_asked
    city.pass_time(2)
    assert len(city.daemon.asked) == n_asked + 1


def test_the_countdown_of_a_ladder_runs(tile, city):
    before = tile.body.panes["ladders"].list.lines()[2].right
    city.pass_time(10)
    assert (before, tile.body.panes["ladders"].list.lines()[2].right) == (
        "còn 2\u00a0ph\u00a010\u00a0s",
        "còn 2\u00a0ph",
    )


def test_changes_come_at_once(tile, city):
    change(city, message(3, "read"))
    assert words(tile, "messages")[0].startswith("3 tin")
    change(city, incident(lead=""))
    assert "Chưa có người chỉ huy" in tile.body.head_pane.words()


def test_another_incident_is_another_story(tile, city):
    change(city, incident("SC.2", members=(), run_ids=()))
    tile.body.focus.choose("SC.2")
    assert words(tile, "members") == []
    assert city.daemon.asked[-1] == GetTimeline("SC.2")
    tile.body.focus.choose(INCIDENT_ID)
    assert len(words(tile, "members")) == 4


def test_a_tile_may_be_bound_to_one_incident(show, city):
    change(city, incident("SC.2"))
    tile = show(make("incident", {"incident": "SC.2"}, context(city)), 700, 900)
    assert tile.body.incident().incident_id == "SC.2"


def test_no_incident_is_calm(show, vietnamese):
    tile = show(make("incident", {}, context(stormy([]))), 500, 400)
    assert not tile.body.nothing.isHidden()
    assert all(pane.isHidden() for pane in tile.body.panes.values())
    assert tile.body.head().remark == ""
    assert tile.health().state == "fresh"


@pytest.mark.parametrize(
    ("key", "fill", "expected"),
    [
        (Qt.Key.Key_L, "bao", SetIncident(INCIDENT_ID, lead="Phạm Quốc Bảo")),
        (Qt.Key.Key_N, "đã gọi", NoteIncident(INCIDENT_ID, "đã gọi")),
        (Qt.Key.Key_E, "nước rút", CloseIncident(INCIDENT_ID, "nước rút")),
        (Qt.Key.Key_U, "", SetIncident(INCIDENT_ID, units=("pc07",))),
        (Qt.Key.Key_X, "Mưa", SplitIncident(INCIDENT_ID, ("flood@1",), "Mưa")),
        (Qt.Key.Key_M, "", MergeIncidents(INCIDENT_ID, "SC.2")),
    ],
)
def test_keys_ask_and_send(qtbot, tile, city, key, fill, expected):
    change(city, incident("SC.2", opened_at=0.0, severity="low"))
    tile.body.panes["members"].list.setFocus()
    press(qtbot, tile, key)
    form = tile.body.form
    assert not form.isHidden()
    if fill:
        form.fields[0].setText(fill)
    form.send()
    assert city.daemon.asked[-1] == expected
    assert form.isHidden()
    assert tile.body.panes["members"].list.hasFocus()


def test_a_refusal_keeps_the_form_open(qtbot, tile, city):
    city.daemon.answers[CloseIncident] = Failure(
        "refused", "Còn một quy trình đang chạy.", "Kết thúc nó trước."
    )
    press(qtbot, tile, Qt.Key.Key_E)
    tile.body.form.fields[0].setText("xong")
    tile.body.form.send()
    assert "Còn một quy trình đang chạy." in tile.body.form.message.text()
    assert not tile.body.form.isHidden()


def test_keys_work_from_every_part_and_not_where_they_must_not(qtbot, tile, city, show):
    press(qtbot, tile, Qt.Key.Key_N, "timeline")
    assert not tile.body.form.isHidden()
    tile.body.form.leave()
    press(qtbot, tile, Qt.Key.Key_M)
    assert tile.body.form.isHidden(), "there is no other incident"
    quiet = show(make("incident", {"acting": False}, context(city)), 600, 800)
    press(qtbot, quiet, Qt.Key.Key_N)
    assert quiet.body.form.isHidden()
    change(city, incident(state="closed"))
    tile.body.focus.choose(INCIDENT_ID)
    press(qtbot, tile, Qt.Key.Key_N)
    assert tile.body.form.isHidden(), "what has ended is changed no more"


def test_a_head_alone_takes_the_keys(qtbot, show, city):
    tile = show(make("incident", {"parts": ["head"]}, context(city)), 600, 300)
    tile.body.setFocus()
    qtbot.keyClick(tile.body, Qt.Key.Key_N)
    assert not tile.body.form.isHidden()


def test_it_works_without_a_focus_of_the_wall(show, city):
    tile = show(make("incident", {}, city.context()), 600, 900)
    assert tile.body.incident().incident_id == INCIDENT_ID


def test_it_ages_with_the_pulse(tile, city):
    city.pass_time(8)
    assert tile.health().state == "late"


@pytest.mark.parametrize(
    ("density", "size"), [("desk", (700, 900)), ("wall", (1200, 1000)), ("briefing", (1800, 1000))]
)
def test_it_paints_at_every_density(show, city, density, size):
    tile = show(make("incident", {}, context(city, density)), *size)
    image = picture(tile)
    assert (image.width(), image.height()) == size
    assert tile.body is not None


def test_what_belongs_to_others_costs_nothing(tile, city, monkeypatch):
    filled = []
    monkeypatch.setattr(tile.body, "_fill", lambda one, **_: filled.append(one))
    change(city, message(9, incident_id="SC.99"), incident("SC.99", severity="low"))
    assert filled == []
    change(city, message(9))
    assert len(filled) == 1


def test_who_writes_keeps_the_incident_before_the_eyes(qtbot, tile, city):
    press(qtbot, tile, Qt.Key.Key_N)
    change(city, incident("SC.2", opened_at=NOW))
    assert tile.body.incident().incident_id == INCIDENT_ID
    assert not tile.body.form.isHidden()
