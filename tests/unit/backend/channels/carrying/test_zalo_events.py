from __future__ import annotations

import msgspec
import pytest

from backend.channels.base import Incoming
from backend.channels.carrying.zalo_events import Event, incoming


def read(**raw: object) -> list[Incoming]:
    return incoming(msgspec.convert({"timestamp": "1795518300000", **raw}, Event, strict=False))


def test_a_received_notification_is_a_report_with_our_key() -> None:
    found = read(
        event_name="user_received_message",
        recipient={"id": "84905123456"},
        message={"msg_id": "m9", "tracking_id": "k1", "delivery_time": "1795518299500"},
    )
    assert found == [Incoming("report", "m9", "k1", "delivered", "84905123456", "", 1_795_518_299.5)]


def test_what_a_user_saw_is_read() -> None:
    found = read(event_name="user_seen_message", sender={"id": "u1"}, message={"msg_ids": ["a", "b"]})
    assert [(one.kind, one.remote_id, one.address) for one in found] == [
        ("read", "a", "u1"),
        ("read", "b", "u1"),
    ]
    assert [one.remote_id for one in read(event_name="user_seen_message", message={"msg_id": "c"})] == ["c"]


@pytest.mark.parametrize(
    ("event_name", "text", "shown"),
    [
        ("user_send_text", "Đã nhận", "Đã nhận"),
        ("user_send_image", "", "[image]"),
        ("user_send_location", "", "[location]"),
    ],
)
def test_what_a_user_sends_is_a_reply(event_name: str, text: str, shown: str) -> None:
    (found,) = read(event_name=event_name, sender={"id": "u1"}, message={"text": text, "msg_id": "x"})
    assert (found.kind, found.text, found.address, found.at) == ("reply", shown, "u1", 1_795_518_300.0)


@pytest.mark.parametrize("event_name", ["follow", "unfollow", "oa_send_text", ""])
def test_other_events_mean_nothing_for_messages(event_name: str) -> None:
    assert read(event_name=event_name) == []


def test_a_time_that_is_none_is_zero() -> None:
    assert read(event_name="user_send_text", timestamp="today")[0].at == 0.0
