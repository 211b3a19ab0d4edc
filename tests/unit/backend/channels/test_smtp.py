from __future__ import annotations

import asyncio
import logging
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.channels import smtp
from backend.channels.base import Outgoing, Receipt
from tests.peers.starting import Peer, running, start
from tests.unit.backend.channels.given import Memory, at_work, means, message


def config(port: int, **more: Any) -> smtp.Config:
    raw = {
        "id": "mail",
        "kind": "smtp",
        "name": "Thư điện tử",
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "canhbao@danang.gov.vn",
        "sender_name": "Trung tâm điều hành",
        **more,
    }
    return msgspec.convert(raw, smtp.Config)


def sent(peer: Peer, *outs: Outgoing, secrets: Memory | None = None, **more: Any) -> list[Receipt]:
    async def scene() -> list[Receipt]:
        channel = smtp.Channel(config(peer.port, **more), means(secrets))
        receipts = [await channel.send(out) for out in outs]
        await channel.close()
        return receipts

    return asyncio.run(scene())


def mail(key: str, to: str = "truc.ban@danang.gov.vn", **more: Any) -> Outgoing:
    return message(
        key, to, more.pop("body", "Nước lên 12 cm mỗi giờ."), subject="Ngập sâu tại Mẹ Suốt", **more
    )


def received(peer: Peer, key: str) -> list[dict[str, Any]]:
    return [one for one in peer.received() if one["key"] == key]


def test_a_letter_arrives_in_vietnamese_with_its_attachment(mail_peer: Peer) -> None:
    out = mail("e1", to_name="Trực ban, phường", data=b"%PDF-1.7", media_type="application/pdf")
    (receipt,) = sent(mail_peer, out, reply_to="truc@danang.gov.vn")
    assert (receipt.state, receipt.remote_id) == ("sent", "2.0.0 kept")
    (found,) = received(mail_peer, "e1")
    assert found["subject"] == "Ngập sâu tại Mẹ Suốt"
    assert found["body"].strip() == "Nước lên 12 cm mỗi giờ."
    assert found["attachments"] == [["application/pdf", "toancanh.pdf"]]
    assert found["headers"]["From"] == "Trung tâm điều hành <canhbao@danang.gov.vn>"
    assert found["headers"]["To"] == '"Trực ban, phường" <truc.ban@danang.gov.vn>'
    assert found["headers"]["Reply-To"] == "truc@danang.gov.vn"
    assert found["sender"] == "canhbao@danang.gov.vn"


def test_a_second_attempt_is_the_same_message(mail_peer: Peer) -> None:
    sent(mail_peer, mail("e2"), mail("e2"), mail("e2-other"))
    first, second = received(mail_peer, "e2")
    assert first["headers"] == second["headers"]
    assert first["message_id"] != received(mail_peer, "e2-other")[0]["message_id"]


@pytest.mark.parametrize(
    ("local", "state", "again", "code"),
    [
        ("refuse", "failed", False, "550"),
        ("reject", "failed", False, "554"),
        ("later", "failed", True, "451"),
        ("busy", "failed", True, ""),
        ("cut", "unknown", True, ""),
    ],
)
def test_what_answers_mean(mail_peer: Peer, local: str, state: str, again: bool, code: str) -> None:
    (receipt, after) = sent(mail_peer, mail(f"e3-{local}", f"{local}@a.vn"), mail(f"e3-{local}-after"))
    assert (receipt.state, receipt.again) == (state, again)
    assert code in receipt.reason.vi
    assert after.state == "sent", "the next message must not suffer from the one before"


def test_a_server_too_slow_after_the_data_leaves_it_unknown(mail_peer: Peer) -> None:
    (receipt,) = sent(mail_peer, mail("e4", "slow@a.vn"), timeout_s=0.5)
    assert (receipt.state, receipt.again) == ("unknown", True)
    assert len(received(mail_peer, "e4")) == 1


def test_messages_share_a_connection_while_there_are_some(mail_peer: Peer) -> None:
    sent(mail_peer, *[mail(f"e5-{n}") for n in range(4)])
    assert len({tuple(received(mail_peer, f"e5-{n}")[0]["peer"]) for n in range(4)}) == 1


