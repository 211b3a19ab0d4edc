from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.unit.backend.gateway.given import KEY, door, reasons

FORM = {"api_key": KEY, "service_code": "rac", "address_string": "ở đây"}
PATH = "/open311/v2/requests.json"


def test_an_address_that_asks_too_often_waits() -> None:
    at = door(limits={"requests_per_minute": 60})
    answers = at.ask_all(*(("GET", "/open311/v2/services.xml", {}) for _ in range(8)))
    assert [one.status_code for one in answers] == [200] * 6 + [429] * 2
    assert answers[-1].headers["retry-after"] == "1"
    assert answers[-1].text.startswith("<?xml")


def test_a_body_that_says_that_it_is_too_large_is_refused_unread() -> None:
    at = door(limits={"body_mb": 1})
    for length in ("1048577", "99999999999999999999", "-1", "x", "²"):
        answer = at.ask("POST", PATH, content=b"", headers={"Content-Length": length.encode()})
        assert answer.status_code == 413
        assert answer.headers["connection"] == "close"


def test_a_body_that_grows_too_large_is_refused_on_the_way() -> None:
    at, n_read = door(limits={"body_mb": 1}), 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal n_read
        while True:
            n_read += 1
            yield b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * 60_000 + b"\r\n"

    async def scene() -> httpx.Response:
        transport = httpx.ASGITransport(at.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            headers = {"Content-Type": "multipart/form-data; boundary=b"}
            return await client.post(PATH, content=endless(), headers=headers)

    answer = asyncio.run(scene())
    assert (answer.status_code, reasons(answer)) == (413, ["Nội dung quá lớn: tối đa 1 MB."])
    assert n_read <= 20


def test_a_request_that_takes_too_long_is_ended() -> None:
    at = door(limits={"request_s": 0.05})

    async def scene() -> httpx.Response:
        at.desk.slow = asyncio.Event()
        transport = httpx.ASGITransport(at.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            return await client.post(PATH, data=FORM)

    assert asyncio.run(scene()).status_code == 408


def test_a_failure_is_logged_once_and_told_without_detail(caplog: pytest.LogCaptureFixture) -> None:
    at = door()
    at.desk.broken = True
    with caplog.at_level(logging.ERROR):
        answer = at.get("requests.json")
    assert answer.status_code == 500
    assert "store" not in answer.text
    assert [record.name for record in caplog.records] == ["backend.gateway.guard"]


def test_every_answer_tells_browsers_to_take_it_for_what_it_is() -> None:
    at = door()
    for answer in (at.get("services.json"), at.get("nothing"), at.post({"api_key": ""})):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "strict-transport-security" not in answer.headers
    behind = door(behind_proxy=True).get("services.json")
    assert "strict-transport-security" in behind.headers
