"""Service requests of another city's Open311 endpoint (GeoReport v2), asked for at an interval.

Source: GeoReport v2, `GET requests`: at most 90 days and 1,000 requests in one answer. A span whose answer is
full is asked for again in two halves, so that no server has to know pages.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
from collections.abc import AsyncIterator

import httpx
import msgspec

from backend.contract.state import Text
from backend.domain.clock import Clock
from backend.sources.base import Parsed, Refusal, Sink, SourceConfig
from backend.sources.reading.case_mapping import CaseMapping, CaseReader
from backend.sources.reading.secrets import SecretMissingError, check_web_address, password_of

DAY_S = 86_400.0
LONGEST_SPAN_S = 90 * DAY_S
"""An endpoint answers for no longer span."""
SHORTEST_SPAN_S = 60.0
"""A full answer for so short a span is taken as it is, and told as cut off."""
_MAX_BACKOFF_S = 900.0
_OK = 200


class Config(SourceConfig, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """Settings of an Open311 source."""

    url: str
    """Endpoint without the resource, such as `https://311.city.gov/open311/v2`."""
    case_kind: str = "report"
    """Kind of the cases, as a pack's `cases/` declares it."""
    id_prefix: str
    """Put before the other city's codes, so that they never meet our own."""
    jurisdiction_id: str = ""
    """Sent where the endpoint serves several cities."""
    start_date: str = ""
    """First day that is asked for, ISO 8601; empty: `look_back_days` before now."""
    look_back_days: float = 30.0
    """Requests so old are asked for each time: their status may have changed."""
    interval_s: float = 300.0
    """Time from one question to the next."""
    timeout_s: float = 30.0
    """Time for one answer."""
    max_rows: int = 1000
    """An answer with so many requests is full."""
    max_bytes: int = 16_777_216
    """A longer answer is refused."""
    token_key: str = ""
    """Name of a key in the keyring, sent as `api_key`; reading needs none by the standard."""

    @property
    def holds_readings(self) -> bool:
        """Whether it measures: it does not."""
        return False

    def __post_init__(self) -> None:
        """Check address and ranges."""
        check_web_address(self.url)
        if min(self.interval_s, self.timeout_s, self.look_back_days) <= 0 or self.max_rows < 2:
            raise ValueError("`interval_s`, `timeout_s`, `look_back_days` are above 0, `max_rows` above 1")
        if not self.id_prefix.strip():
            raise ValueError("`id_prefix` must not be empty: two cities may give out the same code")
        if self.start_date:
            dt.date.fromisoformat(self.start_date)

    @functools.cached_property
    def reader(self) -> CaseReader:
        """What a request of the standard says of a case."""
        mapping = CaseMapping(
            id="service_request_id",
            id_prefix=self.id_prefix,
            kind=self.case_kind,
            title=Text("{service_name}"),
            time="requested_datetime",
            changed="updated_datetime",
            status="status",
            closed=("closed",),
            lat="lat",
            lon="long",
            place="address",
            text="description",
            field="service_code",
            result="status_notes",
            due="expected_datetime",
            media="media_url",
            remote_id="service_request_id",
        )
        return CaseReader(mapping, self.id)


class _FailedError(Exception):
    """The endpoint did not answer as the standard says; the words say how."""


def parse(raw: bytes, config: Config, received_at: float) -> Parsed:
    """Read one answer to `GET requests.json`."""
    try:
        root = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        return Parsed([], [Refusal(config.url, f"not JSON: {error}", raw)])
    if not isinstance(root, list):
        return Parsed([], [Refusal(config.url, "expected a list of service requests", raw)])
    with_id = [each for each in root if not (isinstance(each, dict) and _only_token(each))]
    cases, refusals = config.reader.read(with_id, received_at, config.url)
    return Parsed([], refusals, cases)


def _only_token(entry: dict[str, object]) -> bool:
    """Return whether a request has no number yet: the endpoint will give it one later."""
    return bool(entry.get("token")) and not entry.get("service_request_id")


