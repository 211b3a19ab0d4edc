from tests.unit.widgets.city import NOW
from tests.unit.widgets.storm import UNITS, incident, run
from widgets.parts.incident_words import (
    incident_line,
    member_lines,
    people_words,
    run_lines,
    run_state_words,
    state_words,
)

ZONE = "Asia/Ho_Chi_Minh"


def test_members_say_why_they_joined_and_the_ended_stand_back(vietnamese):
    first, case, rain, ended = member_lines(incident(), NOW, ZONE, "vi")
    assert (first.tag, first.mark, first.line_id) == ("đầu tiên", "critical", "flood@1")
    assert case.detail == "vụ việc · cách trụ Mẹ Suốt 420 m, sau 3 phút · Lê Văn Sơn"
    assert "mua-ngap-diem" not in rain.detail, "a rule's id is no word"
    assert (ended.tone, ended.right_tone) == ("dim", "dim")


def test_a_procedure_says_how_far_what_next_and_what_is_late(vietnamese):
    going, over = run_lines(
        [run(), run("QT.1", state="finished", ended_at=NOW - 60, outcome="Đã rút")], NOW, ZONE, "vi"
    )
    assert going.right == "1 quá hạn · 1/7 bước"
    assert going.detail.startswith("tiếp theo: Rào chắn đường")
    assert (going.mark, going.right_tone) == ("late", "age")
    assert over.detail.startswith("đã xong 03:41: Đã rút")
    assert (over.tone, over.share) == ("dim", None)


def test_a_failed_procedure_says_why(vietnamese):
    assert run_state_words(run(state="failed", outcome="cổng không trả lời"), NOW, ZONE) == (
        "dừng vì lỗi: cổng không trả lời"
    )


def test_how_an_incident_stands(vietnamese):
    assert state_words(incident(), NOW, ZONE, "vi") == "từ 03:12 (30\u00a0ph)"
    closed = incident(state="closed", closed_at=NOW - 60, closed_by="Hà", close_reason="nước rút")
    assert state_words(closed, NOW, ZONE, "vi") == "đã đóng 03:41 · Hà: nước rút"
    assert state_words(incident(state="merged", merged_into="SC.1"), NOW, ZONE, "vi") == "đã gộp vào SC.1"


def test_who_leads_and_which_units(vietnamese):
    assert people_words(incident(), UNITS) == ("Chỉ huy: Trần Minh Hà", "Phòng Cảnh sát PCCC và CNCH")
    assert people_words(incident(lead="", units=("x",)), UNITS) == ("", "x")


def test_the_line_of_an_incident_in_a_list(vietnamese):
    going = incident_line(incident(lead=""), NOW, ZONE, "vi", UNITS)
    assert going.detail.startswith("SC.20261122.003 · 4 cảnh báo, vụ việc (1 đã hết) · chưa có người chỉ huy")
    assert (going.tag, going.right) == ("nguy cấp", "30\u00a0ph")
    ended = incident_line(incident(state="closed", closed_at=NOW), NOW, ZONE, "en", UNITS)
    assert (ended.words, ended.tone, ended.right) == ("Flood in Hòa Khánh", "dim", "")
