from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt

from backend.contract.case_requests import (
    ActOnCases,
    CaseDetail,
    CaseKinds,
    CasePage,
    CaseRefusal,
    CasesActed,
    FindCases,
    GetCase,
    GetCaseKinds,
    OpenCase,
)
from backend.contract.cases import CaseActionInfo, CaseFile, CaseKindInfo, CaseNeed, CaseNote, StatusInfo
from backend.contract.messages import Failure, RegistersChanged
from backend.contract.resources import GetNearest, Nearest, NearPlace
from backend.contract.state import Place, Series, Text
from backend.contract.work_requests import Made
from tests.unit.widgets.city import NOW
from tests.unit.widgets.storm import case, change, context, incident, pulse, storm_snapshot, stormy
from widgets.registry import make

KIND = CaseKindInfo(
    "order", Text("Lệnh"), "dispatch",
    (StatusInfo("sent", Text("Đã gửi lệnh"), "waiting"), StatusInfo("done", Text("Đã xong"), "done")),
    (
        CaseActionInfo("tell", Text("Nhắn lực lượng"), ("sent",), (CaseNeed("note"),), "N"),
        CaseActionInfo("finish", Text("Báo xong"), ("there",), (), "B"),
        CaseActionInfo("no_answer", Text("Không trả lời"), ("sent",), (), "K"),
    ),
    (), resource="crew", about="for",
)  # fmt: skip
CREWS = (Place("t1", "Tổ 1", "patrol"), Place("t2", "Tổ 2", "patrol"), Place("t3", "Tổ 3", "patrol"))
INCIDENT = incident("SC.1", extent=(108.14, 16.05, 108.16, 16.07))


def near(place_id: str, state: str = "free", **fields: object) -> NearPlace:
    base: dict[str, object] = {"travel_s": 120.0, "seen_at": NOW - 5}
    return NearPlace(place_id, 800.0, 16.0, 108.0, state, **(base | fields))  # type: ignore[arg-type]


ORDER = CaseFile(
    "LDD.1", "order", "Tổ 1 → Giật túi", "sent", "waiting", "high", NOW - 400, NOW - 400,
    accept_due_at=NOW - 100, due_at=NOW + 500, data={"crew": "t1", "for": "SC.1"},
    notes=(CaseNote(NOW - 300, "Trần Minh Hà", "Khoảng mười người"), CaseNote(NOW - 200, "Lê Thọ", "Kẹt xe")),
)  # fmt: skip


@pytest.fixture
def city(vietnamese):
    city = stormy([INCIDENT])
    plain = storm_snapshot([INCIDENT, case(7, severity="high", lat=16.1, lon=108.2)])
    lat = tuple(
        Series(f"{c.place_id}.lat_deg", 900 + i, c.place_id, "lat_deg", Text("x"), "°", 60.0)
        for i, c in enumerate(CREWS)
    )
    answers = city.daemon.answers
    answers[GetCaseKinds] = CaseKinds((KIND,))
    answers[GetNearest] = Nearest((near("t1", "busy", case_id="LDD.1"), near("t3"), near("t2", "off")))
    answers[FindCases] = CasePage((ORDER,), -1, NOW)
    answers[GetCase] = CaseDetail(ORDER, (), ())
    answers[OpenCase] = Made("LDD.2", 9)
    answers[ActOnCases] = CasesActed(("LDD.1",), (), 9)
    city.live.take_snapshot(
        msgspec.structs.replace(plain, places=(*plain.places, *CREWS), series=(*plain.series, *lat))
    )
    city.live.take(pulse())
    return city


def opened(show, city, **options):
    return show(make("resources", options, context(city)), 700, 700)


def ids(tile):
    return [line.line_id for line in tile.body.pane.list.lines()]


def asked(city, kind):
    return [body for body in city.daemon.asked if isinstance(body, kind)]


def press(qtbot, tile, key):
    tile.body.pane.list.setFocus()
    qtbot.keyClick(tile.body.pane.list, key)


def test_those_sent_for_it_come_first_then_those_that_can_be_sent(show, city):
    tile = opened(show, city)
    assert ids(tile) == ["t1", "t3", "t2"]
    head = tile.body.head()
    assert (head.remark, head.badge) == ("1 rảnh / 3", "1 quá hạn")
    assert tile.body.pane.heading == "Cho việc: Ngập Hòa Khánh: Mẹ Suốt"
    assert tile.title() == "Lực lượng"
    assert tile.body.health().state == "fresh"


def test_who_is_sent_for_something_else_comes_after_the_free_ones(show, city):
    elsewhere = msgspec.structs.replace(ORDER, data={"crew": "t1", "for": "SC.9"})
    city.daemon.answers[FindCases] = CasePage((elsewhere,), -1, NOW)
    assert ids(opened(show, city)) == ["t3", "t1", "t2"]


def test_the_daemon_is_asked_around_the_incident_in_view(show, city):
    opened(show, city, kinds=["patrol"], order="distance")
    body = asked(city, GetNearest)[-1]
    assert (body.lat, body.lon) == (pytest.approx(16.06), pytest.approx(108.15))
    assert (body.kinds, body.order, body.n) == (("patrol",), "distance", 50)