class Source:
    """Asks one endpoint again and again."""

    def __init__(self, config: Config, sink: Sink, clock: Clock) -> None:
        """Make the source; `run` asks."""
        self._config, self._sink, self._clock = config, sink, clock

    async def run(self) -> None:
        """Ask until cancelled."""
        wait_s = self._config.interval_s
        while True:
            try:
                await self._ask_all()
                wait_s = self._config.interval_s
            except (_FailedError, SecretMissingError, httpx.HTTPError, httpx.InvalidURL, OSError) as error:
                self._sink.disconnected(f"{self._config.url}: {error or type(error).__name__}")
                wait_s = min(2 * wait_s, max(_MAX_BACKOFF_S, self._config.interval_s))
            await asyncio.sleep(wait_s)

    async def _ask_all(self) -> None:
        now = self._clock.now()
        mark = self._sink.mark()
        since_at = now - self._config.look_back_days * DAY_S
        if mark is None and self._config.start_date:
            first = dt.datetime.fromisoformat(self._config.start_date).replace(tzinfo=dt.UTC)
            since_at = min(since_at, first.timestamp())
        async with httpx.AsyncClient(timeout=self._config.timeout_s, follow_redirects=True) as client:
            async for parsed in self._spans(client, since_at, now):
                await self._sink.room()
                self._sink.refuse(parsed.refusals)
                self._sink.accept_cases(parsed.cases)
        self._sink.connected()
        self._sink.accept((), mark=f"{now:.0f}")

    async def _spans(
        self, client: httpx.AsyncClient, start_at: float, end_at: float
    ) -> AsyncIterator[Parsed]:
        """Yield what a span of time holds, oldest first."""
        waiting = [(start_at, end_at)]
        while waiting:
            begin, end = waiting.pop()
            if end - begin > LONGEST_SPAN_S:
                waiting += [(begin + LONGEST_SPAN_S, end), (begin, begin + LONGEST_SPAN_S)]
                continue
            parsed = parse(await self._answer(client, begin, end), self._config, self._clock.now())
            full = len(parsed.cases) + len(parsed.refusals) >= self._config.max_rows
            if full and end - begin > SHORTEST_SPAN_S:
                middle = (begin + end) / 2
                waiting += [(middle, end), (begin, middle)]
                continue
            if full:
                words = f"more than {self._config.max_rows} requests within a minute: some may be missing"
                self._sink.refuse([Refusal(f"{self._config.url} {_w3c(begin)}", words, b"")])
            yield parsed

    async def _answer(self, client: httpx.AsyncClient, start_at: float, end_at: float) -> bytes:
        config = self._config
        asked = {"start_date": _w3c(start_at), "end_date": _w3c(end_at), "page_size": str(config.max_rows)}
        if config.jurisdiction_id:
            asked["jurisdiction_id"] = config.jurisdiction_id
        if config.token_key:
            asked["api_key"] = password_of(config.token_key)
        body = bytearray()
        async with client.stream("GET", f"{config.url.rstrip('/')}/requests.json", params=asked) as response:
            async for chunk in response.aiter_bytes(65_536):
                body += chunk
                if len(body) > config.max_bytes:
                    raise _FailedError(f"the answer is longer than {config.max_bytes} bytes (`max_bytes`)")
            if response.status_code != _OK:
                raise _FailedError(_words(response.status_code, bytes(body)))
        return bytes(body)


def _w3c(at: float) -> str:
    return dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _words(status: int, body: bytes) -> str:
    """Return the endpoint's own words for a failure: the standard's list of code and description."""
    try:
        listed = msgspec.json.decode(body, type=list[dict[str, object]])
        said = "; ".join(str(each.get("description", "")) for each in listed)
    except msgspec.MsgspecError:
        said = ""
    return f"the endpoint answers {status} {said}".strip()[:300]
