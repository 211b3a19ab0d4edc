from tests.unit.widgets.storm import (
    INCIDENT_ID,
    RUN_ID,
    entry,
    incident,
    ladder,
    message,
    run,
    storm_state,
)
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


def crowd(n_people, **fields):
    """Return a state with messages of one step, and the entries that they were sent, newest first."""
    messages = [
        message(k, "failed" if k == n_people else "delivered", run_id=RUN_ID, step_id="s4", **fields)
        for k in range(1, n_people + 1)
    ]
    state = storm_state([incident(), run(), *messages])
    return state, [entry(k, "message.sent", f"TN{k}") for k in range(n_people, 0, -1)]


def test_a_message_to_many_people_is_one_line(vietnamese):
    state, entries = crowd(18)
    failed = entry(30, "message.failed", "TN18", reason="số máy không liên lạc được")
    lines = TimelineWords(incident(), state, "vi").lines([failed, *entries])
    assert [line.words for line in lines] == [
        "Không gửi được tin: Người 18 (SMS)",
        "Đã gửi tin cho 18 người — 17 đã nhận, 1 hỏng",
    ]
    assert lines[1].detail == "Nhắn tin cho dân · SMS · Người 1, Người 2, Người 3, Người 4 (+14)"
    assert (lines[1].mark, lines[1].fold, lines[0].fold) == ("acting", "closed", "")
    assert (lines[0].tone, lines[0].detail) == ("bad", "số máy không liên lạc được")


def test_an_opened_line_is_followed_by_its_members(vietnamese):
    state, entries = crowd(4)
    words = TimelineWords(incident(), state, "vi")
    (closed,) = words.lines(entries)
    lines = words.lines(entries, {closed.line_id})
    assert [line.words for line in lines[1:]] == [f"Người {k} (SMS)" for k in (4, 3, 2, 1)]
    assert [line.lead for line in lines[1:3]] == ["03:25:41", "03:25:40"]
    assert lines[0].fold == "open"
    assert len({line.line_id for line in lines}) == 5


def test_who_was_held_back_for_another_reason_is_told_apart(vietnamese):
    state, _entries = crowd(6)
    held = [
        entry(k, "message.held", f"TN{k}", reason="giờ yên tĩnh" if k > 3 else "hết hạn mức ngày")
        for k in range(6, 0, -1)
    ]
    lines = TimelineWords(incident(), state, "vi").lines(held)
    assert [line.words for line in lines] == ["Giữ lại tin cho 3 người"] * 2
    assert "giờ yên tĩnh" in lines[0].detail
    assert "hết hạn mức ngày" in lines[1].detail


def test_a_ladders_messages_say_which_ladder(vietnamese):
    state = storm_state([incident(), ladder(), *(message(k, ladder_id="L1") for k in (1, 2, 3))])
    entries = [entry(k, "message.queued", f"TN{k}") for k in (3, 2, 1)]
    (found,) = TimelineWords(incident(), state, "vi").lines(entries)
    assert found.words == "Soạn tin cho 3 người"
    assert found.detail.startswith("Ngập 62 cm chưa có người nhận · ")


def test_what_a_case_does_about_an_incident_is_called_as_its_pack_calls_it(vietnamese):
    public = {"vi": "Tin tới người dân", "en": "Message to the public"}
    text = "TND.20261122.001: Đang soạn"
    found = line("incident.case", actor="Lê Văn Sơn", kind_name=public, title="Sơ tán Hòa Khánh", text=text)
    assert found.words == "Tin tới người dân: Sơ tán Hòa Khánh"
    assert found.detail == "Lê Văn Sơn · “TND.20261122.001: Đang soạn”"
    order = {"vi": "Lệnh điều động", "en": "Order"}
    sent = line("incident.case", kind_name=order, title="Xuồng 1 → Gọi cứu")
    assert sent.words == "Lệnh điều động: Xuồng 1 → Gọi cứu"
    old = line("incident.case", title="Sơ tán Hòa Khánh", text=text)
    assert old.words == "Xử lý kèm theo sự cố: Sơ tán Hòa Khánh", "an entry of an older journal names no kind"
