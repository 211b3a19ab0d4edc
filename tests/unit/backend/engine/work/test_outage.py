from __future__ import annotations

from typing import Any

from backend.contract.work import Message
from backend.domain.messages.delivery import MessageChange
from backend.engine.work.outage import NO_CHANNEL, Outage, rule


def change(kind: Any, channel: str = "sms", **payload: Any) -> MessageChange:
    message = Message("TN1", "k", channel, "84", "An", "", "Ngập", "failed", 1.0, 1.0, 1.0, reason="hết tiền")
    return MessageChange(message, kind, payload=payload)


def outage() -> Outage:
    return Outage({"sms": "Tin nhắn"}, frozenset({"phieu"}))


def test_what_reaches_nobody_rings_and_success_ends_it() -> None:
    watch = outage()
    first = watch.after(change("message.failed"), 10.0)
    assert first is not None
    assert (first.active, first.value, first.subject, first.detail.vi) == (True, 1.0, "sms", "hết tiền")
    assert "Tin nhắn" in first.title.vi
    second = watch.after(change("message.failed"), 20.0)
    assert second is not None
    assert second.value == 2.0
    good = watch.after(change("message.sent"), 30.0)
    assert good is not None
    assert not good.active
    assert watch.after(change("message.sent"), 40.0) is None


def test_another_channel_that_takes_over_asks_nobody_but_paper_does() -> None:
    assert outage().after(change("message.fell_back", next="TNab.email"), 1.0) is None
    paper = outage().after(change("message.fell_back", next="TNab.phieu"), 1.0)
    assert paper is not None
    assert paper.active


def test_no_channel_at_all_has_a_line_of_its_own() -> None:
    found = outage().after(change("message.failed", channel=""), 1.0)
    assert found is not None
    assert found.subject == NO_CHANNEL
    assert (found.title.vi, found.title.en) == ("1 tin không đến được ai", "1 messages reach nobody")


def test_a_standing_alarm_is_known_after_a_restart() -> None:
    watch = outage()
    watch.restore(["sms"])
    good = watch.after(change("message.delivered"), 1.0)
    assert good is not None
    assert not good.active


def test_the_rule_says_what_an_alarm_owes_its_operator() -> None:
    found = rule()
    assert found.response.vi
    assert found.consequence.vi
    assert found.unit_id == "ioc"
