import pytest

from tests.unit.widgets.city import NOW, alarm
from widgets.parts.alarm_words import alarm_words


def said(**fields):
    return alarm_words(alarm(1, **fields), NOW, "Asia/Ho_Chi_Minh", "vi")


def test_a_new_alarm(vietnamese):
    words = said()
    assert words.title == "Ngập 62 cm — Mẹ Suốt, Hòa Khánh"
    assert words.detail == "Vượt 40 cm (Nguy cấp) · từ 03:40"
    assert (words.badge, words.calm) == ("CHƯA NHẬN", False)


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"operator": "acknowledged", "owner": "Hà", "comment": "xem"}, "Hà: “xem”"),
        ({"operator": "acknowledged", "owner": "Hà"}, "· Hà"),
        ({"operator": "acknowledged", "owner": "Trần Minh Hà", "comment": "xem"}, "· Hà: “xem”"),
        ({"operator": "acknowledged", "owner": "Hà", "until_at": NOW + 1063}, "· Hà: xem đến 04:00"),
        ({"operator": "shelved", "until_at": NOW + 1063, "comment": "bảo trì"}, "“bảo trì” · đến 04:00"),
        (
            {"operator": "acknowledged", "owner": "Hà", "comment": "xem", "until_at": NOW + 1063},
            "Hà: “xem” · đến 04:00",
        ),
        ({"operator": "suppressed", "suppressed_by": "mưa lớn"}, "do mưa lớn"),
        ({"flapping": True}, "chập chờn ·"),
        ({"first_out": True}, "từ 03:40 · báo đầu tiên"),
        ({"signal": "lost", "value": 62.0}, "mất số liệu ·"),
        ({"signal": "late"}, "số liệu chậm ·"),
        ({"active": False, "cleared_at": NOW - 77}, "trở lại bình thường 03:41 ·"),
    ],
)
def test_the_second_line_says_what_matters(vietnamese, fields, part):
    assert part in said(**fields).detail


def test_a_condition_that_is_over_stands_back(vietnamese):
    assert said(active=False).calm
    assert "từ" not in said(active=False).detail


def test_the_area_is_said_where_the_title_does_not(vietnamese):
    assert alarm_words(alarm(1), NOW, "Asia/Ho_Chi_Minh", "vi", "Hòa Khánh").detail.endswith("từ 03:40")
    assert alarm_words(alarm(1), NOW, "Asia/Ho_Chi_Minh", "vi", "Sơn Trà").detail.endswith("· Sơn Trà")
