"""One HTTP question with limits, and what its failures mean for a message.

The distinction that matters: did the question leave this machine? Before that nothing can have arrived;
after that, without an answer, nobody knows.
"""

from __future__ import annotations

import asyncio
import email.utils
import logging
from typing import Any

import httpx
import msgspec

from backend.channels.base import Receipt
from backend.channels.carrying.link import Link, failure_words
from backend.channels.carrying.secrets import quoted
from backend.contract.state import Text
from backend.domain.clock import Clock

# httpx writes whole addresses at INFO, with the secrets that some gateways want in the query.
logging.getLogger("httpx").setLevel(logging.WARNING)

_MAX_ANSWER = 65_536
_MAX_WAIT_S = 86_400.0
_LATER = frozenset({408, 425, 429})
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class Answer(msgspec.Struct, frozen=True):
    """What the other side said."""

    status: int
    body: bytes
    """At most 64 KiB of it."""
    retry_after_s: float | None = None
    """How long it asks us to wait."""

    def json(self) -> Any:
        """Return the body as JSON, None if it is none."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None


class NoAnswerError(Exception):
    """There is no answer; `left` tells whether the question had left this machine."""

    def __init__(self, words: Text, *, left: bool) -> None:
        """Say what happened."""
        super().__init__(words.en)
        self.words, self.left = words, left

    def receipt(self, *, repeat: bool = True) -> Receipt:
        """Return what to say of the message; `repeat`: another attempt is right even if this one arrived."""
        vi, en = self.words.vi, self.words.en
        if self.left:
            reason = Text(f"Không rõ tin đã tới hay chưa: {vi}", f"Nobody knows whether it arrived: {en}")
            return Receipt("unknown", reason=reason, again=repeat)
        reason = Text(f"Không kết nối được tới bên nhận: {vi}", f"The other side cannot be reached: {en}")
        return Receipt("failed", reason=reason, again=True)


class Caller:
    """Asks one other side, over connections that are kept."""

    def __init__(self, timeout_s: float, link: Link, clock: Clock, ca_file: str = "") -> None:
        """Make it; the first question connects."""
        self._timeout_s, self._link, self._clock, self._ca_file = timeout_s, link, clock, ca_file
        self._client: httpx.AsyncClient | None = None

    async def ask(self, method: str, url: str, **how: Any) -> Answer:
        """Ask once; redirects are not followed, because the question holds secrets.

        Args:
            method: GET, POST, …
            url: address.
            how: `content`, `json`, `data`, `params`, `headers` as httpx takes them.

        Raises:
            NoAnswerError: the other side cannot be reached, breaks off or is too slow.
        """
        try:
            if self._client is None:
                self._client = await asyncio.to_thread(self._make)
            async with asyncio.timeout(self._timeout_s):
                answer = await self._ask(self._client, method, url, how)
        except TimeoutError as error:
            raise self._failed(error, left=True) from None
        except (*_NEVER_LEFT, httpx.InvalidURL, UnicodeError, OSError) as error:
            raise self._failed(error, left=False) from None
        except httpx.HTTPError as error:
            raise self._failed(error, left=True) from None
        self._link.regain()
        return answer

    def _failed(self, error: Exception, *, left: bool) -> NoAnswerError:
        slow = isinstance(error, httpx.TimeoutException)
        words = failure_words(TimeoutError() if slow else error, self._timeout_s)
        self._link.lose(words.en)
        return NoAnswerError(words, left=left)

    def _make(self) -> httpx.AsyncClient:
        verify = httpx.create_ssl_context(verify=self._ca_file or True)
        # Connecting gets half the time, so that a peer that is not there is told from one that is slow.
        timeout = httpx.Timeout(self._timeout_s, connect=self._timeout_s / 2)
        return httpx.AsyncClient(timeout=timeout, verify=verify, follow_redirects=False)

    async def _ask(self, client: httpx.AsyncClient, method: str, url: str, how: dict[str, Any]) -> Answer:
        async with client.stream(method, url, **how) as response:
            body = bytearray()
            async for chunk in response.aiter_bytes(16_384):
                body += chunk
                if len(body) > _MAX_ANSWER:
                    break
        wait_s = _seconds(response.headers.get("Retry-After", ""), self._clock.now())
        return Answer(response.status_code, bytes(body[:_MAX_ANSWER]), wait_s)

    async def close(self) -> None:
        """End all connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None


def by_status(answer: Answer, hidden: list[str]) -> Receipt | None:
    """Return what an HTTP status other than 2xx says of the message, None for 2xx."""
    if 200 <= answer.status < 300:
        return None
    said = quoted(answer.body, hidden)
    again = answer.status >= 500 or answer.status in _LATER
    return Receipt(
        "failed",
        reason=Text(
            f"Máy chủ bên nhận trả lời HTTP {answer.status}: {said}",
            f"The other side answers HTTP {answer.status}: {said}",
        ),
        again=again,
        again_after_s=answer.retry_after_s if again else None,
    )


def _seconds(retry_after: str, now: float) -> float | None:
    """Return Retry-After in seconds: a number, or a date (RFC 9110, 10.2.3)."""
    if retry_after.isdigit() and len(retry_after) < 7:
        return min(float(retry_after), _MAX_WAIT_S)
    try:
        then = email.utils.parsedate_to_datetime(retry_after).timestamp()
    except (TypeError, ValueError):
        return None
    return min(max(0.0, then - now), _MAX_WAIT_S)
