from __future__ import annotations

import asyncio
import logging
from typing import Any

import msgspec
import pytest

from backend.channels import smpp
from backend.channels.base import Incoming, Receipt
from tests.peers.starting import Peer
from tests.unit.backend.channels.given import Memory, at_work, means, message, until

LONG = "Mực nước sông Hàn tại cầu Trần Thị Lý vượt báo động 2, còn lên; sơ tán hộ dân thấp trũng " * 2


def config(port: int, **more: Any) -> smpp.Config:
    raw = {
        "id": "smpp",
        "kind": "smpp",
        "name": "Tổng đài SMPP",
        "host": "127.0.0.1",
        "port": port,
        "system_id": "toancanh",
        "password_secret": "smpp",
        "sender": "UBND-DN",
        **more,
    }
    return msgspec.convert(raw, smpp.Config)


def channel_to(peer: Peer, password: str = "secret", **more: Any) -> smpp.Channel:  # noqa: S107
    return smpp.Channel(config(peer.port, **more), means(Memory(smpp=password)))


def submits(peer: Peer, **wanted: Any) -> list[dict[str, Any]]:
    found = [one for one in peer.received() if one["kind"] == "submit"]
    return [one for one in found if all(one[name] == value for name, value in wanted.items())]


def test_a_text_is_delivered_and_reported(smsc: Peer) -> None:
    async def scene() -> tuple[Receipt, list[Incoming]]:
        channel = channel_to(smsc)
        async with at_work(channel) as inbox:
            receipt = await channel.send(message("p1", body="Canh bao ngap [Me Suot] 5€"))
            await until(lambda: inbox)
            return receipt, inbox

    receipt, (report,) = asyncio.run(scene())
    assert receipt == Receipt("sent", "m1")
    assert (report.kind, report.remote_id, report.key, report.state) == ("report", "m1", "p1", "delivered")
    assert report.address == "84905123456"
    (found,) = submits(smsc)
    assert found["text"] == "Canh bao ngap [Me Suot] 5€"
    assert (found["sender"], found["sender_ton"], found["to_ton"]) == ("UBND-DN", 5, 1)
    assert (found["data_coding"], found["registered"]) == (0, 1)
    assert smsc.received()[0]["how"] == "transceiver"


@pytest.mark.parametrize(("long_texts", "n_parts"), [("parts", 3), ("payload", 1)])
def test_long_vietnamese_texts_arrive_whole(smsc: Peer, long_texts: str, n_parts: int) -> None:
    async def scene() -> tuple[Receipt, list[Incoming]]:
        channel = channel_to(smsc, long_texts=long_texts)
        async with at_work(channel) as inbox:
            receipt = await channel.send(message("p2", body=LONG))
            await until(lambda: inbox)
            return receipt, list(inbox)

    receipt, reports = asyncio.run(scene())
    assert receipt == Receipt("sent", "m1")
    assert [(one.key, one.state) for one in reports] == [("p2", "delivered")]
    found = submits(smsc)
    assert "".join(one["text"] for one in found) == LONG
    assert [one["part"][:2] for one in found] == [[n, n_parts] for n in range(1, n_parts + 1)]
    assert len({one["part"][2] for one in found}) == 1
    assert {one["data_coding"] for one in found} == {8}
    assert all(one["octets"] <= 140 for one in found)


def test_a_second_attempt_goes_on_at_the_part_that_is_missing(smsc: Peer) -> None:
    async def scene() -> list[Receipt]:
        channel = channel_to(smsc)
        out = message("p3", "84905000058", LONG)
        async with at_work(channel):
            return [await channel.send(out) for _ in range(3)]

    first, second, third = asyncio.run(scene())
    assert (first.state, first.again, first.again_after_s) == ("failed", True, 5.0)
    assert (second.state, third) == ("sent", second)
    accepted = submits(smsc, accepted=True)
    assert [one["part"][0] for one in accepted] == [1, 2, 3], "no part may go twice"


