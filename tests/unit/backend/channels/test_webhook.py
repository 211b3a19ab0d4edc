from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections import Counter
from typing import Any

import msgspec
import pytest

from backend.channels import webhook
from backend.channels.base import Incoming, Outgoing, Receipt
from backend.channels.carrying.reports import RefusedReportError
from tests.peers.starting import Peer
from tests.unit.backend.channels.given import NOW, Memory, means, message

SECRETS = Memory(sign="ký tên", token="t0k3n")


def config(url: str, **more: Any) -> webhook.Config:
    raw = {
        "id": "hook",
        "kind": "webhook",
        "name": "Hệ thống khác",
        "url": url,
        "sign_secret": "sign",
        **more,
    }
    return msgspec.convert(raw, webhook.Config)


def sent(peer: Peer, path: str, *outs: Outgoing, **more: Any) -> list[Receipt]:
    async def scene() -> list[Receipt]:
        channel = webhook.Channel(config(f"http://127.0.0.1:{peer.port}{path}", **more), means(SECRETS))
        receipts = [await channel.send(out) for out in outs]
        await channel.close()
        return receipts

    return asyncio.run(scene())


def received(peer: Peer, key: str) -> list[dict[str, Any]]:
    return [one for one in peer.received() if one["key"] == key]


def test_a_message_arrives_signed_with_its_key(gateway: Peer) -> None:
    out = message("w1", subject="Ngập", fields={"a": "b"}, data=b"\x00\x01", media_type="image/png")
    assert [one.state for one in sent(gateway, "/webhook", out, token_secret="token")] == ["sent"]
    (found,) = received(gateway, "w1")
    headers, body = found["headers"], json.loads(found["body"])
    assert headers["Authorization"] == "Bearer t0k3n"
    signed = f"{NOW:.0f}.".encode() + found["body"].encode()
    assert (
        headers["X-Toancanh-Signature"] == "sha256=" + hmac.digest("ký tên".encode(), signed, "sha256").hex()
    )
    assert (body["to"], body["subject"], body["fields"]) == ("84905123456", "Ngập", {"a": "b"})
    assert body["attachment"] == {"media_type": "image/png", "data": "AAE="}


def test_a_duplicate_is_sent_and_causes_no_second_message(gateway: Peer) -> None:
    receipts = sent(gateway, "/webhook?first=hangup", message("w2"), message("w2"), message("w2"))
    assert [(one.state, one.again) for one in receipts] == [
        ("unknown", True),
        ("sent", False),
        ("sent", False),
    ]
    assert Counter(one["accepted"] for one in received(gateway, "w2")) == {True: 1, False: 2}


@pytest.mark.parametrize(
    ("path", "state", "again", "after_s"),
    [
        ("/404", "failed", False, None),
        ("/302", "failed", False, None),
        ("/500", "failed", True, None),
        ("/429", "failed", True, 7.0),
        ("/hangup", "unknown", True, None),
        ("/cut", "unknown", True, None),
        ("/huge", "sent", False, None),
        ("/garbage", "sent", False, None),
    ],
)
def test_what_answers_mean(gateway: Peer, path: str, state: str, again: bool, after_s: float | None) -> None:
    (receipt,) = sent(gateway, path, message(f"w{path}"))
    assert (receipt.state, receipt.again, receipt.again_after_s) == (state, again, after_s)


def test_a_slow_other_side_is_unknown(gateway: Peer) -> None:
    (receipt,) = sent(gateway, "/slow?s=3", message("w3"), timeout_s=0.4)
    assert (receipt.state, receipt.again) == ("unknown", True)
    assert "0.4 giây" in receipt.reason.vi


def test_a_closed_port_is_failed_because_nothing_left(gateway: Peer) -> None:
    async def scene() -> Receipt:
        return await webhook.Channel(config("http://127.0.0.1:9/"), means(SECRETS)).send(message("w4"))

    receipt = asyncio.run(scene())
    assert (receipt.state, receipt.again) == ("failed", True)


def test_without_its_key_nothing_is_sent(gateway: Peer) -> None:
    (receipt,) = sent(gateway, "/webhook", message("w5"), sign_secret="absent")
    assert (receipt.state, receipt.again) == ("failed", True)
    assert "keyring set toancanh absent" in receipt.reason.vi
    assert received(gateway, "w5") == []


def test_secrets_stay_out_of_the_settings() -> None:
    with pytest.raises(msgspec.ValidationError, match="token_secret"):
        config("https://a.vn/", headers={"authorization": "Bearer x"})
    with pytest.raises(msgspec.ValidationError, match="password"):
        config("https://user:pass@a.vn/")


def test_problems_are_plain_http_and_no_signature() -> None:
    assert config("https://a.vn/hook").problems() == []
    found = config("http://a.vn/hook", sign_secret="").problems()
    assert ["encrypted" in found[0], "signed" in found[1]] == [True, True]


def signed(body: bytes, key: str = "ký tên") -> dict[str, str]:
    digest = hmac.new(key.encode(), b"1795543500." + body, hashlib.sha256).hexdigest()
    return {"x-toancanh-time": "1795543500", "x-toancanh-signature": f"sha256={digest}"}


def test_signed_reports_and_replies_are_read() -> None:
    body = b'{"key":"k1","state":"delivered","address":"A","at":5}'
    assert webhook.parse_report(config("https://a.vn/"), body, signed(body), SECRETS) == [
        Incoming("report", "", "k1", "delivered", "A", "", 5.0)
    ]
    body = '{"key":"k1","text":"Đã cử đội"}'.encode()
    (reply,) = webhook.parse_report(config("https://a.vn/"), body, signed(body), SECRETS)
    assert (reply.kind, reply.text) == ("reply", "Đã cử đội")


@pytest.mark.parametrize(
    ("body", "headers", "forged"),
    [
        (b'{"key":"k1"}', {}, True),
        (b'{"key":"k1"}', signed(b'{"key":"k1"}', "other"), True),
        (b'{"key":"k1"}', signed(b'{"key":"k2"}'), True),
        (b'{"key":"k1"}', {"x-toancanh-signature": "ký"}, True),
        (b"[]", signed(b"[]"), False),
        (b'{"state":"lost"}', signed(b'{"state":"lost"}'), False),
    ],
)
def test_forged_or_unreadable_reports_are_refused(body: bytes, headers: dict[str, str], forged: bool) -> None:
    with pytest.raises(RefusedReportError) as caught:
        webhook.parse_report(config("https://a.vn/"), body, headers, SECRETS)
    assert caught.value.forged is forged


def test_reports_are_refused_where_no_key_is_named() -> None:
    with pytest.raises(RefusedReportError, match="sign_secret"):
        webhook.parse_report(config("https://a.vn/", sign_secret=""), b"{}", {}, SECRETS)
