from __future__ import annotations

import asyncio
import datetime as dt
import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from backend.sources.open311 import LONGEST_SPAN_S, Config, Source, parse

DAY_S = 86_400.0


class Endpoint:
    """Another city's endpoint: answers at most `most` requests, as the standard says."""

    def __init__(self, requests: list[dict[str, Any]], most: int = 1000) -> None:
        self.requests, self.most, self.asked, self.fails = requests, most, [], 0
        endpoint = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                given = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
                endpoint.asked.append(given)
                status, body = endpoint.answer(given)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, given: dict[str, str]) -> tuple[int, bytes]:
        if self.fails:
            self.fails -= 1
            return 403, json.dumps([{"code": 403, "description": "key missing"}]).encode()
        start, end = (instant(given[key]) for key in ("start_date", "end_date"))
        assert end - start <= LONGEST_SPAN_S
        found = [r for r in self.requests if start <= instant(r["requested_datetime"]) < end]
        return 200, json.dumps(found[: self.most]).encode()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/v2"


def instant(text: str) -> float:
    return dt.datetime.fromisoformat(text).timestamp()


def request(number: int, at: float, status: str = "open", **more: Any) -> dict[str, Any]:
    when = dt.datetime.fromtimestamp(at, dt.UTC).isoformat()
    return {
        "service_request_id": str(number), "status": status, "status_notes": "", "service_name": "Ổ gà",
        "service_code": "duong-hong", "description": "Hố sâu", "requested_datetime": when,
        "updated_datetime": when, "address": "12 Lê Lợi", "lat": 16.06, "long": 108.2,
        "media_url": "https://anh.invalid/1.jpg", **more,
    }  # fmt: skip


def config(url: str, **more: Any) -> Config:
    settings = {
        "id": "hue",
        "kind": "open311",
        "name": "Huế",
        "max_age_s": 900,
        "url": url,
        "id_prefix": "HUE-",
        **more,
    }
    return msgspec.convert(settings, Config)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint([])
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_request_is_read_as_the_standard_writes_it() -> None:
    raw = json.dumps([request(7, 1.79e9, "closed", status_notes="Đã vá"), {"token": "abc"}]).encode()
    parsed = parse(raw, config("https://x.invalid"), 1.8e9)
    (update,) = parsed.cases
    assert (update.case.case_id, update.remote_id, update.case.kind) == ("HUE-7", "7", "report")
    assert (update.case.title.vi, update.field, update.text) == ("Ổ gà", "duong-hong", "Hố sâu")
    assert (update.case.open, update.case.status, update.result) == (False, "closed", "Đã vá")
    assert (update.case.lat, update.case.lon, update.media) == (16.06, 108.2, ("https://anh.invalid/1.jpg",))


@pytest.mark.parametrize(("raw", "words"), [(b"<html>", "not JSON"), (b'{"a": 1}', "expected a list")])
def test_what_is_no_answer_is_refused(raw: bytes, words: str) -> None:
    parsed = parse(raw, config("https://x.invalid"), 1.8e9)
    assert words in parsed.refusals[0].reason


def test_a_full_answer_is_asked_for_again_in_halves_until_nothing_is_missing(
    endpoint, sink, clock, running, until
) -> None:
    now = clock.now()
    endpoint.most = 10
    endpoint.requests = [request(n, now - n * 0.12 * DAY_S - 60) for n in range(95)]

    async def scenario() -> None:
        async with running(Source(config(endpoint.url, max_rows=10, look_back_days=12), sink, clock)):
            await until(lambda: sink.marks)

    asyncio.run(scenario())
    assert sorted(int(each.remote_id) for each in sink.cases) == list(range(95))
    assert len(sink.cases) == 95
    assert sink.links == ["connected"]


def test_the_first_time_it_reads_from_the_start_date_on_in_spans_that_endpoints_allow(
    endpoint, sink, clock, running, until
) -> None:
    now = clock.now()
    endpoint.requests = [request(1, now - 200 * DAY_S), request(2, now - DAY_S)]
    first = dt.datetime.fromtimestamp(now - 210 * DAY_S, dt.UTC).date().isoformat()

    async def scenario() -> None:
        settings = config(endpoint.url, start_date=first, jurisdiction_id="hue.gov.vn")
        async with running(Source(settings, sink, clock)):
            await until(lambda: sink.marks)

    asyncio.run(scenario())
    assert [each.remote_id for each in sink.cases] == ["1", "2"]
    assert {given["jurisdiction_id"] for given in endpoint.asked} == {"hue.gov.vn"}
    assert len(endpoint.asked) == 3


def test_an_endpoint_that_refuses_is_told_in_its_own_words_and_asked_again(
    endpoint, sink, clock, running, until
) -> None:
    endpoint.fails = 1
    endpoint.requests = [request(1, clock.now() - 60)]

    async def scenario() -> None:
        async with running(Source(config(endpoint.url, interval_s=0.05), sink, clock)):
            await until(lambda: sink.marks)

    asyncio.run(scenario())
    assert "answers 403 key missing" in sink.links[0]
    assert sink.links[-1] == "connected"
    assert sink.cases


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"url": "ftp://x"}, "must start with http"),
        ({"id_prefix": " "}, "two cities may give out the same code"),
        ({"look_back_days": 0}, "above 0"),
        ({"start_date": "hôm qua"}, "Invalid isoformat"),
    ],
)
def test_settings_that_cannot_be_are_refused(fault: dict[str, Any], words: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=words):
        config(**{"url": "https://x.invalid", **fault})
