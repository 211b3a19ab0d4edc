"""Playbooks: what happens to messages on the left, what the book says on the right."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from backend.contract.state import Text
from backend.contract.work import Message
from backend.domain.messages.contacts import Contacts
from backend.domain.messages.drafting import MessageSetup

Play = Any
PlayWith = Callable[..., Any]


def test_a_message_leaves_and_arrives(play: Play) -> None:
    assert play.drafts("duty") == ["queued"]
    assert play.due() == ["an brand"]
    assert play.takes() == ["taken"]
    assert play.due() == []
    assert play.hears("sent", remote_id="r1") == ["sent"]
    assert play.reports("delivered", remote_id="r1") == ["delivered"]
    assert play.reports(kind="read", remote_id="r1") == ["read"]
    assert play.book.next_due() is None


def test_drafting_twice_makes_no_second_message(play: Play) -> None:
    assert play.drafts("duty", "boss") == ["queued"] * 3
    assert play.drafts("boss", "duty") == []
    assert play.drafts("duty", cause="c2") == ["queued"]
    play.restart()
    assert play.drafts("duty") == []


def test_a_person_with_two_roles_gets_one_message(play: Play) -> None:
    assert play.drafts("binh", "boss") == ["queued"] * 2
    assert sorted(m.person_id for m in play.book.messages()) == ["binh", "chi"]


def test_words_depend_on_the_language_and_the_way(play: Play) -> None:
    play.drafts("duty", "binh")
    an, binh = play.book.messages()
    assert (an.body, an.n_parts) == ("Ngap Me Suot", 1)
    assert binh.body == "Ngap Me Suot (en)"
    assert (an.subject, an.to, an.to_name) == ("", "84905000001", "An")


def test_a_failure_is_tried_again_later_with_the_same_key(play: Play) -> None:
    play.drafts("duty")
    key = play.newest().key
    play.takes()
    assert play.hears("failed", again=True, reason=Text("bận")) == ["queued"]
    assert (play.due(), play.newest().reason) == ([], "bận")
    assert play.book.next_due() == play.now + 5
    play.after(5)
    assert play.due() == ["an brand"]
    play.takes()
    assert (play.newest().key, play.newest().n_tries) == (key, 2)


def test_the_other_side_is_given_the_time_it_asks_for(play: Play) -> None:
    play.drafts("duty")
    play.takes()
    play.hears("failed", again=True, again_after_s=600.0)
    assert play.book.next_due() == play.now + 600


def test_failures_go_down_the_channels_to_the_call_sheet_and_only_then_count(play: Play) -> None:
    play.drafts("duty")
    play.takes()
    assert play.hears("failed", reason=Text("sai số")) == ["fell_back", "queued"]
    assert play.due() == ["an mail"]
    assert play.newest().body == "Kính gửi, Ngập Mẹ Suốt."
    play.takes()
    assert play.hears("failed") == ["fell_back", "queued"]
    assert play.due() == ["an paper"]
    play.takes()
    assert play.hears("failed", reason=Text("hết giấy")) == ["failed"]
    assert play.changes[0].payload == {"reason": "hết giấy"}
    assert play.states() == ["brand failed", "mail failed", "paper failed"]


def test_tries_are_limited(play: Play) -> None:
    play.drafts("duty")
    for _ in range(2):
        play.takes()
        assert play.hears("failed", again=True) == ["queued"]
        play.after(1000)
    play.takes()
    assert play.hears("failed", again=True) == ["fell_back", "queued"]


def test_one_that_was_never_heard_of_again_is_due_again_with_the_same_key(play: Play) -> None:
    play.drafts("duty")
    key = play.newest().key
    play.takes()
    play.restart()  # the daemon died while the channel had it
    assert play.due() == []
    lease_ends_at = play.book.next_due()
    assert lease_ends_at == play.now + 50
    play.after(50)
    assert play.due() == ["an brand"]
    assert play.takes() == ["taken"]
    assert (play.newest().key, play.newest().n_tries) == (key, 2)
    play.after(50)
    play.takes()
    assert play.after(50) == ["fell_back", "queued"]
    assert play.states() == ["brand unknown", "mail queued"]


def test_taking_twice_hands_it_over_once(play: Play) -> None:
    play.drafts("duty")
    assert (play.takes(), play.takes()) == (["taken"], [])
    assert play.takes("TN-not-there") == []


def test_a_stale_failure_does_not_undo_what_arrived(play: Play) -> None:
    play.drafts("duty")
    play.takes()
    play.hears("sent")
    assert play.hears("failed", again=True) == []
    assert play.hears("unknown") == []
    assert play.states() == ["brand sent"]


def test_a_late_report_of_failure_falls_back_and_a_proof_of_arrival_outweighs_it(play: Play) -> None:
    play.drafts("duty")
    first = play.newest()
    play.takes()
    play.hears("sent", remote_id="r1")
    assert play.reports("failed", remote_id="r1", text="EXPIRED") == ["fell_back", "queued"]
    assert play.book.get(first.message_id).reason == "EXPIRED"
    assert play.reports("failed", key=first.key) == []
    assert play.reports("delivered", key=first.key) == ["delivered"]


def test_what_may_have_arrived_is_told_another_way_but_raises_no_alarm(play: Play) -> None:
    play.drafts("duty", channels=("paper",))
    play.takes()
    play.hears("unknown")
    assert play.states() == ["paper unknown", "brand queued"]


def test_one_that_fell_back_and_is_reported_failed_later_starts_no_third_message(play: Play) -> None:
    play.drafts("duty")
    first = play.newest()
    play.takes()
    assert play.hears("unknown") == ["fell_back", "queued"]
    assert play.reports("failed", key=first.key) == ["fell_back"]
    assert play.changes[0].payload == {"next": play.newest().message_id}
    assert play.book.get(first.message_id).reason == "nhà mạng báo không chuyển được"
    assert play.states() == ["brand failed", "mail queued"]


def test_quiet_hours_hold_until_they_end(play_with: PlayWith) -> None:
    play = play_with(brand={"quiet": ("11:00-13:00",)})
    assert play.drafts("duty", severity="high") == ["queued", "held"]
    assert play.newest().reason == "giờ yên lặng của kênh (11:00-13:00)"
    assert play.due() == []
    assert play.book.next_due() == play.now + 3600
    assert play.after(3599) == []
    assert play.after(1) == ["queued"]
    assert play.due() == ["an brand"]


def test_what_is_critical_breaks_quiet_hours_or_goes_another_way(play_with: PlayWith) -> None:
    play = play_with(brand={"quiet": ("11:00-13:00",)})
    assert play.drafts("duty", severity="critical") == ["queued"]
    play = play_with(brand={"quiet": ("11:00-13:00",), "critical_breaks_quiet": False})
    assert play.drafts("duty", severity="critical") == ["queued", "fell_back", "queued"]
    assert play.states() == ["brand cancelled", "mail queued"]


def test_the_quota_of_a_day_holds_until_midnight_over_a_restart_too(play_with: PlayWith) -> None:
    play = play_with(brand={"quota_per_day": 1})
    play.drafts("duty")
    play.takes()
    play.hears("failed", again=True)
    play.restart()
    assert play.drafts("duty", cause="c2") == ["queued", "held"]
    assert play.newest().reason == "kênh hết hạn mức 1 tin trong ngày"
    assert play.newest().due_at == play.now + 12 * 3600
    play.after(10)
    assert play.due() == ["an brand"]  # the first one, tried again, costs no more
    assert "queued" in play.after(12 * 3600)


def test_the_pace_of_a_channel_is_kept(play_with: PlayWith) -> None:
    play = play_with(brand={"rate_per_s": 2.0})
    for i in range(5):
        play.drafts("duty", cause=f"c{i}")
    assert len(play.due()) == 2
    for message in play.book.due(play.now):
        play.takes(message.message_id)
    assert play.due() == []
    assert play.book.next_due() == play.now + 0.5
    play.after(0.5)
    assert len(play.due()) == 1


@pytest.mark.parametrize("rate_per_s", [0.3, 1.0, 3.0, 7.0])
def test_asked_when_it_says_so_the_book_always_has_something(play_with: PlayWith, rate_per_s: float) -> None:
    play = play_with(brand={"rate_per_s": rate_per_s})
    for i in range(20):
        play.drafts("duty", cause=f"c{i}")
    while play.book.next_due() is not None:
        play.now = max(play.now, play.book.next_due())
        due = play.book.due(play.now)
        assert due
        for message in due:
            play.takes(message.message_id)
            play.hears("sent", message_id=message.message_id)


def test_the_worst_leaves_first(play: Play) -> None:
    for severity in ("low", "critical", None, "high"):
        play.drafts("duty", cause=f"c-{severity}", severity=severity)
    order = [message.fields.get("severity") for message in play.book.due(play.now)]
    assert order == ["critical", "high", "low", None]


def test_a_drill_keeps_everything_and_its_own_messages_never_leave(play: Play) -> None:
    play.drafts("duty", cause="before")
    play.now += 1
    assert play.did(play.book.block(Text("đang diễn tập"), play.now)) == ["held"]
    assert play.drafts("duty", cause="during") == ["queued", "held"]
    assert play.newest().reason == "đang diễn tập"
    assert (play.due(), play.book.next_due(), play.takes()) == ([], None, [])
    assert play.did(play.book.release(play.now + 60, drop=True)) == ["cancelled", "queued"]
    play.now += 60
    assert [m.state for m in play.book.messages()] == ["queued", "cancelled"]


def test_what_was_in_flight_when_a_drill_began_goes_on_after_it(play: Play) -> None:
    play.drafts("duty")
    play.takes()
    play.now += 5
    began_at = play.now
    play.book.block(Text("đang diễn tập"), play.now)
    play.now += 5
    assert play.hears("failed") == ["fell_back", "queued", "held"]
    play.restart()
    play.now += 5
    play.book.block(Text("đang diễn tập"), play.now, since_at=began_at)
    assert play.drafts("duty", cause="of the drill") == ["queued", "held"]
    assert play.did(play.book.release(play.now, drop=True)) == ["cancelled", "queued"]
    assert play.due() == ["an mail"]


def test_release_may_let_go_what_was_held(play: Play) -> None:
    play.book.block(Text("bảo trì"), play.now)
    play.drafts("duty")
    assert play.did(play.book.release(play.now, drop=False)) == ["queued"]


def test_nothing_of_an_answered_ladder_is_drafted_taken_tried_again_or_told_another_way(play: Play) -> None:
    play.drafts("duty", "binh", "chi", ladder_id="l1")
    an, binh, chi = play.book.messages()
    play.takes(an.message_id)
    play.takes(binh.message_id)
    play.answered.add("l1")
    assert play.due() == []
    assert play.takes(chi.message_id) == ["cancelled"]
    assert play.hears("failed", again=True, message_id=an.message_id) == ["cancelled"]
    assert play.hears("failed", message_id=an.message_id) == []
    assert play.hears("sent", message_id=binh.message_id) == ["sent"]
    assert play.reports("failed", key=binh.key) == ["failed"]
    assert play.drafts("duty", cause="c2", ladder_id="l1") == []
    assert len(play.book.messages()) == 3


def test_cancelling_a_ladder_leaves_others_alone(play: Play) -> None:
    play.drafts("duty", ladder_id="l1")
    play.drafts("duty", cause="c2", ladder_id="l2")
    assert play.did(play.book.cancel_ladder("l1", "an", play.now)) == ["cancelled"]
    assert play.changes[0].actor == "an"
    assert play.changes[0].message.reason == "đã có người nhận việc"
    assert play.due() == ["an brand"]


def test_what_was_cancelled_in_flight_but_arrived_is_told_as_it_is(play: Play) -> None:
    play.drafts("duty")
    play.takes()
    message_id = play.newest().message_id
    assert play.did(play.book.cancel(message_id, "an", Text("nhầm"), play.now)) == ["cancelled"]
    assert play.did(play.book.cancel(message_id, "an", Text("nhầm"), play.now)) == []
    assert play.hears("sent") == ["sent"]


def test_no_enabled_channel_is_one_failed_message(play_with: PlayWith) -> None:
    off = {"enabled": False}
    play = play_with(brand=off, zalo=off, mail=off, paper=off)
    assert play.drafts("duty", "boss") == ["failed"]
    message = play.newest()
    assert message.to_name == "An, Bình, Chi"
    assert "không có kênh gửi tin nào được bật" in message.reason
    assert play.drafts("duty", "boss") == []


def test_a_role_that_nobody_fills_is_a_failed_message_beside_the_others(play: Play) -> None:
    assert play.drafts("duty", "bí thư") == ["failed", "queued"]
    failed = [c.message for c in play.changes if c.message.state == "failed"]
    assert [message.to_name for message in failed] == ["bí thư"]
    assert "bí thư" in failed[0].reason


def test_a_channel_that_is_switched_off_hands_its_messages_on(play: Play) -> None:
    play.drafts("duty")
    rest = tuple(c for c in play.setup.channels if c.channel_id != "brand")
    play.book.refit(dataclasses.replace(play.setup, channels=rest))
    assert play.due() == []
    assert play.after(1) == ["fell_back", "queued"]
    assert play.due() == ["an mail"]


def test_a_person_who_was_taken_out_of_the_contacts_ends_the_fallback(
    play: Play, setup: MessageSetup
) -> None:
    play.drafts("duty")
    play.book.refit(dataclasses.replace(setup, contacts=Contacts()))
    play.takes()
    assert play.hears("failed") == ["failed"]


def test_a_reply_finds_the_newest_message_to_that_number(play: Play) -> None:
    play.drafts("duty", cause="old")
    play.takes()
    play.now += 60
    play.drafts("duty", cause="new")
    play.takes()
    play.drafts("duty", cause="never left")
    assert play.reports(kind="reply", address="0905 000 001", text="Đã nhận") == ["reply"]
    change = play.changes[0]
    assert change.message.message_id == play.book.messages()[1].message_id
    assert change.payload == {"text": "Đã nhận", "channel": "brand"}
    assert change.actor == "An"
    assert play.reports(kind="reply", address="0905 999 999", text="?") == []
    assert play.reports("delivered", remote_id="unheard of") == []


def test_closed_messages_are_forgotten_after_a_week(play: Play) -> None:
    play.drafts("duty")
    play.takes()
    play.hears("sent", remote_id="r1")
    play.after(6 * 86400)
    assert len(play.book.messages()) == 1
    play.after(2 * 86400)
    assert play.book.messages() == ()
    assert play.reports("delivered", remote_id="r1") == []


def test_flaws_of_the_words_are_named_but_do_not_stop_the_message(play: Play) -> None:
    assert play.drafts("duty", fields={}) == ["queued"]
    assert play.changes[0].payload == {"problems": "thiếu trường 'title'"}


def test_changes_carry_the_message_after_the_change(play: Play) -> None:
    play.drafts("duty", alarm_id="a1", incident_id="i1", run_id="r1", step_id="s1", digest="d")
    kept: Message = play.changes[0].message
    assert (kept.alarm_id, kept.incident_id, kept.run_id, kept.step_id, kept.digest) == (
        "a1",
        "i1",
        "r1",
        "s1",
        "d",
    )
    assert kept == play.book.get(kept.message_id)


def test_nothing_leaves_before_its_time(play: Play) -> None:
    play.drafts("duty", not_before_at=play.now + 100)
    assert (play.due(), play.book.next_due()) == ([], play.now + 100)
    play.after(100)
    assert play.due() == ["an brand"]