@pytest.mark.parametrize(
    ("number", "state", "again", "code"),
    [("84905000008", "failed", True, "0x08"), ("84905000011", "failed", False, "0x0B")],
)
def test_what_refusals_mean(smsc: Peer, number: str, state: str, again: bool, code: str) -> None:
    async def scene() -> Receipt:
        channel = channel_to(smsc)
        async with at_work(channel):
            return await channel.send(message("p4", number))

    receipt = asyncio.run(scene())
    assert (receipt.state, receipt.again) == (state, again)
    assert code in receipt.reason.vi


def test_a_failed_delivery_is_reported(smsc: Peer) -> None:
    async def scene() -> list[Incoming]:
        channel = channel_to(smsc)
        async with at_work(channel) as inbox:
            await channel.send(message("p5", "84905000001"))
            await until(lambda: inbox)
            return inbox

    (report,) = asyncio.run(scene())
    assert (report.key, report.state, report.text) == ("p5", "failed", "UNDELIV 027")


@pytest.mark.parametrize("repeat", [True, False])
def test_a_silent_centre_leaves_it_unknown(smsc: Peer, repeat: bool) -> None:
    async def scene() -> list[Receipt]:
        channel = channel_to(smsc, timeout_s=1.0, window=1, repeat_unknown=repeat)
        async with at_work(channel):
            return [await channel.send(message("p6", "84905000099")), await channel.send(message("p7"))]

    silent, after = asyncio.run(scene())
    assert (silent.state, silent.again) == ("unknown", repeat)
    assert after.state == "sent", "a lost answer must not block the window"


def test_a_lost_line_comes_back_with_one_log_line_each(smsc: Peer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="backend.channels")

    async def scene() -> list[Receipt]:
        channel = channel_to(smsc)
        async with at_work(channel):
            receipts = [await channel.send(message("p8", "84905000097"))]
            receipts.append(await channel.send(message("p9")))
            return receipts

    lost, after = asyncio.run(scene())
    assert (lost.state, lost.again) == ("unknown", True)
    assert after.state == "sent"
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert len([one for one in smsc.received() if one["kind"] == "bind"]) == 2


def test_a_line_that_is_dropped_while_idle_comes_back(smsc: Peer) -> None:
    def n_binds() -> int:
        return len([one for one in smsc.received() if one["kind"] == "bind"])

    async def scene() -> Receipt:
        channel = channel_to(smsc)
        async with at_work(channel):
            await until(n_binds)
            smsc.tell("drop")
            await until(lambda: n_binds() == 2)
            return await channel.send(message("p10"))

    assert asyncio.run(scene()).state == "sent"


def test_a_refused_bind_is_logged_once_without_the_password(
    smsc: Peer, caplog: pytest.LogCaptureFixture
) -> None:
    def n_binds() -> int:
        return len([one for one in smsc.received() if one["kind"] == "bind"])

    async def scene() -> Receipt:
        channel = channel_to(smsc, "wr0ng", timeout_s=0.6)
        async with at_work(channel):
            await until(lambda: n_binds() == 3)
            return await channel.send(message("p11"))

    receipt = asyncio.run(scene())
    assert (receipt.state, receipt.again) == ("failed", True)
    assert len(caplog.records) == 1
    assert "password right?" in caplog.text
    assert "wr0ng" not in caplog.text


def test_a_missing_password_is_named(smsc: Peer, caplog: pytest.LogCaptureFixture) -> None:
    async def scene() -> None:
        channel = smpp.Channel(config(smsc.port), means(Memory()))
        async with at_work(channel):
            await until(lambda: caplog.records)

    asyncio.run(scene())
    assert "keyring set toancanh smpp" in caplog.text


def test_telephones_answer(smsc: Peer) -> None:
    async def scene() -> list[Incoming]:
        channel = channel_to(smsc)
        async with at_work(channel) as inbox:
            await channel.send(message("p12", "84905000008"))
            smsc.tell("mo 84905123456 Đã nhận, đội 2 đang tới")
            smsc.tell("moparts 84905123457 Cần thêm hai xuồng và áo phao")
            await until(lambda: len(inbox) == 2)
            return inbox

    first, second = asyncio.run(scene())
    assert (first.kind, first.address, first.text) == ("reply", "84905123456", "Đã nhận, đội 2 đang tới")
    assert (second.address, second.text) == ("84905123457", "Cần thêm hai xuồng và áo phao")


