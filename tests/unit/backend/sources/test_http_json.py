import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.sources.http_json import Config, Source, parse

MAPPING = {
    "items": "stations",
    "place": "id",
    "time": "at",
    "values": {"rain": {"metric": "rain_mm", "unit": "mm"}},
}


def document(*values: object, at: float = 1.0) -> bytes:
    stations = [{"id": f"s{index}", "at": at, "rain": value} for index, value in enumerate(values)]
    return json.dumps({"stations": stations}).encode()


class City(ThreadingHTTPServer):
    """Answers with what `answer` says and keeps what it was asked."""

    daemon_threads = True
    answer: Callable[[BaseHTTPRequestHandler], None]

    def __init__(self, port: int) -> None:
        self.asked: list[dict[str, str]] = []
        super().__init__(("127.0.0.1", port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: City

    def do_GET(self) -> None:
        self.server.asked.append(dict(self.headers))
        self.server.answer(self)

    def log_message(self, *_: object) -> None:
        pass


def send(status: int, body: bytes = b"", **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def send_each(body: Callable[[], bytes]) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answer each question with what `body` gives then."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        send(200, body())(handler)

    return answer


@pytest.fixture
def city(free_port: Callable[[], int]) -> Iterator[City]:
    server = City(free_port())
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def config(city: City | None = None, **settings: object) -> Config:
    port = city.server_port if city else 1
    base = {
        "id": "h",
        "kind": "http_json",
        "name": "H",
        "max_age_s": 60,
        "interval_s": 0.05,
        "mapping": MAPPING,
    }
    return msgspec.convert(base | {"url": f"http://127.0.0.1:{port}/rain.json"} | settings, Config)


def run_until(source: Source, running, until, condition: Callable[[], object]) -> None:
    async def scenario() -> None:
        async with running(source):
            await until(condition)

    asyncio.run(scenario())


def test_reads_again_and_again(city, sink, clock, running, until) -> None:
    bodies = iter([document(1.5, "x", 2.5), document(3.0, at=2.0)])
    city.answer = send_each(lambda: next(bodies, b'{"stations":[]}'))
    run_until(Source(config(city), sink, clock), running, until, lambda: len(city.asked) > 2)
    assert sink.values() == {"s0.rain_mm": [1.5, 3.0], "s2.rain_mm": [2.5]}
    assert [refusal.item.partition("[")[2] for refusal in sink.refusals] == ["1] rain"]
    assert sink.links == ["connected"]


def test_asks_only_for_what_is_new_also_after_a_restart(city, make_sink, clock, running, until) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers.get("If-None-Match") == '"v1"'
        stamp = "Wed, 14 Oct 2022 11:30:00 GMT"
        reply = send(304) if known else send(200, document(1.0), ETag='"v1"', Last_Modified=stamp)
        reply(handler)

    city.answer = answer
    first = make_sink()
    run_until(Source(config(city), first, clock), running, until, lambda: len(city.asked) > 2)
    assert first.values() == {"s0.rain_mm": [1.0]}
    assert city.asked[1]["If-Modified-Since"] == "Wed, 14 Oct 2022 11:30:00 GMT"
    second = make_sink(first_mark=first.marks[-1])
    city.asked.clear()
    run_until(Source(config(city), second, clock), running, until, lambda: len(city.asked) > 1)
    assert second.observations == []
    assert second.links == ["connected"]


@pytest.mark.parametrize(
    ("answer", "settings", "reason"),
    [
        (send(500), {}, "answers 500"),
        (send(404), {}, "answers 404"),
        (send(503, Retry_After="1"), {}, "answers 503"),
        (lambda handler: handler.connection.close(), {}, "rain.json"),
        (lambda handler: handler.wfile.write(b"garbage\r\n\r\n"), {}, "rain.json"),
        (lambda handler: threading.Event().wait(0.5), {"timeout_s": 0.1}, "no answer in time"),
    ],
)
def test_a_fault_is_told_once_and_then_it_goes_on(
    answer, settings, reason, city, sink, clock, running, until
) -> None:
    def faulty(handler: BaseHTTPRequestHandler) -> None:
        reply = answer if len(city.asked) in (2, 3) else send(200, document(float(len(city.asked))))
        reply(handler)

    city.answer = faulty
    run_until(Source(config(city, **settings), sink, clock), running, until, lambda: len(sink.links) == 3)
    assert [link == "connected" for link in sink.links] == [True, False, True]
    assert reason in sink.links[1]


@pytest.mark.parametrize("body", [b"<html>", b"", b"\xff" * 100, b"[" * 200_000, document(*range(5000))])
def test_what_cannot_be_read_is_refused_and_then_it_goes_on(body, city, sink, clock, running, until) -> None:
    city.answer = send_each(lambda: body if len(city.asked) == 1 else document(7.0))
    source = Source(config(city, max_bytes=100_000, timeout_s=10), sink, clock)
    run_until(source, running, until, lambda: sink.observations)
    assert len(sink.refusals) == 1
    assert sink.values() == {"s0.rain_mm": [7.0]}


def test_the_token_comes_from_the_keyring(city, sink, clock, running, until, keyring) -> None:
    keyring["weather"] = "t0ken"
    city.answer = send(200, document(1.0))
    run_until(Source(config(city, token_key="weather"), sink, clock), running, until, lambda: city.asked)
    assert city.asked[0]["Authorization"] == "Bearer t0ken"


def test_waits_grow_with_jitter_and_stay_bounded(sink, clock) -> None:
    source = Source(config(interval_s=10), sink, clock)
    waits = [source._backoff_s(n_failed) for n_failed in (1, 2, 3, 50)]
    assert 5 <= waits[0] <= 10
    assert 20 <= waits[2] <= 40
    assert 450 <= waits[3] <= 900


@pytest.mark.parametrize(
    "settings",
    [
        {"url": "ftp://x/"},
        {"url": "http://user:secret@x/"},
        {"interval_s": 0},
        {"headers": {"authorization": "x"}},
        {"mapping": {"place": "topic:1", "metric": "m", "value": "v"}},
    ],
)
def test_faulty_settings_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        config(**settings)


@given(st.binary())
def test_parse_never_raises(body: bytes) -> None:
    assert parse(body, config(), 1.0).refusals


CASES = {
    "items": "calls",
    "id": "code",
    "kind": "sos",
    "title": {"vi": "SOS {code}"},
    "time": "at",
    "status": "now",
    "closed": ["done"],
}


def calls(*words: str) -> bytes:
    return json.dumps(
        {
            "calls": [{"code": f"C{index}", "at": 5.0, "now": word} for index, word in enumerate(words)],
            "stations": [{"id": "s0", "at": 1.0, "rain": 2.0}],
        }
    ).encode()


def test_a_document_holds_readings_and_cases() -> None:
    parsed = parse(calls("new", "done"), config(cases=CASES), 9.0)
    assert [one.series_id for one in parsed.observations] == ["s0.rain_mm"]
    assert [(each.case.case_id, each.case.open, each.case.source_id) for each in parsed.cases] == [
        ("C0", True, "h"),
        ("C1", False, "h"),
    ]
    assert parsed.refusals == []


def test_a_document_may_hold_only_cases() -> None:
    settings = config(cases=CASES, mapping=None)
    assert len(parse(calls("new"), settings, 9.0).cases) == 1
    (refusal,) = parse(b"{", settings, 9.0).refusals
    assert "not JSON" in refusal.reason
    assert len(parse(b"{", config(cases=CASES), 9.0).refusals) == 1  # not once for each of both readers
    with pytest.raises(msgspec.ValidationError, match="give `mapping`"):
        config(mapping=None)
    with pytest.raises(msgspec.ValidationError, match="`cases`: paths with `topic:`"):
        config(cases=CASES | {"id": "topic:1"})


def test_cases_reach_the_sink_with_what_was_refused_beside_them(
    city: City, sink, clock, running, until
) -> None:
    city.answer = send(200, calls("new", "done").replace(b'"at": 5.0', b'"at": "?"', 1), ETag="a")

    async def scene() -> None:
        async with running(Source(config(city, cases=CASES), sink, clock)):
            await until(lambda: sink.marks)

    asyncio.run(scene())
    assert [each.case.case_id for each in sink.cases][:1] == ["C1"]
    assert "calls[0]" in sink.refusals[0].item


def test_a_whole_list_says_so_unless_something_of_it_was_refused(
    city: City, sink, clock, running, until
) -> None:
    answers = iter([calls("new", "done"), calls("new", "done").replace(b'"at": 5.0', b'"at": "?"', 1)])
    settings = config(city, cases={**CASES, "whole": True}, interval_s=0.05)

    async def scene() -> None:
        city.answer = send(200, next(answers), ETag="a")
        async with running(Source(settings, sink, clock)):
            await until(lambda: sink.listed)
            city.answer = send(200, next(answers), ETag="b")
            await until(lambda: sink.refusals)

    asyncio.run(scene())
    kind, listed = sink.listed[0]
    assert (kind, listed) == (CASES["kind"], frozenset(each.case.case_id for each in sink.cases))
    assert len(sink.listed) == 1


def test_a_source_of_cases_alone_holds_no_readings() -> None:
    assert not config(cases=CASES, mapping=None).holds_readings
    assert config(cases=CASES).holds_readings
