from __future__ import annotations

import asyncio
import hashlib
from typing import Any

import msgspec
import pytest

from backend.channels import zalo
from backend.channels.base import Outgoing, Receipt
from backend.channels.carrying.reports import RefusedReportError
from tests.peers.starting import Peer
from tests.unit.backend.channels.given import NOW, Memory, Standing, means, message

TOKENS = "/v4/oa/access_token"


def config(port: int = 9, **more: Any) -> zalo.Config:
    base = f"http://127.0.0.1:{port}"
    raw = {
        "id": "zalo",
        "kind": "zalo",
        "name": "Zalo",
        "app_id": "4321",
        "app_key_secret": "zalo_app",
        "token_secret": "zalo_tokens",
        "oa_key_secret": "zalo_oa",
        "zns_url": base,
        "oa_url": base,
        "oauth_url": base,
        **more,
    }
    return msgspec.convert(raw, zalo.Config)


def keys(token: str = "refresh-0") -> Memory:  # noqa: S107
    return Memory(zalo_app="app-key", zalo_tokens=token, zalo_oa="oa-key")


def zns(key: str, to: str = "84905123456") -> Outgoing:
    return message(key, to, template_id="201", fields={"place": "Mẹ Suốt"})


def sent(peer: Peer, *outs: Outgoing, secrets: Memory | None = None, **more: Any) -> list[Receipt]:
    async def scene() -> list[Receipt]:
        channel = zalo.Channel(config(peer.port, **more), means(secrets or keys()))
        receipts = [await channel.send(out) for out in outs]
        await channel.close()
        return receipts

    return asyncio.run(scene())


def paths(peer: Peer) -> list[str]:
    return [one["path"] for one in peer.received()]


def test_a_notification_arrives_by_template(zalo_peer: Peer) -> None:
    (receipt,) = sent(zalo_peer, zns("z1"))
    assert (receipt.state, receipt.remote_id[:5]) == ("sent", "zalo-")
    assert paths(zalo_peer) == [TOKENS, "/message/template"]
    assert zalo_peer.received()[1]["body"] == {
        "phone": "84905123456",
        "template_id": "201",
        "template_data": {"place": "Mẹ Suốt"},
        "tracking_id": "z1",
    }


def test_development_mode_is_said(zalo_peer: Peer) -> None:
    sent(zalo_peer, zns("z2"), development=True)
    assert zalo_peer.received()[1]["body"]["mode"] == "development"
    assert config(development=True).problems() != []


@pytest.mark.parametrize("kind", ["cs", "transaction", "promotion"])
def test_messages_of_the_official_account(zalo_peer: Peer, kind: str) -> None:
    out = message("z3", "2468013579", "Nước đang lên", subject="Cảnh báo ngập")
    (receipt,) = sent(zalo_peer, out, service="oa", oa_kind=kind)
    assert receipt.state == "sent"
    found = zalo_peer.received()[-1]
    assert found["path"] == f"/v3.0/oa/message/{kind}"
    assert found["body"]["recipient"] == {"user_id": "2468013579"}
    assert "Nước đang lên" in str(found["body"]["message"])
    assert ("attachment" in found["body"]["message"]) is (kind != "cs")


def test_tokens_are_kept_and_used_after_a_restart(zalo_peer: Peer) -> None:
    secrets = keys()
    sent(zalo_peer, zns("z4-1"), secrets=secrets)
    sent(zalo_peer, zns("z4-2"), secrets=secrets)
    assert paths(zalo_peer) == [TOKENS, "/message/template", "/message/template"]
    assert "refresh-1" in secrets.kept["zalo_tokens"]


def test_many_messages_that_meet_an_old_token_renew_it_once(zalo_peer: Peer) -> None:
    secrets = keys()

    async def scene() -> list[Receipt]:
        channel = zalo.Channel(config(zalo_peer.port), means(secrets))
        await channel.send(zns("z5-first"))
        zalo_peer.tell("expire")
        while (await channel.send(zns("z5-probe", "84905000118"))).state == "sent":
            pass
        receipts = await asyncio.gather(*[channel.send(zns(f"z5-{n}")) for n in range(8)])
        await channel.close()
        return receipts

    assert [one.state for one in asyncio.run(scene())] == ["sent"] * 8
    renewals = [one for one in zalo_peer.received() if one["path"] == TOKENS]
    assert [one["accepted"] for one in renewals] == [True] * len(renewals)
    assert len(renewals) == len(secrets.puts) == 2


def test_at_first_many_messages_renew_once(zalo_peer: Peer) -> None:
    async def scene() -> list[Receipt]:
        channel = zalo.Channel(config(zalo_peer.port), means(keys()))
        receipts = await asyncio.gather(*[channel.send(zns(f"z6-{n}")) for n in range(8)])
        await channel.close()
        return receipts

    assert [one.state for one in asyncio.run(scene())] == ["sent"] * 8
    assert paths(zalo_peer).count(TOKENS) == 1