def test_many_messages_at_once_arrive_once_each(smsc: Peer) -> None:
    async def scene() -> tuple[list[Receipt], list[Incoming]]:
        channel = channel_to(smsc, window=3)
        async with at_work(channel) as inbox:
            outs = [message(f"q{n}", f"8490512{n:04}", f"Tin {n}") for n in range(1000, 1040)]
            receipts = await asyncio.gather(*map(channel.send, outs))
            await until(lambda: len(inbox) == len(outs))
            return receipts, list(inbox)

    receipts, reports = asyncio.run(scene())
    assert {one.state for one in receipts} == {"sent"}
    assert sorted(one.key for one in reports) == [f"q{n}" for n in range(1000, 1040)]
    assert len(submits(smsc)) == 40


@pytest.mark.parametrize("by_cancel", [True, False])
def test_the_session_is_unbound_at_the_end(smsc: Peer, by_cancel: bool) -> None:
    async def scene() -> None:
        channel = channel_to(smsc)
        async with at_work(channel):
            await channel.send(message("p17"))
            if not by_cancel:
                await channel.close()

    asyncio.run(scene())
    assert [one["kind"] for one in smsc.received()].count("unbind") == 1


def test_without_a_session_nothing_is_sent() -> None:
    async def scene() -> Receipt:
        return await smpp.Channel(config(9, timeout_s=0.1), means()).send(message("p13"))

    receipt = asyncio.run(scene())
    assert (receipt.state, receipt.again) == ("failed", True)


def test_a_text_of_too_many_parts_never_leaves(smsc: Peer) -> None:
    async def scene() -> Receipt:
        return await channel_to(smsc, max_parts=2).send(message("p14", body=LONG))

    receipt = asyncio.run(scene())
    assert (receipt.state, receipt.again) == ("failed", False)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"port": 70_000}, "port"),
        ({"window": 0}, "window"),
        ({"long_texts": "cut"}, "long_texts"),
        ({"max_parts": 300}, "max_parts"),
        ({"sender": "Uỷ ban"}, "sender"),
        ({"system_id": "x" * 16}, "system_id"),
        ({"system_type": "x" * 13}, "system_type"),
        ({"sender": "UBND-DA-NANG"}, "sender"),
    ],
)
def test_wrong_settings_are_named(more: dict[str, Any], words: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=words):
        config(**{"port": 1, **more})


def test_a_number_as_sender_is_international(smsc: Peer) -> None:
    async def scene() -> None:
        channel = channel_to(smsc, sender="842361022")
        async with at_work(channel):
            await channel.send(message("p15"))

    asyncio.run(scene())
    assert submits(smsc)[0]["sender_ton"] == 1


def test_problems_are_open_lines_to_other_machines() -> None:
    assert config(2775).problems() == []
    assert config(2775, host="smsc.vn", tls=True).problems() == []
    assert "`tls`" in config(2775, host="smsc.vn").problems()[0]


@pytest.mark.parametrize("address", ["", "+84905123456", "a@b.vn", "8" * 16, "84905\x00", "٠٩٠٥"])
def test_what_is_no_number_never_leaves(smsc: Peer, address: str) -> None:
    async def scene() -> Receipt:
        return await channel_to(smsc).send(message("p16", address))

    receipt = asyncio.run(scene())
    assert (receipt.state, receipt.again) == ("failed", False)
    assert "danh bạ" in receipt.reason.vi


def test_a_password_that_smpp_cannot_carry_is_said(smsc: Peer, caplog: pytest.LogCaptureFixture) -> None:
    async def scene() -> None:
        async with at_work(channel_to(smsc, "much-too-long")):
            await until(lambda: caplog.records)

    asyncio.run(scene())
    assert "no password of more than 8 letters" in caplog.text
    assert "much-too-long" not in caplog.text
    assert smsc.received() == []


def test_a_centre_without_tls_does_not_hold_the_channel_for_ever(
    smsc: Peer, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with at_work(channel_to(smsc, tls=True, timeout_s=0.2)):
            await until(lambda: caplog.records)

    asyncio.run(scene())
    assert "is lost: no answer within" in caplog.text
