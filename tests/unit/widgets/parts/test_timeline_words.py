from tests.unit.widgets.storm import INCIDENT_ID, RUN_ID, entry, incident, storm_state
from widgets.parts.timeline_words import TimelineWords


def line(kind, subject=INCIDENT_ID, actor="", **payload):
    one = entry(1, kind, subject, actor, **payload)
    return TimelineWords(incident(), storm_state(), "vi").lines([one])[0]


def test_an_entry_says_when_what_who_and_why(vietnamese):
    found = line("step.done", f"{RUN_ID}/s1", "Trần Minh Hà", note="nước lên")
    assert found.lead == "03:25:38"
    assert found.words == "Xong bước: Gọi xác minh"
    assert found.detail == "Trần Minh Hà · “nước lên”"
    assert found.mark == "done"


def test_what_it_is_about_is_named_as_people_call_it(vietnamese):
    assert line("alarm.raised", "flood@1").words == "Phát cảnh báo: Ngập 62 cm — Mẹ Suốt, Hòa Khánh"
    assert line("incident.joined", ref="rain@1").words == "Đưa vào sự cố: Mưa 68 mm/h — trạm Suối Lương"
    assert line("procedure.started", RUN_ID).words == "Mở quy trình: Ứng phó ngập cấp phường"
    assert line("message.sent", "TN1").words == "Đã gửi tin: Người 1 (SMS)"
    assert line("ladder.stopped", "L1").words == "Dừng leo thang báo tin: Ngập 62 cm chưa có người nhận"
    assert line("incident.lead", lead="Lê Văn Sơn").words == "Chỉ định chỉ huy: Lê Văn Sơn"
    assert line("alarm.cleared", "flood@2").words.endswith("Hàm Nghi, Thanh Khê"), "an alarm of the list"
    assert line("step.opened", RUN_ID, name="Bước lạ", title="Ứng phó").words == "Đến bước: Bước lạ"
    assert (
        line("step.evidence", RUN_ID, step_id="s2", name="anh.jpg").words == "Lưu bằng chứng: Chụp mực nước"
    )
    assert line("message.failed", "TN77", to="Trạm y tế", channel="sms_http").words.endswith(
        "Trạm y tế (SMS)"
    )
    assert line("procedure.finished", "QT.99", title="Cứu người").words == "Quy trình hoàn thành: Cứu người"
    assert line("incident.units", units=["pc07", "x"]).words.endswith("Phòng Cảnh sát PCCC và CNCH, x")
    assert line("incident.joined", refs=["rain@1", "gone"]).words.endswith("trạm Suối Lương")
    assert line("case.opened", "SOS.9", "posts", title="Gọi cứu").words == "Tiếp nhận vụ việc: Gọi cứu"
    assert line("case.opened", "SOS.9", "posts").detail == "Trụ ngập", "a source is called by its name"


def member(number):
    return {
        "ref": f"a{number}",
        "title": f"Ngập {number}",
        "reason": {"vi": f"cách {number} m", "en": "near"},
    }


def test_each_that_joined_has_its_reason(vietnamese):
    one = line("incident.joined", actor="system", members=[member(1)])
    assert (one.words, one.detail) == ("Đưa vào sự cố: Ngập 1", "cách 1 m")
    many = line("incident.opened", members=[member(n) for n in range(1, 6)], severity="high", title="Ngập")
    assert many.words == "Mở sự cố: Ngập 1, Ngập 2, Ngập 3 (+2)"
    assert many.detail.split("\n") == ["Ngập 1: cách 1 m", "Ngập 2: cách 2 m", "Ngập 3: cách 3 m"]


def test_an_approval_is_said_in_words(vietnamese):
    found = line("step.approved", RUN_ID, "Hà", step_id="s4", outcome="approved", title="Ứng phó")
    assert (found.words, found.detail) == ("Duyệt: Nhắn tin cho dân", "Hà · “đồng ý”")


def test_the_system_is_no_person(vietnamese):
    found = line("incident.joined", actor="system", ref="rain@1", reason={"vi": "cách 420 m", "en": "420 m"})
    assert found.detail == "cách 420 m"


def test_severity_lateness_and_failure_are_seen(vietnamese):
    assert line("alarm.raised", "flood@1", severity="critical").mark == "critical"
    assert line("incident.opened", severity="nonsense").mark == "dot"
    assert (line("step.late", RUN_ID).tone, line("step.late", RUN_ID).mark) == ("age", "late")
    assert (line("message.failed", "TN2").tone, line("message.failed", "TN2").mark) == ("bad", "failed")
    assert line("something.new").words == "something.new"
