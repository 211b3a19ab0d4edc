"""What every request passes first: rates, sizes, time, and headers that every answer carries."""

from __future__ import annotations

import asyncio
import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.gateway.answering import refusal
from backend.gateway.errors import GatewayError, too_large
from backend.gateway.rates import Buckets
from backend.gateway.settings import GatewaySettings

log = logging.getLogger(__name__)

HOOK_BYTES = 262_144
"""Of a report or event of another system."""
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)
_STRICT = (b"strict-transport-security", b"max-age=31536000")


class Guard:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, settings: GatewaySettings) -> None:
        """Guard `app`."""
        self._app, self._limits = app, settings.limits
        self._buckets = Buckets(settings.limits.requests_per_minute)
        strict = settings.encrypted or settings.behind_proxy
        self._headers = [*_HEADERS, _STRICT] if strict else list(_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sender = _Sender(send, self._headers)
        try:
            self._admit(scope)
            counted = _counted(receive, self._most_bytes(scope))
            async with asyncio.timeout(self._limits.request_s):
                await self._app(scope, counted, sender)
        except GatewayError as error:
            await sender.refuse(scope, receive, error)
        except TimeoutError:
            log.info("a request of %s took too long", _address(scope))
            await sender.refuse(scope, receive, GatewayError(408, headers={"Connection": "close"}))
        except Exception:  # boundary: a request that fails must not end the others
            log.exception("%s %s failed", scope["method"], scope["path"])
            await sender.refuse(scope, receive, GatewayError(500))

    def _admit(self, scope: Scope) -> None:
        """Refuse whoever asks too often, and what is too large by its own words."""
        wait_s = self._buckets.take(_address(scope), asyncio.get_running_loop().time())
        if wait_s > 0.0:
            raise GatewayError(429, headers={"Retry-After": str(int(wait_s) + 1)})
        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        most = self._most_bytes(scope)
        if not length.isdigit() or int(length) > most:
            raise too_large(most)

    def _most_bytes(self, scope: Scope) -> int:
        return HOOK_BYTES if scope["path"].startswith("/hooks/") else self._limits.body_bytes


def _counted(receive: Receive, most: int) -> Receive:
    """Return `receive` that refuses a body of more than `most` bytes, whatever its head said."""
    n_bytes = 0

    async def counted() -> Message:
        nonlocal n_bytes
        message = await receive()
        n_bytes += len(message.get("body", b""))
        if n_bytes > most:
            raise too_large(most)
        return message

    return counted


class _Sender:
    """Sends an answer with the headers that all carry; knows whether one has begun."""

    def __init__(self, send: Send, headers: list[tuple[bytes, bytes]]) -> None:
        self._send, self._headers = send, headers
        self._begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._begun = True
            given = {name for name, _ in message.get("headers", ())}
            message["headers"] = [
                *message.get("headers", ()),
                *(one for one in self._headers if one[0] not in given),
            ]
        await self._send(message)

    async def refuse(self, scope: Scope, receive: Receive, error: GatewayError) -> None:
        """Answer with a refusal; of an answer that has begun already nothing can be taken back."""
        if not self._begun:
            await refusal(scope, error)(scope, receive, self)


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""