def test_a_refused_refresh_token_says_what_to_do_and_hides_it(zalo_peer: Peer) -> None:
    (receipt,) = sent(zalo_peer, zns("z7"), secrets=keys("refresh-stolen"))
    assert (receipt.state, receipt.again) == ("failed", False)
    assert "Cấp quyền lại" in receipt.reason.vi
    assert "refresh-stolen" not in receipt.reason.vi


def test_a_new_token_in_the_keyring_is_taken_up_without_a_restart(zalo_peer: Peer) -> None:
    secrets = keys("refresh-stolen")

    async def scene() -> list[str]:
        channel = zalo.Channel(config(zalo_peer.port), means(secrets))
        first = await channel.send(zns("z8"))
        secrets.kept["zalo_tokens"] = "refresh-0"
        second = await channel.send(zns("z8"))
        await channel.close()
        return [first.state, second.state]

    assert asyncio.run(scene()) == ["failed", "sent"]


@pytest.mark.parametrize(
    ("number", "state", "again", "after_s"),
    [
        ("84905000118", "failed", False, None),
        ("84905000119", "failed", False, None),
        ("84905000144", "failed", True, 21_300.0),
        ("84905000133", "failed", True, 42_900.0),
        ("84905000100", "failed", True, 60.0),
        ("84905000009", "unknown", True, None),
    ],
)
def test_what_answers_mean(
    zalo_peer: Peer, number: str, state: str, again: bool, after_s: float | None
) -> None:
    (receipt,) = sent(zalo_peer, zns("z9", number))
    assert (receipt.state, receipt.again, receipt.again_after_s) == (state, again, after_s)


def test_a_message_without_template_never_leaves(zalo_peer: Peer) -> None:
    (receipt,) = sent(zalo_peer, message("z10"))
    assert "template_id" in receipt.reason.vi
    assert zalo_peer.received() == []


def test_missing_secrets_are_named(zalo_peer: Peer) -> None:
    for secrets, name in ((Memory(), "zalo_tokens"), (Memory(zalo_tokens="refresh-0"), "zalo_app")):
        (receipt,) = sent(zalo_peer, zns("z11"), secrets=secrets)
        assert f"keyring set toancanh {name}" in receipt.reason.vi


def test_a_closed_port_is_failed_because_nothing_left() -> None:
    async def scene() -> Receipt:
        return await zalo.Channel(config(), means(keys(), clock=Standing())).send(zns("z12"))

    receipt = asyncio.run(scene())
    assert (receipt.state, receipt.again) == ("failed", True)


def test_a_token_that_is_about_to_end_is_renewed_before(zalo_peer: Peer) -> None:
    secrets, clock = keys(), Standing()

    async def scene() -> None:
        channel = zalo.Channel(config(zalo_peer.port), means(secrets, clock=clock))
        await channel.send(zns("z13"))
        clock.at = NOW + 90_000 - 299
        await channel.send(zns("z13"))
        await channel.close()

    asyncio.run(scene())
    assert paths(zalo_peer) == [TOKENS, "/message/template"] * 2


def test_long_keys_become_short_tracking_ids_of_their_own() -> None:
    assert zalo.tracking_id("k" * 48) == "k" * 48
    assert len(zalo.tracking_id("k" * 49)) == 48
    assert zalo.tracking_id("k" * 49) != zalo.tracking_id("k" * 50)


def test_problems_are_plain_http_to_other_machines() -> None:
    assert config().problems() == []
    assert "`oa_url`" in config(oa_url="http://openapi.zalo.me").problems()[0]


def signed(body: bytes, key: str = "oa-key") -> dict[str, str]:
    stamp = b"1795543500123" if b"1795543500123" in body else b""
    return {"x-zevent-signature": "mac=" + hashlib.sha256(b"4321" + body + stamp + key.encode()).hexdigest()}


def test_a_signed_event_is_read() -> None:
    body = b'{"app_id":"4321","event_name":"user_send_text","sender":{"id":"u1"},"timestamp":"1795543500123",'
    body += '"message":{"text":"Đã nhận","msg_id":"x"}}'.encode()
    (reply,) = zalo.parse_report(config(), body, signed(body), keys())
    assert (reply.kind, reply.address, reply.text, reply.at) == ("reply", "u1", "Đã nhận", 1_795_543_500.123)


@pytest.mark.parametrize(
    "headers", [{}, {"x-zevent-signature": "mac=ký"}, signed(b"{}", "app-key"), signed(b"{ }")]
)
def test_forged_events_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(RefusedReportError) as caught:
        zalo.parse_report(config(), b"{}", headers, keys())
    assert caught.value.forged


def test_events_are_refused_where_no_key_is_named() -> None:
    with pytest.raises(RefusedReportError, match="oa_key_secret"):
        zalo.parse_report(config(oa_key_secret=""), b"{}", {}, keys())
