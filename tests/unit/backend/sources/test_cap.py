from __future__ import annotations

import asyncio
import http.server
import threading
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec.structs import replace

from backend.domain.cap.alert import Alert, AlertArea, AlertInfo, Reference
from backend.gateway.cap_xml import alert_xml, feed_xml
from backend.sources.cap import Config, Mark, Source, parse

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SENT = 4_000_000_000.0
"""Far enough ahead that nothing expires meanwhile."""
INFO = AlertInfo(
    event="Mưa lớn", urgency="Immediate", severity="Severe", certainty="Likely", language="vi-VN",
    categories=("Met",), expires_at=SENT + 7200, headline="Mưa rất to", areas=(AlertArea("Liên Chiểu"),),
)  # fmt: skip
FIRST = Alert("VN.1", "a@kttv", SENT, "Actual", "Alert", "Public", infos=(INFO,))
REFERENCE = Reference("a@kttv", "VN.1", SENT)
UPDATE = replace(
    FIRST, identifier="VN.2", sent_at=SENT + 60, msg_type="Update", references=(REFERENCE,),
    infos=(replace(INFO, headline="Mưa giảm"),),
)  # fmt: skip
CANCEL = replace(FIRST, identifier="VN.3", sent_at=SENT + 90, msg_type="Cancel", references=(REFERENCE,))


class Authority:
    """A weather service: documents by their path, with ETags."""

    def __init__(self) -> None:
        self.documents: dict[str, bytes] = {}
        self.asked: list[str] = []
        authority = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                authority.asked.append(self.path)
                body = authority.documents.get(self.path)
                etag = f'"{hash(body)}"'
                known = body is not None and self.headers.get("If-None-Match") == etag
                self.send_response(304 if known else 404 if body is None else 200)
                self.send_header("ETag", etag)
                self.send_header("Content-Length", "0" if known or body is None else str(len(body)))
                self.end_headers()
                if body is not None and not known:
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def issue(self, *alerts: Alert) -> None:
        for alert in alerts:
            self.documents[f"/{alert.identifier}.xml"] = alert_xml(alert, HANOI)
        entries = [(alert, self.address(f"/{alert.identifier}.xml")) for alert in alerts]
        url = self.address("/feed")
        self.documents["/feed"] = feed_xml(entries, url=url, title="KTTV", author="KTTV", zone=HANOI)


@pytest.fixture
def authority() -> Iterator[Authority]:
    made = Authority()
    yield made
    made.server.shutdown()
    made.server.server_close()


def config(url: str, **more: object) -> Config:
    settings = {"id": "kttv", "kind": "cap", "name": "KTTV", "max_age_s": 900, "url": url, "interval_s": 0.01}
    return msgspec.convert(settings | more, Config)


def test_the_index_is_followed_oldest_alert_first_and_each_is_asked_for_once(
    authority, sink, clock, running, until
) -> None:
    authority.issue(CANCEL, FIRST)

    async def scenario() -> None:
        async with running(Source(config(authority.address("/feed")), sink, clock)):
            await until(lambda: len(sink.cases) == 2)
            n = authority.asked.count("/feed")
            await until(lambda: authority.asked.count("/feed") > n + 2)

    asyncio.run(scenario())
    assert [(each.case.case_id, each.case.open) for each in sink.cases] == [("VN.1", True), ("VN.1", False)]
    assert [authority.asked.count(f"/VN.{n}.xml") for n in (1, 3)] == [1, 1]
    assert sink.refusals == []


def test_a_single_alert_is_read_again_when_it_has_changed(authority, sink, clock, running, until) -> None:
    authority.documents["/one"] = alert_xml(FIRST, HANOI)

    async def scenario() -> None:
        async with running(Source(config(authority.address("/one")), sink, clock)):
            await until(lambda: sink.cases)
            authority.documents["/one"] = alert_xml(UPDATE, HANOI)
            await until(lambda: len(sink.cases) == 2)

    asyncio.run(scenario())
    assert [each.case.title.vi for each in sink.cases] == ["Mưa rất to", "Mưa giảm"]
    assert {each.case.case_id for each in sink.cases} == {"VN.1"}


def test_what_is_known_outlives_a_restart(authority, sink, make_sink, clock, running, until) -> None:
    authority.issue(FIRST)

    async def scenario() -> None:
        async with running(Source(config(authority.address("/feed")), sink, clock)):
            await until(lambda: any(msgspec.json.decode(mark, type=Mark).links for mark in sink.marks))
        again = make_sink(first_mark=sink.marks[-1])
        authority.issue(FIRST, CANCEL)
        async with running(Source(config(authority.address("/feed")), again, clock)):
            await until(lambda: again.cases)
        assert [(each.case.case_id, each.case.open) for each in again.cases] == [("VN.1", False)]
        assert again.cases[0].case.title.vi == "Mưa rất to"

    asyncio.run(scenario())
    assert authority.asked.count("/VN.1.xml") == 1


