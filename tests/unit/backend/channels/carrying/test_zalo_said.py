from __future__ import annotations

import json
from typing import Any

import pytest

from backend.channels.carrying.reports import RefusedReportError
from backend.channels.carrying.zalo_said import Heard, heard, signed_at, time_of

STAMP = "1795543500123"


def event(name: str, **message: Any) -> bytes:
    return json.dumps(
        {"app_id": "4321", "event_name": name, "timestamp": STAMP, "sender": {"id": "u1"},
         "recipient": {"id": "oa"}, "message": {"msg_id": "m1", **message}}
    ).encode()  # fmt: skip


def attachment(kind: str, **payload: Any) -> dict[str, Any]:
    return {"type": kind, "payload": payload}


def test_a_text_is_heard() -> None:
    assert heard(event("user_send_text", text="Cống nghẹt ")) == Heard(
        user_id="u1", message_id="m1", at=1_795_543_500.123, text="Cống nghẹt"
    )


def test_control_signs_do_not_come_in() -> None:
    found = heard(event("user_send_text", text="a\x00b\u202ec\nd"))
    assert found is not None
    assert found.text == "a b c\nd"
    torn = heard(event("user_send_image", attachments=[attachment("image", url="https://a.vn/\x00")]))
    assert torn is not None
    assert torn.photos == ()


def test_photos_are_heard_by_their_addresses() -> None:
    photos = [
        attachment("image", url="https://f.zalo/1.jpg", thumbnail="t"),
        attachment("image", url="javascript:1"),
    ]
    found = heard(event("user_send_image", text="đây", attachments=photos))
    assert found is not None
    assert (found.text, found.photos) == ("đây", ("https://f.zalo/1.jpg",))


@pytest.mark.parametrize(
    ("latitude", "longitude", "lat"),
    [
        ("16.0678", "108.2208", 16.0678),
        (16.0678, 108.2208, 16.0678),
        ("x", "108", None),
        ("nan", "1", None),
        ("", "", None),
    ],
)
def test_a_shared_place_is_heard(latitude: Any, longitude: Any, lat: float | None) -> None:
    place = attachment("location", coordinates={"latitude": latitude, "longitude": longitude})
    found = heard(event("user_send_location", text="", attachments=[place]))
    assert found is not None
    assert found.lat == lat


def test_a_new_follower_is_heard() -> None:
    body = json.dumps({"event_name": "follow", "timestamp": STAMP, "follower": {"id": "u9"}}).encode()
    found = heard(body)
    assert found is not None
    assert (found.user_id, found.began) == ("u9", True)


@pytest.mark.parametrize(
    "name", ["user_seen_message", "oa_send_text", "unfollow", "", "user_received_message"]
)
def test_other_events_say_nothing(name: str) -> None:
    assert heard(event(name, text="x")) is None


def test_what_is_no_event_is_refused() -> None:
    for body in (b"", b"[]", b"{", b'{"message": {"attachments": 3}}'):
        with pytest.raises(RefusedReportError):
            heard(body)


def test_the_time_of_an_event_is_in_seconds() -> None:
    assert signed_at(event("follow")) == 1_795_543_500.123
    assert [time_of(word) for word in ("", "x", "-1", "²", "9" * 40)] == [0.0] * 5
