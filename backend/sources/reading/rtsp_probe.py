"""A light question to an RTSP camera: OPTIONS, then DESCRIBE, over one TCP connection, no video.

Source: RFC 2326 (RTSP 1.0), RFC 7616 and RFC 2617 (digest authentication).
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_MAX_HEAD = 16_384
_MAX_BODY = 262_144
_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))')


class ProbeError(Exception):
    """The camera did not answer as a camera does; the words say how."""


@dataclass
class _Answer:
    status: int
    reason: str
    headers: dict[str, list[str]]
    body: bytes


@dataclass
class _Session:
    url: str
    user: str
    password: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    cseq: int = 0
    challenge: dict[str, str] = field(default_factory=dict)

    async def ask(self, method: str) -> _Answer:
        """Send one request; once more with credentials where they are asked for."""
        answer = await self._ask_once(method)
        if answer.status == 401 and self.user and not self.challenge:
            self.challenge = _challenge(answer.headers.get("www-authenticate", []))
            answer = await self._ask_once(method)
        return answer

    async def _ask_once(self, method: str) -> _Answer:
        self.cseq += 1
        lines = [f"{method} {self.url} RTSP/1.0", f"CSeq: {self.cseq}", "User-Agent: toancanh"]
        if method == "DESCRIBE":
            lines.append("Accept: application/sdp")
        if self.challenge:
            lines.append(f"Authorization: {_authorization(self, method)}")
        self.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        await self.writer.drain()
        return await _read_answer(self.reader)


async def probe(url: str, user: str, password: str, timeout_s: float) -> str:
    """Ask a camera whether it would show its picture.

    Args:
        url: `rtsp://host[:port]/path`, without credentials.
        user: empty where none are needed.
        password: of `user`.
        timeout_s: for the whole check.

    Returns:
        What the camera calls its video, such as `H264`.

    Raises:
        ProbeError: it does not answer, refuses, or has no video.
    """
    parts = urlsplit(url)
    where = f"{parts.hostname}:{parts.port or 554}"
    try:
        async with asyncio.timeout(timeout_s):
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 554, limit=_MAX_HEAD)
            try:
                return await _describe(_Session(url, user, password, reader, writer))
            finally:
                writer.close()
    except TimeoutError:
        raise ProbeError(f"{where} gives no answer within {timeout_s:g} s") from None
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        raise ProbeError(f"{where} closed the connection or does not speak RTSP") from None
    except OSError as error:
        raise ProbeError(f"{where}: {error.strerror or error}") from None


async def _describe(session: _Session) -> str:
    options = await session.ask("OPTIONS")
    if options.status not in {200, 401, 404, 405, 501}:
        raise ProbeError(f"OPTIONS is answered {options.status} {options.reason}")
    answer = await session.ask("DESCRIBE")
    if answer.status == 401:
        raise ProbeError("user or password are refused (401)" if session.user else "asks for a user (401)")
    if answer.status != 200:
        raise ProbeError(f"DESCRIBE is answered {answer.status} {answer.reason}")
    return _video_of(answer.body.decode("utf-8", errors="replace"))


def _video_of(sdp: str) -> str:
    if not re.search(r"^m=video ", sdp, re.MULTILINE):
        raise ProbeError("the stream has no video")
    found = re.search(r"^m=video .*?^a=rtpmap:\d+ ([\w.-]+)/", sdp, re.MULTILINE | re.DOTALL)
    return found[1] if found else "video"


async def _read_answer(reader: asyncio.StreamReader) -> _Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    words = first.split(" ", 2)
    if len(words) < 2 or not words[0].startswith("RTSP/") or not words[1].isdigit():
        raise ProbeError(f"does not speak RTSP: answered {first[:60]!r}")
    headers: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), []).append(value.strip())
    length = headers.get("content-length", ["0"])[0]
    n_bytes = int(length) if length.isdigit() and len(length) < 9 else 0
    if n_bytes > _MAX_BODY:
        raise ProbeError(f"announces a description of {n_bytes} bytes")
    body = await reader.readexactly(n_bytes)
    return _Answer(int(words[1][:4]), words[2] if len(words) > 2 else "", headers, body)


def _challenge(offers: list[str]) -> dict[str, str]:
    """Choose what the camera offers: digest before basic."""
    for scheme in ("digest", "basic"):
        for offer in offers:
            name, _, rest = offer.partition(" ")
            if name.lower() == scheme:
                found = {key.lower(): quoted or plain for key, quoted, plain in _PARAMETER.findall(rest)}
                return found | {"scheme": scheme}
    raise ProbeError(f"asks for an unknown authentication: {', '.join(offers)[:100]}")


def _authorization(session: _Session, method: str) -> str:
    challenge = session.challenge
    if challenge["scheme"] == "basic":
        return "Basic " + base64.b64encode(f"{session.user}:{session.password}".encode()).decode()
    algorithm = challenge.get("algorithm", "MD5")
    realm, nonce = challenge.get("realm", ""), challenge.get("nonce", "")

    def digest(text: str) -> str:
        name = "sha256" if algorithm.upper().startswith("SHA-256") else "md5"
        return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()

    secret = digest(f"{session.user}:{realm}:{session.password}")
    request = digest(f"{method}:{session.url}")
    parts = {"username": session.user, "realm": realm, "nonce": nonce, "uri": session.url}
    if "auth" in [one.strip() for one in challenge.get("qop", "").split(",")]:
        count, own = f"{session.cseq:08x}", secrets.token_hex(8)
        parts["response"] = digest(f"{secret}:{nonce}:{count}:{own}:auth:{request}")
        extra = f', qop=auth, nc={count}, cnonce="{own}"'
    else:
        parts["response"] = digest(f"{secret}:{nonce}:{request}")
        extra = ""
    if "algorithm" in challenge:
        extra += f", algorithm={algorithm}"
    if "opaque" in challenge:
        parts["opaque"] = challenge["opaque"]
    return "Digest " + ", ".join(f'{name}="{value}"' for name, value in parts.items()) + extra
