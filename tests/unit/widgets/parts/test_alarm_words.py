import pytest

from backend.contract.state import Text
from backend.contract.work import Incident
from tests.unit.widgets.city import NOW, alarm
from widgets.logic.alarm_groups import Surroundings, head_of
from widgets.parts.alarm_words import Saying, alarm_words, given_name, group_words


def saying(**fields):
    return Saying(NOW, "Asia/Ho_Chi_Minh", "vi", **fields)


def said(**fields):
    return alarm_words(alarm(1, **fields), saying())


def test_a_new_alarm(vietnamese):
    words = said()
    assert words.title == "Ngập 62 cm — Mẹ Suốt, Hòa Khánh"
    assert words.detail == "Vượt 40 cm (Nguy cấp) · từ 03:40"
    assert (words.badge, words.shape, words.waiting, words.calm) == ("CHƯA NHẬN", "critical", True, False)


TAKEN = {"operator": "acknowledged", "owner": "Trần Minh Hà"}


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        (TAKEN | {"comment": "xem"}, "· Hà: “xem”"),
        (TAKEN, "· Hà"),
        (TAKEN | {"until_at": NOW + 1063}, "· Hà: xem đến 04:00"),
        ({"operator": "shelved", "until_at": NOW + 1063, "comment": "bảo trì"}, "“bảo trì” · đến 04:00"),
        (TAKEN | {"comment": "xem", "until_at": NOW + 1063}, "Hà: “xem” · xem đến 04:00"),
        ({"operator": "suppressed", "suppressed_by": "mưa lớn"}, "bị che bởi mưa lớn ·"),
        ({"flapping": True}, "chập chờn ·"),
        ({"flapping": True, "n_changes": 7}, "chập chờn, 7 lần ·"),
        ({"first_out": True}, "báo đầu tiên · Vượt"),
        ({"signal": "lost", "value": 62.0}, "mất số liệu ·"),
        ({"signal": "late"}, "số liệu chậm ·"),
        ({"active": False, "cleared_at": NOW - 77}, "trở lại bình thường 03:41 ·"),
        ({"assignee": "Đội thoát nước"}, "· đã giao Đội thoát nước"),
        (TAKEN | {"note": "đã báo phường"}, "· Hà · “đã báo phường”"),
        (
            TAKEN | {"active": False, "cleared_at": NOW - 77, "incident_id": "SC.1"},
            "đã hết lúc 03:41, chờ quy trình ·",
        ),
    ],
)
def test_the_second_line_says_what_matters(vietnamese, fields, part):
    assert part in said(**fields).detail


def test_a_condition_that_is_over_stands_back(vietnamese):
    assert said(active=False).calm
    assert "từ" not in said(active=False).detail


def test_a_remark_that_is_the_comment_is_said_once(vietnamese):
    assert said(operator="acknowledged", owner="Hà", comment="xem", note="xem").detail.count("“xem”") == 1


def test_what_another_alarm_hides_names_it_and_stands_back(vietnamese):
    child = alarm(2, operator="suppressed", suppressed_by="flood@1", signal="lost")
    words = alarm_words(child, saying(parent="Mất điện trạm bơm"), 1)
    assert words.detail.startswith("bị che bởi Mất điện trạm bơm")
    assert (words.hidden, words.depth, words.shape, words.badge) == (True, 1, "lost", "BỊ CHE")


def test_the_area_is_said_where_the_title_does_not(vietnamese):
    assert alarm_words(alarm(1), saying(area="Hòa Khánh")).detail.endswith("từ 03:40")
    assert alarm_words(alarm(1), saying(area="Sơn Trà")).detail.endswith("· Sơn Trà")


def test_the_head_of_a_group(vietnamese):
    storm = Incident("SC.1", Text("Ngập Mẹ Suốt"), "critical", "open", NOW, NOW, ())
    alarms = [alarm(2, active=False, operator="acknowledged", raised_at=NOW - 300), alarm(1)]
    around = Surroundings(incident_of={"SC.1": storm}.get)
    head = head_of(("incident", "SC.1"), alarms, around, n_suppressed=2)
    words = group_words(head, saying())
    assert words.title == "Ngập Mẹ Suốt · 2 cảnh báo"
    assert words.detail == (
        "báo đầu tiên 03:37: Ngập 62 cm — Mẹ Suốt, Hòa Khánh · 1 đã hết · 2 bị che · SC.1"
    )
    assert (words.badge, words.waiting, words.shape, words.folded) == ("1 CHƯA NHẬN", True, "critical", True)
    taken = group_words(head_of(("incident", "SC.1"), alarms[:1], around), saying())
    assert (taken.badge, taken.waiting, taken.calm) == ("ĐÃ NHẬN", False, True)


def test_colleagues_are_called_by_their_given_name():
    assert given_name("Trần Minh Hà") == "Hà"
    assert given_name("") == ""
