"""The centre's `gateway.yaml`: where the gateway listens, who may write, and how much of it."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from backend.contract.document import DocumentError, Fault, check, read_yaml

FILE = "gateway.yaml"
LARGEST_PAGE = 1_000
"""Rows of one answer, as GeoReport v2 says."""
_PLAIN = re.compile(r"[A-Za-z0-9][\w.-]{0,63}")


class ApiKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One program that may hand in reports; the key itself lies in the keyring."""

    id: str
    """Name of the program in the log and the journal."""
    secret: str = ""
    """Name of its key in the keyring; empty: `api.<id>`."""
    source: str = "open311"
    """Channel of its reports: id of a source of the kind."""
    posts_per_minute: float = 60.0
    """Reports that it may hand in."""

    def __post_init__(self) -> None:
        """Check names and ranges."""
        if not _PLAIN.fullmatch(self.id):
            raise ValueError(f"`id` {self.id!r} is not plain: letters, digits, '.', '-' and '_', at most 64")
        if not 0 < self.posts_per_minute <= 6_000:
            raise ValueError("`posts_per_minute` must be above 0 and at most 6000")

    @property
    def entry(self) -> str:
        """Return the name of the keyring's entry."""
        return self.secret or f"api.{self.id}"


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much one address and all together may ask for."""

    requests_per_minute: float = 120.0
    """Of one address, all kinds of request together; a tenth may come at once."""
    connections: int = 200
    """Open at once."""
    connections_per_address: int = 20
    """Open at once of one address; not counted behind a proxy, which is one address."""
    body_mb: float = 12.0
    """Of a report with its photos."""
    photos: int = 5
    """Of one report."""
    header_s: float = 10.0
    """Time for the head of a request to arrive."""
    request_s: float = 60.0
    """Time for the rest, from the head to the last byte of the answer."""

    def __post_init__(self) -> None:
        """Check ranges."""
        for name in msgspec.structs.fields(self):
            if not 0 < getattr(self, name.name) <= 100_000:
                raise ValueError(f"`{name.name}` must be above 0 and at most 100000")

    @property
    def body_bytes(self) -> int:
        """Return the most bytes of a report."""
        return int(self.body_mb * 1_048_576)


class GeoReportSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Open311 GeoReport v2."""

    enabled: bool = True
    kind: str = "report"
    """Kind of case that is read and handed in."""
    jurisdiction_id: str = ""
    """Name of this city in the world of Open311, e.g. `danang.gov.vn`; empty: none is asked or checked."""
    jurisdiction_required: bool = False
    """Requests must name it."""
    answer_with: Literal["id", "token"] = "id"
    """What a new report is answered with; the id is always there, so a token is for clients that want one."""
    read_needs_key: bool = False
    """Reading needs an API key too; off: anybody may read, as the standard has it."""
    hidden_fields: tuple[str, ...] = ()
    """Fields whose reports may be handed in but are shown to nobody, e.g. calls for rescue."""
    publish_uploads: bool = False
    """Uploaded photos are shown to everybody at once; off: only photos that an officer adds as public."""
    box: tuple[float, float, float, float] | None = None
    """West, south, east, north in degrees: positions outside are refused. Left out: around the centre's
    wards or places."""
    contact: str = ""
    """Whom developers may ask, in words; told by discovery."""
    key_service: str = ""
    """How to get an API key, in words or an address; told by discovery."""

    def __post_init__(self) -> None:
        """Check the box."""
        if self.box is not None:
            west, south, east, north = self.box
            if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
                raise ValueError(
                    "`box` is west, south, east, north in degrees, e.g. [107.8, 15.9, 108.4, 16.3]"
                )
        if self.jurisdiction_required and not self.jurisdiction_id:
            raise ValueError("`jurisdiction_required` needs `jurisdiction_id`")


class CapSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Approved messages to the public as alerts of the Common Alerting Protocol."""

    kind: str = "public-message"
    """Kind of case that is told; its pack says with `cap:` which data field is what."""
    sender: str
    """Identifies the authority in the world, e.g. `canhbao@danang.gov.vn` or `urn:oid:…`."""
    sender_name: str = ""
    """Who warns, in words."""
    title: str = "Cảnh báo và thông báo tới người dân"
    """Of the feed."""
    language: str = "vi-VN"
    """Language tag of the case's own words."""
    geocode: str = "urn:vn:gso:ward"
    """Name under which the wards' codes are told; empty: they are left out."""
    web: str = ""
    """Page for more, where a message names none."""
    contact: str = ""
    """Whom to ask, where a message names nobody."""

    def __post_init__(self) -> None:
        """Check the sender."""
        if not self.sender or any(sign in self.sender for sign in " ,<&\t\n"):
            raise ValueError("`sender` must not be empty or hold blanks, commas, '<' or '&'")


class TalkSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Reports by conversation on the city's Zalo page."""

    channel: str
    """Id of the channel (kind `zalo`, service `oa`) by which people write and are answered."""
    kind: str = "report"
    source: str = "zalo"
    """Channel of these reports: id of a source of the kind."""
    timeout_s: float = 1_800.0
    """A report that is not finished after such a silence is given up."""

    def __post_init__(self) -> None:
        """Check the range."""
        if not 60 <= self.timeout_s <= 86_400:
            raise ValueError("`timeout_s` must be from 60 to 86400")


class GatewaySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Content of gateway.yaml."""

    address: str = "127.0.0.1"
    """Address to listen on, e.g. `0.0.0.0` for all."""
    port: int = 8311
    certificate_file: str = ""
    """PEM, with its chain; relative to the centre's folder."""
    key_file: str = ""
    """PEM, readable only by the daemon's user."""
    behind_proxy: bool = False
    """A proxy on the way speaks TLS and hands on in clear; only then may another address than this
    machine's own listen without certificate, and who asks is read from `X-Forwarded-For`."""
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """Addresses of that proxy: of others `X-Forwarded-For` is not believed."""
    public_url: str = ""
    """Address under which the world reaches the gateway, for links in answers; empty: made of the above."""
    cors_origins: tuple[str, ...] = ()
    """Web sites whose pages may read from here, e.g. `https://www.danang.gov.vn`; none: no site."""
    limits: Limits = Limits()
    api_keys: tuple[ApiKey, ...] = ()
    georeport: GeoReportSettings = GeoReportSettings()
    hooks: bool = True
    """Take delivery reports, replies and events at /hooks."""
    replay_s: float = 300.0
    """How old a signed event may be."""
    talk: TalkSettings | None = None
    cap: CapSettings | None = None

    def __post_init__(self) -> None:
        """Check what does not fit together."""
        if not 0 <= self.port <= 65_535:
            raise ValueError("`port` must be from 0 to 65535")
        if bool(self.certificate_file) != bool(self.key_file):
            raise ValueError("`certificate_file` and `key_file` go together: name both or none")
        if not self.encrypted and not self.behind_proxy and not _is_own(self.address):
            raise ValueError(
                f"`address` {self.address!r} is reached from other machines, and nothing would be encrypted: "
                "name `certificate_file` and `key_file`, or set `behind_proxy: true` if a proxy before the "
                "gateway speaks TLS, or listen on 127.0.0.1"
            )
        if not 10 <= self.replay_s <= 3_600:
            raise ValueError("`replay_s` must be from 10 to 3600")
        self._check_addresses()
        names = [key.id for key in self.api_keys]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"`api_keys`: {sorted(twice)[0]!r} stands twice: give each its own id")

    def _check_addresses(self) -> None:
        for origin in self.cors_origins:
            parts = urlsplit(origin)
            if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
                raise ValueError(
                    f"`cors_origins`: {origin!r} is no site: expected e.g. https://www.danang.gov.vn"
                )
        if self.public_url and urlsplit(self.public_url).scheme not in ("http", "https"):
            raise ValueError("`public_url` must begin with https:// or http://")

    @property
    def encrypted(self) -> bool:
        """Return whether the gateway speaks TLS itself."""
        return bool(self.certificate_file)

    def own_url(self, port: int | None = None) -> str:
        """Return the address under which the world reaches the gateway, without slash at its end.

        Args:
            port: the port that is really listened on, where `port` is 0 (any free one).
        """
        if self.public_url:
            return self.public_url.rstrip("/")
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"http{'s' if self.encrypted else ''}://{host}:{port or self.port}"


def _is_own(address: str) -> bool:
    """Return whether only programs of this machine reach the address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def load_settings(centre: Path) -> GatewaySettings | None:
    """Return what the centre's `gateway.yaml` says; None where there is none: then nothing listens.

    Raises:
        DocumentError: with every fault of the file.
    """
    path = centre / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        cure = "save it as UTF-8, readable by the daemon's user"
        raise DocumentError([Fault(str(path), 0, "", f"cannot be read ({error})", cure)]) from error
    data, lines = read_yaml(text, str(path))
    settings, faults = check(data, GatewaySettings, lines)
    if settings is None or faults:
        raise DocumentError(faults)
    for name in ("certificate_file", "key_file"):
        file = getattr(settings, name)
        if file and not (centre / file).is_file():
            faults.append(
                lines.fault(name, f"there is no file {centre / file}", "put it there, or correct the name")
            )
    if faults:
        raise DocumentError(faults)
    return settings
