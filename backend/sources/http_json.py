"""A JSON document at an HTTP address, asked for at an interval."""

from __future__ import annotations

import asyncio
import functools
import random

import httpx
import msgspec

from backend.domain.clock import Clock
from backend.sources.base import Parsed, Refusal, Sink, SourceConfig
from backend.sources.reading.case_mapping import CaseMapping, CaseReader
from backend.sources.reading.flat_json import BatchReader
from backend.sources.reading.json_mapping import JsonMapping
from backend.sources.reading.secrets import SecretMissingError, check_web_address, password_of

_MAX_BACKOFF_S = 900.0
_LARGE = 100_000
"""A longer document is read in a thread, so that the loop is not held."""


class Config(SourceConfig, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """Settings of an HTTP source."""

    url: str
    """Address of the document, http or https."""
    interval_s: float
    """Time from one question to the next."""
    mapping: JsonMapping | None = None
    """Where the document keeps place, time and values; empty: it holds only cases."""
    cases: CaseMapping | None = None
    """Where the document keeps cases (calls for rescue, reports); empty: it holds none."""
    timeout_s: float = 20.0
    """Time for the whole answer."""
    max_bytes: int = 33_554_432
    """A longer answer is refused."""
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    """Sent with each question; never a secret."""
    user: str = ""
    """User name, for basic authentication."""
    password_key: str = ""
    """Name of the password in the keyring."""
    token_key: str = ""
    """Name of a token in the keyring, sent as `Authorization: Bearer …`."""
    ca_file: str = ""
    """Certificates to trust; empty: the usual ones."""

    @property
    def holds_readings(self) -> bool:
        """Whether it measures."""
        return self.mapping is not None

    def __post_init__(self) -> None:
        """Check the address and ranges."""
        check_web_address(self.url)
        if self.interval_s <= 0 or self.timeout_s <= 0:
            raise ValueError("`interval_s` and `timeout_s` must be above 0")
        if any(name.lower() == "authorization" for name in self.headers):
            raise ValueError("`headers` must not hold a secret: use `password_key` or `token_key`")
        if self.mapping is None and self.cases is None:
            raise ValueError("give `mapping` (readings), `cases`, or both")
        for key, mapping in (("mapping", self.mapping), ("cases", self.cases)):
            if mapping is not None and any(path.startswith("topic:") for path in mapping.paths()):
                raise ValueError(f"`{key}`: paths with `topic:` belong to MQTT")

    @functools.cached_property
    def reader(self) -> BatchReader | None:
        """The mapping of readings, compiled, with units as they are sent."""
        return None if self.mapping is None else BatchReader(self.mapping)

    @functools.cached_property
    def case_reader(self) -> CaseReader | None:
        """The mapping of cases, compiled."""
        return None if self.cases is None else CaseReader(self.cases, self.id)


class _Validators(msgspec.Struct, omit_defaults=True):
    """What the server said about the version that was stored; the mark of this kind."""

    etag: str = ""
    last_modified: str = ""


class _FailedError(Exception):
    """The server did not give the document; the words say why."""

    def __init__(self, reason: str, retry_after_s: float = 0.0) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


def parse(raw: bytes, config: Config, received_at: float, reader: BatchReader | None = None) -> Parsed:
    """Read one document; `reader` None leaves units unchecked."""
    reader = reader or config.reader
    parsed = Parsed([]) if reader is None else reader.read([(config.url, raw)], received_at)
    if config.case_reader is None:
        return parsed
    try:
        root = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        # where it keeps readings too, their reader has refused it already
        return parsed if reader else Parsed([], [Refusal(config.url, f"not JSON: {error}", raw)])
    cases, refusals = config.case_reader.read(root, received_at, config.url)
    return Parsed(parsed.observations, parsed.refusals + refusals, cases)


class Source:
    """Asks one address again and again."""

    def __init__(self, config: Config, sink: Sink, clock: Clock) -> None:
        """Make the source; `run` asks."""
        self._config, self._sink, self._clock = config, sink, clock
        self._reader = None if config.mapping is None else BatchReader(config.mapping, sink.unit_of)
        self._random = random.Random()  # noqa: S311 - spreads questions in time, keeps no secret
        self._validators = _Validators()

    async def run(self) -> None:
        """Ask until cancelled."""
        self._validators = _stored(self._sink.mark())
        n_failed = 0
        while True:
            try:
                await self._ask_often()
            except (_FailedError, SecretMissingError, httpx.HTTPError, httpx.InvalidURL, OSError) as error:
                self._sink.disconnected(f"{self._config.url}: {_words(error)}")
                n_failed = n_failed + 1 if not self._answered else 1
                wait_s = self._backoff_s(n_failed)
                if isinstance(error, _FailedError):
                    wait_s = max(wait_s, min(error.retry_after_s, _MAX_BACKOFF_S))
                await asyncio.sleep(wait_s)

    def _backoff_s(self, n_failed: int) -> float:
        """Return the time to wait: doubling from the interval, with jitter of a half."""
        base_s = min(self._config.interval_s, 30.0)
        longest_s = max(_MAX_BACKOFF_S, self._config.interval_s)
        return min(base_s * 2.0 ** min(n_failed - 1, 20), longest_s) * self._random.uniform(0.5, 1.0)

    async def _ask_often(self) -> None:
        """Ask at the interval until something fails."""
        self._answered = False
        client = await asyncio.to_thread(self._client)
        loop = asyncio.get_running_loop()
        async with client:
            while True:
                started = loop.time()
                await self._sink.room()
                async with asyncio.timeout(self._config.timeout_s):
                    found = await self._ask(client)
                self._answered = True
                if found is not None:
                    await self._take(*found)
                pause_s = self._config.interval_s * self._random.uniform(0.95, 1.0)
                await asyncio.sleep(max(0.0, started + pause_s - loop.time()))

    def _client(self) -> httpx.AsyncClient:
        config = self._config
        headers = dict(config.headers)
        if config.token_key:
            headers["Authorization"] = f"Bearer {password_of(config.token_key)}"
        auth = None
        if config.user:
            auth = httpx.BasicAuth(
                config.user, password_of(config.password_key) if config.password_key else ""
            )
        verify = httpx.create_ssl_context(verify=config.ca_file or True) if config.url[4] == "s" else True
        return httpx.AsyncClient(
            headers=headers, auth=auth, timeout=config.timeout_s, verify=verify, follow_redirects=True
        )

    async def _ask(self, client: httpx.AsyncClient) -> tuple[bytes, bool] | None:
        """Return the document and whether it was short enough, None if it is the one we know."""
        headers = {}
        if self._validators.etag:
            headers["If-None-Match"] = self._validators.etag
        if self._validators.last_modified:
            headers["If-Modified-Since"] = self._validators.last_modified
        async with client.stream("GET", self._config.url, headers=headers) as response:
            if response.status_code == httpx.codes.NOT_MODIFIED:
                self._sink.connected()
                return None
            if response.status_code != httpx.codes.OK:
                raise _FailedError(
                    f"the server answers {response.status_code} {response.reason_phrase}",
                    _seconds(response.headers.get("Retry-After", "")),
                )
            found = await self._body(response)
        self._sink.connected()
        self._validators = _Validators(
            response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
        )
        return found

    async def _body(self, response: httpx.Response) -> tuple[bytes, bool]:
        """Return the answer, or its beginning and False where it is too long."""
        body = bytearray()
        async for chunk in response.aiter_bytes(65_536):
            body += chunk
            if len(body) > self._config.max_bytes:
                return bytes(body[:10_000]), False
        return bytes(body), True

    async def _take(self, body: bytes, fits: bool) -> None:
        if fits and len(body) < _LARGE:
            parsed = parse(body, self._config, self._clock.now(), self._reader)
        elif fits:
            parsed = await asyncio.to_thread(parse, body, self._config, self._clock.now(), self._reader)
        else:
            reason = f"the answer is longer than {self._config.max_bytes} bytes (`max_bytes`)"
            parsed = Parsed([], [Refusal(self._config.url, reason, body)])
        if parsed.refusals:
            self._sink.refuse(parsed.refusals)
        if parsed.cases:
            self._sink.accept_cases(parsed.cases)
        cases = self._config.cases
        if cases is not None and cases.whole and fits and not parsed.refusals:
            # with anything refused in it, what is missing may be just that
            self._sink.listed_all(cases.kind, frozenset(each.case.case_id for each in parsed.cases))
        self._sink.accept(parsed.observations, mark=msgspec.json.encode(self._validators).decode())


def _stored(mark: str | None) -> _Validators:
    if mark is None:
        return _Validators()
    try:
        return msgspec.json.decode(mark, type=_Validators)
    except msgspec.DecodeError:
        return _Validators()


def _seconds(retry_after: str) -> float:
    return float(retry_after) if retry_after.isdigit() and len(retry_after) < 7 else 0.0


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return "no answer in time (`timeout_s`)"
    return str(error) or type(error).__name__
