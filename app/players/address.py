"""Kinds of camera addresses, and what errors of opening them mean. Pure."""

from __future__ import annotations

import errno
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from app.players.messages import ReasonCode

AddressKind = Literal["rtsp", "http", "file", "other"]


def kind_of(address: str) -> AddressKind:
    """Return what an address is: a camera, an HTTP stream or a file."""
    scheme = urlsplit(address).scheme.lower()
    if scheme in ("rtsp", "rtsps"):
        return "rtsp"
    if scheme in ("http", "https"):
        return "http"
    return "file" if scheme in ("", "file") else "other"


def path_of(address: str) -> str:
    """Return the path of an address of kind `file`."""
    return urlsplit(address).path if address.startswith("file:") else address


def without_password(address: str) -> str:
    """Return an address fit for a log: user and password left out."""
    parts = urlsplit(address)
    if "@" not in parts.netloc:
        return address
    return urlunsplit(parts._replace(netloc="…@" + parts.netloc.rpartition("@")[2]))


_BY_ERRNO: dict[int, ReasonCode] = {
    errno.ECONNREFUSED: "refused",
    errno.ETIMEDOUT: "timed_out",
    errno.ECONNRESET: "broken",
    errno.EPIPE: "broken",
    errno.ECONNABORTED: "broken",
    errno.EHOSTUNREACH: "unreachable",
    errno.ENETUNREACH: "unreachable",
    errno.EIO: "unreachable",
    errno.ENOENT: "no_such_file",
    errno.EISDIR: "unsupported",
    errno.EACCES: "not_authorised",
    errno.EPERM: "not_authorised",
}

_BY_NAME: dict[str, ReasonCode] = {
    "HTTPNotFoundError": "not_found",
    "HTTPUnauthorizedError": "not_authorised",
    "HTTPForbiddenError": "not_authorised",
    "HTTPServerError": "broken",
    "ExitError": "timed_out",
    "EOFError": "ended",
    "InvalidDataError": "unsupported",
    "DecoderNotFoundError": "unsupported",
    "DemuxerNotFoundError": "unsupported",
    "ProtocolNotFoundError": "unsupported",
    "PatchWelcomeError": "unsupported",
}


def reason_of(error: BaseException, kind: AddressKind) -> ReasonCode:
    """Return the reason that an error of opening or reading an address stands for.

    FFmpeg names errors by class (HTTP and RTSP answers) or by errno; host names that do not resolve
    come as EIO.
    """
    named = _BY_NAME.get(type(error).__name__)
    if named:
        return named
    number = getattr(error, "errno", None)
    reason = _BY_ERRNO.get(number, "broken") if isinstance(number, int) else "broken"
    return "broken" if reason == "unreachable" and kind == "file" else reason
