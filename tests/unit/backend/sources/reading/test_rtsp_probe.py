import asyncio
import hashlib
from collections.abc import Callable

import pytest

from backend.sources.reading.rtsp_probe import ProbeError, probe

SDP = b"v=0\r\nm=audio 0 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H265/90000\r\n"
DESCRIBED = b"RTSP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(SDP), SDP)


def ask(
    answer: Callable[[str], bytes], port: int, user: str = "", password: str = ""
) -> tuple[str, list[str]]:
    """Probe a camera that answers each request by a function; return the codec and the requests."""
    requests: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                requests.append((await reader.readuntil(b"\r\n\r\n")).decode())
                writer.write(answer(requests[-1]))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def scenario() -> str:
        async with await asyncio.start_server(serve, "127.0.0.1", port):
            return await probe(f"rtsp://127.0.0.1:{port}/cam", user, password, 5.0)

    return asyncio.run(scenario()), requests


def test_asks_twice_and_finds_the_video(free_port) -> None:
    codec, requests = ask(
        lambda text: DESCRIBED if text.startswith("DESCRIBE") else b"RTSP/1.0 200 OK\r\n\r\n", free_port()
    )
    assert codec == "H265"
    assert [text.split()[0] for text in requests] == ["OPTIONS", "DESCRIBE"]
    assert ["CSeq: 1" in requests[0], "CSeq: 2" in requests[1]] == [True, True]


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@pytest.mark.parametrize(
    ("offer", "check"),
    [
        ('Basic realm="cam"', lambda port, text: "Authorization: Basic dTpw" in text),
        (
            'Digest realm="cam", nonce="n1"',
            lambda port, text: (
                md5(f"{md5('u:cam:p')}:n1:{md5(f'DESCRIBE:rtsp://127.0.0.1:{port}/cam')}") in text
            ),
        ),
        (
            'Digest realm="cam", nonce="n1", qop="auth,auth-int", algorithm=SHA-256, opaque="o"',
            lambda port, text: all(
                word in text for word in ("qop=auth,", "algorithm=SHA-256", 'opaque="o"', "cnonce=")
            ),
        ),
    ],
)
def test_gives_its_credentials_when_asked(offer: str, check: Callable[[int, str], bool], free_port) -> None:
    port = free_port()

    def answer(text: str) -> bytes:
        if text.startswith("OPTIONS"):
            return b"RTSP/1.0 200 OK\r\n\r\n"
        if check(port, text):
            return DESCRIBED
        return f"RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: {offer}\r\n\r\n".encode()

    codec, requests = ask(answer, port, "u", "p")
    assert codec == "H265"
    assert len(requests) == 3


def test_an_unknown_authentication_is_named(free_port) -> None:
    with pytest.raises(ProbeError, match="unknown authentication: Negotiate"):
        ask(lambda _: b"RTSP/1.0 401 No\r\nWWW-Authenticate: Negotiate\r\n\r\n", free_port(), "u", "p")


def test_silence_ends_in_time(free_port) -> None:
    async def scenario() -> None:
        port = free_port()
        async with await asyncio.start_server(lambda *_: None, "127.0.0.1", port):
            await probe(f"rtsp://127.0.0.1:{port}/cam", "", "", 0.1)

    with pytest.raises(ProbeError, match="no answer within 0.1 s"):
        asyncio.run(scenario())