def test_enter_sends_a_free_crew_for_it(qtbot, show, city):
    tile = opened(show, city)
    tile.body.pane.list.select("t3")
    press(qtbot, tile, Qt.Key.Key_Return)
    assert tile.body.form.heading.text() == "Điều Tổ 3 tới: Ngập Hòa Khánh: Mẹ Suốt"
    tile.body.form.fields[0].setText("mang áo phao")
    qtbot.keyClick(tile.body.form.fields[0], Qt.Key.Key_Return)
    (body,) = asked(city, OpenCase)
    assert (body.kind, body.data, body.text) == ("order", {"crew": "t3", "for": "SC.1"}, "mang áo phao")
    assert body.title == "Tổ 3 → Ngập Hòa Khánh: Mẹ Suốt"
    assert tile.body.form.isHidden()


def test_what_the_daemon_refuses_is_said_in_the_form(qtbot, show, city):
    words = Text("Tổ 3 đang làm lệnh LDD.9.")
    city.daemon.answers[OpenCase] = Failure.of("invalid", words, Text("Hãy chọn lực lượng khác."))
    tile = opened(show, city)
    tile.body.pane.list.select("t3")
    press(qtbot, tile, Qt.Key.Key_Return)
    qtbot.keyClick(tile.body.form.fields[0], Qt.Key.Key_Return)
    assert not tile.body.form.isHidden()
    assert "đang làm lệnh LDD.9" in tile.body.form.message.text()


def test_enter_on_a_busy_crew_opens_its_order(qtbot, show, city):
    tile, chosen = opened(show, city), []
    tile.body.case_chosen.connect(chosen.append)
    tile.body.pane.list.select("t1")
    press(qtbot, tile, Qt.Key.Key_Return)
    assert chosen == ["LDD.1"]
    assert not asked(city, OpenCase)


def test_the_talk_with_the_chosen_crew_stands_beneath_the_newest_first(show, city):
    tile = opened(show, city)
    assert tile.body.talk.isHidden()
    tile.body.pane.list.select("t1")
    assert not tile.body.talk.isHidden()
    assert [line.words for line in tile.body.talk.list.lines()] == ["Kẹt xe", "Khoảng mười người"]
    city.daemon.answers[GetCase] = CaseDetail(
        msgspec.structs.replace(ORDER, notes=(*ORDER.notes, CaseNote(NOW, "Lê Thọ", "Đã tới"))), (), ()
    )
    city.live.take(RegistersChanged({"order": 2}, ("LDD.1",)))
    assert tile.body.talk.list.lines()[0].words == "Đã tới"


def test_the_letters_of_the_orders_actions_act_on_the_chosen_crew(qtbot, show, city):
    tile = opened(show, city)
    tile.body.pane.list.select("t1")
    press(qtbot, tile, Qt.Key.Key_N)
    qtbot.keyClick(tile.body.form.fields[0], Qt.Key.Key_Return)
    assert not asked(city, ActOnCases), "an empty message is not sent"
    tile.body.form.fields[0].setText("Chờ ở ngã ba")
    qtbot.keyClick(tile.body.form.fields[0], Qt.Key.Key_Return)
    (body,) = asked(city, ActOnCases)
    assert (body.case_ids, body.action, body.values) == (("LDD.1",), "tell", {"note": "Chờ ở ngã ba"})


def test_what_is_not_possible_now_is_said(qtbot, show, city):
    tile = opened(show, city)
    tile.body.pane.list.select("t1")
    press(qtbot, tile, Qt.Key.Key_B)
    assert tile.body.message.words() == "Chưa thể “Báo xong” lúc này: Đã gửi lệnh."
    city.daemon.answers[ActOnCases] = CasesActed((), (CaseRefusal("LDD.1", Text("Bạn không có quyền.")),), 9)
    press(qtbot, tile, Qt.Key.Key_K)
    qtbot.keyClick(tile.body.form.list, Qt.Key.Key_Return)
    assert tile.body.message.words() == "Bạn không có quyền."


def test_v_chooses_another_thing_to_send_for(qtbot, show, city):
    tile = opened(show, city)
    press(qtbot, tile, Qt.Key.Key_V)
    tile.body.form.fields[0].setText("Gọi cứu")
    qtbot.keyClick(tile.body.form.fields[0], Qt.Key.Key_Return)
    assert tile.body.pane.heading == "Cho việc: Gọi cứu: 4 người kẹt"
    assert asked(city, GetNearest)[-1].lat == 16.1
    change(city, case(7, severity="high", lat=16.1, lon=108.2, open=False))
    assert tile.body.pane.heading == "Cho việc: Ngập Hòa Khánh: Mẹ Suốt", (
        "it is over: back to the incident in view"
    )


def test_a_wall_that_nobody_sits_at_sends_nobody(qtbot, show, city):
    tile = opened(show, city, acting=False)
    tile.body.pane.list.select("t3")
    press(qtbot, tile, Qt.Key.Key_Return)
    press(qtbot, tile, Qt.Key.Key_V)
    assert tile.body.form.isHidden()


def test_it_asks_again_every_two_seconds_and_is_late_when_nobody_answers(show, city):
    tile = opened(show, city)
    n = len(asked(city, GetNearest))
    city.pass_time(1)
    city.pass_time(1)
    assert len(asked(city, GetNearest)) == n + 1
    city.daemon.silent = True
    city.pass_time(8)
    city.live.take(msgspec.structs.replace(pulse(), at=city.clock.at))
    assert tile.body.health().state == "late"


def test_without_crews_it_says_so(show, city):
    city.daemon.answers[GetNearest] = Nearest(())
    tile = opened(show, city)
    assert tile.body.pane.list.isHidden()
    assert tile.body.pane.nothing.startswith("Không có lực lượng nào")
    assert tile.body.head().remark == "0 rảnh / 0"
