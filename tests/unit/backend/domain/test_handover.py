from __future__ import annotations

import pytest
from msgspec.structs import replace

from backend.contract.state import Alarm, Source, Text
from backend.contract.work import Handover, Incident, Message, Run, Signature, Step
from backend.domain.handover import Facts, HandoverRefusedError, compiled, signed, ticked, with_note

NOW = 100_000.0
EMPTY = Handover("BG.1", "Ca 1", 0.0, 0.0, ())
AN, BINH = Signature("an", "Nguyễn An", NOW), Signature("binh", "Lê Bình", NOW + 60)


def alarm(operator: str = "unacknowledged", **fields: object) -> Alarm:
    base = Alarm(
        alarm_id="ngap@a", rule_id="ngap", subject="a", series_id="a.m", title=Text("Ngập 62 cm — Mẹ Suốt"),
        detail=Text(""), severity="high", peak_severity="high", active=True, operator=operator,
        signal="fresh", raised_at=NOW - 600, changed_at=NOW, occurrence=1,
    )  # fmt: skip
    return replace(base, **fields)


def details(facts: Facts) -> dict[str, tuple[str, str]]:
    items = compiled(facts, EMPTY, NOW, 7).items
    return {item.item_id: (item.kind, item.detail) for item in items}


@pytest.mark.parametrize(
    ("given", "kind", "words"),
    [
        (alarm(), "alarm", "chưa ai nhận"),
        (alarm(assignee="Lê Bình"), "alarm", "đã giao Lê Bình, chưa nhận"),
        (alarm("acknowledged", owner="An"), "alarm", "An đã nhận"),
        (alarm("acknowledged", owner="An", until_at=NOW + 60, comment="chờ tổ bơm"), "promised", "An hẹn xem: chờ tổ bơm"),
        (alarm("shelved", owner="An", comment="bảo trì", until_at=NOW + 60), "shelved", "tạm gác bởi An: bảo trì"),
        (alarm("out_of_service", owner="An", comment="hỏng"), "shelved", "ngừng theo dõi bởi An: hỏng"),
        (alarm("acknowledged", owner="An", active=False, incident_id="SC.1"), "alarm", "An đã nhận; đã hết, chờ kết thúc xử lý"),
        (alarm(raised_at=NOW - 90_000), "alarm", "chưa ai nhận; kéo dài hơn 24 giờ"),
    ],
)  # fmt: skip
def test_every_state_of_an_alarm_is_told_in_words(given: Alarm, kind: str, words: str) -> None:
    assert details(Facts(alarms=(given,))) == {"alarm:ngap@a": (kind, words)}


def test_what_asks_for_nothing_or_hides_behind_a_parent_is_left_out() -> None:
    quiet = alarm("none", active=False)
    hidden = alarm("suppressed", alarm_id="b", suppressed_by="ngap@a")
    assert details(Facts(alarms=(quiet, hidden))) == {}


def test_incidents_steps_messages_sources_and_cameras() -> None:
    step = Step("s1", "e1", "Gọi phường", "user", "open", NOW - 900, due_at=NOW - 300, late=True)
    fine = Step("s2", "e2", "Rào chắn", "user", "open", NOW - 900)
    run = Run("QT.1", "ngap", "Ngập cục bộ", 1, "running", NOW, NOW, (step, fine), incident_id="SC.1")
    incident = Incident("SC.1", Text("Ngập Hòa Khánh"), "critical", "open", NOW - 900, NOW, (), lead="An")
    message = Message(
        "TN.1", "k", "sms", "849", "Tổ trưởng", "", "Ngập", "failed", NOW, NOW, NOW, reason="hết lượt"
    )
    source = Source("mua", "mqtt", "Trạm mưa", "lost", 60, NOW - 500, 1, 0, "máy chủ không trả lời")
    late = replace(source, source_id="ngap", state="late")
    facts = Facts(
        incidents=(incident,), runs=(run,), failed_messages=(message,), sources=(source, late),
        dead_cameras=(("cam-1", "Camera Mẹ Suốt", NOW - 30),),
    )  # fmt: skip
    assert details(facts) == {
        "incident:SC.1": ("incident", "0 cảnh báo và yêu cầu; phụ trách: An; đang chờ: Gọi phường, Rào chắn"),
        "step:QT.1/s1": ("overdue_step", "Ngập cục bộ (SC.1) — quá hạn"),
        "message:TN.1": ("failed_message", "Ngập — hết lượt"),
        "source:mua": ("dead_source", "máy chủ không trả lời"),
        "camera:cam-1": ("camera", "camera không có hình"),
    }


