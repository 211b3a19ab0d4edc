from __future__ import annotations

import asyncio
from typing import Any

import pytest

from backend.channels.carrying.http import Answer, Caller, NoAnswerError, by_status
from backend.channels.carrying.link import Link
from backend.contract.state import Text
from tests.peers.starting import Peer
from tests.unit.backend.channels.given import Standing


def asked(url: str, timeout_s: float = 10.0, **how: Any) -> Answer | NoAnswerError:
    async def scene() -> Answer | NoAnswerError:
        caller = Caller(timeout_s, Link("c", url), Standing())
        try:
            return await caller.ask("POST", url, **how)
        except NoAnswerError as error:
            return error
        finally:
            await caller.close()

    return asyncio.run(scene())


@pytest.mark.parametrize("path", ["hangup", "cut", "slow?s=2"])
def test_what_had_left_without_an_answer_is_told_from_what_had_not(gateway: Peer, path: str) -> None:
    lost = asked(f"http://127.0.0.1:{gateway.port}/{path}", 0.5, content=b"x")
    assert isinstance(lost, NoAnswerError)
    assert lost.left


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "http://no-such-host.invalid/", "http://a b/", "gopher://a/"]
)
def test_what_never_left(url: str) -> None:
    lost = asked(url)
    assert isinstance(lost, NoAnswerError)
    assert not lost.left
    assert lost.receipt(repeat=False).again, "nothing arrived, so another attempt is always right"


def test_a_long_answer_is_cut(gateway: Peer) -> None:
    answer = asked(f"http://127.0.0.1:{gateway.port}/huge")
    assert isinstance(answer, Answer)
    assert len(answer.body) == 65_536


def test_redirects_are_not_followed(gateway: Peer) -> None:
    answer = asked(f"http://127.0.0.1:{gateway.port}/302")
    assert isinstance(answer, Answer)
    assert answer.status == 302


def test_the_wait_is_read_from_the_answer(gateway: Peer) -> None:
    answer = asked(f"http://127.0.0.1:{gateway.port}/429")
    assert isinstance(answer, Answer)
    assert answer.retry_after_s == 7.0


@pytest.mark.parametrize(
    ("header", "after_s"),
    [
        ("120", 120.0),
        ("999999", 86_400.0),
        ("Tue, 24 Nov 2026 11:06:00 GMT", 60.0),
        ("Tue, 24 Nov 2026 10:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_waits_are_seconds_or_dates(header: str, after_s: float | None) -> None:
    from backend.channels.carrying import http

    assert http._seconds(header, Standing().now()) == after_s


@pytest.mark.parametrize(
    ("status", "again"),
    [(301, False), (400, False), (404, False), (408, True), (425, True), (429, True), (503, True)],
)
def test_what_statuses_mean(status: int, again: bool) -> None:
    receipt = by_status(Answer(status, b"token=abc said\n no", 9.0), ["abc"])
    assert receipt is not None
    assert (receipt.state, receipt.again) == ("failed", again)
    assert receipt.again_after_s == (9.0 if again else None)
    assert receipt.reason.en.endswith("token=••• said no")


def test_success_says_nothing_of_the_message_yet() -> None:
    assert by_status(Answer(204, b""), []) is None


def test_bodies_that_are_no_json_are_none() -> None:
    assert Answer(200, b"\xff{").json() is None
    assert Answer(200, b'{"a":1}').json() == {"a": 1}


def test_receipts_of_lost_answers_follow_what_is_wanted() -> None:
    lost = NoAnswerError(Text("đứt", "cut"), left=True)
    assert [lost.receipt(repeat=one).again for one in (True, False)] == [True, False]
    assert lost.receipt().reason == Text(
        "Không rõ tin đã tới hay chưa: đứt", "Nobody knows whether it arrived: cut"
    )
