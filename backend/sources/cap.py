"""Warnings of other authorities by the Common Alerting Protocol (CAP 1.0 to 1.2): an index or one alert."""

from __future__ import annotations

import asyncio
import functools
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import httpx
import msgspec

from backend.domain.clock import Clock
from backend.sources.base import Parsed, Refusal, Sink, SourceConfig
from backend.sources.reading.cap_cases import (
    PARTS,
    SEVERITY_TABLE,
    AlertRules,
    KnownAlert,
    NotTakenError,
    SeverityRow,
    expired,
    taken,
)
from backend.sources.reading.cap_xml import Link, is_alert, read_alert, read_index, safe_root
from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.secrets import SecretMissingError, check_web_address, password_of
from backend.sources.reading.times import zone_of

_MAX_BACKOFF_S = 900.0


class Config(SourceConfig, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """Settings of a source of warnings."""

    url: str
    """Address of an Atom or RSS index, or of one alert."""
    case_kind: str = "warning"
    """Kind of the cases, as a pack's `cases/` declares it."""
    id_prefix: str = ""
    """Put before identifiers, so that two authorities never share one."""
    interval_s: float = 60.0
    """Time from one question to the next."""
    timeout_s: float = 20.0
    """Time for one answer."""
    max_bytes: int = 2_097_152
    """A longer document is refused."""
    hosts: tuple[str, ...] = ()
    """Hosts to which links of the index may lead; empty: only the index's own."""
    languages: tuple[str, ...] = ("vi", "en")
    """Which info block speaks for an alert: the first of these that there is, else its first one."""
    severities: tuple[SeverityRow, ...] = SEVERITY_TABLE
    """How severe an alert is as a case: the first row that fits; see the table below."""
    drills: bool = False
    """Take alerts of status Exercise and Test, too: marked in the title, of low severity."""
    valid_h: float = 24.0
    """An alert that says no end is over so long after it was sent."""
    geocodes: tuple[str, ...] = ()
    """Names (`valueName`) of geocodes whose values are codes of wards."""
    areas: dict[str, str] = msgspec.field(default_factory=dict)
    """The authority's codes of wards to the centre's, where they differ."""
    data: dict[str, str] = msgspec.field(default_factory=dict)
    """Data fields of the kind: id → part of the alert; empty: each part in the field of its name."""
    zone: str = "Asia/Ho_Chi_Minh"
    """IANA zone in which times are kept."""
    user: str = ""
    """User name, for basic authentication."""
    password_key: str = ""
    """Name of the password in the keyring."""
    ca_file: str = ""
    """Certificates to trust; empty: the usual ones."""

    @property
    def holds_readings(self) -> bool:
        """Whether it measures: it does not."""
        return False

    def __post_init__(self) -> None:
        """Check address, ranges and names."""
        check_web_address(self.url)
        if min(self.interval_s, self.timeout_s, self.valid_h, self.max_bytes) <= 0:
            raise ValueError("`interval_s`, `timeout_s`, `valid_h` and `max_bytes` must be above 0")
        unknown = [part for part in self.data.values() if part not in PARTS]
        if unknown:
            raise ValueError(f"`data`: there is no part {unknown[0]!r}; expected one of: {', '.join(PARTS)}")
        zone_of(self.zone)

    @functools.cached_property
    def rules(self) -> AlertRules:
        """How its alerts become cases."""
        return AlertRules(
            source_id=self.id,
            kind=self.case_kind,
            zone=ZoneInfo(self.zone),
            id_prefix=self.id_prefix,
            languages=self.languages,
            severities=self.severities,
            drills=self.drills,
            valid_s=self.valid_h * 3600.0,
            geocodes=self.geocodes,
            areas=self.areas,
            data=self.data,
        )

    def follows(self, url: str) -> bool:
        """Return whether a link of the index may be followed."""
        return urlsplit(url).hostname in (self.hosts or (urlsplit(self.url).hostname,))


class Mark(msgspec.Struct, omit_defaults=True):
    """How far the source has read: which version of the index, which alerts, what is known of them."""

    etag: str = ""
    last_modified: str = ""
    links: dict[str, str] = {}
    """Address of an alert in the index → version that was read."""
    known: dict[str, KnownAlert] = {}
    """Sender and identifier → what is remembered."""


class _FailedError(Exception):
    """A document was not given; the words say why."""


def parse(
    raw: bytes,
    config: Config,
    received_at: float,
    known: dict[str, KnownAlert] | None = None,
    item: str = "",
) -> Parsed:
    """Read one alert; `known` is what is remembered of those before, and is changed."""
    known = {} if known is None else known
    item = item or config.url
    try:
        cases = taken(read_alert(safe_root(raw)), config.rules, known, received_at)
    except (UnreadableError, NotTakenError) as error:
        return Parsed([], [Refusal(item, str(error), raw)])
    return Parsed([], [], cases)


class Source:
    """Asks one address again and again, and follows the links that are new."""

    def __init__(self, config: Config, sink: Sink, clock: Clock) -> None:
        """Make the source; `run` asks."""
        self._config, self._sink, self._clock = config, sink, clock
        self._mark = Mark()
        self._told: set[Link] = set()
        """Links whose failure was told already; they are tried again."""

    async def run(self) -> None:
        """Ask until cancelled."""
        self._mark = _stored(self._sink.mark())
        wait_s = self._config.interval_s
        while True:
            try:
                client = await asyncio.to_thread(self._client)
                async with client:
                    await self._ask_all(client)
                wait_s = self._config.interval_s
            except (_FailedError, SecretMissingError, httpx.HTTPError, httpx.InvalidURL, OSError) as error:
                self._sink.disconnected(f"{self._config.url}: {error or type(error).__name__}")
                self._end_expired()  # what is over is over, whether the authority answers or not
                wait_s = min(2 * wait_s, max(_MAX_BACKOFF_S, self._config.interval_s))
            await asyncio.sleep(wait_s)

    def _client(self) -> httpx.AsyncClient:
        config = self._config
        auth = None
        if config.user:
            password = password_of(config.password_key) if config.password_key else ""
            auth = httpx.BasicAuth(config.user, password)
        verify = httpx.create_ssl_context(verify=config.ca_file or True) if config.url[4] == "s" else True
        return httpx.AsyncClient(auth=auth, timeout=config.timeout_s, verify=verify)

    async def _ask_all(self, client: httpx.AsyncClient) -> None:
        await self._sink.room()
        found = await self._index(client)
        if found is not None:
            await self._take(client, *found)
        self._sink.connected()
        self._end_expired()

    async def _index(self, client: httpx.AsyncClient) -> tuple[bytes, str, str] | None:
        """Return the document with its ETag and time, None where it is the one that is known."""
        headers = {"If-None-Match": self._mark.etag} if self._mark.etag else {}
        if self._mark.last_modified:
            headers["If-Modified-Since"] = self._mark.last_modified
        return await self._get(client, self._config.url, headers)

    async def _take(self, client: httpx.AsyncClient, raw: bytes, etag: str, modified: str) -> None:
        """Take an alert, or those alerts of an index that are new, oldest first."""
        try:
            root = safe_root(raw)
            links = [] if is_alert(root) else read_index(root, self._config.url)
        except UnreadableError as error:
            self._sink.refuse([Refusal(self._config.url, str(error), raw)])
            self._keep(self._mark.links, etag, modified)
            return
        if is_alert(root):
            self._accept(parse(raw, self._config, self._clock.now(), self._mark.known))
            self._keep({}, etag, modified)
            return
        read, whole = await self._follow(client, links)
        for url, body in sorted(read.items(), key=lambda each: _sent_at(each[1])):
            self._accept(parse(body, self._config, self._clock.now(), self._mark.known, url))
        versions = {
            link.url: link.version
            for link in links
            if link.url in read or self._mark.links.get(link.url) == link.version
        }
        self._keep(versions, *((etag, modified) if whole else ("", "")))

    async def _follow(self, client: httpx.AsyncClient, links: list[Link]) -> tuple[dict[str, bytes], bool]:
        """Return the alerts that are new, and whether none was missing."""
        read: dict[str, bytes] = {}
        whole = True
        for link in links:
            if self._mark.links.get(link.url) == link.version:
                continue
            try:
                read[link.url] = await self._alert(client, link.url)
                self._told.discard(link)
            except (_FailedError, httpx.HTTPError, httpx.InvalidURL) as error:
                whole = False
                if link not in self._told:
                    self._told.add(link)
                    self._sink.refuse([Refusal(link.url, f"not read: {error or type(error).__name__}", b"")])
        return read, whole

    async def _alert(self, client: httpx.AsyncClient, url: str) -> bytes:
        if not self._config.follows(url):
            raise _FailedError("the link leads to another host; allow it in `hosts`")
        found = await self._get(client, url, {})
        return found[0] if found is not None else b""

    async def _get(
        self, client: httpx.AsyncClient, url: str, headers: dict[str, str]
    ) -> tuple[bytes, str, str] | None:
        body = bytearray()
        async with asyncio.timeout(self._config.timeout_s), client.stream("GET", url, headers=headers) as got:
            if got.status_code == httpx.codes.NOT_MODIFIED:
                return None
            if got.status_code != httpx.codes.OK:
                raise _FailedError(f"the server answers {got.status_code} {got.reason_phrase}")
            async for chunk in got.aiter_bytes(65_536):
                body += chunk
                if len(body) > self._config.max_bytes:
                    raise _FailedError(f"longer than {self._config.max_bytes} bytes (`max_bytes`)")
        return bytes(body), got.headers.get("ETag", ""), got.headers.get("Last-Modified", "")

    def _accept(self, parsed: Parsed) -> None:
        if parsed.refusals:
            self._sink.refuse(parsed.refusals)
        if parsed.cases:
            self._sink.accept_cases(parsed.cases)

    def _end_expired(self) -> None:
        ends = expired(self._config.rules, self._mark.known, self._clock.now())
        if ends:
            self._sink.accept_cases(ends)
            self._store()

    def _keep(self, links: dict[str, str], etag: str, modified: str) -> None:
        self._mark.links, self._mark.etag, self._mark.last_modified = links, etag, modified
        self._store()

    def _store(self) -> None:
        self._sink.accept((), mark=msgspec.json.encode(self._mark).decode())


def _stored(mark: str | None) -> Mark:
    if mark is None:
        return Mark()
    try:
        return msgspec.json.decode(mark, type=Mark)
    except msgspec.DecodeError:
        return Mark()


def _sent_at(raw: bytes) -> float:
    """Return when an alert was sent, for its order; what cannot be read comes first and is refused."""
    try:
        return read_alert(safe_root(raw)).sent_at
    except UnreadableError:
        return 0.0