def test_a_bad_alert_costs_only_itself_and_is_told_once(authority, sink, clock, running, until) -> None:
    authority.issue(FIRST, UPDATE)
    authority.documents["/VN.2.xml"] = b"<!DOCTYPE x><alert/>"

    async def scenario() -> None:
        async with running(Source(config(authority.address("/feed")), sink, clock)):
            await until(lambda: authority.asked.count("/feed") > 3)

    asyncio.run(scenario())
    assert [each.case.case_id for each in sink.cases] == ["VN.1"]
    (refusal,) = sink.refusals
    assert refusal.item.endswith("/VN.2.xml")
    assert "document type" in refusal.reason


def test_a_missing_alert_is_told_once_and_tried_again(authority, sink, clock, running, until) -> None:
    authority.issue(FIRST)
    missing = authority.documents.pop("/VN.1.xml")

    async def scenario() -> None:
        async with running(Source(config(authority.address("/feed")), sink, clock)):
            await until(lambda: authority.asked.count("/VN.1.xml") > 2)
            authority.documents["/VN.1.xml"] = missing
            await until(lambda: sink.cases)

    asyncio.run(scenario())
    assert [each.reason for each in sink.refusals] == ["not read: the server answers 404 Not Found"]


def test_links_to_other_hosts_are_followed_only_where_that_is_allowed(
    authority, sink, make_sink, clock, running, until
) -> None:
    authority.issue(FIRST)
    feed = authority.documents["/feed"]
    port = str(authority.server.server_port)
    authority.documents["/feed"] = feed.replace(
        f'href="http://127.0.0.1:{port}/VN.1.xml'.encode(), f'href="http://localhost:{port}/VN.1.xml'.encode()
    )

    async def scenario() -> None:
        async with running(Source(config(authority.address("/feed")), sink, clock)):
            await until(lambda: sink.refusals)
        assert "another host" in sink.refusals[0].reason
        assert "/VN.1.xml" not in authority.asked
        allowed, hosts = make_sink(), ("localhost",)
        async with running(Source(config(authority.address("/feed"), hosts=hosts), allowed, clock)):
            await until(lambda: allowed.cases)

    asyncio.run(scenario())


def test_too_long_documents_and_pages_are_no_alerts(
    authority, sink, make_sink, clock, running, until
) -> None:
    authority.documents["/page"] = b"<html>" + b" " * 2000 + b"</html>"

    async def scenario() -> None:
        async with running(Source(config(authority.address("/page")), sink, clock)):
            await until(lambda: sink.refusals)
        assert "found <html>" in sink.refusals[0].reason
        short, other = config(authority.address("/page"), max_bytes=1000), make_sink()
        async with running(Source(short, other, clock)):
            await until(lambda: any("longer than 1000 bytes" in link for link in other.links))

    asyncio.run(scenario())


def test_time_ends_a_warning_although_the_authority_is_silent(authority, sink, clock, running, until) -> None:
    class Later:
        at = SENT + 10

        def now(self) -> float:
            return self.at

    later = Later()
    authority.documents["/one"] = alert_xml(FIRST, HANOI)

    async def scenario() -> None:
        async with running(Source(config(authority.address("/one")), sink, later)):
            await until(lambda: sink.cases)
            authority.server.shutdown()
            authority.server.server_close()
            later.at = SENT + 7300
            await until(lambda: len(sink.cases) == 2)

    asyncio.run(scenario())
    assert (sink.cases[1].case.open, sink.cases[1].case.status) == (False, "Expired")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"url": "ftp://x"}, "must start with http"),
        ({"url": "http://a:b@x"}, "password"),
        ({"interval_s": 0}, "above 0"),
        ({"data": {"a": "nope"}}, "there is no part 'nope'"),
        ({"zone": "Nowhere"}, "unknown time zone"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(changed: dict[str, object], said: str) -> None:
    with pytest.raises((msgspec.ValidationError, ValueError), match=said):
        config(**{"url": "http://x.vn", **changed})


def test_parse_never_raises() -> None:
    for raw in (b"", b"\x00\xff", b"<alert/>", b"<?xml", alert_xml(replace(FIRST, infos=()), HANOI)):
        parsed = parse(raw, config("http://x.vn"), SENT)
        assert parsed.cases == []
        assert parsed.refusals[0].raw == raw
