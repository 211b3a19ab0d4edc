"""Checks of the addresses in settings."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit


def check_url(field: str, url: str) -> None:
    """Check that `url` is an address for HTTP without a password.

    Raises:
        ValueError: it is not.
    """
    found = _split(field, url)
    if found.scheme not in {"http", "https"} or not found.hostname:
        raise ValueError(f"`{field}` must start with http:// or https:// and name a host, not {url!r}")
    if found.password:
        raise ValueError(f"`{field}` must not hold a password: keep it in the keyring and name it")


def plain_http(field: str, url: str) -> list[str]:
    """Return the problem that secrets and messages go unencrypted to another machine, if so."""
    found = _split(field, url)
    if found.scheme == "https" or is_local(found.hostname or ""):
        return []
    return [f"`{field}` is not encrypted: use https://{url.partition('://')[2]}"]


def is_local(host: str) -> bool:
    """Return whether `host` is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _split(field: str, url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise ValueError(f"`{field}`: address {url!r} cannot be read: {error}") from None