def test_an_idle_connection_is_given_up(mail_peer: Peer) -> None:
    async def scene() -> None:
        channel = smtp.Channel(config(mail_peer.port, keep_s=0), means())
        await channel.send(mail("e6-1"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await channel.send(mail("e6-2"))
        await channel.close()

    asyncio.run(scene())
    assert received(mail_peer, "e6-1")[0]["peer"] != received(mail_peer, "e6-2")[0]["peer"]


def test_messages_at_once_take_turns(mail_peer: Peer) -> None:
    async def scene() -> list[Receipt]:
        channel = smtp.Channel(config(mail_peer.port), means())
        async with at_work(channel):
            return await asyncio.gather(*[channel.send(mail(f"e7-{n}")) for n in range(5)])

    assert [one.state for one in asyncio.run(scene())] == ["sent"] * 5
    assert [len(received(mail_peer, f"e7-{n}")) for n in range(5)] == [1] * 5


def test_a_server_that_was_restarted_gets_the_next_message(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.INFO, logger="backend.channels")

    async def scene() -> list[Receipt]:
        peer = start("smtp", file=tmp_path / "a.jsonl")
        channel = smtp.Channel(config(peer.port), means())
        receipts = [await channel.send(mail("e8-1"))]
        peer.stop()
        receipts += [await channel.send(mail("e8-2")), await channel.send(mail("e8-2"))]
        with running("smtp", port=peer.port, file=tmp_path / "b.jsonl") as again:
            receipts.append(await channel.send(mail("e8-2")))
            assert len(received(again, "e8-2")) == 1
        await channel.close()
        return receipts

    receipts = asyncio.run(scene())
    assert [one.state for one in receipts] == ["sent", "failed", "failed", "sent"]
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_an_idle_connection_that_the_server_closed_is_made_anew(tmp_path: Path) -> None:
    async def scene() -> Receipt:
        peer = start("smtp", file=tmp_path / "a.jsonl")
        channel = smtp.Channel(config(peer.port), means())
        await channel.send(mail("e9-1"))
        peer.stop()
        with running("smtp", port=peer.port, file=tmp_path / "b.jsonl"):
            receipt = await channel.send(mail("e9-2"))
        await channel.close()
        return receipt

    assert asyncio.run(scene()).state == "sent"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("tls")
    cert, key = str(folder / "cert.pem"), str(folder / "key.pem")
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ),
            *("-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
    )
    return cert, key


def test_login_over_starttls(certificate: tuple[str, str], tmp_path: Path) -> None:
    cert, key = certificate
    login = {"user": "canhbao", "password_secret": "mail", "security": "starttls", "ca_file": cert}
    with running(
        "smtp", "--login", "canhbao:mật khẩu", "--tls", cert, key, file=tmp_path / "a.jsonl"
    ) as peer:
        (right,) = sent(peer, mail("t1"), secrets=Memory(mail="mật khẩu"), **login)
        (wrong,) = sent(peer, mail("t2"), secrets=Memory(mail="s3cr3t"), **login)
        (stranger,) = sent(peer, mail("t3"), secrets=Memory(mail="mật khẩu"), **{**login, "ca_file": ""})
        (absent,) = sent(peer, mail("t4"), secrets=Memory(), **login)
        keys = {one["key"] for one in peer.received()}
    assert right.state == "sent"
    assert (wrong.state, wrong.again) == ("failed", False)
    assert "535" in wrong.reason.vi
    assert "s3cr3t" not in wrong.reason.vi + wrong.reason.en
    assert (stranger.state, stranger.again) == ("failed", True)
    assert "keyring set toancanh mail" in absent.reason.vi
    assert keys == {"t1"}


def test_a_server_without_starttls_is_not_used(mail_peer: Peer) -> None:
    (receipt,) = sent(mail_peer, mail("t5"), security="starttls")
    assert receipt.state == "failed"
    assert received(mail_peer, "t5") == []


def test_wrong_addresses_and_large_messages_never_leave(mail_peer: Peer) -> None:
    inject = "a@b.vn>\r\nRCPT TO:<c@d.vn"
    receipts = sent(
        mail_peer, mail("t6", "nobody"), mail("t6", inject), mail("t6", body="x" * 9_000), max_bytes=5_000
    )
    assert [(one.state, one.again) for one in receipts] == [("failed", False)] * 3
    assert received(mail_peer, "t6") == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"port": 0}, "port"),
        ({"sender": "Trung tâm"}, "`sender`"),
        ({"reply_to": "x"}, "`reply_to`"),
        ({"user": "a"}, "go together"),
        ({"security": "ssl"}, "security"),
    ],
)
def test_wrong_settings_are_named(more: dict[str, Any], words: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=words):
        config(**{"port": 25, **more})


def test_problems_are_lines_that_can_be_read() -> None:
    assert config(25).problems() == []
    assert config(25, host="mail.vn", security="tls").problems() == []
    assert "can be read" in config(25, host="mail.vn").problems()[0]