def test_the_worst_and_oldest_come_first() -> None:
    alarms = (
        alarm(alarm_id="1", severity="low"), alarm(alarm_id="2", severity="critical"),
        alarm(alarm_id="3", severity="critical", raised_at=1.0),
    )  # fmt: skip
    assert list(details(Facts(alarms=alarms))) == ["alarm:3", "alarm:2", "alarm:1"]


def test_brought_up_to_date_a_tick_stays_unless_the_words_changed() -> None:
    facts = Facts(alarms=(alarm(), alarm(alarm_id="b")))
    first = compiled(facts, EMPTY, NOW, 7)
    read = ticked(first, ["alarm:ngap@a", "alarm:b"], True, NOW + 1)
    changed = Facts(alarms=(alarm("acknowledged", owner="An"), alarm(alarm_id="b")))
    again = compiled(changed, read, NOW + 2, 9)
    assert {i.item_id: i.ticked_at for i in again.items} == {"alarm:ngap@a": None, "alarm:b": NOW + 1}
    assert again.journal_seq == 9


def test_notes_stay_when_it_is_compiled_again() -> None:
    noted = with_note(with_note(EMPTY, "Bơm số 2 hỏng", NOW), "Đường Mẹ Suốt còn rào", NOW)
    assert [i.title for i in compiled(Facts(), noted, NOW, 1).items] == [
        "Bơm số 2 hỏng",
        "Đường Mẹ Suốt còn rào",
    ]
    with pytest.raises(HandoverRefusedError, match="empty"):
        with_note(EMPTY, " ", NOW)


def test_the_incoming_officer_signs_after_reading_every_item() -> None:
    handover = signed(compiled(Facts(alarms=(alarm(),)), EMPTY, NOW, 7), "out", AN)
    with pytest.raises(HandoverRefusedError, match=r"1 items of BG\.1 are not ticked, the first: Ngập 62 cm"):
        signed(handover, "in", BINH)
    done = signed(ticked(handover, ["alarm:ngap@a"], True, NOW), "in", BINH)
    assert (done.signed_out, done.signed_in, done.open) == (AN, BINH, False)


def test_the_order_of_signatures_and_one_person_for_one_side() -> None:
    with pytest.raises(HandoverRefusedError, match="they sign first"):
        signed(EMPTY, "in", BINH)
    out = signed(EMPTY, "out", AN)
    with pytest.raises(HandoverRefusedError, match="another person takes it"):
        signed(out, "in", AN)
    both = signed(out, "in", BINH)
    with pytest.raises(HandoverRefusedError, match="signed by both"):
        signed(both, "in", BINH)


def test_what_is_signed_cannot_change() -> None:
    out = signed(EMPTY, "out", AN)
    for change in (
        lambda: compiled(Facts(), out, NOW, 1),
        lambda: with_note(out, "x", NOW),
        lambda: signed(out, "out", BINH),
        lambda: ticked(signed(out, "in", BINH), [], True, NOW),
    ):
        with pytest.raises(HandoverRefusedError, match="signed by"):
            change()


def test_an_unknown_item_is_refused() -> None:
    with pytest.raises(HandoverRefusedError, match="no item 'x'"):
        ticked(EMPTY, ["x"], True, NOW)


def test_a_tick_can_be_taken_back_and_keeps_its_first_time() -> None:
    handover = with_note(EMPTY, "x", NOW)
    once = ticked(handover, ["note:1"], True, NOW + 1)
    assert ticked(once, ["note:1"], True, NOW + 9).items[0].ticked_at == NOW + 1
    assert ticked(once, ["note:1"], False, NOW + 9).items[0].ticked_at is None
